//! What is traded: commodities and their forms, products, labels, permits.

pub(crate) mod commodities;
pub(crate) mod gtin;
pub(crate) mod happened;
pub(crate) mod label_facts;
pub(crate) mod permits;
pub(crate) mod product;
pub(crate) mod seed;
pub(crate) mod seed_rules;

pub use commodities::{Commodity, CommodityGroup, Conversion, Form, Yield, YieldError, convert};
pub use gtin::{Gtin, GtinError};
pub use happened::{CommodityHappened, VariantHappened};
pub use label_facts::{Allergen, BestBeforeLimit, LabelFacts, ProductVersion, Storage, limits_for};
pub use permits::{
    Permit, PermitRequirement, PermitRule, PermitRuleKind, PermitRules, PermitStatus, PermitTerm, PermitType,
    ProductNature, ProductTrait, permit_number,
};
pub use product::{ProductEvent, ProductHappened, ProductState, product_group};
pub use seed::{seed_commodities, seed_yields};
pub use seed_rules::{seed_best_before_limits, seed_permit_rules};
