//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{CreatePartyApplicationRequest, ListPartyApplicationsQuery, PartyApplicationView};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::PartyApplicationId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The caller's own applications, and those for the region it coordinates, in order of handing in.
    pub fn list_party_applications(
        &self,
        query: &ListPartyApplicationsQuery,
    ) -> Call<'_, Page<PartyApplicationView>> {
        self.api.get("/v1/party-applications").query(query)
    }

    /// Asks for a party of the caller's own business.
    pub fn create_party_application(
        &self,
        body: &CreatePartyApplicationRequest,
    ) -> Call<'_, PartyApplicationView> {
        self.api.post("/v1/party-applications").json(body)
    }

    /// One party application.
    pub fn get_party_application(&self, id: PartyApplicationId) -> Call<'_, PartyApplicationView> {
        self.api.get(format!("/v1/party-applications/{id}"))
    }

    /// Registers the party and makes the applicant its first member and administrator.
    pub fn accept_party_application(
        &self,
        id: PartyApplicationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, PartyApplicationView> {
        self.api.post(format!("/v1/party-applications/{id}/acceptances")).if_match(if_match).json(body)
    }

    /// Says why the party is not registered; needs a note.
    pub fn refuse_party_application(
        &self,
        id: PartyApplicationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, PartyApplicationView> {
        self.api.post(format!("/v1/party-applications/{id}/refusals")).if_match(if_match).json(body)
    }

    /// The history of a party application, oldest first.
    pub fn list_party_application_transitions(
        &self,
        id: PartyApplicationId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/party-applications/{id}/transitions")).query(query)
    }

    /// The applicant takes it back.
    pub fn withdraw_party_application(
        &self,
        id: PartyApplicationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, PartyApplicationView> {
        self.api.post(format!("/v1/party-applications/{id}/withdrawals")).if_match(if_match).json(body)
    }
}
