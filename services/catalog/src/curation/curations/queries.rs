//! All SQL of the curations; who may read them stands in [`super::visibility`]. Approvals are read by whoever asks,
//! because the gate of a listing has to know them.

use std::collections::HashMap;

use api_types::catalog::ListCurationsQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::{Approval, CurationState};
use domain::shared::{CurationId, ImageId, MembershipId, VariantId};
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::{ChannelRow, CurationRow, PanelistRow, PhotoRow, ScoreRow, SubmissionRow};
use super::visibility::visible;
use crate::schema::{
    curation, curation_channel, curation_image, curation_panelist, curation_score, curation_submission,
    variant,
};

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

/// The states in which a curation waits for its supplier, and those in which it waits for its judges.
pub(super) struct WaitingStates {
    pub(super) own: Vec<CurationState>,
    pub(super) judged: Vec<CurationState>,
}

/// Curations of the caller's own in some states, and those it judges in some others.
pub(super) async fn list_waiting(
    conn: &mut Connection,
    caller: &Caller,
    states: &WaitingStates,
    after: Option<After<CurationId>>,
    limit: i64,
) -> Result<Vec<CurationRow>, Error> {
    let me = caller.party();
    let its_own = curation::supplier_id.eq(me).and(curation::state.eq_any(&states.own));
    let judges = curation::supplier_id.ne(me).and(curation::state.eq_any(&states.judged));
    let mut statement = curation::table
        .filter(visible(caller))
        .filter(its_own.or(judges))
        .order((curation::updated_at.asc(), curation::id.asc()))
        .limit(limit)
        .select(CurationRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
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

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_curation(
    conn: &mut Connection,
    row: &CurationRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = curation::table.filter(curation::id.eq(row.id)).filter(curation::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

/// Writes the panel of a round in place of any that was called before.
pub(super) async fn replace_panel(
    conn: &mut Connection,
    row: &CurationRow,
    panel: &[PanelistRow],
) -> Result<(), Error> {
    let before = curation_panelist::table
        .filter(curation_panelist::curation_id.eq(row.id))
        .filter(curation_panelist::round.eq(row.round));
    diesel::delete(before).execute(conn).await?;
    diesel::insert_into(curation_panelist::table).values(panel).execute(conn).await?;
    Ok(())
}

/// Writes a member's points of a round in place of those given before.
pub(super) async fn replace_scores(
    conn: &mut Connection,
    row: &CurationRow,
    member: MembershipId,
    scores: &[ScoreRow],
) -> Result<(), Error> {
    let before = curation_score::table
        .filter(curation_score::curation_id.eq(row.id))
        .filter(curation_score::round.eq(row.round))
        .filter(curation_score::member_id.eq(member));
    diesel::delete(before).execute(conn).await?;
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

/// Writes what was submitted in a round.
pub(super) async fn insert_submission(
    conn: &mut Connection,
    row: &SubmissionRow,
    photos: &[PhotoRow],
) -> Result<(), Error> {
    diesel::insert_into(curation_submission::table).values(row).prepared().execute(conn).await?;
    diesel::insert_into(curation_image::table).values(photos).execute(conn).await?;
    Ok(())
}

/// The last two submissions of curations.
pub(super) async fn last_submissions_of(
    conn: &mut Connection,
    ids: &[CurationId],
) -> Result<HashMap<CurationId, Vec<SubmissionRow>>, Error> {
    let rows: Vec<SubmissionRow> = curation_submission::table
        .inner_join(curation::table.on(curation::id.eq(curation_submission::curation_id)))
        .filter(curation_submission::curation_id.eq_any(ids))
        .filter(curation_submission::round.ge(curation::round - 1))
        .select(SubmissionRow::as_select())
        .load(conn)
        .await?;
    Ok(grouped(rows, |row| row.curation_id))
}

/// The pictures of the last two submissions of curations, in order.
pub(super) async fn last_photos_of(
    conn: &mut Connection,
    ids: &[CurationId],
) -> Result<HashMap<CurationId, Vec<PhotoRow>>, Error> {
    let rows: Vec<PhotoRow> = curation_image::table
        .inner_join(curation::table.on(curation::id.eq(curation_image::curation_id)))
        .filter(curation_image::curation_id.eq_any(ids))
        .filter(curation_image::round.ge(curation::round - 1))
        .order((curation_image::curation_id, curation_image::round, curation_image::position))
        .select(PhotoRow::as_select())
        .load(conn)
        .await?;
    Ok(grouped(rows, |row| row.curation_id))
}

/// Whether the caller reads a curation that a picture was sent with.
pub(crate) async fn reads_photo(conn: &mut Connection, caller: &Caller, id: ImageId) -> Result<bool, Error> {
    let sent_with: Vec<CurationId> = curation_image::table
        .filter(curation_image::image_id.eq(id))
        .select(curation_image::curation_id)
        .distinct()
        .load(conn)
        .await?;
    let read =
        curation::table.filter(curation::id.eq_any(sent_with)).filter(visible(caller)).select(curation::id);
    let first: Option<CurationId> = read.first(conn).await.optional()?;
    Ok(first.is_some())
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

/// Everything panels have approved of these variants, any version, in or out of its term, the oldest first.
pub(crate) async fn approvals_of(
    conn: &mut Connection,
    variants: &[VariantId],
) -> Result<HashMap<VariantId, Vec<Approval>>, Error> {
    let approved = [CurationState::Approved, CurationState::ApprovedWithConditions];
    let rows: Vec<CurationRow> = curation::table
        .filter(curation::variant_id.eq_any(variants))
        .filter(curation::state.eq_any(approved))
        .order(curation::id)
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
