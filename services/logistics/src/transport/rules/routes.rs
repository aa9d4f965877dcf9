//! HTTP of the rule tables.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::logistics::{
    AllowanceView, CreateAllowanceRequest, CreateGateRuleRequest, CreateJourneyRequirementRequest,
    CreateLatenessRuleRequest, GateRuleView, JourneyRequirementView, LatenessRuleView, ListAllowancesQuery,
    ListGateRulesQuery, ListJourneyRequirementsQuery, ListLatenessRulesQuery,
};
use api_types::{EndRuleRequest, Page};
use domain::shared::{AllowanceId, GateRuleId, JourneyRequirementId, LatenessRuleId};
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::{Allowances, GateRulesTable, JourneyRequirements, LatenessRules};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    gate_rules(config);
    journey_requirements(config);
    allowances(config);
    lateness_rules(config);
}

rule_routes! {
    gate_rules of GateRulesTable, GateRuleId, "gate-rules",
        "/v1/gate-rules", "/v1/gate-rules/{id}", "/v1/gate-rules/{id}/endings";
    ListGateRulesQuery, CreateGateRuleRequest, GateRuleView;
    /// The rules of the document gate, in order of their addition.
    list_gate_rules(ListGateRules);
    /// Adds a rule of the document gate.
    ///
    /// It holds from its first day, in every process at once, for what has not left yet.
    create_gate_rule(CreateGateRule);
    /// One rule of the document gate.
    get_gate_rule(GetGateRule);
    /// Ends a rule of the document gate.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_gate_rule(EndGateRule);
}

rule_routes! {
    journey_requirements of JourneyRequirements, JourneyRequirementId, "journey-requirements",
        "/v1/journey-requirements", "/v1/journey-requirements/{id}", "/v1/journey-requirements/{id}/endings";
    ListJourneyRequirementsQuery, CreateJourneyRequirementRequest, JourneyRequirementView;
    /// The papers that journeys need, in order of their addition.
    list_journey_requirements(ListJourneyRequirements);
    /// Adds a paper that journeys need.
    ///
    /// It holds from its first day, in every process at once, for what has not left yet.
    create_journey_requirement(CreateJourneyRequirement);
    /// One paper that journeys need.
    get_journey_requirement(GetJourneyRequirement);
    /// Ends a paper that journeys need.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_journey_requirement(EndJourneyRequirement);
}

rule_routes! {
    allowances of Allowances, AllowanceId, "allowances",
        "/v1/allowances", "/v1/allowances/{id}", "/v1/allowances/{id}/endings";
    ListAllowancesQuery, CreateAllowanceRequest, AllowanceView;
    /// What may be lost on the road, in order of addition.
    list_allowances(ListAllowances);
    /// Adds a figure of what may be lost on the road.
    ///
    /// It counts for what leaves from its first day on and after it was added.
    create_allowance(CreateAllowance);
    /// One figure of what may be lost on the road.
    get_allowance(GetAllowance);
    /// Ends a figure of what may be lost on the road.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_allowance(EndAllowance);
}

rule_routes! {
    lateness_rules of LatenessRules, LatenessRuleId, "lateness-rules",
        "/v1/lateness-rules", "/v1/lateness-rules/{id}", "/v1/lateness-rules/{id}/endings";
    ListLatenessRulesQuery, CreateLatenessRuleRequest, LatenessRuleView;
    /// The times after which vehicles are late, in order of addition.
    list_lateness_rules(ListLatenessRules);
    /// Adds a time after which vehicles are late.
    ///
    /// It holds from its first day, in every process at once.
    create_lateness_rule(CreateLatenessRule);
    /// One time after which vehicles are late.
    get_lateness_rule(GetLatenessRule);
    /// Ends a time after which vehicles are late.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_lateness_rule(EndLatenessRule);
}
