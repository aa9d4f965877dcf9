//! All SQL of the projections.

use chrono::{DateTime, NaiveDate, Utc};
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use domain::shared::{
    BackfillGrant, BackfillGrantId, ClaimMark, ClaimWindow, PartyId, PartyKind, Period, check_claimed_time,
};
use service::{Error, Tx};

use crate::schema::{projected_backfill_grant, projected_party};

/// What is known of a party.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_party)]
pub struct PartyRow {
    /// Its id.
    pub id: PartyId,
    /// What kind of organisation it is.
    pub kind: PartyKind,
    /// Name people use.
    pub short_name: String,
    /// Home region.
    pub region_code: String,
    /// Version in the agreement service; a higher one is newer.
    pub version: i64,
}

/// A grant to record facts of the past.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_backfill_grant)]
pub struct BackfillGrantRow {
    /// Its id.
    pub id: BackfillGrantId,
    /// Who may record.
    pub party_id: PartyId,
    /// First day covered.
    pub from_date: NaiveDate,
    /// Last day covered; open when absent.
    pub until_date: Option<NaiveDate>,
}

/// Keeps a party, unless a newer version of it is known already.
pub(super) async fn put_party(conn: &mut Connection, row: &PartyRow) -> Result<(), Error> {
    let upsert = diesel::insert_into(projected_party::table)
        .values(row)
        .on_conflict(projected_party::id)
        .do_update()
        .set(row);
    let newer = projected_party::version.lt(excluded(projected_party::version));
    // Named in full: imported, it would make every other `filter` ambiguous.
    diesel::query_dsl::methods::FilterDsl::filter(upsert, newer).prepared().execute(conn).await?;
    Ok(())
}

/// Keeps a grant.
pub(super) async fn put_grant(conn: &mut Connection, row: &BackfillGrantRow) -> Result<(), Error> {
    diesel::insert_into(projected_backfill_grant::table)
        .values(row)
        .on_conflict(projected_backfill_grant::id)
        .do_update()
        .set(row)
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// What is known of a party, if anything.
pub(crate) async fn find_party(conn: &mut Connection, id: PartyId) -> Result<Option<PartyRow>, Error> {
    Ok(projected_party::table.find(id).select(PartyRow::as_select()).first(conn).await.optional()?)
}

/// What is known of a party.
///
/// # Errors
/// `not-yet-known` when it has not arrived from the agreement service.
pub(crate) async fn get_party(conn: &mut Connection, id: PartyId) -> Result<PartyRow, Error> {
    find_party(conn, id).await?.ok_or_else(|| Error::not_yet_known(&id.to_string()))
}

/// Makes sure that these parties are known.
///
/// # Errors
/// `not-yet-known`, naming the first that has not arrived from the agreement service.
pub(crate) async fn get_parties(conn: &mut Connection, ids: &[PartyId]) -> Result<(), Error> {
    let known: Vec<PartyId> = projected_party::table
        .filter(projected_party::id.eq_any(ids))
        .select(projected_party::id)
        .load(conn)
        .await?;
    match ids.iter().find(|id| !known.contains(id)) {
        Some(missing) => Err(Error::not_yet_known(&missing.to_string())),
        None => Ok(()),
    }
}

/// The government of a region; none while it has not arrived.
pub(crate) async fn governments_of(conn: &mut Connection, region_code: &str) -> Result<Vec<PartyId>, Error> {
    let rows = projected_party::table
        .filter(projected_party::region_code.eq(region_code))
        .filter(projected_party::kind.eq(PartyKind::RegionalGovernment))
        .select(projected_party::id)
        .load(conn)
        .await?;
    Ok(rows)
}

/// When a transition is said to have happened, and whether a backfill grant of the caller's party was used.
///
/// # Errors
/// `claimed-time-in-future` or `backfill-not-granted`.
pub(crate) async fn claimed_time(
    tx: &mut Tx<'_>,
    occurred_at: Option<DateTime<Utc>>,
) -> Result<(DateTime<Utc>, bool), Error> {
    let Some(claimed) = occurred_at else { return Ok((tx.now, false)) };
    let rows: Vec<BackfillGrantRow> = projected_backfill_grant::table
        .filter(projected_backfill_grant::party_id.eq(tx.caller().party()))
        .select(BackfillGrantRow::as_select())
        .load(tx.conn)
        .await?;
    let grants: Vec<_> = rows
        .into_iter()
        .map(|row| BackfillGrant {
            id: row.id,
            covers: Period { from: row.from_date, until: row.until_date },
        })
        .collect();
    let mark = check_claimed_time(claimed, tx.now, &grants, ClaimWindow::USUAL)?;
    Ok((claimed, matches!(mark, ClaimMark::Backfilled(_))))
}
