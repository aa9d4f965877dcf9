//! HTTP of the rule tables.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{
    CreatePermitRuleRequest, CreateYieldRequest, ListPermitRulesQuery, ListYieldsQuery, PermitRuleView,
    YieldView,
};
use api_types::{EndRuleRequest, Page};
use domain::shared::{PermitRuleId, YieldId};
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::{PermitRulesTable, Yields};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    permit_rules(config);
    yields(config);
}

rule_routes! {
    permit_rules of PermitRulesTable, PermitRuleId, "permit-rules",
        "/v1/permit-rules", "/v1/permit-rules/{id}", "/v1/permit-rules/{id}/endings";
    ListPermitRulesQuery, CreatePermitRuleRequest, PermitRuleView;
    /// The rules about permits, in order of their addition.
    list_permit_rules(ListPermitRules);
    /// Adds a rule about permits.
    ///
    /// It holds from its first day, in every process at once.
    create_permit_rule(CreatePermitRule);
    /// One rule about permits.
    get_permit_rule(GetPermitRule);
    /// Ends a rule about permits.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_permit_rule(EndPermitRule);
}

rule_routes! {
    yields of Yields, YieldId, "yields", "/v1/yields", "/v1/yields/{id}", "/v1/yields/{id}/endings";
    ListYieldsQuery, CreateYieldRequest, YieldView;
    /// How the forms of commodities become each other, in order of addition.
    list_yields(ListYields);
    /// Adds a yield.
    ///
    /// It counts from its first day, in every process at once.
    create_yield(CreateYield);
    /// One yield.
    get_yield(GetYield);
    /// Ends a yield.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_yield(EndYield);
}
