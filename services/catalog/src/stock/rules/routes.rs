//! HTTP of the rule tables.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{CreateLiveWeightClassRequest, ListLiveWeightClassesQuery, LiveWeightClassView};
use api_types::{EndRuleRequest, Page};
use domain::shared::LiveWeightClassId;
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::LiveWeightClasses;
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    live_weight_classes(config);
}

rule_routes! {
    live_weight_classes of LiveWeightClasses, LiveWeightClassId, "live-weight-classes",
        "/v1/live-weight-classes", "/v1/live-weight-classes/{id}", "/v1/live-weight-classes/{id}/endings";
    ListLiveWeightClassesQuery, CreateLiveWeightClassRequest, LiveWeightClassView;
    /// The classes of live weight, in order of addition.
    list_live_weight_classes(ListLiveWeightClasses);
    /// Adds a class of live weight.
    ///
    /// Of a commodity no two classes in force have one name or begin at one weight.
    create_live_weight_class(CreateLiveWeightClass);
    /// One class of live weight.
    get_live_weight_class(GetLiveWeightClass);
    /// Ends a class of live weight.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_live_weight_class(EndLiveWeightClass);
}
