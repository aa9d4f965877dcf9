//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{CreateInvitationRequest, InvitationView, ListInvitationsQuery};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{InvitationId, PartyId};

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// One invitation.
    pub fn get_invitation(&self, id: InvitationId) -> Call<'_, InvitationView> {
        self.api.get(format!("/v1/invitations/{id}"))
    }

    /// The history of an invitation, oldest first.
    pub fn list_invitation_transitions(
        &self,
        id: InvitationId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/invitations/{id}/transitions")).query(query)
    }

    /// Takes an invitation back before it is taken up.
    pub fn withdraw_invitation(
        &self,
        id: InvitationId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, InvitationView> {
        self.api.post(format!("/v1/invitations/{id}/withdrawals")).if_match(if_match).json(body)
    }

    /// The invitations into a party, for itself and for who keeps it.
    pub fn list_invitations(
        &self,
        id: PartyId,
        query: &ListInvitationsQuery,
    ) -> Call<'_, Page<InvitationView>> {
        self.api.get(format!("/v1/parties/{id}/invitations")).query(query)
    }

    /// Invites a person into a party.
    pub fn create_invitation(&self, id: PartyId, body: &CreateInvitationRequest) -> Call<'_, InvitationView> {
        self.api.post(format!("/v1/parties/{id}/invitations")).json(body)
    }
}
