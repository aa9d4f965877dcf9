//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::PlatformAdmin;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    list_receiving_rules: ListReceivingRules, List, "logistics.rules.read", Anyone, 1;
    create_receiving_rule: CreateReceivingRule, Create, "logistics.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_receiving_rule: GetReceivingRule, Read, "logistics.rules.read", Anyone, 1;
    end_receiving_rule: EndReceivingRule, Transition, "logistics.rules.write", Roles(&[PlatformAdmin]), 2;
    list_weight_ranges: ListWeightRanges, List, "logistics.rules.read", Anyone, 1;
    create_weight_range: CreateWeightRange, Create, "logistics.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate, NotYetKnown];
    get_weight_range: GetWeightRange, Read, "logistics.rules.read", Anyone, 1;
    end_weight_range: EndWeightRange, Transition, "logistics.rules.write", Roles(&[PlatformAdmin]), 2;
}
