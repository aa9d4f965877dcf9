//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{AssessSignalRequest, ListSignalsQuery, SignalView};
use api_types::{ListTransitionsQuery, Page, TransitionView};
use domain::shared::SignalId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// The signals the caller may see, in order of their ids.
    pub fn list_signals(&self, query: &ListSignalsQuery) -> Call<'_, Page<SignalView>> {
        self.api.get("/v1/signals").query(query)
    }

    /// One signal with its evidence and what the coordinators found.
    pub fn get_signal(&self, id: SignalId) -> Call<'_, SignalView> {
        self.api.get(format!("/v1/signals/{id}"))
    }

    /// The coordinator of one side assesses a signal.
    pub fn assess_signal(
        &self,
        id: SignalId,
        if_match: &str,
        body: &AssessSignalRequest,
    ) -> Call<'_, SignalView> {
        self.api.post(format!("/v1/signals/{id}/assessments")).if_match(if_match).json(body)
    }

    /// The history of a signal, oldest first.
    pub fn list_signal_transitions(
        &self,
        id: SignalId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/signals/{id}/transitions")).query(query)
    }
}
