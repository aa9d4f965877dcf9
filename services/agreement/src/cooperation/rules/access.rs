//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::PlatformAdmin;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    list_stage_requirements: ListStageRequirements, List, "agreement.rules.read", Anyone, 1;
    create_stage_requirement: CreateStageRequirement, Create, "agreement.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_stage_requirement: GetStageRequirement, Read, "agreement.rules.read", Anyone, 1;
    end_stage_requirement: EndStageRequirement, Transition, "agreement.rules.write", Roles(&[PlatformAdmin]), 2;
    list_cooperation_limits: ListCooperationLimits, List, "agreement.rules.read", Anyone, 1;
    create_cooperation_limit: CreateCooperationLimit, Create, "agreement.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_cooperation_limit: GetCooperationLimit, Read, "agreement.rules.read", Anyone, 1;
    end_cooperation_limit: EndCooperationLimit, Transition, "agreement.rules.write", Roles(&[PlatformAdmin]), 2;
    list_plausible_prices: ListPlausiblePrices, List, "agreement.rules.read", Anyone, 1;
    create_plausible_price: CreatePlausiblePrice, Create, "agreement.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate, NotYetKnown];
    get_plausible_price: GetPlausiblePrice, Read, "agreement.rules.read", Anyone, 1;
    list_trial_thresholds: ListTrialThresholds, List, "agreement.rules.read", Anyone, 1;
    create_trial_threshold: CreateTrialThreshold, Create, "agreement.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate, NotYetKnown];
    get_trial_threshold: GetTrialThreshold, Read, "agreement.rules.read", Anyone, 1;
    end_trial_threshold: EndTrialThreshold, Transition, "agreement.rules.write", Roles(&[PlatformAdmin]), 2;
    end_plausible_price: EndPlausiblePrice, Transition, "agreement.rules.write", Roles(&[PlatformAdmin]), 2;
}
