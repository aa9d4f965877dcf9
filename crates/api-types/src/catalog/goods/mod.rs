//! What is traded.

mod commodities;
mod permits;
mod products;
mod rules;
mod variants;

pub use commodities::{
    CommodityForm, CommodityView, CreateCommodityRequest, ListCommoditiesQuery, UpdateCommodityRequest,
};
pub use permits::{AddPermitRequest, ListPermitsQuery, PermitView};
pub use products::{CreateProductRequest, ListProductsQuery, ProductSort, ProductView, UpdateProductRequest};
pub use rules::{
    CreatePermitRuleRequest, CreateYieldRequest, ListPermitRulesQuery, ListYieldsQuery, PermitRuleEventData,
    PermitRuleView, YieldEventData, YieldView,
};
pub use variants::{
    CreateVariantRequest, ListVariantsQuery, MissingPermitView, UpdateVariantRequest, VariantView,
};
