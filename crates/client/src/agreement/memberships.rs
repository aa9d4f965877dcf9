//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::agreement::{
    CreateMembershipRequest, ListMembershipsQuery, MembershipView, UpdateMembershipRequest,
};
use domain::shared::{MembershipId, PartyId};

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// Ends a membership and its tokens.
    pub fn delete_membership(&self, id: MembershipId, if_match: &str) -> Call<'_, ()> {
        self.api.delete(format!("/v1/memberships/{id}")).if_match(if_match)
    }

    /// One membership.
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
