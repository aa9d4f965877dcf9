//! Rows of machine clients.

use api_types::agreement::{ClientView, CredentialKind};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::shared::{ClientId, PartyId};
use web::Etag;

use crate::memberships::read_roles;
use crate::schema::machine_client;

/// A machine client as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = machine_client)]
pub(crate) struct ClientRow {
    pub(crate) id: ClientId,
    pub(crate) party_id: PartyId,
    pub(crate) name: String,
    pub(crate) roles: Vec<String>,
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) secret_sha256: Option<String>,
    pub(crate) public_jwk: Option<serde_json::Value>,
    pub(crate) credential_changed_at: DateTime<Utc>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

impl ClientRow {
    pub(super) fn etag(&self) -> Etag {
        Etag::of(self.version)
    }

    pub(super) fn view(&self) -> ClientView {
        let secret = self.secret_sha256.is_some();
        ClientView {
            id: self.id,
            etag: self.etag().to_string(),
            party_id: self.party_id,
            name: self.name.clone(),
            roles: read_roles(&self.roles),
            scopes: self.scopes.clone(),
            credential: if secret { CredentialKind::Secret } else { CredentialKind::PublicKey },
            credential_changed_at: self.credential_changed_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}
