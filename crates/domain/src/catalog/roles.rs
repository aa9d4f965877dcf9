//! The roles in which the two sides of the shelf act, always for their own party.

use crate::shared::Role::{
    self, Aggregator, Buyer, Client, Coordinator, Facilitator, FieldOfficer, Supplier, TechnicalAgency,
};

/// Who offers goods.
pub const SELLERS: &[Role] = &[Supplier, Aggregator, Client];

/// Who runs outlets.
pub const OPERATORS: &[Role] = &[Buyer, Client];

/// The two sides of a listing: who runs the outlet, and who offers the goods.
pub const LISTING_SIDES: &[Role] = &[Buyer, Supplier, Aggregator, Client];

/// Who records the prices that were seen; a field officer for a regional government alone.
pub const OBSERVERS: &[Role] = &[TechnicalAgency, FieldOfficer, Coordinator, Facilitator];
