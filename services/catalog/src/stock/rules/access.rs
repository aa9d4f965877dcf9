//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::PlatformAdmin;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    list_live_weight_classes: ListLiveWeightClasses, List, "catalog.rules.read", Anyone, 1;
    create_live_weight_class: CreateLiveWeightClass, Create, "catalog.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_live_weight_class: GetLiveWeightClass, Read, "catalog.rules.read", Anyone, 1;
    end_live_weight_class: EndLiveWeightClass, Transition, "catalog.rules.write", Roles(&[PlatformAdmin]), 2;
}
