//! All SQL of the backfill grants; who may read them stands in [`super::visibility`].

use api_types::agreement::ListBackfillGrantsQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::BackfillGrantId;
use service::Error;
use web::Caller;

use super::rows::BackfillGrantRow;
use super::visibility::visible;
use crate::schema::backfill_grant;

pub(super) async fn insert_grant(conn: &mut Connection, row: &BackfillGrantRow) -> Result<(), Error> {
    diesel::insert_into(backfill_grant::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

pub(super) async fn get_grant(
    conn: &mut Connection,
    caller: &Caller,
    id: BackfillGrantId,
) -> Result<BackfillGrantRow, Error> {
    let query = visible(caller).filter(backfill_grant::id.eq(id)).select(BackfillGrantRow::as_select());
    query.first(conn).await.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn list_grants(
    conn: &mut Connection,
    caller: &Caller,
    filters: &ListBackfillGrantsQuery,
    after: Option<BackfillGrantId>,
    limit: i64,
) -> Result<Vec<BackfillGrantRow>, Error> {
    let mut query =
        visible(caller).order(backfill_grant::id.asc()).limit(limit).select(BackfillGrantRow::as_select());
    if let Some(agreement) = filters.agreement_id {
        query = query.filter(backfill_grant::agreement_id.eq(agreement));
    }
    if let Some(party) = filters.party_id {
        query = query.filter(backfill_grant::party_id.eq(party));
    }
    if let Some(after) = after {
        query = query.filter(backfill_grant::id.gt(after));
    }
    Ok(query.load(conn).await?)
}
