//! HTTP of the rules of cooperation.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::agreement::{
    CooperationLimitView, CreateCooperationLimitRequest, CreatePlausiblePriceRequest,
    CreateStageRequirementRequest, CreateTrialThresholdRequest, ListCooperationLimitsQuery,
    ListPlausiblePricesQuery, ListStageRequirementsQuery, ListTrialThresholdsQuery, PlausiblePriceView,
    StageRequirementView, TrialThresholdView,
};
use api_types::{EndRuleRequest, Page};
use domain::shared::{CooperationLimitId, PlausiblePriceId, StageRequirementId, TrialThresholdId};
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::{CooperationLimits, PlausiblePrices, StageRequirements, TrialThresholds};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    stage_requirements(config);
    cooperation_limits(config);
    plausible_prices(config);
    trial_thresholds(config);
}

rule_routes! {
    stage_requirements of StageRequirements, StageRequirementId, "stage-requirements",
        "/v1/stage-requirements", "/v1/stage-requirements/{id}", "/v1/stage-requirements/{id}/endings";
    ListStageRequirementsQuery, CreateStageRequirementRequest, StageRequirementView;
    /// The papers that stages of agreements ask for, in order of their addition.
    list_stage_requirements(ListStageRequirements);
    /// Adds a paper that a stage of agreements asks for.
    ///
    /// It holds from its first day, in every process at once; what has ended its stage before is not judged again.
    create_stage_requirement(CreateStageRequirement);
    /// One paper that a stage asks for.
    get_stage_requirement(GetStageRequirement);
    /// Ends a paper that a stage asks for.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_stage_requirement(EndStageRequirement);
}

rule_routes! {
    cooperation_limits of CooperationLimits, CooperationLimitId, "cooperation-limits",
        "/v1/cooperation-limits", "/v1/cooperation-limits/{id}", "/v1/cooperation-limits/{id}/endings";
    ListCooperationLimitsQuery, CreateCooperationLimitRequest, CooperationLimitView;
    /// The numbers of days that cooperation is judged by, in order of their addition.
    list_cooperation_limits(ListCooperationLimits);
    /// Adds a number of days that cooperation is judged by.
    ///
    /// It holds from its first day, in every process at once; what was told before keeps its days.
    create_cooperation_limit(CreateCooperationLimit);
    /// One number of days.
    get_cooperation_limit(GetCooperationLimit);
    /// Ends a number of days.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_cooperation_limit(EndCooperationLimit);
}

rule_routes! {
    plausible_prices of PlausiblePrices, PlausiblePriceId, "plausible-prices",
        "/v1/plausible-prices", "/v1/plausible-prices/{id}", "/v1/plausible-prices/{id}/endings";
    ListPlausiblePricesQuery, CreatePlausiblePriceRequest, PlausiblePriceView;
    /// The prices that somebody can mean, in order of their addition.
    list_plausible_prices(ListPlausiblePrices);
    /// Adds the prices of a commodity that somebody can mean.
    ///
    /// It holds from its first day, in every process at once; a contract written before keeps its price.
    create_plausible_price(CreatePlausiblePrice);
    /// The plausible prices of one commodity and basis.
    get_plausible_price(GetPlausiblePrice);
    /// Ends the plausible prices of a commodity.
    ///
    /// They stay in the list with their last day; others may follow.
    end_plausible_price(EndPlausiblePrice);
}

rule_routes! {
    trial_thresholds of TrialThresholds, TrialThresholdId, "trial-thresholds",
        "/v1/trial-thresholds", "/v1/trial-thresholds/{id}", "/v1/trial-thresholds/{id}/endings";
    ListTrialThresholdsQuery, CreateTrialThresholdRequest, TrialThresholdView;
    /// The quantities per month above which a trial comes first, in order of their addition.
    list_trial_thresholds(ListTrialThresholds);
    /// Adds the quantity of a commodity per month above which a trial comes first.
    ///
    /// It holds from its first day, in every process at once; a contract in force is not judged again.
    create_trial_threshold(CreateTrialThreshold);
    /// The quantity of one commodity above which a trial comes first.
    get_trial_threshold(GetTrialThreshold);
    /// Ends the quantity above which a trial comes first.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_trial_threshold(EndTrialThreshold);
}
