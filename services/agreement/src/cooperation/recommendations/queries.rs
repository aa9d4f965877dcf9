//! All SQL of the recommendations; who may read them stands in [`super::visibility`].

use api_types::agreement::ListRecommendationsQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::RecommendationState;
use domain::shared::RecommendationId;
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::RecommendationRow;
use super::visibility::visible;
use crate::cooperation::agreements::visible_to;
use crate::schema::{agreement, recommendation};

/// A recommendation that the caller may read.
pub(super) async fn get_recommendation(
    conn: &mut Connection,
    caller: &Caller,
    id: RecommendationId,
) -> Result<RecommendationRow, Error> {
    let row = visible(caller).filter(recommendation::id.eq(id)).select(RecommendationRow::as_select());
    row.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// A recommendation that the caller may read, locked until the transaction ends.
pub(super) async fn lock_recommendation(
    conn: &mut Connection,
    caller: &Caller,
    id: RecommendationId,
) -> Result<RecommendationRow, Error> {
    let read = agreement::table.filter(visible_to(caller.party())).select(agreement::id);
    let row = recommendation::table
        .find(id)
        .filter(recommendation::agreement_id.eq_any(read))
        .select(RecommendationRow::as_select())
        .for_no_key_update();
    row.first(conn).await.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn list_recommendations(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListRecommendationsQuery,
    after: Option<RecommendationId>,
    limit: i64,
) -> Result<Vec<RecommendationRow>, Error> {
    let mut statement =
        visible(caller).order(recommendation::id.asc()).limit(limit).select(RecommendationRow::as_select());
    if let Some(agreement) = query.agreement_id {
        statement = statement.filter(recommendation::agreement_id.eq(agreement));
    }
    if let Some(state) = query.state {
        statement = statement.filter(recommendation::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(recommendation::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// Those in some states on agreements that the caller reads, in order of giving.
pub(super) async fn list_in_states(
    conn: &mut Connection,
    caller: &Caller,
    states: &[RecommendationState],
    after: Option<After<RecommendationId>>,
    limit: i64,
) -> Result<Vec<RecommendationRow>, Error> {
    let mut statement = visible(caller)
        .filter(recommendation::state.eq_any(states))
        .order((recommendation::created_at.asc(), recommendation::id.asc()))
        .limit(limit)
        .select(RecommendationRow::as_select());
    if let Some(After { at, id }) = after {
        let later = recommendation::created_at.gt(at);
        let same = recommendation::created_at.eq(at).and(recommendation::id.gt(id));
        statement = statement.filter(later.or(same));
    }
    Ok(statement.load(conn).await?)
}

pub(super) async fn insert_recommendation(
    conn: &mut Connection,
    row: &RecommendationRow,
) -> Result<(), Error> {
    diesel::insert_into(recommendation::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_recommendation(
    conn: &mut Connection,
    row: &RecommendationRow,
    seen: i64,
) -> Result<usize, Error> {
    let target =
        recommendation::table.filter(recommendation::id.eq(row.id)).filter(recommendation::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}
