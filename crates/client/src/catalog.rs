//! The catalog service: one method per operation id.

use api_types::catalog::{
    AddPermitRequest, CommodityView, CommodityYieldView, CreateCommodityRequest, CreateCurationRequest,
    CreateListingRequest, CreateOutletRequest, CreateProductRequest, CreateVariantRequest, CurationView,
    DecideCurationRequest, ListCommoditiesQuery, ListCommodityYieldsQuery, ListCurationsQuery,
    ListListingsQuery, ListOutletsQuery, ListPermitsQuery, ListProductsQuery, ListVariantsQuery, ListingView,
    OutletView, PermitView, ProductView, ReviewCurationRequest, UpdateCommodityRequest, UpdateOutletRequest,
    UpdateProductRequest, UpdateVariantRequest, VariantView,
};
use api_types::{
    EventPage, ListEventsQuery, ListTransitionsQuery, ListWorkItemsQuery, TransitionRequest, TransitionView,
    WorkItemView,
};
use domain::shared::{CurationId, ListingId, OutletId, PermitId, ProductId, VariantId};

use crate::methods::methods;
use crate::{Api, ClientError};

/// Calls the catalog service.
#[derive(Debug, Clone)]
pub struct CatalogApi {
    /// The connection, for calls without a typed method.
    pub api: Api,
}

impl CatalogApi {
    /// A client over a connection.
    pub fn new(api: Api) -> Self {
        Self { api }
    }

    /// A slice of the feed.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn list_catalog_events(&self, query: &ListEventsQuery) -> Result<EventPage, ClientError> {
        self.api.get_with("/v1/catalog-events", query).await.map(|answer| answer.value)
    }
}

methods! { CatalogApi {
    /// Registers a commodity.
    create create_commodity(CreateCommodityRequest) -> CommodityView, "/v1/commodities";
    /// What is traded.
    list list_commodities(ListCommoditiesQuery) -> CommodityView, "/v1/commodities";
    /// One commodity, by its code.
    read get_commodity(&str) -> CommodityView, "/v1/commodities/", "";
    /// Changes a commodity.
    patch update_commodity(&str, UpdateCommodityRequest) -> CommodityView, "/v1/commodities/";
    /// How the forms of a commodity become each other.
    sublist list_commodity_yields(&str, ListCommodityYieldsQuery) -> CommodityYieldView, "/v1/commodities/", "/yields";

    /// Drafts a product.
    create create_product(CreateProductRequest) -> ProductView, "/v1/products";
    /// Products, searched and filtered.
    list list_products(ListProductsQuery) -> ProductView, "/v1/products";
    /// One product.
    read get_product(ProductId) -> ProductView, "/v1/products/", "";
    /// Changes a product.
    patch update_product(ProductId, UpdateProductRequest) -> ProductView, "/v1/products/";
    /// Publishes a product.
    act publish_product(ProductId, TransitionRequest) -> ProductView, "/v1/products/", "/publications";
    /// Withdraws a product.
    act withdraw_product(ProductId, TransitionRequest) -> ProductView, "/v1/products/", "/withdrawals";
    /// History of a product.
    sublist list_product_transitions(ProductId, ListTransitionsQuery) -> TransitionView, "/v1/products/", "/transitions";

    /// Adds a variant to a product.
    add create_variant(ProductId, CreateVariantRequest) -> VariantView, "/v1/products/", "/variants";
    /// Variants, oldest first.
    list list_variants(ListVariantsQuery) -> VariantView, "/v1/variants";
    /// One variant.
    read get_variant(VariantId) -> VariantView, "/v1/variants/", "";
    /// Changes a variant.
    patch update_variant(VariantId, UpdateVariantRequest) -> VariantView, "/v1/variants/";
    /// Adds a permit to a variant.
    add add_permit(VariantId, AddPermitRequest) -> PermitView, "/v1/variants/", "/permits";
    /// All permits a variant has had.
    sublist list_permits(VariantId, ListPermitsQuery) -> PermitView, "/v1/variants/", "/permits";
    /// One permit.
    read get_permit(PermitId) -> PermitView, "/v1/permits/", "";

    /// What waits for the caller's party.
    list list_catalog_work_items(ListWorkItemsQuery) -> WorkItemView, "/v1/catalog-work-items";

    /// Opens an outlet.
    create create_outlet(CreateOutletRequest) -> OutletView, "/v1/outlets";
    /// Outlets, oldest first.
    list list_outlets(ListOutletsQuery) -> OutletView, "/v1/outlets";
    /// One outlet.
    read get_outlet(OutletId) -> OutletView, "/v1/outlets/", "";
    /// Changes an outlet.
    patch update_outlet(OutletId, UpdateOutletRequest) -> OutletView, "/v1/outlets/";
    /// Closes an outlet.
    act close_outlet(OutletId, TransitionRequest) -> OutletView, "/v1/outlets/", "/closures";
    /// History of an outlet.
    sublist list_outlet_transitions(OutletId, ListTransitionsQuery) -> TransitionView, "/v1/outlets/", "/transitions";

    /// Prepares a curation.
    create create_curation(CreateCurationRequest) -> CurationView, "/v1/curations";
    /// Curations, oldest first.
    list list_curations(ListCurationsQuery) -> CurationView, "/v1/curations";
    /// One curation.
    read get_curation(CurationId) -> CurationView, "/v1/curations/", "";
    /// Submits a curation.
    act submit_curation(CurationId, TransitionRequest) -> CurationView, "/v1/curations/", "/submissions";
    /// Begins to look through papers and label.
    act screen_curation(CurationId, TransitionRequest) -> CurationView, "/v1/curations/", "/screenings";
    /// Asks for samples.
    act request_curation_sample(CurationId, TransitionRequest) -> CurationView, "/v1/curations/", "/sample-requests";
    /// Records that the samples have arrived.
    act receive_curation_sample(CurationId, TransitionRequest) -> CurationView, "/v1/curations/", "/sample-receipts";
    /// Begins the panel's review.
    act review_curation(CurationId, ReviewCurationRequest) -> CurationView, "/v1/curations/", "/reviews";
    /// Records the panel's decision.
    act decide_curation(CurationId, DecideCurationRequest) -> CurationView, "/v1/curations/", "/decisions";
    /// History of a curation.
    sublist list_curation_transitions(CurationId, ListTransitionsQuery) -> TransitionView, "/v1/curations/", "/transitions";

    /// Lists a variant in an outlet.
    create create_listing(CreateListingRequest) -> ListingView, "/v1/listings";
    /// Listings, oldest first.
    list list_listings(ListListingsQuery) -> ListingView, "/v1/listings";
    /// One listing.
    read get_listing(ListingId) -> ListingView, "/v1/listings/", "";
    /// Takes a pending listing on.
    act accept_listing(ListingId, TransitionRequest) -> ListingView, "/v1/listings/", "/acceptances";
    /// Takes a listing off the shelf for a time.
    act suspend_listing(ListingId, TransitionRequest) -> ListingView, "/v1/listings/", "/suspensions";
    /// Puts a suspended listing back.
    act resume_listing(ListingId, TransitionRequest) -> ListingView, "/v1/listings/", "/resumptions";
    /// Takes a listing off the shelf for good.
    act delist_listing(ListingId, TransitionRequest) -> ListingView, "/v1/listings/", "/delistings";
    /// History of a listing.
    sublist list_listing_transitions(ListingId, ListTransitionsQuery) -> TransitionView, "/v1/listings/", "/transitions";
}}
