//! Machine clients of a party. Secrets never travel here: the caller draws 256 random bits, keeps them, and
//! registers their SHA-256, or registers the public half of a key.

use chrono::{DateTime, Utc};
use domain::shared::{ClientId, PartyId, Role, TextHash};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The public half of a client's signing key (RFC 7517): Ed25519, P-256 or RSA of at least 2048 bits.
/// A private member (`d`, `p`, `q`, ...) is refused like any unknown field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicJwk {
    /// `OKP`, `EC` or `RSA`.
    #[schema(example = "OKP", max_length = 10)]
    pub kty: String,
    /// Curve: `Ed25519` or `P-256`.
    #[schema(example = "Ed25519", max_length = 20)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// First coordinate, or the key of `OKP`.
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", max_length = 100)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// Second coordinate.
    #[schema(example = json!(null), max_length = 100)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// Modulus.
    #[schema(example = json!(null), max_length = 1500)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    /// Exponent.
    #[schema(example = json!(null), max_length = 20)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
    /// Id of the key.
    #[schema(example = "warehouse-1", max_length = 100)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// `EdDSA`, `ES256` or `RS256`.
    #[schema(example = "EdDSA", max_length = 10)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// `sig`.
    #[schema(example = "sig", max_length = 10)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#use: Option<String>,
}

/// How a machine client proves who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CredentialKind {
    /// A secret of 256 bits, known here by its SHA-256.
    Secret,
    /// A key of its own (`private_key_jwt`, RFC 7523), known here by its public half.
    PublicKey,
}

/// Registers a machine client; exactly one of `secret_sha256` and `public_jwk`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "name": "Sistem pengadaan Pasar Jaya",
    "roles": ["buyer"],
    "scopes": ["logistics.call_offs.write", "logistics.*.read"],
    "secret_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}))]
#[serde(deny_unknown_fields)]
pub struct CreateClientRequest {
    /// What it is, such as the procurement system.
    #[schema(example = "Sistem pengadaan Pasar Jaya", min_length = 1, max_length = 120)]
    pub name: String,
    /// Roles held in the party.
    #[schema(min_items = 1, max_items = 12)]
    pub roles: Vec<Role>,
    /// Scopes it may have at most; what its roles give when absent.
    #[schema(example = json!(["logistics.call_offs.write", "logistics.*.read"]), max_items = 30)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
    /// SHA-256 of its secret of 256 random bits, 64 hexadecimal digits.
    #[schema(value_type = Option<String>, pattern = "^[0-9a-f]{64}$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_sha256: Option<TextHash>,
    /// Its public key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_jwk: Option<PublicJwk>,
}

/// Replaces a client's credential; exactly one of the two. The former one is refused from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "secret_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
}))]
#[serde(deny_unknown_fields)]
pub struct ChangeClientCredentialRequest {
    /// SHA-256 of its new secret.
    #[schema(value_type = Option<String>, pattern = "^[0-9a-f]{64}$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_sha256: Option<TextHash>,
    /// Its new public key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_jwk: Option<PublicJwk>,
}

/// A machine client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClientView {
    /// Its id, the `client_id` of OAuth.
    pub id: ClientId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The party it acts for.
    pub party_id: PartyId,
    /// What it is.
    #[schema(example = "Gudang KPMS")]
    pub name: String,
    /// Roles held in the party.
    pub roles: Vec<Role>,
    /// Scopes it may have at most; what its roles give when absent.
    #[schema(example = json!(["catalog.*.*", "logistics.*.*"]))]
    pub scopes: Option<Vec<String>>,
    /// How it proves who it is.
    pub credential: CredentialKind,
    /// When the credential was last changed.
    pub credential_changed_at: DateTime<Utc>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of a party's clients: none.
    pub struct ListClientsQuery {}
}
