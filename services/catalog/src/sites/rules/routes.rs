//! HTTP of the rule tables.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{CreateFacilityRuleRequest, FacilityRuleView, ListFacilityRulesQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::FacilityRuleId;
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::FacilityRulesTable;
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    facility_rules(config);
}

rule_routes! {
    facility_rules of FacilityRulesTable, FacilityRuleId, "facility-rules",
        "/v1/facility-rules", "/v1/facility-rules/{id}", "/v1/facility-rules/{id}/endings";
    ListFacilityRulesQuery, CreateFacilityRuleRequest, FacilityRuleView;
    /// The rules about facilities, in order of their addition.
    list_facility_rules(ListFacilityRules);
    /// Adds a rule about facilities.
    ///
    /// It holds from its first day, in every process at once.
    create_facility_rule(CreateFacilityRule);
    /// One rule about facilities.
    get_facility_rule(GetFacilityRule);
    /// Ends a rule about facilities.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_facility_rule(EndFacilityRule);
}
