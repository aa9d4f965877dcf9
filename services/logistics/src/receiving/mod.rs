//! What arrived: receipts, their posting and reversal.

pub(crate) mod receipts;
