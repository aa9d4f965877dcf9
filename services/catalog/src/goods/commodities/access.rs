//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::PlatformAdmin;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_commodity: CreateCommodity, Create, "catalog.commodities.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    list_commodities: ListCommodities, List, "catalog.commodities.read", Anyone, 1;
    get_commodity: GetCommodity, Read, "catalog.commodities.read", Anyone, 1;
    update_commodity: UpdateCommodity, Patch, "catalog.commodities.write", Roles(&[PlatformAdmin]), 2;
}
