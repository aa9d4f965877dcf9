//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::agreement::{
    CreatePartyRequest, ListPartiesQuery, ListPartyNamesQuery, PartyNameView, PartyView, StandingView,
    UpdatePartyRequest,
};
use domain::shared::PartyId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The directory of parties, in order of registration.
    pub fn list_parties(&self, query: &ListPartiesQuery) -> Call<'_, Page<PartyView>> {
        self.api.get("/v1/parties").query(query)
    }

    /// Registers a party.
    pub fn create_party(&self, body: &CreatePartyRequest) -> Call<'_, PartyView> {
        self.api.post("/v1/parties").json(body)
    }

    /// One party.
    pub fn get_party(&self, id: PartyId) -> Call<'_, PartyView> {
        self.api.get(format!("/v1/parties/{id}"))
    }

    /// Changes a party's names and address.
    pub fn update_party(
        &self,
        id: PartyId,
        if_match: &str,
        body: &UpdatePartyRequest,
    ) -> Call<'_, PartyView> {
        self.api.patch(format!("/v1/parties/{id}")).if_match(if_match).json(body)
    }

    /// The names a party has had, the first first; what was signed shows the name it was signed under.
    pub fn list_party_names(
        &self,
        id: PartyId,
        query: &ListPartyNamesQuery,
    ) -> Call<'_, Page<PartyNameView>> {
        self.api.get(format!("/v1/parties/{id}/names")).query(query)
    }

    /// What a party's verification is worth today (Asia/Jakarta), derived from its papers.
    pub fn get_party_standing(&self, id: PartyId) -> Call<'_, StandingView> {
        self.api.get(format!("/v1/parties/{id}/standing"))
    }
}
