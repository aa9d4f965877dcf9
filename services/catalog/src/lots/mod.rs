//! Consolidation lots at hubs: what members bring, how it is sorted, sealed and set aside for orders, and what comes back to each
//! of them.

pub(crate) mod consolidation_lots;
pub(crate) mod contributions;
pub(crate) mod member_inputs;
pub(crate) mod rules;
pub(crate) mod settlements;
mod visibility;

pub(crate) use consolidation_lots::{LotOwners, lot_owners};
