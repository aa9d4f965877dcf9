//! Grants to record the past, as this service knows them: the view `backfill_window`, which each service lays over the
//! table it keeps them in.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{AgreementId, BackfillGrant, BackfillGrantId, PartyId, Period};

use crate::schema::backfill_window;
use crate::{Connection, DbError};

/// The grants of a party that may be used now: those under an agreement, or under any for what is under none.
///
/// # Errors
/// Database errors.
pub async fn grants_of(
    mut conn: &Connection,
    party: PartyId,
    agreement: Option<AgreementId>,
    now: DateTime<Utc>,
) -> Result<Vec<BackfillGrant>, DbError> {
    let mut usable = backfill_window::table
        .filter(backfill_window::party_id.eq(party))
        .filter(backfill_window::usable_until.gt(now))
        .select((backfill_window::id, backfill_window::from_date, backfill_window::until_date))
        .into_boxed();
    if let Some(agreement) = agreement {
        usable = usable.filter(backfill_window::agreement_id.eq(agreement));
    }
    let rows: Vec<(BackfillGrantId, NaiveDate, NaiveDate)> = usable.load(&mut conn).await?;
    let grant = |(id, from, until)| BackfillGrant { id, covers: Period { from, until: Some(until) } };
    Ok(rows.into_iter().map(grant).collect())
}
