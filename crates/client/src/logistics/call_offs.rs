//! Written by `cargo run -p xtask -- regen`.

use api_types::logistics::{
    CallOffChangeView, CallOffTallyView, CallOffView, CounterCallOffRequest, CreateCallOffRequest,
    ListCallOffChangesQuery, ListCallOffTalliesQuery, ListCallOffsQuery, ProposeChangeRequest,
    UpdateCallOffRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::CallOffId;

use super::LogisticsApi;
use crate::Call;

impl LogisticsApi {
    /// How often orders were issued, and cancelled by the buyer after the supplier had accepted them, contract by contract.
    pub fn list_call_off_tallies(&self, query: &ListCallOffTalliesQuery) -> Call<'_, Page<CallOffTallyView>> {
        self.api.get("/v1/call-off-tallies").query(query)
    }

    /// The call-off orders the caller may see, in the order they were written.
    pub fn list_call_offs(&self, query: &ListCallOffsQuery) -> Call<'_, Page<CallOffView>> {
        self.api.get("/v1/call-offs").query(query)
    }

    /// Writes a call-off order.
    pub fn create_call_off(&self, body: &CreateCallOffRequest) -> Call<'_, CallOffView> {
        self.api.post("/v1/call-offs").json(body)
    }

    /// One call-off order.
    pub fn get_call_off(&self, id: CallOffId) -> Call<'_, CallOffView> {
        self.api.get(format!("/v1/call-offs/{id}"))
    }

    /// Changes an order that has not been issued, by its buyer.
    pub fn update_call_off(
        &self,
        id: CallOffId,
        if_match: &str,
        body: &UpdateCallOffRequest,
    ) -> Call<'_, CallOffView> {
        self.api.patch(format!("/v1/call-offs/{id}")).if_match(if_match).json(body)
    }

    /// Accepts an issued order, by its supplier.
    pub fn accept_call_off(
        &self,
        id: CallOffId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CallOffView> {
        self.api.post(format!("/v1/call-offs/{id}/acceptances")).if_match(if_match).json(body)
    }

    /// Withdraws an order before any goods left, by the buyer.
    pub fn cancel_call_off(
        &self,
        id: CallOffId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CallOffView> {
        self.api.post(format!("/v1/call-offs/{id}/cancellations")).if_match(if_match).json(body)
    }

    /// Takes the change that the other side proposed.
    pub fn accept_call_off_change(
        &self,
        id: CallOffId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CallOffView> {
        self.api.post(format!("/v1/call-offs/{id}/change-acceptances")).if_match(if_match).json(body)
    }

    /// Does not take the change that the other side proposed; the order stays as it was. A note says why.
    pub fn refuse_call_off_change(
        &self,
        id: CallOffId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CallOffView> {
        self.api.post(format!("/v1/call-offs/{id}/change-refusals")).if_match(if_match).json(body)
    }

    /// Takes back the change that one's own side proposed.
    pub fn withdraw_call_off_change(
        &self,
        id: CallOffId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CallOffView> {
        self.api.post(format!("/v1/call-offs/{id}/change-withdrawals")).if_match(if_match).json(body)
    }

    /// The changes of an accepted order, in the order they were proposed.
    pub fn list_call_off_changes(
        &self,
        id: CallOffId,
        query: &ListCallOffChangesQuery,
    ) -> Call<'_, Page<CallOffChangeView>> {
        self.api.get(format!("/v1/call-offs/{id}/changes")).query(query)
    }

    /// Proposes another day, other hours or other amounts of an accepted order, by either side.
    pub fn propose_call_off_change(
        &self,
        id: CallOffId,
        if_match: &str,
        body: &ProposeChangeRequest,
    ) -> Call<'_, CallOffView> {
        self.api.post(format!("/v1/call-offs/{id}/changes")).if_match(if_match).json(body)
    }

    /// Closes an order of which everything was accepted, by the buyer.
    pub fn close_call_off(
        &self,
        id: CallOffId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CallOffView> {
        self.api.post(format!("/v1/call-offs/{id}/closures")).if_match(if_match).json(body)
    }

    /// Takes the supplier's counter-offer, by the buyer; guarantee and balance are judged again.
    pub fn accept_counter_offer(
        &self,
        id: CallOffId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CallOffView> {
        self.api.post(format!("/v1/call-offs/{id}/counter-offer-acceptances")).if_match(if_match).json(body)
    }

    /// Proposes another date or other amounts, by the supplier.
    pub fn counter_call_off(
        &self,
        id: CallOffId,
        if_match: &str,
        body: &CounterCallOffRequest,
    ) -> Call<'_, CallOffView> {
        self.api.post(format!("/v1/call-offs/{id}/counter-offers")).if_match(if_match).json(body)
    }

    /// Sends an order to the supplier.
    pub fn issue_call_off(
        &self,
        id: CallOffId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CallOffView> {
        self.api.post(format!("/v1/call-offs/{id}/issuances")).if_match(if_match).json(body)
    }

    /// Refuses an order, by its supplier, with a note that says why.
    pub fn refuse_call_off(
        &self,
        id: CallOffId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CallOffView> {
        self.api.post(format!("/v1/call-offs/{id}/refusals")).if_match(if_match).json(body)
    }

    /// Ends an order with less than ordered, by the buyer.
    pub fn close_call_off_short(
        &self,
        id: CallOffId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, CallOffView> {
        self.api.post(format!("/v1/call-offs/{id}/short-closures")).if_match(if_match).json(body)
    }

    /// What happened to a call-off order, oldest first.
    pub fn list_call_off_transitions(
        &self,
        id: CallOffId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/call-offs/{id}/transitions")).query(query)
    }
}
