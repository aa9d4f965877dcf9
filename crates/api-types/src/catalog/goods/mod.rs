//! What is traded.

mod commodities;
mod images;
mod permits;
mod prices;
mod products;
mod rules;
mod variants;

pub use commodities::{
    CommodityForm, CommodityView, CreateCommodityRequest, ListCommoditiesQuery, UpdateCommodityRequest,
};
pub use images::{
    CreateImageQuotaRequest, CreateImageRequest, ImageContentQuery, ImageQuotaEventData, ImageQuotaView,
    ImageView, ListImageQuotasQuery,
};
pub use permits::{AddPermitRequest, ListPermitsQuery, PermitView};
pub use prices::{
    CreateGoodsLimitRequest, GoodsLimitEventData, GoodsLimitView, ListGoodsLimitsQuery,
    ListPriceObservationsQuery, PriceObservationView, PricePointView, PriceSeriesQuery, PriceSeriesView,
    PutPriceObservationRequest,
};
pub use products::{CreateProductRequest, ListProductsQuery, ProductSort, ProductView, UpdateProductRequest};
pub use rules::{
    CreatePermitRuleRequest, CreateReferencePriceRequest, CreateYieldRequest, ListPermitRulesQuery,
    ListReferencePricesQuery, ListYieldsQuery, PermitRuleEventData, PermitRuleView, ReferencePriceEventData,
    ReferencePriceView, YieldEventData, YieldView,
};
pub use variants::{
    CreateVariantRequest, ListVariantsQuery, MissingPermitView, UpdateVariantRequest, VariantView,
};
