//! Grants to record the past, as this service knows them: the view `backfill_window`, which each service lays over the
//! table it keeps them in.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{BackfillGrant, BackfillGrantId, PartyId, Period};

use crate::schema::backfill_window;
use crate::{Connection, DbError};

/// The grants of a party.
///
/// # Errors
/// Database errors.
pub async fn grants_of(mut conn: &Connection, party: PartyId) -> Result<Vec<BackfillGrant>, DbError> {
    let rows: Vec<(BackfillGrantId, NaiveDate, NaiveDate)> = backfill_window::table
        .filter(backfill_window::party_id.eq(party))
        .select((backfill_window::id, backfill_window::from_date, backfill_window::until_date))
        .load(&mut conn)
        .await?;
    let grant = |(id, from, until)| BackfillGrant { id, covers: Period { from, until: Some(until) } };
    Ok(rows.into_iter().map(grant).collect())
}
