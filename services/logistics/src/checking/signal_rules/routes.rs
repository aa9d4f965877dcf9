//! HTTP of the rule table.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::logistics::{CreateSignalRuleRequest, ListSignalRulesQuery, SignalRuleView};
use api_types::{EndRuleRequest, Page};
use domain::shared::SignalRuleId;
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::SignalRules;
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    signal_rules(config);
}

rule_routes! {
    signal_rules of SignalRules, SignalRuleId, "signal-rules",
        "/v1/signal-rules", "/v1/signal-rules/{id}", "/v1/signal-rules/{id}/endings";
    ListSignalRulesQuery, CreateSignalRuleRequest, SignalRuleView;
    /// The figures by which signals are raised, in order of their addition.
    list_signal_rules(ListSignalRules);
    /// Adds a figure by which signals are raised.
    ///
    /// It holds from its first day, in every process at once, for what happens then.
    create_signal_rule(CreateSignalRule);
    /// One figure by which signals are raised.
    get_signal_rule(GetSignalRule);
    /// Ends a figure by which signals are raised.
    ///
    /// It stays in the list with its last day; another may follow it. Without one nothing is raised by it.
    end_signal_rule(EndSignalRule);
}
