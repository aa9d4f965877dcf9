//! HTTP of the rule tables.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{
    ChecklistView, CreateChecklistRequest, CreateFacilityRuleRequest, FacilityRuleView, ListChecklistsQuery,
    ListFacilityRulesQuery,
};
use api_types::{EndRuleRequest, Page};
use domain::shared::{ChecklistId, FacilityRuleId};
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::{Checklists, FacilityRulesTable};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    facility_rules(config);
    checklists(config);
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

rule_routes! {
    checklists of Checklists, ChecklistId, "checklists",
        "/v1/checklists", "/v1/checklists/{id}", "/v1/checklists/{id}/endings";
    ListChecklistsQuery, CreateChecklistRequest, ChecklistView;
    /// What is looked at in facilities, in order of addition.
    list_checklists(ListChecklists);
    /// Adds a version of a checklist.
    ///
    /// It counts for inspections scheduled from then on, by the day that is named for them.
    create_checklist(CreateChecklist);
    /// One version of a checklist.
    get_checklist(GetChecklist);
    /// Ends a version of a checklist.
    ///
    /// It stays in the list with its last day; the next version may follow it. Inspections that go by it go on.
    end_checklist(EndChecklist);
}
