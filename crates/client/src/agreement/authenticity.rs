//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::AuthenticityView;

use super::AgreementApi;
use crate::Call;
use crate::api::segment;

impl AgreementApi {
    /// Whether a contract, an order or a delivery note is genuine.
    pub fn check_authenticity(&self, code: &str) -> Call<'_, AuthenticityView> {
        self.api.get(format!("/v1/authenticity/{}", segment(code)))
    }

    /// A code as a picture that phones read.
    pub fn get_authenticity_qr(&self, code: &str) -> Call<'_, Vec<u8>> {
        self.api.get_bytes(format!("/v1/authenticity/{}/qr", segment(code)))
    }
}
