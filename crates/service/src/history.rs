//! Recording transitions and serving a resource's history.

use api_types::{DocumentReference, ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use db::Connection;
use db::history::{self, TransitionRow};
use domain::shared::{Id, PartyId, Role, TransitionId, jakarta_date};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;
use web::{Caller, PageRequest, page};

use crate::{Error, OccurredAt, Tx};

/// A transition to record.
#[derive(Debug)]
pub(crate) struct NewTransition<'a> {
    /// The resource.
    pub(crate) subject: Uuid,
    /// What happened.
    pub(crate) event: String,
    /// State before.
    pub(crate) from: String,
    /// State after.
    pub(crate) to: String,
    /// Version before; after is one more.
    pub(crate) version: i64,
    /// The role the actor used.
    pub(crate) role: Option<Role>,
    /// Its circumstances as the client gave them.
    pub(crate) request: &'a TransitionRequest,
    /// When it is said to have happened.
    pub(crate) occurred: OccurredAt,
    /// What a change replaced.
    pub(crate) replaced: Option<Value>,
}

/// The fields of something shown that are no longer so, as they were; what every change moves is left out.
///
/// # Errors
/// [`Error::Internal`] for what is no JSON.
pub fn replaced<T: Serialize>(before: &T, after: &T) -> Result<Value, Error> {
    let shown = |one: &T| match serde_json::to_value(one) {
        Ok(Value::Object(fields)) => Ok(fields),
        other => Err(Error::Internal(format!("nothing that changes field by field: {other:?}"))),
    };
    let (mut before, after) = (shown(before)?, shown(after)?);
    before.retain(|name, value| !MOVED.contains(&name.as_str()) && after.get(name) != Some(value));
    Ok(Value::Object(before))
}

/// What every change moves, or tells of who made it: that is the step's own `actor`.
const MOVED: &[&str] = &["etag", "updated_at", "corrected_by"];

impl Tx<'_> {
    /// Records a transition of this transaction. It is written with the answer, at the end.
    pub(crate) fn record(&mut self, new: NewTransition<'_>) {
        let caller = self.caller();
        let row = TransitionRow {
            id: self.new_id::<TransitionId>().uuid(),
            subject_id: new.subject,
            event: new.event,
            from_state: new.from,
            to_state: new.to,
            version_before: new.version,
            version_after: new.version + 1,
            actor_party_id: caller.party().uuid(),
            actor_subject: caller.subject().to_owned(),
            actor_client: caller.client().to_owned(),
            actor_role: new.role.map(|role| role.label().to_owned()),
            actor_region_code: caller.region().map(ToString::to_string),
            recorded_at: self.now,
            occurred_at: new.occurred.at,
            backfilled: new.occurred.backfilled,
            reason_code: new.request.reason_code.clone(),
            note: new.request.note.clone(),
            documents: serde_json::to_value(&new.request.documents).unwrap_or_default(),
            request_id: self.meta.request_id,
            claimed_at: new.occurred.claimed,
            replaced: new.replaced,
        };
        self.transitions.push(row);
    }
}

/// One page of a resource's history; the caller has checked that the resource may be seen, and takes out what its view hides
/// from some of those who see it (`replaced`).
///
/// # Errors
/// For a bad cursor or limit; database errors.
pub async fn list_transitions(
    conn: &mut Connection,
    caller: &Caller,
    subject: Uuid,
    query: &ListTransitionsQuery,
) -> Result<Page<TransitionView>, Error> {
    let request = PageRequest::<Uuid>::of(query)?;
    let rows = history::list(conn, subject, request.after, request.fetch()).await?;
    let page = page(&request, rows, |row| row.id);
    Ok(Page {
        items: page.items.into_iter().map(|row| view(row, caller)).collect(),
        next_cursor: page.next_cursor,
    })
}

fn view(row: TransitionRow, caller: &Caller) -> TransitionView {
    let documents: Vec<DocumentReference> = serde_json::from_value(row.documents).unwrap_or_default();
    TransitionView {
        id: TransitionId::from_uuid(row.id),
        event: row.event,
        from_state: row.from_state,
        to_state: row.to_state,
        version_before: row.version_before,
        version_after: row.version_after,
        actor_party_id: PartyId::from_uuid(row.actor_party_id),
        actor: caller.told_of(PartyId::from_uuid(row.actor_party_id), &row.actor_subject),
        actor_role: row.actor_role.and_then(|role| role.parse().ok()),
        actor_region_code: row.actor_region_code,
        recorded_at: row.recorded_at,
        occurred_at: row.occurred_at,
        claimed_at: row.claimed_at,
        late: !row.backfilled && jakarta_date(row.occurred_at) < jakarta_date(row.recorded_at),
        backfilled: row.backfilled,
        reason_code: row.reason_code,
        note: row.note,
        documents,
        request_id: row.request_id.to_string(),
        replaced: row.replaced.map(unmoved),
    }
}

/// Without what no change tells of; marks stood here once that everybody could compute.
fn unmoved(mut replaced: Value) -> Value {
    if let Some(fields) = replaced.as_object_mut() {
        fields.retain(|name, _| !MOVED.contains(&name.as_str()));
    }
    replaced
}
