//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{CreateFileQuotaRequest, FileQuotaView, ListFileQuotasQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::FileQuotaId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// How many files a party may bring, in order of addition.
    pub fn list_file_quotas(&self, query: &ListFileQuotasQuery) -> Call<'_, Page<FileQuotaView>> {
        self.api.get("/v1/file-quotas").query(query)
    }

    /// Adds how many files a party may bring.
    pub fn create_file_quota(&self, body: &CreateFileQuotaRequest) -> Call<'_, FileQuotaView> {
        self.api.post("/v1/file-quotas").json(body)
    }

    /// One quota of files.
    pub fn get_file_quota(&self, id: FileQuotaId) -> Call<'_, FileQuotaView> {
        self.api.get(format!("/v1/file-quotas/{id}"))
    }

    /// Ends a quota of files.
    pub fn end_file_quota(
        &self,
        id: FileQuotaId,
        if_match: &str,
        body: &EndRuleRequest,
    ) -> Call<'_, FileQuotaView> {
        self.api.post(format!("/v1/file-quotas/{id}/endings")).if_match(if_match).json(body)
    }
}
