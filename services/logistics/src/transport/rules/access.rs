//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::PlatformAdmin;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    list_gate_rules: ListGateRules, List, "logistics.rules.read", Anyone, 1;
    create_gate_rule: CreateGateRule, Create, "logistics.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_gate_rule: GetGateRule, Read, "logistics.rules.read", Anyone, 1;
    end_gate_rule: EndGateRule, Transition, "logistics.rules.write", Roles(&[PlatformAdmin]), 2;
    list_journey_requirements: ListJourneyRequirements, List, "logistics.rules.read", Anyone, 1;
    create_journey_requirement: CreateJourneyRequirement, Create, "logistics.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_journey_requirement: GetJourneyRequirement, Read, "logistics.rules.read", Anyone, 1;
    end_journey_requirement: EndJourneyRequirement, Transition, "logistics.rules.write", Roles(&[PlatformAdmin]), 2;
    list_allowances: ListAllowances, List, "logistics.rules.read", Anyone, 1;
    create_allowance: CreateAllowance, Create, "logistics.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate, NotYetKnown];
    get_allowance: GetAllowance, Read, "logistics.rules.read", Anyone, 1;
    list_lateness_rules: ListLatenessRules, List, "logistics.rules.read", Anyone, 1;
    create_lateness_rule: CreateLatenessRule, Create, "logistics.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_lateness_rule: GetLatenessRule, Read, "logistics.rules.read", Anyone, 1;
    end_lateness_rule: EndLatenessRule, Transition, "logistics.rules.write", Roles(&[PlatformAdmin]), 2;
    end_allowance: EndAllowance, Transition, "logistics.rules.write", Roles(&[PlatformAdmin]), 2;
}
