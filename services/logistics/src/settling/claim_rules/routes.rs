//! HTTP of the rule table.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::logistics::{ClaimRuleView, CreateClaimRuleRequest, ListClaimRulesQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::ClaimRuleId;
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::ClaimRules;
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    claim_rules(config);
}

rule_routes! {
    claim_rules of ClaimRules, ClaimRuleId, "claim-rules",
        "/v1/claim-rules", "/v1/claim-rules/{id}", "/v1/claim-rules/{id}/endings";
    ListClaimRulesQuery, CreateClaimRuleRequest, ClaimRuleView;
    /// The times by which claims are judged, in order of their addition.
    list_claim_rules(ListClaimRules);
    /// Adds a time by which claims are judged.
    ///
    /// It holds from its first day, in every process at once, for what is claimed and disputed then.
    create_claim_rule(CreateClaimRule);
    /// One time by which claims are judged.
    get_claim_rule(GetClaimRule);
    /// Ends a time by which claims are judged.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_claim_rule(EndClaimRule);
}
