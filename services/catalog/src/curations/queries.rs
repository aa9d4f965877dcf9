//! All SQL of the curations. Every read of a curation goes through [`visible`]; approvals are read without it,
//! because the gate of a listing has to know them whoever asks.

use std::collections::HashMap;

use api_types::catalog::ListCurationsQuery;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Connection, Prepare as _};
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use domain::catalog::{Approval, Criterion, CurationState};
use domain::shared::{CurationId, PartyKind, VariantId};
use service::Error;
use web::Caller;

use super::rows::{ChannelRow, CurationRow, PanelistRow, ScoreRow};
use crate::schema::{
    curation, curation_channel, curation_panelist, curation_score, projected_party, variant,
};

/// The supplier's own; once submitted also its operator's and those of the operator's region for its government.
fn visible(caller: &Caller) -> Box<dyn BoxableExpression<curation::table, Pg, SqlType = Bool>> {
    if caller.is_service() {
        return Box::new(curation::round.ge(0));
    }
    let me = caller.party();
    let governs = projected_party::table
        .filter(projected_party::id.eq(me))
        .filter(projected_party::kind.eq(PartyKind::RegionalGovernment))
        .filter(projected_party::region_code.eq(curation::operator_region_code));
    let judges = curation::operator_party_id.eq(me).or(exists(governs));
    Box::new(curation::supplier_id.eq(me).or(curation::round.gt(0).and(judges)))
}

pub(super) async fn find_curation(
    conn: &mut Connection,
    caller: &Caller,
    id: CurationId,
) -> Result<Option<CurationRow>, Error> {
    let row = curation::table.find(id).filter(visible(caller)).select(CurationRow::as_select());
    Ok(row.first(conn).await.optional()?)
}

pub(super) async fn lock_curation(
    conn: &mut Connection,
    caller: &Caller,
    id: CurationId,
) -> Result<CurationRow, Error> {
    let row = curation::table
        .find(id)
        .filter(visible(caller))
        .select(CurationRow::as_select())
        .for_no_key_update()
        .first(conn)
        .await;
    row.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn list_curations(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListCurationsQuery,
    after: Option<CurationId>,
    limit: i64,
) -> Result<Vec<CurationRow>, Error> {
    let mut statement = curation::table
        .filter(visible(caller))
        .order(curation::id.asc())
        .limit(limit)
        .select(CurationRow::as_select())
        .into_boxed();
    if let Some(variant) = query.variant_id {
        statement = statement.filter(curation::variant_id.eq(variant));
    }
    if let Some(supplier) = query.supplier_id {
        statement = statement.filter(curation::supplier_id.eq(supplier));
    }
    if let Some(operator) = query.operator_party_id {
        statement = statement.filter(curation::operator_party_id.eq(operator));
    }
    if let Some(state) = query.state {
        statement = statement.filter(curation::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(curation::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// Curations in `states` that wait for the caller: for their supplier, or for those who judge.
pub(super) async fn list_waiting(
    conn: &mut Connection,
    caller: &Caller,
    states: &[CurationState],
    after: Option<(DateTime<Utc>, CurationId)>,
    limit: i64,
) -> Result<Vec<CurationRow>, Error> {
    let own_turn = [CurationState::Draft, CurationState::ChangesRequested];
    let own = curation::supplier_id.eq(caller.party());
    let mut statement = curation::table
        .filter(visible(caller))
        .filter(curation::state.eq_any(states))
        .filter(own.eq(curation::state.eq_any(own_turn)))
        .order((curation::updated_at.asc(), curation::id.asc()))
        .limit(limit)
        .select(CurationRow::as_select())
        .into_boxed();
    if let Some((at, id)) = after {
        let same = curation::updated_at.eq(at).and(curation::id.gt(id));
        statement = statement.filter(curation::updated_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

/// The names of variants.
pub(super) async fn names_of(
    conn: &mut Connection,
    variants: &[VariantId],
) -> Result<HashMap<VariantId, String>, Error> {
    let named = variant::table.filter(variant::id.eq_any(variants)).select((variant::id, variant::name));
    let rows: Vec<(VariantId, String)> = named.load(conn).await?;
    Ok(rows.into_iter().collect())
}

pub(super) async fn insert_curation(
    conn: &mut Connection,
    row: &CurationRow,
    channels: &[ChannelRow],
) -> Result<(), Error> {
    diesel::insert_into(curation::table).values(row).prepared().execute(conn).await?;
    diesel::insert_into(curation_channel::table).values(channels).execute(conn).await?;
    Ok(())
}

/// What a transition writes; `None` leaves a column as it is.
#[derive(Default, AsChangeset)]
#[diesel(table_name = curation)]
pub(super) struct CurationChanges {
    pub(super) state: Option<CurationState>,
    pub(super) round: Option<i32>,
    pub(super) version_hash: Option<String>,
    pub(super) criteria: Option<Vec<Criterion>>,
    pub(super) valid_from_date: Option<NaiveDate>,
    pub(super) valid_until_date: Option<NaiveDate>,
    pub(super) conditions: Option<Vec<String>>,
    pub(super) submitted_at: Option<DateTime<Utc>>,
    pub(super) decided_at: Option<DateTime<Utc>>,
    pub(super) version: Option<i64>,
    pub(super) updated_at: Option<DateTime<Utc>>,
}

/// Writes changes where the version is still `seen`.
pub(super) async fn update_curation(
    conn: &mut Connection,
    id: CurationId,
    seen: i64,
    changes: CurationChanges,
) -> Result<CurationRow, Error> {
    let target = curation::table.filter(curation::id.eq(id)).filter(curation::version.eq(seen));
    let row = diesel::update(target)
        .set(changes)
        .returning(CurationRow::as_returning())
        .prepared()
        .get_result(conn)
        .await;
    row.optional()?.ok_or_else(|| Error::Internal("the locked version is gone".to_owned()))
}

pub(super) async fn insert_panel(conn: &mut Connection, panel: &[PanelistRow]) -> Result<(), Error> {
    diesel::insert_into(curation_panelist::table).values(panel).execute(conn).await?;
    Ok(())
}

pub(super) async fn insert_scores(conn: &mut Connection, scores: &[ScoreRow]) -> Result<(), Error> {
    diesel::insert_into(curation_score::table).values(scores).execute(conn).await?;
    Ok(())
}

/// Channels of curations, in their order.
pub(super) async fn channels_of(
    conn: &mut Connection,
    ids: &[CurationId],
) -> Result<HashMap<CurationId, Vec<ChannelRow>>, Error> {
    let rows: Vec<ChannelRow> = curation_channel::table
        .filter(curation_channel::curation_id.eq_any(ids))
        .order((curation_channel::curation_id.asc(), curation_channel::position.asc()))
        .select(ChannelRow::as_select())
        .load(conn)
        .await?;
    Ok(grouped(rows, |row| row.curation_id))
}

/// Panels of all rounds of curations.
pub(super) async fn panels_of(
    conn: &mut Connection,
    ids: &[CurationId],
) -> Result<HashMap<CurationId, Vec<PanelistRow>>, Error> {
    let rows: Vec<PanelistRow> = curation_panelist::table
        .filter(curation_panelist::curation_id.eq_any(ids))
        .order((curation_panelist::curation_id.asc(), curation_panelist::member_id.asc()))
        .select(PanelistRow::as_select())
        .load(conn)
        .await?;
    Ok(grouped(rows, |row| row.curation_id))
}

/// Scores of all rounds of curations.
pub(super) async fn scores_of(
    conn: &mut Connection,
    ids: &[CurationId],
) -> Result<HashMap<CurationId, Vec<ScoreRow>>, Error> {
    let rows: Vec<ScoreRow> = curation_score::table
        .filter(curation_score::curation_id.eq_any(ids))
        .order((
            curation_score::curation_id.asc(),
            curation_score::member_id.asc(),
            curation_score::criterion.asc(),
        ))
        .select(ScoreRow::as_select())
        .load(conn)
        .await?;
    Ok(grouped(rows, |row| row.curation_id))
}

/// The version hash that variants have now.
pub(super) async fn current_versions(
    conn: &mut Connection,
    variants: &[VariantId],
) -> Result<HashMap<VariantId, String>, Error> {
    let rows: Vec<(VariantId, String)> = variant::table
        .filter(variant::id.eq_any(variants))
        .select((variant::id, variant::version_hash))
        .load(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Everything panels have approved of these variants, any version, in or out of its term.
pub(crate) async fn approvals_of(
    conn: &mut Connection,
    variants: &[VariantId],
) -> Result<HashMap<VariantId, Vec<Approval>>, Error> {
    let approved = [CurationState::Approved, CurationState::ApprovedWithConditions];
    let rows: Vec<CurationRow> = curation::table
        .filter(curation::variant_id.eq_any(variants))
        .filter(curation::state.eq_any(approved))
        .select(CurationRow::as_select())
        .load(conn)
        .await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut channels = channels_of(conn, &ids).await?;
    let mut approvals: HashMap<VariantId, Vec<Approval>> = HashMap::new();
    for row in rows {
        let places = channels.remove(&row.id).unwrap_or_default();
        let places = places.iter().map(|place| place.channel(row.operator_party_id));
        if let Some(approval) = row.approval(places.collect::<Result<_, _>>()?)? {
            approvals.entry(row.variant_id).or_default().push(approval);
        }
    }
    Ok(approvals)
}

fn grouped<T>(rows: Vec<T>, key: impl Fn(&T) -> CurationId) -> HashMap<CurationId, Vec<T>> {
    let mut groups: HashMap<CurationId, Vec<T>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}
