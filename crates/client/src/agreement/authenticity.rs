//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::AuthenticityView;

use super::AgreementApi;
use crate::Call;
use crate::api::segment;

impl AgreementApi {
    /// Whether a contract is genuine.
    pub fn check_authenticity(&self, code: &str) -> Call<'_, AuthenticityView> {
        self.api.get(format!("/v1/authenticity/{}", segment(code)))
    }
}
