//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::PlatformAdmin;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    list_signal_rules: ListSignalRules, List, "logistics.rules.read", Anyone, 1;
    create_signal_rule: CreateSignalRule, Create, "logistics.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_signal_rule: GetSignalRule, Read, "logistics.rules.read", Anyone, 1;
    end_signal_rule: EndSignalRule, Transition, "logistics.rules.write", Roles(&[PlatformAdmin]), 2;
}
