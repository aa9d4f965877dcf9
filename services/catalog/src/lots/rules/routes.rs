//! HTTP of the rule tables.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{CreateHubFeeLimitRequest, HubFeeLimitView, ListHubFeeLimitsQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::HubFeeLimitId;
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::HubFeeLimits;
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    hub_fee_limits(config);
}

rule_routes! {
    hub_fee_limits of HubFeeLimits, HubFeeLimitId, "hub-fee-limits",
        "/v1/hub-fee-limits", "/v1/hub-fee-limits/{id}", "/v1/hub-fee-limits/{id}/endings";
    ListHubFeeLimitsQuery, CreateHubFeeLimitRequest, HubFeeLimitView;
    /// The most that hubs may keep, in order of addition.
    list_hub_fee_limits(ListHubFeeLimits);
    /// Adds the most that a hub may keep.
    ///
    /// It counts for lots opened from then on.
    create_hub_fee_limit(CreateHubFeeLimit);
    /// One limit of hub fees.
    get_hub_fee_limit(GetHubFeeLimit);
    /// Ends a limit of hub fees.
    ///
    /// It stays in the list with its last day; another may follow it. Without one in force hubs keep nothing.
    end_hub_fee_limit(EndHubFeeLimit);
}
