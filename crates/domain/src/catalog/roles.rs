//! The roles in which the two sides of the shelf act, always for their own party.

use crate::shared::Role::{
    self, Aggregator, Buyer, Client, Coordinator, Facilitator, FieldOfficer, Inspector, Supplier,
    TechnicalAgency, VetOfficer,
};

/// Who offers goods.
pub const SELLERS: &[Role] = &[Supplier, Aggregator, Client];

/// Who runs outlets.
pub const OPERATORS: &[Role] = &[Buyer, Client];

/// The two sides of a listing: who runs the outlet, and who offers the goods.
pub const LISTING_SIDES: &[Role] = &[Buyer, Supplier, Aggregator, Client];

/// Who holds stock of others and takes it.
pub const BUYERS: &[Role] = &[Buyer, Client];

/// The two sides of a hold: who buys, and who offers the goods.
pub const HOLD_SIDES: &[Role] = LISTING_SIDES;

/// Who records the prices that were seen; a field officer for a regional government alone.
pub const OBSERVERS: &[Role] = &[TechnicalAgency, FieldOfficer, Coordinator, Facilitator];

/// Who keeps plots and records what happens on them.
pub const GROWERS: &[Role] = &[Supplier, Aggregator, FieldOfficer, Client];

/// Who looks at the land and at what has grown: the growers themselves, and the technical agency of their home region.
pub const LAND_CHECKERS: &[Role] = &[TechnicalAgency, FieldOfficer, Supplier, Aggregator];

/// Who gives what a season needs: its growers, and the buyer of the contract it is grown for.
pub const INPUT_GIVERS: &[Role] = &[Supplier, Aggregator, Buyer, Client];

/// Who keeps facilities: who grows, consolidates, buys or cooks; a field officer for a government's own.
pub const FACILITY_KEEPERS: &[Role] = &[Supplier, Aggregator, Buyer, FieldOfficer, Client];

/// Who checks the papers of facilities, for a government of their region.
pub const PAPER_CHECKERS: &[Role] = &[TechnicalAgency, Coordinator];

/// Who inspects facilities: for a government of their region, or for a party that buys there.
pub const INSPECTORS: &[Role] = &[Inspector, VetOfficer, TechnicalAgency, Coordinator, Buyer];

/// Who weighs and sorts what comes into a consolidation lot, for its hub or its cooperative.
pub const LOT_KEEPERS: &[Role] = &[Aggregator, Supplier, FieldOfficer, Client];

/// Who opens, sells and settles a consolidation lot, for its hub or its cooperative.
pub const LOT_SELLERS: &[Role] = &[Aggregator, Supplier];

/// Who seals a consolidation lot: people of its hub, of its cooperative, and of the government of the hub's region.
pub const LOT_SEALERS: &[Role] = &[Aggregator, Supplier, FieldOfficer, Coordinator, TechnicalAgency];

/// Who reads what members brought: their hub and cooperative, and the coordinator of the region.
pub const LOT_READERS: &[Role] = &[Aggregator, Supplier, FieldOfficer, Client, Coordinator];

/// Who reads what a lot brought and what its members get.
pub const LOT_ACCOUNTANTS: &[Role] = &[Aggregator, Supplier, Coordinator];
