//! Append-only history: one row per transition of a lifecycle.

use crate::prepared::Prepare as _;
use chrono::{DateTime, Utc};
use diesel::dsl::{exists, max};
use diesel::prelude::*;
use diesel::result::Error as Diesel;
use diesel_async::RunQueryDsl;
use domain::shared::UPDATE;
use uuid::Uuid;

use crate::schema::transition;
use crate::{Connection, DbError};

/// A transition as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, serde::Serialize)]
#[diesel(table_name = transition)]
#[diesel(check_for_backend(diesel::pg::Pg))]
pub struct TransitionRow {
    /// Its id.
    pub id: Uuid,
    /// The resource it happened to.
    pub subject_id: Uuid,
    /// What happened.
    pub event: String,
    /// State before.
    pub from_state: String,
    /// State after.
    pub to_state: String,
    /// Version before.
    pub version_before: i64,
    /// Version after.
    pub version_after: i64,
    /// Party of the actor.
    pub actor_party_id: Uuid,
    /// Person or machine.
    pub actor_subject: String,
    /// Client the token was issued to.
    pub actor_client: String,
    /// Role used.
    pub actor_role: Option<String>,
    /// Region of the actor's party.
    pub actor_region_code: Option<String>,
    /// Server time.
    pub recorded_at: DateTime<Utc>,
    /// Claimed time.
    pub occurred_at: DateTime<Utc>,
    /// Whether a backfill grant was used.
    pub backfilled: bool,
    /// Machine-readable reason.
    pub reason_code: Option<String>,
    /// Explanation.
    pub note: Option<String>,
    /// Supporting papers, a JSON array.
    pub documents: serde_json::Value,
    /// The request that did it.
    pub request_id: Uuid,
    /// The time said, where it lay ahead of the server's.
    pub claimed_at: Option<DateTime<Utc>>,
    /// What a change replaced: a JSON object of fields as they were.
    pub replaced: Option<serde_json::Value>,
}

/// Records the same transition for every row of the table [`crate::STAGED`], of what its `id` names; `like` says everything else.
///
/// # Errors
/// Database errors; a row that is no JSON.
pub async fn record_staged(mut conn: &Connection, like: &TransitionRow) -> Result<(), DbError> {
    const RECORD: &str = "
        insert into transition
        select told.* from staged cross join lateral jsonb_populate_record(
            null::transition, $1 || jsonb_build_object('id', gen_random_uuid(), 'subject_id', staged.id)
        ) as told";
    let like = serde_json::to_value(like).map_err(|error| Diesel::SerializationError(error.into()))?;
    diesel::sql_query(RECORD).bind::<diesel::sql_types::Jsonb, _>(like).execute(&mut conn).await?;
    Ok(())
}

/// Records a transition.
///
/// # Errors
/// Database errors.
pub async fn record(mut conn: &Connection, row: &TransitionRow) -> Result<(), DbError> {
    diesel::insert_into(transition::table).values(row).prepared().execute(&mut conn).await?;
    Ok(())
}

/// What led a resource to where it stands, and when that is said to have happened. The yes of one side, which leaves it
/// where it stands, is no such step: the other side may have said its own before.
///
/// # Errors
/// Database errors.
pub async fn last_step(
    mut conn: &Connection,
    subject: Uuid,
) -> Result<Option<(String, DateTime<Utc>)>, DbError> {
    let steps = transition::table
        .filter(transition::subject_id.eq(subject))
        .filter(transition::from_state.ne(transition::to_state))
        .order(transition::version_after.desc())
        .select((transition::event, transition::occurred_at));
    Ok(steps.first(&mut conn).await.optional()?)
}

/// When the first of some events is said to have happened to a resource.
///
/// # Errors
/// Database errors.
pub async fn first_of(
    mut conn: &Connection,
    subject: Uuid,
    events: &[&str],
) -> Result<Option<DateTime<Utc>>, DbError> {
    let steps = transition::table
        .filter(transition::subject_id.eq(subject))
        .filter(transition::event.eq_any(events))
        .order(transition::version_after.asc())
        .select(transition::occurred_at);
    Ok(steps.first(&mut conn).await.optional()?)
}

/// Who took a kind of step of a resource, in order.
///
/// # Errors
/// Database errors.
pub async fn actors_of(mut conn: &Connection, subject: Uuid, event: &str) -> Result<Vec<String>, DbError> {
    let steps = transition::table
        .filter(transition::subject_id.eq(subject))
        .filter(transition::event.eq(event))
        .order(transition::version_after.asc())
        .select(transition::actor_subject);
    Ok(steps.load(&mut conn).await?)
}

/// Whether somebody took a step of one of these resources for another party than `party`.
///
/// # Errors
/// Database errors.
pub async fn acted_for_another(
    mut conn: &Connection,
    subjects: &[Uuid],
    person: &str,
    party: Uuid,
) -> Result<bool, DbError> {
    let steps = transition::table
        .filter(transition::subject_id.eq_any(subjects))
        .filter(transition::actor_subject.eq(person))
        .filter(transition::actor_party_id.ne(party));
    Ok(diesel::select(exists(steps)).get_result(&mut conn).await?)
}

/// Of some resources those of which somebody took a step for another party than `party`.
///
/// # Errors
/// Database errors.
pub async fn acted_for_another_on(
    mut conn: &Connection,
    subjects: &[Uuid],
    person: &str,
    party: Uuid,
) -> Result<Vec<Uuid>, DbError> {
    let steps = transition::table
        .filter(transition::subject_id.eq_any(subjects))
        .filter(transition::actor_subject.eq(person))
        .filter(transition::actor_party_id.ne(party))
        .select(transition::subject_id)
        .distinct();
    Ok(steps.load(&mut conn).await?)
}

/// When parties last did something to resources, for each: the resource, the party, the time it was recorded.
///
/// # Errors
/// Database errors.
pub async fn last_of(
    mut conn: &Connection,
    subjects: &[Uuid],
    event: &str,
) -> Result<Vec<(Uuid, Uuid, DateTime<Utc>)>, DbError> {
    let steps = transition::table
        .filter(transition::subject_id.eq_any(subjects))
        .filter(transition::event.eq(event))
        .group_by((transition::subject_id, transition::actor_party_id))
        .select((transition::subject_id, transition::actor_party_id, max(transition::recorded_at)));
    let last: Vec<(Uuid, Uuid, Option<DateTime<Utc>>)> = steps.load(&mut conn).await?;
    Ok(last.into_iter().filter_map(|(subject, party, at)| at.map(|at| (subject, party, at))).collect())
}

/// Who took a kind of step of some resources.
///
/// # Errors
/// Database errors.
pub async fn actors_of_all(
    mut conn: &Connection,
    subjects: &[Uuid],
    event: &str,
) -> Result<Vec<(Uuid, String)>, DbError> {
    let steps = transition::table
        .filter(transition::subject_id.eq_any(subjects))
        .filter(transition::event.eq(event))
        .select((transition::subject_id, transition::actor_subject));
    Ok(steps.load(&mut conn).await?)
}

/// Where a resource stood at a time, by what is said to have happened until then; none for one without a history.
///
/// # Errors
/// Database errors.
pub async fn state_at(
    mut conn: &Connection,
    subject: Uuid,
    at: DateTime<Utc>,
) -> Result<Option<String>, DbError> {
    let steps: Vec<(String, String, DateTime<Utc>)> = transition::table
        .filter(transition::subject_id.eq(subject))
        .filter(transition::from_state.ne(transition::to_state))
        .order(transition::version_after.asc())
        .select((transition::from_state, transition::to_state, transition::occurred_at))
        .load(&mut conn)
        .await?;
    let first = steps.as_slice().first().map(|(from, ..)| from.clone());
    let last = steps.into_iter().rev().find(|(_, _, occurred)| *occurred <= at).map(|(_, to, _)| to);
    Ok(last.or(first))
}

/// The history of a resource without the changes of what it says, oldest first, at most `limit` rows.
///
/// # Errors
/// Database errors.
pub async fn list_steps(
    conn: &mut Connection,
    subject: Uuid,
    limit: i64,
) -> Result<Vec<TransitionRow>, DbError> {
    let steps = transition::table
        .filter(transition::subject_id.eq(subject))
        .filter(transition::event.ne(UPDATE))
        .order(transition::id.asc())
        .limit(limit)
        .select(TransitionRow::as_select());
    Ok(steps.load(conn).await?)
}

/// The history of a resource after `after`, oldest first, at most `limit` rows.
///
/// # Errors
/// Database errors.
pub async fn list(
    conn: &mut Connection,
    subject: Uuid,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<TransitionRow>, DbError> {
    let mut query = transition::table
        .filter(transition::subject_id.eq(subject))
        .order(transition::id.asc())
        .limit(limit)
        .select(TransitionRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(transition::id.gt(after));
    }
    Ok(query.load(conn).await?)
}
