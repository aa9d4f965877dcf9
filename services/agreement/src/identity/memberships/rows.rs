//! Rows of memberships.

use api_types::agreement::{MembershipEventData, MembershipView};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::shared::{Id, MembershipId, PartyId, Role};
use service::{Announced, Error, Versioned};
use web::Etag;

use super::queries;
use crate::schema::membership;

/// A membership as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = membership, treat_none_as_null = true)]
pub(crate) struct MembershipRow {
    pub(crate) id: MembershipId,
    pub(crate) party_id: PartyId,
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) display_name: Option<String>,
    pub(crate) roles: Vec<String>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// Stored labels as roles; a label that is no role any more gives nothing.
pub(crate) fn read_roles(labels: &[String]) -> Vec<Role> {
    labels.iter().filter_map(|label| label.parse().ok()).collect()
}

impl MembershipRow {
    /// The person, as a token's `sub` names it: one person is one person in every party, which four eyes depend on.
    pub(crate) fn person(&self) -> String {
        format!("{}#{}", self.issuer, self.subject)
    }

    pub(super) fn view(&self) -> MembershipView {
        MembershipView {
            id: self.id,
            etag: Etag::of(self.version).to_string(),
            party_id: self.party_id,
            issuer: self.issuer.clone(),
            subject: self.subject.clone(),
            display_name: self.display_name.clone(),
            roles: read_roles(&self.roles),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl Announced for MembershipRow {
    type Data = MembershipEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> MembershipEventData {
        MembershipEventData { party_id: self.party_id, version: self.version }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::of(&[self.party_id]))
    }
}

impl Versioned for MembershipRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_membership(conn, self, seen).await
    }
}
