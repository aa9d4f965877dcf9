//! Rows of the parties.

use api_types::agreement::{PartyEventData, PartyView};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::shared::{BusinessSize, Id, PartyId, PartyKind, Role};
use service::{Announced, Error, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::identity::regions::keeper_of;
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
    pub(crate) business_size: Option<BusinessSize>,
    pub(crate) tax_registered: bool,
    pub(crate) absorbed_by_party_id: Option<PartyId>,
    /// The region whose government keeps it: its own, or another by a dated row.
    #[diesel(select_expression = keeper_of(party::region_code), skip_insertion, skip_update)]
    pub(crate) keeper_region_code: String,
}

impl PartyRow {
    /// Whether a caller speaks for the region that keeps this party.
    pub(crate) fn is_kept_by_region_of(&self, caller: &Caller) -> bool {
        caller.region().is_some_and(|region| region.as_str() == self.keeper_region_code)
    }

    /// Whether the caller keeps this party's register: its region's coordinator, or the platform.
    pub(crate) fn kept_by(&self, caller: &Caller) -> bool {
        caller.has(Role::PlatformAdmin) || self.is_coordinated_by(caller)
    }

    pub(crate) fn is_coordinated_by(&self, caller: &Caller) -> bool {
        caller.has(Role::Coordinator) && self.is_kept_by_region_of(caller)
    }

    /// The view for a caller. Numbers and address only for the party, the coordinator who keeps it and the partners of
    /// its contracts; the platform's administrator reads them of those who do not trade.
    pub(crate) fn view(self, caller: &Caller, partners: &[PartyId]) -> PartyView {
        let registers = caller.has(Role::PlatformAdmin) && !self.kind.trades();
        let own = caller.party() == self.id || self.is_coordinated_by(caller) || registers;
        let private = own || partners.contains(&self.id);
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
            keeper_region_code: self.keeper_region_code,
            business_size: self.business_size,
            tax_registered: self.tax_registered,
            absorbed_by_party_id: self.absorbed_by_party_id,
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

/// Whether `other` lies in `own`: the same region, or a city or regency of the province.
pub(crate) fn covers(own: &str, other: &str) -> bool {
    own == other || (own.len() == 2 && other.starts_with(own))
}
