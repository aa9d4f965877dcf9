//! The rules of the catalog service; uses [`crate::shared`] and no other room.
//!
//! From the field to the shelf, in the order a newcomer should read:
//! - `commodities`: what is traded, in which forms, and how forms convert ([`convert`]: 900 t paddy = 450 t rice).
//! - `permits`: PIRT, BPOM MD, halal, NKV; whether a product has what it needs on a day
//!   ([`PermitRules::permits_standing`]).
//! - `gtin` and `label_facts`: the barcode, what the label says, and [`ProductVersion::hash`], the identity of a version.
//! - `product`: draft, published, withdrawn.
//! - `curation` and `panel`: who judges a small-business product, and what an [`Approval`] is good for.
//! - `outlet` and `listing`: shelves, and the gate before one ([`may_list`]).
//! - `seed` and `seed_rules`: the reference data an empty catalog starts with, each figure with its source.
//!
//! Time decides by the `day` handed in: nothing that dates decide is ever stored. Figures of rules are handed in too.

mod commodities;
mod curation;
mod gtin;
mod happened;
mod label_facts;
mod listing;
mod outlet;
mod panel;
mod permits;
mod product;
mod roles;
mod seed;
mod seed_rules;

pub use commodities::{Commodity, CommodityGroup, Conversion, Form, Yield, YieldError, convert};
pub use curation::{
    Approval, ApprovalCondition, CurationEvent, CurationHappened, CurationOutcome, CurationState, check_version_unchanged,
    standing_approval,
};
pub use gtin::{Gtin, GtinError};
pub use happened::{CommodityHappened, VariantHappened};
pub use label_facts::{Allergen, BestBeforeLimit, LabelFacts, ProductVersion, Storage, limits_for};
pub use listing::{
    ListingCondition, ListingEvent, ListingHappened, ListingFacts, ListingState, check_published, listing_condition, may_list,
    needs_curation,
};
pub use outlet::{ChainName, ChainNameError, Channel, Outlet, OutletEvent, OutletHappened, OutletKind, OutletState};
pub use panel::{Criterion, PanelSides, Panelist, Score, check_panel, check_scores, mean_points};
pub use permits::{
    Permit, PermitRequirement, PermitRules, PermitStatus, PermitTerm, PermitType, ProductNature,
    ProductTrait, permit_number,
};
pub use product::{ProductEvent, ProductHappened, ProductState, product_group};
pub use roles::{LISTING_SIDES, OPERATORS, SELLERS};
pub use seed::{seed_commodities, seed_yields};
pub use seed_rules::{seed_best_before_limits, seed_permit_rules};
