//! What is traded: commodities and their forms, products, labels, permits.

pub(crate) mod commodities;
pub(crate) mod gtin;
pub(crate) mod happened;
pub(crate) mod image;
pub(crate) mod label_facts;
pub(crate) mod limits;
pub(crate) mod permits;
pub(crate) mod price_series;
pub(crate) mod product;
pub(crate) mod seed;
pub(crate) mod seed_prices;
pub(crate) mod seed_rules;

pub use commodities::{Commodity, CommodityGroup, Form};
pub use gtin::{Gtin, GtinError};
pub use happened::{CommodityHappened, PriceObservationHappened, VariantHappened};
pub use image::{ImageKind, ImageSize, LONGEST_SIDE, MOST_IMAGES, MOST_PIXELS, check_dimensions};
pub use label_facts::{Allergen, BestBeforeLimit, LabelFacts, ProductVersion, Storage, limits_for};
pub use limits::{GoodsLimit, GoodsLimitKind, check_observed_date, goods_limit_on, seed_goods_limits};
pub use permits::{
    Permit, PermitRequirement, PermitRule, PermitRuleKind, PermitRules, PermitStatus, PermitTerm, PermitType,
    ProductNature, ProductTrait, permit_number,
};
pub use price_series::{LONGEST_SERIES, SeriesPeriod, median, series_periods};
pub use product::{ProductEvent, ProductHappened, ProductState, product_group};
pub use seed::{seed_commodities, seed_yields};
pub use seed_prices::seed_reference_prices;
pub use seed_rules::{seed_best_before_limits, seed_permit_rules};
