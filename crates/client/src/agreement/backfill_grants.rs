//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{BackfillGrantView, CreateBackfillGrantRequest, ListBackfillGrantsQuery};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{AgreementId, BackfillGrantId};

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// Proposes that a party may record facts of the past under an agreement.
    pub fn create_backfill_grant(
        &self,
        id: AgreementId,
        body: &CreateBackfillGrantRequest,
    ) -> Call<'_, BackfillGrantView> {
        self.api.post(format!("/v1/agreements/{id}/backfill-grants")).json(body)
    }

    /// Backfill grants, in order of granting.
    pub fn list_backfill_grants(&self, query: &ListBackfillGrantsQuery) -> Call<'_, Page<BackfillGrantView>> {
        self.api.get("/v1/backfill-grants").query(query)
    }

    /// One backfill grant.
    pub fn get_backfill_grant(&self, id: BackfillGrantId) -> Call<'_, BackfillGrantView> {
        self.api.get(format!("/v1/backfill-grants/{id}"))
    }

    /// The other government agrees; from then on the grant may be used.
    pub fn confirm_backfill_grant(
        &self,
        id: BackfillGrantId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, BackfillGrantView> {
        self.api.post(format!("/v1/backfill-grants/{id}/confirmations")).if_match(if_match).json(body)
    }

    /// A side ends the grant; needs a note. What was recorded by it stays, and stays marked.
    pub fn end_backfill_grant(
        &self,
        id: BackfillGrantId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, BackfillGrantView> {
        self.api.post(format!("/v1/backfill-grants/{id}/endings")).if_match(if_match).json(body)
    }

    /// The history of a backfill grant, oldest first.
    pub fn list_backfill_grant_transitions(
        &self,
        id: BackfillGrantId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/backfill-grants/{id}/transitions")).query(query)
    }

    /// The government that proposed it takes it back.
    pub fn withdraw_backfill_grant(
        &self,
        id: BackfillGrantId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, BackfillGrantView> {
        self.api.post(format!("/v1/backfill-grants/{id}/withdrawals")).if_match(if_match).json(body)
    }
}
