//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::catalog::{AddPermitRequest, ListPermitsQuery, PermitView};
use domain::shared::{PermitId, VariantId};

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// Withdraws a permit: it stays in the history and counts no more.
    pub fn withdraw_permit(&self, id: PermitId, if_match: &str) -> Call<'_, PermitView> {
        self.api.delete(format!("/v1/permits/{id}")).if_match(if_match)
    }

    /// One permit, as it stands today.
    pub fn get_permit(&self, id: PermitId) -> Call<'_, PermitView> {
        self.api.get(format!("/v1/permits/{id}"))
    }

    /// All permits a variant has had, oldest first.
    pub fn list_permits(&self, id: VariantId, query: &ListPermitsQuery) -> Call<'_, Page<PermitView>> {
        self.api.get(format!("/v1/variants/{id}/permits")).query(query)
    }

    /// Adds a permit to a variant.
    pub fn add_permit(&self, id: VariantId, body: &AddPermitRequest) -> Call<'_, PermitView> {
        self.api.post(format!("/v1/variants/{id}/permits")).json(body)
    }
}
