//! Rows of the outlets.

use api_types::catalog::{OutletEventData, OutletView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{Outlet, OutletEvent, OutletKind, OutletState};
use domain::shared::{Bilingual, Id, OutletId, PartyId, Role};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::schema::outlet;

/// An outlet as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = outlet, treat_none_as_null = true)]
pub(crate) struct OutletRow {
    pub(crate) id: OutletId,
    pub(crate) operator_party_id: PartyId,
    pub(crate) name: String,
    pub(crate) kind: OutletKind,
    pub(crate) chain: Option<String>,
    pub(crate) region_code: String,
    pub(crate) address: Option<String>,
    /// As written last: [`OutletRow::on`] says where it stands.
    pub(crate) state: OutletState,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) opens_date: Option<NaiveDate>,
    pub(crate) dedicated_region_code: Option<String>,
    pub(crate) closed_date: Option<NaiveDate>,
}

impl OutletRow {
    /// Refuses callers of another party.
    pub(crate) fn expect_own(&self, caller: &Caller) -> Result<(), Error> {
        if self.operator_party_id == caller.party() { Ok(()) } else { Err(Error::Forbidden(operators_own())) }
    }

    /// The outlet as it stands on a day.
    pub(super) fn on(mut self, day: NaiveDate) -> Self {
        self.state = self.state.on(self.opens_date, day);
        self
    }

    /// What curation and listing look at.
    pub(crate) fn outlet(&self) -> Result<Outlet, Error> {
        let chain = self.chain.as_deref().map(str::parse).transpose();
        let dedicated = self.dedicated_region_code.as_deref().map(str::parse).transpose();
        Ok(Outlet {
            id: self.id,
            operator: self.operator_party_id,
            kind: self.kind,
            chain: chain.map_err(|error| Error::Internal(format!("the chain of {}: {error}", self.id)))?,
            state: self.state,
            opens: self.opens_date,
            closed: self.closed_date,
            dedicated_to: dedicated
                .map_err(|error| Error::Internal(format!("{} is for {error}", self.id)))?,
        })
    }

    /// Its ETag, which changes with where it stands.
    pub(super) fn mark(&self) -> Etag {
        Etag::with_derived(self.version, self.state.label())
    }

    pub(crate) fn view(self) -> OutletView {
        OutletView {
            etag: self.mark().to_string(),
            id: self.id,
            operator_party_id: self.operator_party_id,
            name: self.name,
            kind: self.kind,
            chain: self.chain,
            region_code: self.region_code,
            dedicated_region_code: self.dedicated_region_code,
            opens_date: self.opens_date,
            closed_date: self.closed_date,
            address: self.address,
            state: self.state,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl Announced for OutletRow {
    type Data = OutletEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> OutletEventData {
        OutletEventData {
            outlet_id: self.id,
            operator_party_id: self.operator_party_id,
            region_code: self.region_code.clone(),
            state: self.state,
            opens_date: self.opens_date,
            closed_date: self.closed_date,
            dedicated_region_code: self.dedicated_region_code.clone(),
            version: self.version,
        }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::Everybody)
    }
}

impl Versioned for OutletRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn etag(&self, _: NaiveDate) -> Etag {
        self.mark()
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_outlet(conn, self, seen).await
    }
}

impl Stateful for OutletRow {
    type State = OutletState;

    fn state(&self) -> OutletState {
        self.state
    }

    fn set_state(&mut self, state: OutletState) {
        self.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        caller.party() == self.operator_party_id && caller.has(role)
    }

    fn not_theirs(&self, _: OutletEvent) -> Bilingual {
        operators_own()
    }
}

fn operators_own() -> Bilingual {
    Bilingual::new(
        "Gerai hanya diubah dan ditutup oleh pengelolanya.",
        "An outlet is changed and closed only by the party that runs it.",
    )
}
