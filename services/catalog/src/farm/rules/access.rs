//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::PlatformAdmin;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    list_harvest_yields: ListHarvestYields, List, "catalog.rules.read", Anyone, 1;
    create_harvest_yield: CreateHarvestYield, Create, "catalog.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_harvest_yield: GetHarvestYield, Read, "catalog.rules.read", Anyone, 1;
    end_harvest_yield: EndHarvestYield, Transition, "catalog.rules.write", Roles(&[PlatformAdmin]), 2;
}
