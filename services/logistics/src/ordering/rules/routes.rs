//! HTTP of the rule table.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::logistics::{CreateFeedLimitRequest, FeedLimitView, ListFeedLimitsQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::FeedLimitId;
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::FeedLimits;
use crate::context::Context;

rule_routes! {
    routes of FeedLimits, FeedLimitId, "feed-limits",
        "/v1/feed-limits", "/v1/feed-limits/{id}", "/v1/feed-limits/{id}/endings";
    ListFeedLimitsQuery, CreateFeedLimitRequest, FeedLimitView;
    /// How old the news of the other services may be, in order of addition.
    list_feed_limits(ListFeedLimits);
    /// Adds how old the news of the other services may be.
    ///
    /// It holds from its first day, in every process at once, for what is ordered, made ready and leaves then.
    create_feed_limit(CreateFeedLimit);
    /// One limit of the news' age.
    get_feed_limit(GetFeedLimit);
    /// Ends a limit of the news' age.
    ///
    /// It stays in the list with its last day; another may follow it. On days without one no news are young enough.
    end_feed_limit(EndFeedLimit);
}
