//! HTTP of the rule tables.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{CreateHarvestYieldRequest, HarvestYieldView, ListHarvestYieldsQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::HarvestYieldId;
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::HarvestYields;
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    harvest_yields(config);
}

rule_routes! {
    harvest_yields of HarvestYields, HarvestYieldId, "harvest-yields",
        "/v1/harvest-yields", "/v1/harvest-yields/{id}", "/v1/harvest-yields/{id}/endings";
    ListHarvestYieldsQuery, CreateHarvestYieldRequest, HarvestYieldView;
    /// What a hectare is expected to give, in order of addition.
    list_harvest_yields(ListHarvestYields);
    /// Adds what a hectare is expected to give.
    ///
    /// It counts for seasons planned from then on, by the day on which they are planted.
    create_harvest_yield(CreateHarvestYield);
    /// One harvest yield.
    get_harvest_yield(GetHarvestYield);
    /// Ends a harvest yield.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_harvest_yield(EndHarvestYield);
}
