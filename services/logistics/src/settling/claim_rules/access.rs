//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::PlatformAdmin;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    list_claim_rules: ListClaimRules, List, "logistics.rules.read", Anyone, 1;
    create_claim_rule: CreateClaimRule, Create, "logistics.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_claim_rule: GetClaimRule, Read, "logistics.rules.read", Anyone, 1;
    end_claim_rule: EndClaimRule, Transition, "logistics.rules.write", Roles(&[PlatformAdmin]), 2;
}
