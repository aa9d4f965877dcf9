//! Who may call what: the role table of the catalog service.

use domain::shared::Role::{Buyer, PlatformAdmin};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_commodity: CreateCommodity, Create, "catalog.commodities.write", Roles(&[PlatformAdmin]), 2;
    list_commodities: ListCommodities, List, "catalog.commodities.read", Anyone, 1;
    get_commodity: GetCommodity, Read, "catalog.commodities.read", Anyone, 1;
    update_commodity: UpdateCommodity, Patch, "catalog.commodities.write", Roles(&[PlatformAdmin]), 2;
    list_commodity_yields: ListCommodityYields, List, "catalog.commodities.read", Anyone, 1;

    create_outlet: CreateOutlet, Create, "catalog.outlets.write", Roles(&[Buyer]), 2;
    list_outlets: ListOutlets, List, "catalog.outlets.read", Anyone, 1;
    get_outlet: GetOutlet, Read, "catalog.outlets.read", Anyone, 1;
    update_outlet: UpdateOutlet, Patch, "catalog.outlets.write", Roles(&[Buyer]), 2;
    close_outlet: CloseOutlet, Transition, "catalog.outlets.write", Roles(&[Buyer]), 2;
    list_outlet_transitions: ListOutletTransitions, List, "catalog.outlets.read", Anyone, 1;

    list_catalog_events: ListCatalogEvents, List, "catalog.events.read", Anyone, 1;
    stream_catalog_events: StreamCatalogEvents, List, "catalog.events.read", Anyone, 5;
}
