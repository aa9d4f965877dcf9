//! Rows of machine clients.

use api_types::agreement::{ClientEventData, ClientView, CredentialKind};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::shared::{ClientId, Id, PartyId};
use service::{Announced, Error, Versioned};
use web::Etag;

use super::queries;
use crate::identity::memberships::read_roles;
use crate::schema::machine_client;

/// A machine client as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = machine_client, treat_none_as_null = true)]
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
    pub(super) fn view(&self) -> ClientView {
        let secret = self.secret_sha256.is_some();
        ClientView {
            id: self.id,
            etag: Etag::of(self.version).to_string(),
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

impl Announced for ClientRow {
    type Data = ClientEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> ClientEventData {
        ClientEventData { party_id: self.party_id, version: self.version }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::of(&[self.party_id]))
    }
}

impl Versioned for ClientRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_client(conn, self, seen).await
    }
}
