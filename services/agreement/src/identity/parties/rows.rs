//! Rows of the parties.

use api_types::agreement::{PartyEventData, PartyView};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::shared::{Id, PartyId, PartyKind, Role};
use service::{Announced, Error, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::schema::party;

/// A party as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = party, treat_none_as_null = true)]
pub(crate) struct PartyRow {
    pub(crate) id: PartyId,
    pub(crate) kind: PartyKind,
    pub(crate) legal_name: String,
    pub(crate) short_name: String,
    pub(crate) region_code: String,
    pub(crate) business_id: Option<String>,
    pub(crate) tax_id: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

impl PartyRow {
    /// Whether the caller keeps this party's register: its region's coordinator, or the platform.
    pub(crate) fn kept_by(&self, caller: &Caller) -> bool {
        let home = caller.region().is_some_and(|region| covers(region.as_str(), &self.region_code));
        caller.has(Role::PlatformAdmin) || (caller.has(Role::Coordinator) && home)
    }

    /// The view for a caller; identifiers and address only for those who keep or are the party.
    pub(crate) fn view(self, caller: &Caller) -> PartyView {
        let private = self.kept_by(caller) || caller.party() == self.id;
        PartyView {
            etag: Etag::of(self.version).to_string(),
            id: self.id,
            kind: self.kind,
            legal_name: self.legal_name,
            short_name: self.short_name,
            region_code: self.region_code,
            business_id: self.business_id.filter(|_| private),
            tax_id: self.tax_id.filter(|_| private),
            address: self.address.filter(|_| private),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl Announced for PartyRow {
    type Data = PartyEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> PartyEventData {
        PartyEventData {
            party_id: self.id,
            kind: self.kind,
            region_code: self.region_code.clone(),
            version: self.version,
        }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::Everybody)
    }
}

impl Versioned for PartyRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_party(conn, self, seen).await
    }
}

/// Whether a coordinator of `own` keeps parties of `other`: the same region, or a city or regency of the
/// coordinator's province.
pub(crate) fn covers(own: &str, other: &str) -> bool {
    own == other || (own.len() == 2 && other.starts_with(own))
}
