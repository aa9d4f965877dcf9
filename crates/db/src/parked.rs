//! Events of another service that could not be applied, put aside with the later ones of their resources, so that the rest
//! of the feed goes on. What they speak of is known to be out of date here until they are applied or skipped.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::schema::parked_event;
use crate::{Connection, DbError};

/// Stands among what an event speaks of where that cannot be told.
pub const ANYTHING: &str = "*";

/// An event that was put aside.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = parked_event)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct ParkedEvent {
    /// The feed it came with.
    pub source: String,
    /// Its place there.
    pub position: i64,
    /// Its id.
    pub event_id: Uuid,
    /// Its type.
    #[diesel(column_name = type_)]
    pub r#type: String,
    /// The resource it happened to.
    pub subject: String,
    /// The ids it speaks of.
    pub touched: Vec<String>,
    /// As it was told.
    pub event: serde_json::Value,
    /// Why it could not be applied.
    pub reason: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it was put aside.
    pub parked_at: DateTime<Utc>,
    /// When it is tried again.
    pub retry_at: DateTime<Utc>,
}

/// Puts an event aside.
///
/// # Errors
/// Database errors.
pub async fn park(conn: &mut Connection, event: &ParkedEvent) -> Result<(), DbError> {
    diesel::insert_into(parked_event::table).values(event).on_conflict_do_nothing().execute(conn).await?;
    Ok(())
}

/// The resources of a feed of which events are parked.
///
/// # Errors
/// Database errors.
pub async fn subjects(conn: &mut Connection, source: &str) -> Result<Vec<String>, DbError> {
    let of_source = parked_event::table.filter(parked_event::source.eq(source));
    Ok(of_source.select(parked_event::subject).distinct().load(conn).await?)
}

/// The parked events to be tried now: of each resource the earliest alone.
///
/// # Errors
/// Database errors.
pub async fn due(
    conn: &mut Connection,
    source: &str,
    now: DateTime<Utc>,
) -> Result<Vec<ParkedEvent>, DbError> {
    let first: Vec<ParkedEvent> = parked_event::table
        .filter(parked_event::source.eq(source))
        .distinct_on(parked_event::subject)
        .order((parked_event::subject, parked_event::position))
        .select(ParkedEvent::as_select())
        .load(conn)
        .await?;
    Ok(first.into_iter().filter(|event| event.retry_at <= now).collect())
}

/// Remembers that an event could not be applied again.
///
/// # Errors
/// Database errors.
pub async fn failed_again(
    conn: &mut Connection,
    event: &ParkedEvent,
    reason: &str,
    retry_at: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::update(parked_event::table.find((&event.source, event.position)))
        .set((
            parked_event::attempts.eq(parked_event::attempts + 1),
            parked_event::reason.eq(reason),
            parked_event::retry_at.eq(retry_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes an event off, applied or skipped; the next one of its resource is tried from `now` on. False when it was not there.
///
/// # Errors
/// Database errors.
pub async fn take_off(
    conn: &mut Connection,
    event: &ParkedEvent,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let gone =
        diesel::delete(parked_event::table.find((&event.source, event.position))).execute(conn).await?;
    replay(conn, &event.source, &event.subject, now).await?;
    Ok(gone > 0)
}

/// Has the events of a resource tried from `now` on.
///
/// # Errors
/// Database errors.
pub async fn replay(
    conn: &mut Connection,
    source: &str,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let of_subject =
        parked_event::table.filter(parked_event::source.eq(source)).filter(parked_event::subject.eq(subject));
    diesel::update(of_subject).set(parked_event::retry_at.eq(now)).execute(conn).await?;
    Ok(())
}

/// Which of these ids parked events speak of: what is known here of them is not the newest. All of them, where one may speak
/// of anything.
///
/// # Errors
/// Database errors.
pub async fn touching(mut conn: &Connection, ids: &[String]) -> Result<Vec<String>, DbError> {
    let mut asked = ids.to_vec();
    asked.push(ANYTHING.to_owned());
    let touched: Vec<Vec<String>> = parked_event::table
        .filter(parked_event::touched.overlaps_with(asked))
        .select(parked_event::touched)
        .load(&mut conn)
        .await?;
    let touched: Vec<String> = touched.into_iter().flatten().collect();
    let anything = touched.iter().any(|id| id == ANYTHING);
    Ok(ids.iter().filter(|id| anything || touched.contains(id)).cloned().collect())
}

/// Whether anything of a feed is parked.
///
/// # Errors
/// Database errors.
pub async fn any(mut conn: &Connection, source: &str) -> Result<bool, DbError> {
    let of_source = parked_event::table.filter(parked_event::source.eq(source));
    Ok(diesel::select(diesel::dsl::exists(of_source)).get_result(&mut conn).await?)
}

/// How many events are parked of each feed.
///
/// # Errors
/// Database errors.
pub async fn counts(conn: &mut Connection) -> Result<Vec<(String, i64)>, DbError> {
    let counts = parked_event::table
        .group_by(parked_event::source)
        .select((parked_event::source, diesel::dsl::count_star()));
    Ok(counts.load(conn).await?)
}

/// Every parked event, by feed and position.
///
/// # Errors
/// Database errors.
pub async fn list(conn: &mut Connection) -> Result<Vec<ParkedEvent>, DbError> {
    let all = parked_event::table.order((parked_event::source, parked_event::position));
    Ok(all.select(ParkedEvent::as_select()).load(conn).await?)
}

/// One parked event.
///
/// # Errors
/// Database errors.
pub async fn find(
    conn: &mut Connection,
    source: &str,
    position: i64,
) -> Result<Option<ParkedEvent>, DbError> {
    let found = parked_event::table.find((source, position)).select(ParkedEvent::as_select());
    Ok(found.first(conn).await.optional()?)
}
