//! Rows of the exceptions.

use api_types::catalog::{OutletExceptionEventData, OutletExceptionView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{OutletExceptionEvent, OutletExceptionState};
use domain::shared::{Bilingual, Id, OutletExceptionId, OutletId, PartyId, Period, Role};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::outside::{governments_of, governments_of_region};
use crate::schema::outlet_exception;

/// An exception as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = outlet_exception, treat_none_as_null = true)]
pub(super) struct OutletExceptionRow {
    pub(super) id: OutletExceptionId,
    pub(super) outlet_id: OutletId,
    pub(super) supplier_id: PartyId,
    pub(super) dedicated_region_code: String,
    pub(super) operator_party_id: PartyId,
    pub(super) note: String,
    pub(super) from_date: NaiveDate,
    pub(super) until_date: NaiveDate,
    pub(super) proposer_party_id: PartyId,
    /// The person who proposed it.
    pub(super) proposed_by: String,
    pub(super) state: OutletExceptionState,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
    /// The governments of the region that the outlet is set aside for.
    #[diesel(select_expression = governments_of_region(outlet_exception::dedicated_region_code), skip_insertion, skip_update)]
    pub(super) region_party_ids: Vec<PartyId>,
    /// The governments of the operator's region.
    #[diesel(select_expression = governments_of(outlet_exception::operator_party_id), skip_insertion, skip_update)]
    pub(super) operator_government_ids: Vec<PartyId>,
}

impl OutletExceptionRow {
    /// Whether it lets the supplier in on a day.
    pub(super) fn stands(&self, day: NaiveDate) -> bool {
        self.state.stands(Period { from: self.from_date, until: Some(self.until_date) }, day)
    }

    /// Whether a party is one of the two sides.
    pub(super) fn is_side(&self, party: PartyId) -> bool {
        self.region_party_ids.contains(&party) || self.operator_government_ids.contains(&party)
    }

    /// Whether a party is the side that has not proposed it. One government of both regions is both.
    pub(super) fn answers(&self, party: PartyId) -> bool {
        let sides = [&self.region_party_ids, &self.operator_government_ids];
        let proposed = sides.map(|side| side.contains(&self.proposer_party_id));
        let own = sides.map(|side| side.contains(&party));
        (proposed[0] && own[1]) || (proposed[1] && own[0])
    }

    pub(super) fn mark(&self, day: NaiveDate) -> Etag {
        Etag::with_derived(self.version, if self.stands(day) { "stands" } else { "does not" })
    }

    pub(super) fn view(self, day: NaiveDate) -> OutletExceptionView {
        OutletExceptionView {
            etag: self.mark(day).to_string(),
            stands: self.stands(day),
            id: self.id,
            outlet_id: self.outlet_id,
            operator_party_id: self.operator_party_id,
            supplier_id: self.supplier_id,
            dedicated_region_code: self.dedicated_region_code,
            proposer_party_id: self.proposer_party_id,
            note: self.note,
            from_date: self.from_date,
            until_date: self.until_date,
            state: self.state,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl Announced for OutletExceptionRow {
    type Data = OutletExceptionEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> OutletExceptionEventData {
        OutletExceptionEventData {
            exception_id: self.id,
            outlet_id: self.outlet_id,
            operator_party_id: self.operator_party_id,
            supplier_id: self.supplier_id,
            state: self.state,
            until_date: self.until_date,
            version: self.version,
        }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::of(&self.readers()))
    }
}

impl Versioned for OutletExceptionRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn etag(&self, day: NaiveDate) -> Etag {
        self.mark(day)
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_exception(conn, self, seen).await
    }
}

impl Stateful for OutletExceptionRow {
    type State = OutletExceptionState;

    fn state(&self) -> OutletExceptionState {
        self.state
    }

    fn set_state(&mut self, state: OutletExceptionState) {
        self.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        self.is_side(caller.party()) && caller.has(role)
    }

    /// What one side proposed the other answers.
    fn acting_role(&self, caller: &Caller, event: OutletExceptionEvent) -> Option<Role> {
        let answer = matches!(event, OutletExceptionEvent::Accept | OutletExceptionEvent::Refuse);
        if answer && !self.answers(caller.party()) {
            return None;
        }
        event.roles().iter().copied().find(|role| self.holds(caller, *role))
    }

    fn not_theirs(&self, event: OutletExceptionEvent) -> Bilingual {
        match event {
            OutletExceptionEvent::End => sides_only(),
            _ => Bilingual::new(
                "Pengecualian disetujui atau ditolak oleh koordinator daerah yang tidak mengusulkannya.",
                "An exception is accepted or refused by the coordinator of the region that has not proposed it.",
            ),
        }
    }
}

/// Said to whoever is of neither side.
pub(super) fn sides_only() -> Bilingual {
    Bilingual::new(
        "Pengecualian adalah urusan koordinator daerah yang gerainya dikhususkan dan koordinator daerah pengelola gerai.",
        "An exception is for the coordinators of the region the outlet is set aside for and of its operator's region.",
    )
}
