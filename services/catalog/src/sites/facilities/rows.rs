//! Rows of the facilities.

use api_types::catalog::{FacilityEventData, FacilityView, WireCapacity, WirePlace};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{CapacityPeriod, FacilityEvent, FacilityKind, FacilityState};
use domain::shared::{Bilingual, FacilityId, Id, PartyId, Quantity, Role, Unit};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::schema::facility;

/// A facility as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = facility, treat_none_as_null = true)]
pub(crate) struct FacilityRow {
    pub(crate) id: FacilityId,
    pub(crate) owner_party_id: PartyId,
    pub(crate) kind: FacilityKind,
    pub(in crate::sites) name: String,
    pub(crate) region_code: String,
    pub(super) village: Option<String>,
    pub(super) address: Option<String>,
    pub(super) longitude_e7: Option<i64>,
    pub(super) latitude_e7: Option<i64>,
    pub(super) capacity_base: Option<i64>,
    pub(super) capacity_unit: Option<Unit>,
    pub(super) capacity_per: Option<CapacityPeriod>,
    pub(crate) state: FacilityState,
    pub(super) closed_date: Option<NaiveDate>,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

impl FacilityRow {
    /// Refuses callers of another party.
    pub(in crate::sites) fn expect_own(&self, caller: &Caller) -> Result<(), Error> {
        if self.owner_party_id == caller.party() { Ok(()) } else { Err(Error::Forbidden(owners_own())) }
    }

    fn capacity(&self) -> Option<WireCapacity> {
        let quantity = Quantity::from_stored(self.capacity_base?, self.capacity_unit?).into();
        Some(WireCapacity { quantity, per: self.capacity_per? })
    }

    fn point(&self) -> Option<WirePlace> {
        Some(WirePlace { longitude_e7: self.longitude_e7?, latitude_e7: self.latitude_e7? })
    }

    pub(super) fn view(self) -> FacilityView {
        FacilityView {
            etag: Etag::of(self.version).to_string(),
            point: self.point(),
            capacity: self.capacity(),
            id: self.id,
            state: self.state,
            owner_party_id: self.owner_party_id,
            kind: self.kind,
            name: self.name,
            region_code: self.region_code,
            village: self.village,
            address: self.address,
            closed_date: self.closed_date,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl Announced for FacilityRow {
    type Data = FacilityEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> FacilityEventData {
        FacilityEventData {
            facility_id: self.id,
            owner_party_id: self.owner_party_id,
            kind: self.kind,
            region_code: self.region_code.clone(),
            state: self.state,
            version: self.version,
        }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::Everybody)
    }
}

impl Versioned for FacilityRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_facility(conn, self, seen).await
    }
}

impl Stateful for FacilityRow {
    type State = FacilityState;

    fn state(&self) -> FacilityState {
        self.state
    }

    fn set_state(&mut self, state: FacilityState) {
        self.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        caller.party() == self.owner_party_id && caller.has(role)
    }

    fn not_theirs(&self, _: FacilityEvent) -> Bilingual {
        owners_own()
    }
}

fn owners_own() -> Bilingual {
    Bilingual::new(
        "Fasilitas hanya diubah dan ditutup oleh pemiliknya.",
        "A facility is changed and closed by the party it belongs to alone.",
    )
}
