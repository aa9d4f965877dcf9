//! What is kept of other services' resources: one file per resource, read through `client`, written by one rule: an older
//! version never replaces a newer, and the same again may be newer in what is derived.

use std::rc::Rc;

use api_types::{EventData, event_type};
use client::ClientError;
use db::outbox::NewEvent;
use db::{Connection, outbox};
use domain::shared::Id;
use futures_util::future::LocalBoxFuture;
use web::{Clock, Etag};

use crate::Error;
use crate::resource::{Announced, Happened};

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

/// Tells those who may read a resource what happened to it, where that follows from what was read in a feed.
///
/// # Errors
/// [`Error::Internal`] for data that is no JSON; database errors.
pub async fn announce<R: Announced>(
    conn: &mut Connection,
    clock: &Clock,
    resource: &R,
    happened: Happened<R>,
) -> Result<(), Error> {
    let resource_name = <R::Data as EventData>::RESOURCE;
    let data = serde_json::to_value(resource.event_data())
        .map_err(|error| Error::Internal(format!("an event of {resource_name} is no JSON: {error}")))?;
    let event = NewEvent {
        id: clock.new_id(),
        r#type: event_type(resource_name, happened),
        data_version: <R::Data as EventData>::VERSION,
        subject: resource.id().to_string(),
        audience: resource.audience(conn).await?,
        data,
        recorded_at: clock.now(),
        request_id: clock.new_uuid(),
    };
    Ok(outbox::push(conn, event).await?)
}

/// Does something that nothing may wait for: where it fails by what it is about, that is logged, and nothing of it has happened.
///
/// # Errors
/// The database is away, busy or full: it is done again.
pub async fn attempt(
    conn: &mut Connection,
    about: &impl std::fmt::Debug,
    work: impl AsyncFn(&mut Connection) -> Result<(), Error>,
) -> Result<(), Error> {
    match db::within(conn, work).await {
        Err(error) if error.says_of_what_it_is_about() => {
            tracing::error!(?about, %error, "this cannot be done and is left out");
            Ok(())
        }
        done => done,
    }
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

/// Defines what is kept of a table of dated rows that the catalog keeps about its commodities: the row of the caller's table,
/// how it is read, and the rows of some commodities of all days.
#[macro_export]
macro_rules! projected_goods_rules {
    (
        $(#[$row_doc:meta])*
        pub struct $row:ident of $rule:ident in $table:ident by $basis:ident;
        $(#[$list_doc:meta])*
        pub fn $list:ident;
        $read:ident($id:ident) -> $view:ident
    ) => {
        $(#[$row_doc])*
        #[derive(Debug, Clone, diesel::Queryable, diesel::Selectable, diesel::Insertable, diesel::AsChangeset)]
        #[diesel(table_name = $table, treat_none_as_null = true)]
        pub struct $row {
            id: domain::shared::$id,
            commodity_code: String,
            content: serde_json::Value,
            in_force_from_date: chrono::NaiveDate,
            in_force_until_date: Option<chrono::NaiveDate>,
            $basis: String,
            version: i64,
        }

        impl $row {
            /// Reads it from the catalog.
            pub(super) async fn read(
                api: &client::CatalogApi,
                id: domain::shared::$id,
            ) -> Result<Self, client::ClientError> {
                Self::of(&api.$read(id).await?.value)
            }

            /// What is kept of a row.
            ///
            /// # Errors
            /// [`client::ClientError::Unexpected`] for an ETag that is none of ours, or a row that says nothing this release
            /// knows.
            pub fn of(view: &api_types::catalog::$view) -> Result<Self, client::ClientError> {
                let unread = |error| client::ClientError::Unexpected(format!("the rule {}: {error}", view.id));
                let rule: domain::shared::$rule =
                    serde_json::to_value(view).and_then(serde_json::from_value).map_err(unread)?;
                Ok(Self {
                    id: view.id,
                    commodity_code: view.commodity_code.clone(),
                    content: serde_json::to_value(rule).map_err(unread)?,
                    in_force_from_date: view.in_force_from_date,
                    in_force_until_date: view.in_force_until_date,
                    $basis: view.$basis.clone(),
                    version: $crate::projection::version_of(&view.etag)?,
                })
            }

            /// The rows of some commodities, of all days.
            async fn of_goods(
                mut conn: &db::Connection,
                commodities: &[String],
            ) -> Result<Vec<Self>, $crate::Error> {
                use diesel::{ExpressionMethods as _, QueryDsl as _, SelectableHelper as _};
                let rows = $table::table
                    .filter($table::commodity_code.eq_any(commodities))
                    .order($table::id)
                    .select(Self::as_select());
                Ok(diesel_async::RunQueryDsl::load(rows, &mut conn).await?)
            }

            fn dated(self) -> Result<domain::shared::Dated<domain::shared::$rule>, $crate::Error> {
                let rule = serde_json::from_value(self.content)
                    .map_err(|error| $crate::Error::Internal(format!("the rule {}: {error}", self.id)))?;
                let in_force =
                    domain::shared::Period { from: self.in_force_from_date, until: self.in_force_until_date };
                Ok(domain::shared::Dated { rule, in_force, source: self.$basis })
            }
        }

        impl $crate::Projected for $row {
            fn keep<'a>(&'a self, conn: &'a mut db::Connection, _: i64) -> $crate::projection::Keeping<'a> {
                Box::pin(async move {
                    $crate::keep_newer!(conn, $table, id, self)?;
                    Ok(())
                })
            }
        }

        $(#[$list_doc])*
        ///
        /// # Errors
        /// Database errors; a row that is none of this release.
        pub async fn $list(
            conn: &db::Connection,
            commodities: &[String],
        ) -> Result<Vec<domain::shared::Dated<domain::shared::$rule>>, $crate::Error> {
            $row::of_goods(conn, commodities).await?.into_iter().map($row::dated).collect()
        }
    };
}
