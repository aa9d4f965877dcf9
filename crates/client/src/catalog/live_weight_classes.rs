//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateLiveWeightClassRequest, ListLiveWeightClassesQuery, LiveWeightClassView};
use api_types::{EndRuleRequest, Page};
use domain::shared::LiveWeightClassId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The classes of live weight, in order of addition.
    pub fn list_live_weight_classes(
        &self,
        query: &ListLiveWeightClassesQuery,
    ) -> Call<'_, Page<LiveWeightClassView>> {
        self.api.get("/v1/live-weight-classes").query(query)
    }

    /// Adds a class of live weight.
    pub fn create_live_weight_class(
        &self,
        body: &CreateLiveWeightClassRequest,
    ) -> Call<'_, LiveWeightClassView> {
        self.api.post("/v1/live-weight-classes").json(body)
    }

    /// One class of live weight.
    pub fn get_live_weight_class(&self, id: LiveWeightClassId) -> Call<'_, LiveWeightClassView> {
        self.api.get(format!("/v1/live-weight-classes/{id}"))
    }

    /// Ends a class of live weight.
    pub fn end_live_weight_class(
        &self,
        id: LiveWeightClassId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, LiveWeightClassView> {
        self.api.post(format!("/v1/live-weight-classes/{id}/endings")).if_match(if_match).json(body)
    }
}
