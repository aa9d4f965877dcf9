//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{CreateFeedLimitRequest, FeedLimitView, ListFeedLimitsQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::FeedLimitId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// How old the news of the other services may be, in order of addition.
    pub fn list_feed_limits(&self, query: &ListFeedLimitsQuery) -> Call<'_, Page<FeedLimitView>> {
        self.api.get("/v1/feed-limits").query(query)
    }

    /// Adds how old the news of the other services may be.
    pub fn create_feed_limit(&self, body: &CreateFeedLimitRequest) -> Call<'_, FeedLimitView> {
        self.api.post("/v1/feed-limits").json(body)
    }

    /// One limit of the news' age.
    pub fn get_feed_limit(&self, id: FeedLimitId) -> Call<'_, FeedLimitView> {
        self.api.get(format!("/v1/feed-limits/{id}"))
    }

    /// Ends a limit of the news' age.
    pub fn end_feed_limit(
        &self,
        id: FeedLimitId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, FeedLimitView> {
        self.api.post(format!("/v1/feed-limits/{id}/endings")).if_match(if_match).json(body)
    }
}
