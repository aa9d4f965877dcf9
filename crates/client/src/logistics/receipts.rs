//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{
    CaptureReceiptRequest, HandoverRecordView, ListReceiptsQuery, ObjectToReceiptRequest, ReceiptView,
    UpdateReceiptRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::ReceiptId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// The receipts the caller may see, in order of their ids.
    pub fn list_receipts(&self, query: &ListReceiptsQuery) -> Call<'_, Page<ReceiptView>> {
        self.api.get("/v1/receipts").query(query)
    }

    /// Captures a receipt.
    pub fn create_receipt(&self, body: &CaptureReceiptRequest) -> Call<'_, ReceiptView> {
        self.api.post("/v1/receipts").json(body)
    }

    /// One receipt with its lines.
    pub fn get_receipt(&self, id: ReceiptId) -> Call<'_, ReceiptView> {
        self.api.get(format!("/v1/receipts/{id}"))
    }

    /// Corrects a receipt before it is posted.
    pub fn update_receipt(
        &self,
        id: ReceiptId,
        if_match: &str,
        body: &UpdateReceiptRequest,
    ) -> Call<'_, ReceiptView> {
        self.api.patch(format!("/v1/receipts/{id}")).if_match(if_match).json(body)
    }

    /// Captures a receipt with the phone's own id.
    pub fn put_receipt(&self, id: ReceiptId, body: &CaptureReceiptRequest) -> Call<'_, ReceiptView> {
        self.api.put(format!("/v1/receipts/{id}")).json(body)
    }

    /// The supplier confirms it.
    pub fn confirm_receipt(
        &self,
        id: ReceiptId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ReceiptView> {
        self.api.post(format!("/v1/receipts/{id}/confirmations")).if_match(if_match).json(body)
    }

    /// The handover record (berita acara serah terima) of a receipt.
    pub fn get_handover_record(&self, id: ReceiptId) -> Call<'_, HandoverRecordView> {
        self.api.get(format!("/v1/receipts/{id}/handover-record"))
    }

    /// Quality is judged.
    pub fn inspect_receipt(
        &self,
        id: ReceiptId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ReceiptView> {
        self.api.post(format!("/v1/receipts/{id}/inspections")).if_match(if_match).json(body)
    }

    /// The supplier objects to it.
    pub fn object_to_receipt(
        &self,
        id: ReceiptId,
        if_match: &str,
        body: &ObjectToReceiptRequest,
    ) -> Call<'_, ReceiptView> {
        self.api.post(format!("/v1/receipts/{id}/objections")).if_match(if_match).json(body)
    }

    /// It is posted and draws the contract lines down.
    pub fn post_receipt(
        &self,
        id: ReceiptId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ReceiptView> {
        self.api.post(format!("/v1/receipts/{id}/postings")).if_match(if_match).json(body)
    }

    /// This capture is chosen among those of the same goods.
    pub fn resolve_receipt(
        &self,
        id: ReceiptId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ReceiptView> {
        self.api.post(format!("/v1/receipts/{id}/resolutions")).if_match(if_match).json(body)
    }

    /// A new receipt takes it back.
    pub fn reverse_receipt(
        &self,
        id: ReceiptId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ReceiptView> {
        self.api.post(format!("/v1/receipts/{id}/reversals")).if_match(if_match).json(body)
    }

    /// The receiver hands it in.
    pub fn submit_receipt(
        &self,
        id: ReceiptId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ReceiptView> {
        self.api.post(format!("/v1/receipts/{id}/submissions")).if_match(if_match).json(body)
    }

    /// The history of a receipt, oldest first.
    pub fn list_receipt_transitions(
        &self,
        id: ReceiptId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/receipts/{id}/transitions")).query(query)
    }

    /// The buyer's side gives up a capture that is not posted.
    pub fn withdraw_receipt(
        &self,
        id: ReceiptId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, ReceiptView> {
        self.api.post(format!("/v1/receipts/{id}/withdrawals")).if_match(if_match).json(body)
    }
}
