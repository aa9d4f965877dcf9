//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::PlatformAdmin;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    list_facility_rules: ListFacilityRules, List, "catalog.rules.read", Anyone, 1;
    create_facility_rule: CreateFacilityRule, Create, "catalog.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_facility_rule: GetFacilityRule, Read, "catalog.rules.read", Anyone, 1;
    end_facility_rule: EndFacilityRule, Transition, "catalog.rules.write", Roles(&[PlatformAdmin]), 2;
    list_checklists: ListChecklists, List, "catalog.rules.read", Anyone, 1;
    create_checklist: CreateChecklist, Create, "catalog.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_checklist: GetChecklist, Read, "catalog.rules.read", Anyone, 1;
    end_checklist: EndChecklist, Transition, "catalog.rules.write", Roles(&[PlatformAdmin]), 2;
}
