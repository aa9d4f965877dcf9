//! What arrived: receipts, their posting and reversal, and the figures they are judged by.

pub(crate) mod receipts;
pub(crate) mod rules;

pub(crate) use receipts::perishable_among;
