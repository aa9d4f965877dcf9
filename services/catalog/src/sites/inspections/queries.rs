//! All SQL of the inspections and their answers; who may read them stands in [`super::visibility`].

use std::collections::BTreeMap;

use api_types::catalog::{ListInspectionAnswersQuery, ListInspectionsQuery};
use chrono::NaiveDate;
use db::{Connection, Prepare as _};
use diesel::dsl::{exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use domain::catalog::{AnswerOutcome, InspectionState};
use domain::shared::{FacilityId, InspectionAnswerId, InspectionId, Lifecycle as _, PartyId};
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::{AnswerRow, InspectionRow};
use super::visibility::visible;
use crate::schema::{facility, inspection, inspection_answer};
use crate::sites::facilities::Known;

pub(super) async fn find_inspection(
    conn: &mut Connection,
    caller: &Caller,
    id: InspectionId,
) -> Result<InspectionRow, Error> {
    let found = inspection::table.filter(inspection::id.eq(id)).filter(visible(caller));
    found.select(InspectionRow::as_select()).first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// The inspection, locked for a step: nothing is answered meanwhile.
pub(super) async fn lock_inspection(
    conn: &mut Connection,
    caller: &Caller,
    id: InspectionId,
) -> Result<InspectionRow, Error> {
    let found = inspection::table.filter(inspection::id.eq(id)).filter(visible(caller));
    let found = found.select(InspectionRow::as_select()).for_no_key_update();
    found.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// The inspection that an answer speaks of: no step ends it meanwhile.
pub(super) async fn share_inspection(
    conn: &mut Connection,
    caller: &Caller,
    id: InspectionId,
) -> Result<Option<InspectionRow>, Error> {
    let found = inspection::table.filter(inspection::id.eq(id)).filter(visible(caller));
    Ok(found.select(InspectionRow::as_select()).for_share().first(conn).await.optional()?)
}

pub(super) async fn insert_inspection(conn: &mut Connection, row: &InspectionRow) -> Result<(), Error> {
    diesel::insert_into(inspection::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_inspection(
    conn: &mut Connection,
    row: &InspectionRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = inspection::table.filter(inspection::id.eq(row.id)).filter(inspection::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn list_inspections(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListInspectionsQuery,
    after: Option<InspectionId>,
    limit: i64,
) -> Result<Vec<InspectionRow>, Error> {
    let mut statement = inspection::table
        .filter(visible(caller))
        .order(inspection::id.asc())
        .limit(limit)
        .select(InspectionRow::as_select())
        .into_boxed();
    if let Some(facility) = query.facility_id {
        statement = statement.filter(inspection::facility_id.eq(facility));
    }
    if let Some(owner) = query.owner_party_id {
        statement = statement.filter(inspection::owner_party_id.eq(owner));
    }
    if let Some(inspector) = query.inspector_party_id {
        statement = statement.filter(inspection::inspector_party_id.eq(inspector));
    }
    if let Some(state) = query.state {
        statement = statement.filter(inspection::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(inspection::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// The days of the inspections of a facility that have found something out.
pub(in crate::sites) async fn inspected_days(
    mut conn: &Connection,
    facilities: &[FacilityId],
) -> Result<Vec<Known<NaiveDate>>, Error> {
    let done: Vec<_> = InspectionState::STATES.iter().copied().filter(|state| state.has_result()).collect();
    let days = inspection::table
        .filter(inspection::facility_id.eq_any(facilities))
        .filter(inspection::state.eq_any(done))
        .filter(inspection::inspected_date.is_not_null())
        .order(inspection::id.asc())
        .select((inspection::facility_id, inspection::version, inspection::inspected_date.assume_not_null()));
    let rows: Vec<(FacilityId, i64, NaiveDate)> = days.load(&mut conn).await?;
    Ok(rows.into_iter().map(|(of, version, fact)| Known { of, version, fact }).collect())
}

/// Inspections by a party in some states with the names of their facilities, the longest there first.
pub(super) async fn list_waiting(
    conn: &mut Connection,
    inspector: PartyId,
    states: &[InspectionState],
    after: Option<After<InspectionId>>,
    limit: i64,
) -> Result<Vec<(InspectionRow, String)>, Error> {
    let mut statement = inspection::table
        .inner_join(facility::table.on(facility::id.eq(inspection::facility_id)))
        .filter(inspection::inspector_party_id.eq(inspector))
        .filter(inspection::state.eq_any(states))
        .order((inspection::updated_at.asc(), inspection::id.asc()))
        .limit(limit)
        .select((InspectionRow::as_select(), facility::name))
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = inspection::updated_at.eq(at).and(inspection::id.gt(id));
        statement = statement.filter(inspection::updated_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

/// Whether an answer counts: it waits for nobody, and no other that counts has taken its place.
fn is_current() -> Box<dyn BoxableExpression<inspection_answer::table, Pg, SqlType = Bool>> {
    let later = diesel::alias!(inspection_answer as later);
    let replaced = later
        .filter(later.field(inspection_answer::replaces_id).eq(inspection_answer::id.nullable()))
        .filter(not(later.field(inspection_answer::proposed)));
    Box::new(not(inspection_answer::proposed).and(not(exists(replaced))))
}

/// Whether an answer waits for a second person: no other has taken the place that it would take.
fn waits() -> Box<dyn BoxableExpression<inspection_answer::table, Pg, SqlType = Bool>> {
    let rival = diesel::alias!(inspection_answer as rival);
    let taken = rival
        .filter(rival.field(inspection_answer::replaces_id).eq(inspection_answer::replaces_id))
        .filter(not(rival.field(inspection_answer::proposed)));
    Box::new(inspection_answer::proposed.and(not(exists(taken))))
}

/// Answers of an inspection that wait for a second person, of some ids.
pub(super) async fn proposed_answers(
    conn: &mut Connection,
    inspection: InspectionId,
    ids: &[InspectionAnswerId],
) -> Result<Vec<AnswerRow>, Error> {
    let waiting = inspection_answer::table
        .filter(inspection_answer::inspection_id.eq(inspection))
        .filter(inspection_answer::id.eq_any(ids))
        .filter(inspection_answer::proposed)
        .order(inspection_answer::id)
        .select(AnswerRow::as_select());
    Ok(waiting.load(conn).await?)
}

/// Who has changed answers of inspections that wait for a second person, by inspection.
pub(super) async fn changed_by(
    conn: &mut Connection,
    inspections: &[InspectionId],
) -> Result<BTreeMap<InspectionId, Vec<String>>, Error> {
    let waiting = inspection_answer::table
        .filter(inspection_answer::inspection_id.eq_any(inspections))
        .filter(waits())
        .order((inspection_answer::inspection_id, inspection_answer::id))
        .select((inspection_answer::inspection_id, inspection_answer::actor_subject));
    let rows: Vec<(InspectionId, String)> = waiting.load(conn).await?;
    let mut subjects: BTreeMap<InspectionId, Vec<String>> = BTreeMap::new();
    rows.into_iter().for_each(|(id, subject)| subjects.entry(id).or_default().push(subject));
    Ok(subjects)
}

/// Lets answers count.
pub(super) async fn let_count(conn: &mut Connection, ids: &[InspectionAnswerId]) -> Result<(), Error> {
    diesel::update(inspection_answer::table.filter(inspection_answer::id.eq_any(ids)))
        .set(inspection_answer::proposed.eq(false))
        .execute(conn)
        .await?;
    Ok(())
}

/// What stands under an id, if anything, and whether it counts.
pub(super) async fn find_answer(
    mut conn: &Connection,
    id: InspectionAnswerId,
) -> Result<Option<(AnswerRow, bool)>, Error> {
    let stored = inspection_answer::table
        .filter(inspection_answer::id.eq(id))
        .select((AnswerRow::as_select(), is_current()));
    Ok(stored.first(&mut conn).await.optional()?)
}

/// Inserts an answer; false when its id is taken.
pub(super) async fn insert_answer(conn: &mut Connection, row: &AnswerRow) -> Result<bool, Error> {
    let inserting = diesel::insert_into(inspection_answer::table).values(row);
    let inserting = inserting.on_conflict(inspection_answer::id).do_nothing();
    Ok(inserting.prepared().execute(conn).await? == 1)
}

/// What the answers of an inspection that count say.
pub(super) async fn current_answers(
    conn: &mut Connection,
    inspection: InspectionId,
) -> Result<Vec<(String, AnswerOutcome)>, Error> {
    let answers = inspection_answer::table
        .filter(inspection_answer::inspection_id.eq(inspection))
        .filter(is_current())
        .order(inspection_answer::id.asc())
        .select((inspection_answer::item_code, inspection_answer::outcome));
    Ok(answers.load(conn).await?)
}

pub(super) async fn list_answers(
    conn: &mut Connection,
    inspection: InspectionId,
    query: &ListInspectionAnswersQuery,
    after: Option<InspectionAnswerId>,
    limit: i64,
) -> Result<Vec<(AnswerRow, bool)>, Error> {
    let mut statement = inspection_answer::table
        .filter(inspection_answer::inspection_id.eq(inspection))
        .order(inspection_answer::id.asc())
        .limit(limit)
        .select((AnswerRow::as_select(), is_current()))
        .into_boxed();
    if let Some(code) = &query.item_code {
        statement = statement.filter(inspection_answer::item_code.eq(code));
    }
    match query.current {
        Some(true) => statement = statement.filter(is_current()),
        Some(false) => statement = statement.filter(not(is_current())),
        None => {}
    }
    if let Some(after) = after {
        statement = statement.filter(inspection_answer::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}
