//! Written by `cargo run -p xtask -- regen`.

use api_types::catalog::{CreateRecallRequest, ListRecallsQuery, RecallView};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::RecallId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// All recalls, in order of issue.
    pub fn list_recalls(&self, query: &ListRecallsQuery) -> Call<'_, Page<RecallView>> {
        self.api.get("/v1/recalls").query(query)
    }

    /// Recalls goods of one maker, or consolidation lots of one cooperative, wherever they are listed or loaded under their name.
    pub fn create_recall(&self, body: &CreateRecallRequest) -> Call<'_, RecallView> {
        self.api.post("/v1/recalls").json(body)
    }

    /// One recall.
    pub fn get_recall(&self, id: RecallId) -> Call<'_, RecallView> {
        self.api.get(format!("/v1/recalls/{id}"))
    }

    /// Lifts a recall, for a reason.
    pub fn lift_recall(
        &self,
        id: RecallId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, RecallView> {
        self.api.post(format!("/v1/recalls/{id}/endings")).if_match(if_match).json(body)
    }

    /// The history of a recall, oldest first.
    pub fn list_recall_transitions(
        &self,
        id: RecallId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/recalls/{id}/transitions")).query(query)
    }
}
