//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{
    CreateMembershipRequest, ListMembershipsQuery, MembershipView, UpdateMembershipRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{MembershipId, PartyId};

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// One membership, for the party, who keeps it, and the person.
    pub fn get_membership(&self, id: MembershipId) -> Call<'_, MembershipView> {
        self.api.get(format!("/v1/memberships/{id}"))
    }

    /// Changes a membership's roles or name; tokens with the former roles end.
    pub fn update_membership(
        &self,
        id: MembershipId,
        if_match: &str,
        body: &UpdateMembershipRequest,
    ) -> Call<'_, MembershipView> {
        self.api.patch(format!("/v1/memberships/{id}")).if_match(if_match).json(body)
    }

    /// The person takes on roles that were confirmed.
    pub fn accept_membership(
        &self,
        id: MembershipId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, MembershipView> {
        self.api.post(format!("/v1/memberships/{id}/acceptances")).if_match(if_match).json(body)
    }

    /// A second person confirms roles that decide.
    pub fn confirm_membership(
        &self,
        id: MembershipId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, MembershipView> {
        self.api.post(format!("/v1/memberships/{id}/confirmations")).if_match(if_match).json(body)
    }

    /// Ends a membership and its tokens: who keeps the party, or the person itself, who leaves.
    pub fn end_membership(
        &self,
        id: MembershipId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, MembershipView> {
        self.api.post(format!("/v1/memberships/{id}/endings")).if_match(if_match).json(body)
    }

    /// The history of a membership: who gave, confirmed, accepted, changed and ended it; oldest first.
    pub fn list_membership_transitions(
        &self,
        id: MembershipId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/memberships/{id}/transitions")).query(query)
    }

    /// The members of a party, for itself and for who keeps it.
    pub fn list_memberships(
        &self,
        id: PartyId,
        query: &ListMembershipsQuery,
    ) -> Call<'_, Page<MembershipView>> {
        self.api.get(format!("/v1/parties/{id}/memberships")).query(query)
    }

    /// Makes a person a member of a party.
    pub fn create_membership(&self, id: PartyId, body: &CreateMembershipRequest) -> Call<'_, MembershipView> {
        self.api.post(format!("/v1/parties/{id}/memberships")).json(body)
    }
}
