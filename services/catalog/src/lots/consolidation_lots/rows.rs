//! Rows of the consolidation lots, and a lot with its seals and allocations, as it moves.

use std::collections::{BTreeMap, BTreeSet};

use api_types::WireQuantity;
use api_types::catalog::{
    ConsolidationLotEventData, ConsolidationLotView, LotAllocationView, LotGradeView, LotSealView,
    WireGradePart,
};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{LotEvent, LotGrade, LotSeal, LotState, SealSide};
use domain::shared::{
    Bilingual, CallOffId, CallOffLineId, ConsolidationLotId, FacilityId, Id, PartyId, Quantity, Role,
    TextHash, Unit,
};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::schema::{consolidation_lot, lot_allocation, lot_seal};
use crate::sites::governments_at;

/// A lot as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = consolidation_lot, treat_none_as_null = true)]
pub(in crate::lots) struct LotRow {
    pub(in crate::lots) id: ConsolidationLotId,
    pub(super) facility_id: FacilityId,
    pub(in crate::lots) hub_party_id: PartyId,
    pub(in crate::lots) cooperative_party_id: PartyId,
    pub(super) region_code: String,
    pub(super) commodity_code: String,
    pub(super) form_code: String,
    pub(super) opened_date: NaiveDate,
    pub(in crate::lots) hub_fee_bp: i64,
    /// Grams by grade.
    pub(super) grades: serde_json::Value,
    pub(super) content_sha256: Option<String>,
    pub(super) note: Option<String>,
    pub(in crate::lots) state: LotState,
    pub(in crate::lots) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// A seal as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = lot_seal)]
pub(super) struct SealRow {
    pub(super) lot_id: ConsolidationLotId,
    pub(super) content_sha256: String,
    pub(super) party_id: PartyId,
    pub(super) actor_subject: String,
    pub(super) sealed_at: DateTime<Utc>,
}

/// A part of a lot set aside for an order line, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = lot_allocation)]
pub(in crate::lots) struct AllocationRow {
    pub(super) lot_id: ConsolidationLotId,
    pub(super) lot_version: i64,
    pub(in crate::lots) call_off_line_id: CallOffLineId,
    pub(super) call_off_id: CallOffId,
    pub(in crate::lots) grade: LotGrade,
    pub(in crate::lots) grams: i64,
    /// Grams of it that are free again.
    pub(super) released_grams: i64,
}

impl AllocationRow {
    /// Grams of it that are set aside now.
    pub(super) fn aside(&self) -> i64 {
        self.grams - self.released_grams
    }
}

/// A lot with its seals and allocations, and whether the caller's party governs its region.
#[derive(Debug, Clone)]
pub(in crate::lots) struct WholeLot {
    pub(in crate::lots) row: LotRow,
    pub(super) seals: Vec<SealRow>,
    pub(in crate::lots) allocations: Vec<AllocationRow>,
    pub(super) governs: bool,
    /// How many members brought what is in it.
    pub(super) members: i64,
}

/// Grams as they are shown.
pub(in crate::lots) fn weighed(grams: i64) -> WireQuantity {
    Quantity::from_stored(grams, Unit::Kgm).into()
}

impl LotRow {
    /// Grams by grade: the sum of what members brought.
    ///
    /// # Errors
    /// When what is stored cannot be read: our mistake.
    pub(in crate::lots) fn grams(&self) -> Result<BTreeMap<LotGrade, i64>, Error> {
        serde_json::from_value(self.grades.clone())
            .map_err(|error| Error::Internal(format!("the grades of {}: {error}", self.id)))
    }

    /// Whether a party runs it, as hub or as cooperative.
    pub(in crate::lots) fn is_run_by(&self, party: PartyId) -> bool {
        self.hub_party_id == party || self.cooperative_party_id == party
    }

    /// The side of the seal that is a party's to give.
    pub(super) fn side(&self, party: PartyId, governs: bool) -> Option<SealSide> {
        SealSide::of(party, self.hub_party_id, self.cooperative_party_id, governs)
    }

    /// Whether the caller may take a step that belongs to a role: the hub's and the cooperative's people all of theirs, a
    /// government of the region its seal.
    pub(super) fn is_taken_by(&self, caller: &Caller, role: Role, governs: bool) -> bool {
        let vouches = matches!(role, Role::Coordinator | Role::TechnicalAgency | Role::FieldOfficer);
        let own = self.is_run_by(caller.party());
        let seals = governs && !own && self.side(caller.party(), true).is_some();
        caller.has(role) && (own || (seals && vouches))
    }
}

impl WholeLot {
    /// What is set aside now.
    fn parts_aside(&self) -> impl Iterator<Item = &AllocationRow> {
        self.allocations.iter().filter(|part| part.aside() > 0)
    }

    /// The grades set aside for an order line.
    pub(super) fn grades_of(&self, line: CallOffLineId) -> BTreeSet<LotGrade> {
        let parts = self.parts_aside().filter(|part| part.call_off_line_id == line);
        parts.map(|part| part.grade).collect()
    }

    /// Grams set aside for an order line.
    pub(super) fn aside_for(&self, line: CallOffLineId) -> i64 {
        let parts = self.parts_aside().filter(|part| part.call_off_line_id == line);
        parts.map(AllocationRow::aside).sum()
    }

    /// Grams set aside, by grade.
    pub(in crate::lots) fn allocated(&self) -> BTreeMap<LotGrade, i64> {
        let mut sums = BTreeMap::new();
        for part in self.parts_aside() {
            *sums.entry(part.grade).or_default() += part.aside();
        }
        sums
    }

    /// Grams set aside for each order line, by grade.
    pub(in crate::lots) fn allocated_by_line(&self) -> BTreeMap<CallOffLineId, BTreeMap<LotGrade, i64>> {
        let mut lines: BTreeMap<CallOffLineId, BTreeMap<LotGrade, i64>> = BTreeMap::new();
        for part in self.parts_aside() {
            *lines.entry(part.call_off_line_id).or_default().entry(part.grade).or_default() += part.aside();
        }
        lines
    }

    /// The seals on what is in it now, as the rule reads them.
    pub(super) fn seals_given(&self) -> Vec<LotSeal> {
        let seal = |seal: &SealRow| {
            let hub = seal.party_id == self.row.hub_party_id;
            let side = if hub { SealSide::Hub } else { SealSide::Beside };
            LotSeal { side, person: seal.actor_subject.clone() }
        };
        self.current_seals().map(seal).collect()
    }

    fn current_seals(&self) -> impl Iterator<Item = &SealRow> {
        let content = self.row.content_sha256.as_deref();
        self.seals.iter().filter(move |seal| content == Some(seal.content_sha256.as_str()))
    }

    fn allocation_views(&self) -> Vec<LotAllocationView> {
        let orders: BTreeMap<CallOffLineId, CallOffId> =
            self.allocations.iter().map(|part| (part.call_off_line_id, part.call_off_id)).collect();
        let line = |(line, grades): (CallOffLineId, BTreeMap<LotGrade, i64>)| LotAllocationView {
            call_off_line_id: line,
            // Every line comes from a row.
            call_off_id: orders.get(&line).copied().unwrap_or(CallOffId::from_uuid(uuid::Uuid::nil())),
            quantity: weighed(grades.values().sum()),
            grades: grades.into_iter().map(|(grade, grams)| part(grade, grams)).collect(),
        };
        self.allocated_by_line().into_iter().map(line).collect()
    }

    /// The view.
    ///
    /// # Errors
    /// When what is stored cannot be read: our mistake.
    pub(in crate::lots) fn view(self) -> Result<ConsolidationLotView, Error> {
        let stored =
            |hash: &str| hash.parse::<TextHash>().map_err(|_| Error::Internal("a stored hash".to_owned()));
        let (grams, allocated) = (self.row.grams()?, self.allocated());
        let grade = |(grade, grams): (LotGrade, i64)| LotGradeView {
            grade,
            quantity: weighed(grams),
            allocated: weighed(allocated.get(&grade).copied().unwrap_or_default()),
        };
        let seal = |seal: &SealRow| {
            let content_sha256 = stored(&seal.content_sha256)?;
            Ok(LotSealView { party_id: seal.party_id, content_sha256, sealed_at: seal.sealed_at })
        };
        let seals = self.current_seals().map(seal).collect::<Result<_, Error>>()?;
        let (allocations, row) = (self.allocation_views(), self.row);
        Ok(ConsolidationLotView {
            etag: Etag::of(row.version).to_string(),
            id: row.id,
            state: row.state,
            facility_id: row.facility_id,
            hub_party_id: row.hub_party_id,
            cooperative_party_id: row.cooperative_party_id,
            region_code: row.region_code,
            commodity_code: row.commodity_code,
            form_code: row.form_code,
            opened_date: row.opened_date,
            hub_fee_bp: row.hub_fee_bp,
            member_count: self.members,
            quantity: weighed(grams.values().sum()),
            grades: grams.into_iter().map(grade).collect(),
            allocations,
            content_sha256: row.content_sha256.as_deref().map(stored).transpose()?,
            seals,
            note: row.note,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A part of one grade on the wire.
pub(in crate::lots) fn part(grade: LotGrade, grams: i64) -> WireGradePart {
    WireGradePart { grade, quantity: weighed(grams) }
}

impl Announced for WholeLot {
    type Data = ConsolidationLotEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> ConsolidationLotEventData {
        ConsolidationLotEventData {
            consolidation_lot_id: self.row.id,
            hub_party_id: self.row.hub_party_id,
            cooperative_party_id: self.row.cooperative_party_id,
            region_code: self.row.region_code.clone(),
            commodity_code: self.row.commodity_code.clone(),
            state: self.row.state,
            version: self.row.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        let mut readers = governments_at(conn, &self.row.region_code).await?;
        readers.extend([self.row.hub_party_id, self.row.cooperative_party_id]);
        Ok(Audience::of(&readers))
    }
}

impl Versioned for WholeLot {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_lot(conn, &self.row, seen).await
    }
}

impl Stateful for WholeLot {
    type State = LotState;

    fn state(&self) -> LotState {
        self.row.state
    }

    fn set_state(&mut self, state: LotState) {
        self.row.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        self.row.is_taken_by(caller, role, self.governs)
    }

    fn not_theirs(&self, _: LotEvent) -> Bilingual {
        run_by_two()
    }
}

/// What is said to somebody who may read a lot and whose step this is not.
pub(in crate::lots) fn run_by_two() -> Bilingual {
    Bilingual::new(
        "Lot dijalankan oleh pengelola hub dan koperasinya; pemerintah daerah menyegel bila hub milik koperasi itu sendiri.",
        "A lot is run by its hub and its cooperative; a government of the region seals where the hub is the cooperative's own.",
    )
}
