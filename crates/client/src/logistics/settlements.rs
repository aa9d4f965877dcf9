//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{
    ConfirmSettlementRequest, CreateSettlementRequest, DisputeSettlementRequest, ListSettlementsQuery,
    SettlementView,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::SettlementId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// The statements that the caller may read, oldest first.
    pub fn list_settlements(&self, query: &ListSettlementsQuery) -> Call<'_, Page<SettlementView>> {
        self.api.get("/v1/settlements").query(query)
    }

    /// Asks for the statement of a contract and a month.
    pub fn create_settlement(&self, body: &CreateSettlementRequest) -> Call<'_, SettlementView> {
        self.api.post("/v1/settlements").json(body)
    }

    /// One statement with its lines.
    pub fn get_settlement(&self, id: SettlementId) -> Call<'_, SettlementView> {
        self.api.get(format!("/v1/settlements/{id}"))
    }

    /// A side confirms it.
    pub fn confirm_settlement(
        &self,
        id: SettlementId,
        if_match: &str,
        body: &ConfirmSettlementRequest,
    ) -> Call<'_, SettlementView> {
        self.api.post(format!("/v1/settlements/{id}/confirmations")).if_match(if_match).json(body)
    }

    /// Who disputed it takes that back.
    pub fn drop_settlement_dispute(
        &self,
        id: SettlementId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, SettlementView> {
        self.api.post(format!("/v1/settlements/{id}/dispute-endings")).if_match(if_match).json(body)
    }

    /// A side says what of it is wrong.
    pub fn dispute_settlement(
        &self,
        id: SettlementId,
        if_match: &str,
        body: &DisputeSettlementRequest,
    ) -> Call<'_, SettlementView> {
        self.api.post(format!("/v1/settlements/{id}/disputes")).if_match(if_match).json(body)
    }

    /// The history of a statement, oldest first.
    pub fn list_settlement_transitions(
        &self,
        id: SettlementId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/settlements/{id}/transitions")).query(query)
    }
}
