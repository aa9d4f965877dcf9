//! Written by `cargo run -p xtask -- regen`.

use api_types::Page;
use api_types::catalog::{ListWeighingsQuery, PutWeighingRequest, WeighingView};
use domain::shared::WeighingId;

use super::CatalogApi;
use crate::Call;

impl CatalogApi {
    /// The weighings of animals that the caller may read, in order of their ids.
    pub fn list_weighings(&self, query: &ListWeighingsQuery) -> Call<'_, Page<WeighingView>> {
        self.api.get("/v1/weighings").query(query)
    }

    /// Records what an animal weighed, with the phone's own id.
    pub fn put_weighing(&self, id: WeighingId, body: &PutWeighingRequest) -> Call<'_, WeighingView> {
        self.api.put(format!("/v1/weighings/{id}")).json(body)
    }
}
