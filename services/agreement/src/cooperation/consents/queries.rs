//! All SQL of the consents; callers have checked that the resource may be seen.

use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use service::Error;
use uuid::Uuid;

use super::rows::ConsentRow;
use crate::schema::consent;

/// All consents of some resources, in the order recorded.
pub(crate) async fn list_consents(
    conn: &mut Connection,
    subjects: &[Uuid],
) -> Result<Vec<ConsentRow>, Error> {
    let query = consent::table
        .filter(consent::subject_id.eq_any(subjects))
        .order((consent::recorded_at.asc(), consent::id.asc()))
        .select(ConsentRow::as_select());
    Ok(query.load(conn).await?)
}

pub(crate) async fn insert_consent(conn: &mut Connection, row: &ConsentRow) -> Result<(), Error> {
    diesel::insert_into(consent::table).values(row).prepared().execute(conn).await?;
    Ok(())
}
