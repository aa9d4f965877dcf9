//! The rules of the catalog service; uses [`crate::shared`] and no other room.
//!
//! From the field to the shelf, in the order a newcomer should read:
//! - `commodities`: what is traded, and in which forms; how forms become each other is asked of [`crate::shared::yield_on`].
//! - `permits`: PIRT, BPOM MD, halal, NKV; whether a product has what it needs on a day
//!   ([`PermitRules::permits_standing`]).
//! - `gtin` and `label_facts`: the barcode, what the label says, and [`ProductVersion::hash`], the identity of a version.
//! - `limits` and `price_series`: prices that were seen, and how they are put together over time.
//! - `product`: draft, published, withdrawn.
//! - `plot`, `place`, `season` and `harvest_yield`: what grows where, and what it is expected to give.
//! - `curation` and `panel`: who judges a small-business product, and what an [`Approval`] is good for.
//! - `outlet` and `listing`: shelves, and the gate before one ([`may_list`]).
//! - `sites`: farms, slaughterhouses, mills, hubs, warehouses and kitchens with their papers, and whether one may be used on
//!   a day ([`facility_usable`]).
//! - `stock`: what suppliers offer ([`OfferTerms`]), animals with tag and weight, and what buyers hold of them
//!   ([`check_enough`], [`check_substitute`]).
//! - `lots`: members' small stocks as one lot, and what it brings back to each of them ([`divide_lot`], [`enter_credit`]).
//! - `seed`, `seed_prices` and `seed_rules`: the reference data an empty catalog starts with, each figure with its source.
//!
//! Time decides by the `day` handed in: nothing that dates decide is ever stored. Figures of rules are handed in too.

mod curation;
mod farm;
mod goods;
mod lots;
mod retail;
mod sites;
mod stock;

mod roles;
mod scale;

pub use roles::{
    BUYERS, FACILITY_KEEPERS, GROWERS, HOLD_SIDES, INPUT_GIVERS, INSPECTORS, LAND_CHECKERS, LISTING_SIDES,
    LOT_ACCOUNTANTS, LOT_KEEPERS, LOT_READERS, LOT_SEALERS, LOT_SELLERS, OBSERVERS, OPERATORS,
    PAPER_CHECKERS, SELLERS,
};

pub use scale::check_scale;

pub use curation::*;
pub use farm::*;
pub use goods::*;
pub use lots::*;
pub use retail::*;
pub use sites::*;
pub use stock::*;
