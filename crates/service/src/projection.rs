//! What is kept of other services' resources: one file per resource, read through `client`, written by one rule: an older
//! version never replaces a newer, and the same again may be newer in what is derived.

use std::rc::Rc;

use api_types::{EventData, event_type};
use client::ClientError;
use db::{Connection, outbox};
use domain::shared::Id;
use futures_util::future::LocalBoxFuture;
use web::Etag;

use crate::Error;

/// A resource of another service, as it is kept here.
pub trait Projected: std::fmt::Debug + 'static {
    /// Keeps it, unless a newer version is kept already; `position` is that of the event that pointed at it.
    fn keep<'a>(&'a self, conn: &'a mut Connection, position: i64) -> Keeping<'a>;
}

/// Something being kept.
pub type Keeping<'a> = LocalBoxFuture<'a, Result<(), Error>>;

/// What an event pointed at. A transaction that is run again after a deadlock keeps it again.
pub type Fetched = Rc<dyn Projected>;

/// The version that a view's ETag carries.
///
/// # Errors
/// [`ClientError::Unexpected`] for an ETag that is none of ours.
pub fn version_of(etag: &str) -> Result<i64, ClientError> {
    let etag: Etag = etag
        .parse()
        .map_err(|_| ClientError::Unexpected(format!("{etag} is no ETag of a service of ours")))?;
    Ok(etag.version().0)
}

/// Tells the platform's other services what follows from something being kept.
///
/// # Errors
/// [`Error::Internal`] for data that is no JSON; database errors.
pub async fn tell<D: EventData>(
    conn: &Connection,
    subject: impl Id,
    happened: D::Happened,
    data: D,
) -> Result<(), Error> {
    let told = serde_json::to_value(&data)
        .map_err(|error| Error::Internal(format!("an event of {} is no JSON: {error}", D::RESOURCE)))?;
    let kind = event_type(D::RESOURCE, happened);
    Ok(outbox::tell_services(conn, &kind, D::VERSION, &subject.to_string(), &told).await?)
}

/// Inserts a row, or replaces the kept one unless that has a higher version; gives whether it was written.
/// `keep_newer!(conn, table, key, row)`, where the table has a column `version`.
#[macro_export]
macro_rules! keep_newer {
    ($conn:expr, $table:ident, $key:ident, $row:expr) => {{
        use db::Prepare as _;
        use diesel::ExpressionMethods as _;
        let upsert =
            diesel::insert_into($table::table).values($row).on_conflict($table::$key).do_update().set($row);
        // Named in full: imported, it would make every other `filter` ambiguous.
        let newer = diesel::query_dsl::methods::FilterDsl::filter(
            upsert,
            $table::version.le(diesel::upsert::excluded($table::version)),
        );
        diesel_async::RunQueryDsl::execute(newer.prepared(), $conn).await.map(|rows| rows > 0)
    }};
}

/// Marks what is kept in these tables as of an earlier life of its feed: whatever is told now replaces it, and what is told no
/// more keeps a version below zero, which nothing is judged by. `forget_versions!(conn, table, ...)`.
#[macro_export]
macro_rules! forget_versions {
    ($conn:expr, $($table:ident),+ $(,)?) => {{
        use diesel::ExpressionMethods as _;
        $({
            let forgotten = diesel::update($table::table).set($table::version.eq(-1_i64));
            diesel_async::RunQueryDsl::execute(forgotten, &mut *$conn).await?;
        })+
        Ok(())
    }};
}
