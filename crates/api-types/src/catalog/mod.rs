//! The wire of the catalog service, one file per resource.

mod commodities;
mod curations;
mod events;
mod listings;
mod outlets;
mod permits;
mod products;
mod variants;

pub use commodities::{
    CommodityForm, CommodityView, CommodityYieldView, CreateCommodityRequest, ListCommoditiesQuery,
    ListCommodityYieldsQuery, UpdateCommodityRequest,
};
pub use curations::{
    CreateCurationRequest, CriterionMean, CurationView, DecideCurationRequest, ListCurationsQuery,
    ReviewCurationRequest, WireChannel, WirePanelist, WireScore,
};
pub use events::*;
pub use listings::{CreateListingRequest, ListListingsQuery, ListingView};
pub use outlets::{CreateOutletRequest, ListOutletsQuery, OutletView, UpdateOutletRequest};
pub use permits::{AddPermitRequest, ListPermitsQuery, PermitView};
pub use products::{CreateProductRequest, ListProductsQuery, ProductSort, ProductView, UpdateProductRequest};
pub use variants::{
    CreateVariantRequest, ListVariantsQuery, MissingPermitView, UpdateVariantRequest, VariantView,
};
