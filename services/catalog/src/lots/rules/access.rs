//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::PlatformAdmin;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    list_hub_fee_limits: ListHubFeeLimits, List, "catalog.rules.read", Anyone, 1;
    create_hub_fee_limit: CreateHubFeeLimit, Create, "catalog.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_hub_fee_limit: GetHubFeeLimit, Read, "catalog.rules.read", Anyone, 1;
    end_hub_fee_limit: EndHubFeeLimit, Transition, "catalog.rules.write", Roles(&[PlatformAdmin]), 2;
}
