//! What is traded.

mod commodities;
mod permits;
mod products;
mod variants;

pub use commodities::{
    CommodityForm, CommodityView, CommodityYieldView, CreateCommodityRequest, ListCommoditiesQuery,
    ListCommodityYieldsQuery, UpdateCommodityRequest,
};
pub use permits::{AddPermitRequest, ListPermitsQuery, PermitView};
pub use products::{CreateProductRequest, ListProductsQuery, ProductSort, ProductView, UpdateProductRequest};
pub use variants::{
    CreateVariantRequest, ListVariantsQuery, MissingPermitView, UpdateVariantRequest, VariantView,
};
