//! All SQL of the consents; callers have checked that the resource may be seen.

use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{ConsentKind, CooperationLimit, LimitKind, counts_until, limit_on};
use domain::shared::{Bilingual, jakarta_date};
use service::{Error, Tx, dated};
use uuid::Uuid;

use super::rows::ConsentRow;
use crate::schema::consent;

/// All consents of some resources, in the order recorded; those to an ending with the day until which they count, as the
/// rule said when they were given; where no rule did, they do not count.
pub(crate) async fn list_consents(
    conn: &mut Connection,
    subjects: &[Uuid],
) -> Result<Vec<ConsentRow>, Error> {
    let query = consent::table
        .filter(consent::subject_id.eq_any(subjects))
        .order((consent::recorded_at.asc(), consent::id.asc()))
        .select(ConsentRow::as_select());
    let mut rows: Vec<ConsentRow> = query.load(conn).await?;
    let mut endings = rows.iter_mut().filter(|row| ConsentKind::ENDINGS.contains(&row.kind)).peekable();
    if endings.peek().is_some() {
        let limits = dated::rules::<CooperationLimit>(conn).await?;
        for row in endings {
            let given = jakarta_date(row.recorded_at);
            let days = limit_on(&limits, LimitKind::EndingConsent, given);
            row.counts_until = days.map(|days| counts_until(row.recorded_at, days));
        }
    }
    Ok(rows)
}

/// Writes a consent. A person gives it: what binds a government or a business is no machine's to say.
///
/// # Errors
/// [`Error::Forbidden`] for a machine client; database errors.
pub(super) async fn insert_consent(tx: &mut Tx<'_>, row: &ConsentRow) -> Result<(), Error> {
    if tx.caller().is_machine() {
        return Err(Error::Forbidden(Bilingual::new(
            "Persetujuan dan tanda tangan diberikan oleh orang, bukan klien mesin.",
            "Consents and signatures are given by a person, not by a machine client.",
        )));
    }
    diesel::insert_into(consent::table).values(row).prepared().execute(tx.conn).await?;
    Ok(())
}
