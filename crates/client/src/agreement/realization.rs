//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{RealizationQuery, RealizationView};
use domain::shared::AgreementId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// What has been accepted under an agreement since its signature.
    pub fn get_agreement_realization(
        &self,
        id: AgreementId,
        query: &RealizationQuery,
    ) -> Call<'_, RealizationView> {
        self.api.get(format!("/v1/agreements/{id}/realization")).query(query)
    }
}
