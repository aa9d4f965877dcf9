//! Who may call what: the role table of the catalog service.

use domain::shared::Role::{self, Aggregator, Buyer, Client, Curator, PlatformAdmin, Supplier};
use web::Who::{Anyone, Roles};
use web::operations;

/// Who offers goods: for the own party only.
pub(crate) const SELLERS: &[Role] = &[Supplier, Aggregator, Client];

/// Who runs outlets: those of the own party only.
pub(crate) const OPERATORS: &[Role] = &[Buyer, Client];

/// The two sides of a listing: who runs the outlet, and who offers the goods.
pub(crate) const SIDES: &[Role] = &[Buyer, Supplier, Aggregator, Client];

operations! {
    create_commodity: CreateCommodity, Create, "catalog.commodities.write", Roles(&[PlatformAdmin]), 2;
    list_commodities: ListCommodities, List, "catalog.commodities.read", Anyone, 1;
    get_commodity: GetCommodity, Read, "catalog.commodities.read", Anyone, 1;
    update_commodity: UpdateCommodity, Patch, "catalog.commodities.write", Roles(&[PlatformAdmin]), 2;
    list_commodity_yields: ListCommodityYields, List, "catalog.commodities.read", Anyone, 1;

    create_outlet: CreateOutlet, Create, "catalog.outlets.write", Roles(OPERATORS), 2;
    list_outlets: ListOutlets, List, "catalog.outlets.read", Anyone, 1;
    get_outlet: GetOutlet, Read, "catalog.outlets.read", Anyone, 1;
    update_outlet: UpdateOutlet, Patch, "catalog.outlets.write", Roles(OPERATORS), 2;
    close_outlet: CloseOutlet, Transition, "catalog.outlets.write", Roles(OPERATORS), 2;
    list_outlet_transitions: ListOutletTransitions, List, "catalog.outlets.read", Anyone, 1;

    create_curation: CreateCuration, Create, "catalog.curations.write", Roles(SELLERS), 2;
    list_curations: ListCurations, List, "catalog.curations.read", Anyone, 2;
    get_curation: GetCuration, Read, "catalog.curations.read", Anyone, 1;
    submit_curation: SubmitCuration, Transition, "catalog.curations.write", Roles(SELLERS), 2;
    screen_curation: ScreenCuration, Transition, "catalog.curations.write", Roles(&[Curator]), 2;
    request_curation_sample: RequestCurationSample, Transition, "catalog.curations.write", Roles(&[Curator]), 2;
    receive_curation_sample: ReceiveCurationSample, Transition, "catalog.curations.write", Roles(&[Curator]), 2;
    review_curation: ReviewCuration, Transition, "catalog.curations.write", Roles(&[Curator]), 2;
    decide_curation: DecideCuration, Transition, "catalog.curations.write", Roles(&[Curator]), 2;
    list_curation_transitions: ListCurationTransitions, List, "catalog.curations.read", Anyone, 1;

    create_listing: CreateListing, Create, "catalog.listings.write", Roles(SIDES), 2;
    list_listings: ListListings, List, "catalog.listings.read", Anyone, 2;
    get_listing: GetListing, Read, "catalog.listings.read", Anyone, 1;
    accept_listing: AcceptListing, Transition, "catalog.listings.write", Roles(OPERATORS), 2;
    suspend_listing: SuspendListing, Transition, "catalog.listings.write", Roles(SIDES), 2;
    resume_listing: ResumeListing, Transition, "catalog.listings.write", Roles(OPERATORS), 2;
    delist_listing: DelistListing, Transition, "catalog.listings.write", Roles(SIDES), 2;
    list_listing_transitions: ListListingTransitions, List, "catalog.listings.read", Anyone, 1;

    create_product: CreateProduct, Create, "catalog.products.write", Roles(SELLERS), 2;
    list_products: ListProducts, List, "catalog.products.read", Anyone, 2;
    get_product: GetProduct, Read, "catalog.products.read", Anyone, 1;
    update_product: UpdateProduct, Patch, "catalog.products.write", Roles(SELLERS), 2;
    publish_product: PublishProduct, Transition, "catalog.products.write", Roles(SELLERS), 2;
    withdraw_product: WithdrawProduct, Transition, "catalog.products.write", Roles(SELLERS), 2;
    list_product_transitions: ListProductTransitions, List, "catalog.products.read", Anyone, 1;

    create_variant: CreateVariant, Create, "catalog.variants.write", Roles(SELLERS), 2;
    list_variants: ListVariants, List, "catalog.variants.read", Anyone, 1;
    get_variant: GetVariant, Read, "catalog.variants.read", Anyone, 1;
    update_variant: UpdateVariant, Patch, "catalog.variants.write", Roles(SELLERS), 2;

    add_permit: AddPermit, Create, "catalog.permits.write", Roles(SELLERS), 2;
    list_permits: ListPermits, List, "catalog.permits.read", Anyone, 1;
    get_permit: GetPermit, Read, "catalog.permits.read", Anyone, 1;
    withdraw_permit: WithdrawPermit, Delete, "catalog.permits.write", Roles(SELLERS), 2;

    list_catalog_work_items: ListCatalogWorkItems, List, "catalog.work_items.read", Anyone, 1;
    list_catalog_events: ListCatalogEvents, List, "catalog.events.read", Anyone, 1;
    stream_catalog_events: StreamCatalogEvents, List, "catalog.events.read", Anyone, 5;
}
