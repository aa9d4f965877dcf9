//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::MeView;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// Who calls, for whom, and what waits.
    pub fn get_me(&self) -> Call<'_, MeView> {
        self.api.get("/v1/me")
    }
}
