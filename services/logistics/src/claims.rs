//! The time a recorded fact claims, judged against the acting party's backfill grants.

use chrono::{DateTime, Utc};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{
    BackfillGrant, BackfillGrantId, ClaimMark, ClaimWindow, PartyId, Period, check_claimed_time,
};
use service::{Error, Tx};

use crate::schema::projected_backfill_grant;

/// When a fact is said to have happened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim {
    /// The claimed time; the server's where nothing was claimed.
    pub(crate) at: DateTime<Utc>,
    /// Whether a grant was used.
    pub(crate) backfilled: bool,
}

/// Judges a claimed time; without one the fact happened now.
pub(crate) async fn claimed(tx: &mut Tx<'_>, occurred_at: Option<DateTime<Utc>>) -> Result<Claim, Error> {
    match occurred_at {
        Some(at) => claimed_by(tx.conn, tx.caller().party(), tx.now, at).await,
        None => Ok(Claim { at: tx.now, backfilled: false }),
    }
}

/// Judges the time a party claims. Most facts are of now: its grants are read where one is needed.
pub(crate) async fn claimed_by(
    conn: &Connection,
    party: PartyId,
    now: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<Claim, Error> {
    if check_claimed_time(at, now, &[], ClaimWindow::USUAL).is_ok() {
        return Ok(Claim { at, backfilled: false });
    }
    let grants = grants_of(conn, party).await?;
    let mark = check_claimed_time(at, now, &grants, ClaimWindow::USUAL)?;
    Ok(Claim { at, backfilled: matches!(mark, ClaimMark::Backfilled(_)) })
}

async fn grants_of(mut conn: &Connection, party: PartyId) -> Result<Vec<BackfillGrant>, Error> {
    let rows: Vec<(BackfillGrantId, chrono::NaiveDate, chrono::NaiveDate)> = projected_backfill_grant::table
        .filter(projected_backfill_grant::party_id.eq(party))
        .select((
            projected_backfill_grant::id,
            projected_backfill_grant::from_date,
            projected_backfill_grant::until_date,
        ))
        .load(&mut conn)
        .await?;
    let grant = |(id, from, until)| BackfillGrant { id, covers: Period { from, until: Some(until) } };
    Ok(rows.into_iter().map(grant).collect())
}
