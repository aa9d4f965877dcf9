//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{AuthorizationServerView, JwkSetView, RevocationRequest, TokenRequest, TokenView};

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The public keys tokens are signed with (RFC 7517), those of the last hour included.
    pub fn get_jwks(&self) -> Call<'_, JwkSetView> {
        self.api.get("/.well-known/jwks.json")
    }

    /// What this authorisation server offers (RFC 8414).
    pub fn get_authorization_server(&self) -> Call<'_, AuthorizationServerView> {
        self.api.get("/.well-known/oauth-authorization-server")
    }

    /// Ends a token (RFC 7009).
    pub fn revoke_token(&self, body: &RevocationRequest) -> Call<'_, ()> {
        self.api.form("/oauth/revoke", body)
    }

    /// Gives a token for ten minutes.
    pub fn issue_token(&self, body: &TokenRequest) -> Call<'_, TokenView> {
        self.api.form("/oauth/token", body)
    }
}
