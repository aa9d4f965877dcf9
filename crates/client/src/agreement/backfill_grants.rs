//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::agreement::{BackfillGrantView, CreateBackfillGrantRequest, ListBackfillGrantsQuery};
use domain::shared::{AgreementId, BackfillGrantId};

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// Lets a party record facts of the past.
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
}
