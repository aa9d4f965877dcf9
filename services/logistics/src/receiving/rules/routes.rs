//! HTTP of the rule tables.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::logistics::{
    CreateReceivingRuleRequest, CreateWeightRangeRequest, ListReceivingRulesQuery, ListWeightRangesQuery,
    ReceivingRuleView, WeightRangeView,
};
use api_types::{EndRuleRequest, Page};
use domain::shared::{ReceivingRuleId, WeightRangeId};
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::{ReceivingRules, WeightRanges};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    receiving_rules(config);
    weight_ranges(config);
}

rule_routes! {
    receiving_rules of ReceivingRules, ReceivingRuleId, "receiving-rules",
        "/v1/receiving-rules", "/v1/receiving-rules/{id}", "/v1/receiving-rules/{id}/endings";
    ListReceivingRulesQuery, CreateReceivingRuleRequest, ReceivingRuleView;
    /// The figures by which receipts are judged, in order of their addition.
    list_receiving_rules(ListReceivingRules);
    /// Adds a figure by which receipts are judged.
    ///
    /// It holds from its first day, in every process at once, for what is posted then.
    create_receiving_rule(CreateReceivingRule);
    /// One figure by which receipts are judged.
    get_receiving_rule(GetReceivingRule);
    /// Ends a figure by which receipts are judged.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_receiving_rule(EndReceivingRule);
}

rule_routes! {
    weight_ranges of WeightRanges, WeightRangeId, "weight-ranges",
        "/v1/weight-ranges", "/v1/weight-ranges/{id}", "/v1/weight-ranges/{id}/endings";
    ListWeightRangesQuery, CreateWeightRangeRequest, WeightRangeView;
    /// What heads and pieces plausibly weigh, in order of addition.
    list_weight_ranges(ListWeightRanges);
    /// Adds a plausible weight.
    ///
    /// It holds from its first day, in every process at once, for what is posted then.
    create_weight_range(CreateWeightRange);
    /// One plausible weight.
    get_weight_range(GetWeightRange);
    /// Ends a plausible weight.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_weight_range(EndWeightRange);
}
