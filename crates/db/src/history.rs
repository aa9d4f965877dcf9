//! Append-only history: one row per transition of a lifecycle.

use crate::prepared::Prepare as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::schema::transition;
use crate::{Connection, DbError};

/// A transition as it is stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
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
