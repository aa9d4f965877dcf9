//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::catalog::{ListMemberInputsQuery, MemberInputView, PutMemberInputRequest};
use domain::shared::MemberInputId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// What members were given, in order of the ids; read by the cooperative and the coordinator who keeps it.
    pub fn list_member_inputs(&self, query: &ListMemberInputsQuery) -> Call<'_, Page<MemberInputView>> {
        self.api.get("/v1/member-inputs").query(query)
    }

    /// Says what the caller's cooperative gave a member, with an id of its own.
    pub fn put_member_input(
        &self,
        id: MemberInputId,
        body: &PutMemberInputRequest,
    ) -> Call<'_, MemberInputView> {
        self.api.put(format!("/v1/member-inputs/{id}")).json(body)
    }
}
