//! All SQL of the backfill grants. Seen by the party they are given to and by the readers of the agreement.

use api_types::agreement::ListBackfillGrantsQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{BackfillGrant, BackfillGrantId, PartyId, Period};
use service::Error;
use web::Caller;

use super::rows::BackfillGrantRow;
use crate::schema::{agreement, backfill_grant};

pub(super) async fn insert_grant(conn: &mut Connection, row: &BackfillGrantRow) -> Result<(), Error> {
    diesel::insert_into(backfill_grant::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Its own, and those of the agreements it reads.
#[diesel::dsl::auto_type]
fn visible(caller: &Caller) -> _ {
    let me: PartyId = caller.party();
    let readers: Vec<PartyId> = vec![me];
    let read = agreement::table.filter(agreement::readers.contains(readers)).select(agreement::id);
    backfill_grant::party_id.eq(me).or(backfill_grant::agreement_id.eq_any(read))
}

pub(super) async fn get_grant(
    conn: &mut Connection,
    caller: &Caller,
    id: BackfillGrantId,
) -> Result<BackfillGrantRow, Error> {
    let mut query = backfill_grant::table.find(id).select(BackfillGrantRow::as_select()).into_boxed();
    if !caller.is_service() {
        query = query.filter(visible(caller));
    }
    query.first(conn).await.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn list_grants(
    conn: &mut Connection,
    caller: &Caller,
    filters: &ListBackfillGrantsQuery,
    after: Option<BackfillGrantId>,
    limit: i64,
) -> Result<Vec<BackfillGrantRow>, Error> {
    let mut query = backfill_grant::table
        .order(backfill_grant::id.asc())
        .limit(limit)
        .select(BackfillGrantRow::as_select())
        .into_boxed();
    if !caller.is_service() {
        query = query.filter(visible(caller));
    }
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

/// The grants of one party, as the domain judges them.
pub(super) async fn grants_of(conn: &mut Connection, party: PartyId) -> Result<Vec<BackfillGrant>, Error> {
    let query = backfill_grant::table
        .filter(backfill_grant::party_id.eq(party))
        .select(BackfillGrantRow::as_select());
    let rows: Vec<BackfillGrantRow> = query.load(conn).await?;
    let grant = |row: BackfillGrantRow| BackfillGrant {
        id: row.id,
        covers: Period { from: row.from_date, until: Some(row.until_date) },
    };
    Ok(rows.into_iter().map(grant).collect())
}
