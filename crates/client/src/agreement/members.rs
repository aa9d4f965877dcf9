//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{
    CreateMemberRequest, EraseMemberRequest, ListMembersQuery, MemberFiguresView, MemberView,
    RecordMemberDepartureRequest, UpdateMemberRequest,
};
use api_types::{ImportQuery, ImportReportView, ListTransitionsQuery, Page, TransitionView};
use domain::shared::{MemberId, PartyId};

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// Tries a file of members, or enters its people into the roll of the caller's party.
    pub fn create_member_import(
        &self,
        query: &ImportQuery,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Call<'_, ImportReportView> {
        self.api.post("/v1/member-imports").query(query).bytes(media_type, bytes)
    }

    /// The members of the caller's party, or of the parties of the coordinator's region, in order of entry.
    pub fn list_members(&self, query: &ListMembersQuery) -> Call<'_, Page<MemberView>> {
        self.api.get("/v1/members").query(query)
    }

    /// Enters a person into the roll of the caller's party.
    pub fn create_member(&self, body: &CreateMemberRequest) -> Call<'_, MemberView> {
        self.api.post("/v1/members").json(body)
    }

    /// One member.
    pub fn get_member(&self, id: MemberId) -> Call<'_, MemberView> {
        self.api.get(format!("/v1/members/{id}"))
    }

    /// Changes what the roll says of a member.
    pub fn update_member(
        &self,
        id: MemberId,
        if_match: &str,
        body: &UpdateMemberRequest,
    ) -> Call<'_, MemberView> {
        self.api.patch(format!("/v1/members/{id}")).if_match(if_match).json(body)
    }

    /// Says that a member left; what was counted of it stays.
    pub fn record_member_departure(
        &self,
        id: MemberId,
        if_match: &str,
        body: &RecordMemberDepartureRequest,
    ) -> Call<'_, MemberView> {
        self.api.post(format!("/v1/members/{id}/departures")).if_match(if_match).json(body)
    }

    /// Removes the person for good: name, number, NIK, village, sex and consent.
    pub fn erase_member(
        &self,
        id: MemberId,
        if_match: &str,
        body: &EraseMemberRequest,
    ) -> Call<'_, MemberView> {
        self.api.post(format!("/v1/members/{id}/erasures")).if_match(if_match).json(body)
    }

    /// The history of a member, oldest first.
    pub fn list_member_transitions(
        &self,
        id: MemberId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/members/{id}/transitions")).query(query)
    }

    /// How many members a party has, by sex and by village; for its people and the government that keeps it.
    pub fn get_member_figures(&self, id: PartyId) -> Call<'_, MemberFiguresView> {
        self.api.get(format!("/v1/parties/{id}/member-figures"))
    }
}
