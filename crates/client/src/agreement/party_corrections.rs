//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{CreatePartyCorrectionRequest, ListPartyCorrectionsQuery, PartyCorrectionView};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{PartyCorrectionId, PartyId};

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// Asks for a correction of a party: of its NIB or NPWP, or of a double registration.
    pub fn create_party_correction(
        &self,
        id: PartyId,
        body: &CreatePartyCorrectionRequest,
    ) -> Call<'_, PartyCorrectionView> {
        self.api.post(format!("/v1/parties/{id}/corrections")).json(body)
    }

    /// Corrections of the caller's own party, and of those it keeps, in order of asking.
    pub fn list_party_corrections(
        &self,
        query: &ListPartyCorrectionsQuery,
    ) -> Call<'_, Page<PartyCorrectionView>> {
        self.api.get("/v1/party-corrections").query(query)
    }

    /// One correction.
    pub fn get_party_correction(&self, id: PartyCorrectionId) -> Call<'_, PartyCorrectionView> {
        self.api.get(format!("/v1/party-corrections/{id}"))
    }

    /// A second person puts it into force; what was there before stays in the correction.
    pub fn confirm_party_correction(
        &self,
        id: PartyCorrectionId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, PartyCorrectionView> {
        self.api.post(format!("/v1/party-corrections/{id}/confirmations")).if_match(if_match).json(body)
    }

    /// A second person does not put it into force; needs a note.
    pub fn refuse_party_correction(
        &self,
        id: PartyCorrectionId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, PartyCorrectionView> {
        self.api.post(format!("/v1/party-corrections/{id}/refusals")).if_match(if_match).json(body)
    }

    /// The history of a correction, oldest first.
    pub fn list_party_correction_transitions(
        &self,
        id: PartyCorrectionId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/party-corrections/{id}/transitions")).query(query)
    }

    /// The party or its coordinator takes it back.
    pub fn withdraw_party_correction(
        &self,
        id: PartyCorrectionId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, PartyCorrectionView> {
        self.api.post(format!("/v1/party-corrections/{id}/withdrawals")).if_match(if_match).json(body)
    }
}
