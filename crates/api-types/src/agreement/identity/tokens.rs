//! Tokens: what the OAuth endpoints answer (RFC 6749, 7517, 8414, 8693). Their requests are forms.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A token request, as form fields (`application/x-www-form-urlencoded`).
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct TokenRequest {
    /// `client_credentials` or `urn:ietf:params:oauth:grant-type:token-exchange`.
    #[schema(example = "client_credentials")]
    pub grant_type: String,
    /// Client; may also come by HTTP Basic.
    #[schema(example = "warehouse")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Its secret; may also come by HTTP Basic.
    #[schema(example = "a-secret-of-your-own")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// `urn:ietf:params:oauth:client-assertion-type:jwt-bearer` (RFC 7523).
    #[schema(example = json!(null))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_assertion_type: Option<String>,
    /// A JWT signed with the client's key; `iss` and `sub` are the client id, `aud` is our issuer or this
    /// endpoint, `jti` is used once.
    #[schema(example = json!(null))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_assertion: Option<String>,
    /// Scopes wanted, separated by spaces; all that can be had when absent.
    #[schema(example = "logistics.*.*")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The ID token of a trusted OpenID provider, for the exchange.
    #[schema(example = json!(null))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_token: Option<String>,
    /// `urn:ietf:params:oauth:token-type:id_token` or `...:jwt`.
    #[schema(example = json!(null))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_token_type: Option<String>,
    /// The party to speak for; needed when the person is a member of several.
    #[schema(example = json!(null))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party_id: Option<String>,
    /// The code of an invitation, at the first sign-in with it: makes the person a member of its party.
    #[schema(example = json!(null))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation: Option<String>,
}

/// A token (RFC 6749, section 5.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenView {
    /// The token (RFC 9068 profile).
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGci...")]
    pub access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: String,
    /// Seconds until it expires.
    #[schema(example = 600)]
    pub expires_in: i64,
    /// Scopes it carries.
    #[schema(example = "agreement.*.read")]
    pub scope: String,
    /// Kind of token, for the exchange (RFC 8693).
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_token_type: Option<String>,
}

/// Why there is no token (RFC 6749, section 5.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenErrorView {
    /// Code, such as `invalid_client`.
    #[schema(example = "invalid_client")]
    pub error: String,
    /// What to do.
    #[schema(example = "The client is not known or its secret is wrong.")]
    pub error_description: String,
}

/// A revocation request, as form fields (RFC 7009).
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct RevocationRequest {
    /// The token to end.
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGci...")]
    pub token: String,
    /// Client, as for a token; not needed for the token of a person.
    #[schema(example = "warehouse")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// Its secret.
    #[schema(example = "a-secret-of-your-own")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
}

/// Public keys that tokens are signed with (RFC 7517).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct JwkSetView {
    /// The keys.
    #[schema(value_type = Vec<Object>)]
    pub keys: Vec<serde_json::Value>,
}

/// What the authorisation server offers (RFC 8414).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuthorizationServerView {
    /// Who issues the tokens.
    #[schema(example = "https://kad.example.id")]
    pub issuer: String,
    /// Where tokens are asked for.
    #[schema(example = "https://kad.example.id/oauth/token")]
    pub token_endpoint: String,
    /// Where tokens are ended.
    #[schema(example = "https://kad.example.id/oauth/revoke")]
    pub revocation_endpoint: String,
    /// Where the public keys are.
    #[schema(example = "https://kad.example.id/.well-known/jwks.json")]
    pub jwks_uri: String,
    /// Grants.
    #[schema(example = json!(["client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"]))]
    pub grant_types_supported: Vec<String>,
    /// Response types: none, there is no authorisation endpoint.
    #[schema(example = json!([]))]
    pub response_types_supported: Vec<String>,
    /// How clients prove who they are.
    #[schema(example = json!(["client_secret_basic", "private_key_jwt"]))]
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// Algorithms of client assertions.
    #[schema(example = json!(["EdDSA", "ES256", "RS256"]))]
    pub token_endpoint_auth_signing_alg_values_supported: Vec<String>,
    /// How clients prove who they are when they end a token.
    #[schema(example = json!(["client_secret_basic", "private_key_jwt"]))]
    pub revocation_endpoint_auth_methods_supported: Vec<String>,
}
