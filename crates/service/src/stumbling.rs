//! An event that cannot be applied: tried again a few times, then put aside (parked) with the later ones of its resource, so
//! that the rest of the feed goes on. Parked events are tried again by themselves, and by `kad feeds`; until they are applied
//! or skipped, what they speak of counts as not yet known.

use std::time::Duration;

use api_types::EventView;
use chrono::TimeDelta;
use db::parked::{self, ParkedEvent};
use db::{Connection, feed};
use domain::shared::Id as _;

use crate::Error;
use crate::consumer::{Projection, Reading, Slice, StepError, fetch, move_on};

/// How long after a try the next one follows, at least.
const AGAIN: Duration = Duration::from_secs(30);
/// By how many times that it grows at most.
const SELDOM: i32 = 10;
/// Ids an event is said to speak of, at most.
const TOUCHED: usize = 64;

/// Counts the failure of an event of a slice, and puts it aside when it has failed often enough: the feed goes on.
///
/// # Errors
/// The failure, as long as it is tried again.
pub(crate) async fn stumbled<P: Projection>(
    reading: Reading<'_, P>,
    slice: &Slice<'_>,
    event: &EventView,
    error: StepError,
) -> Result<(), StepError> {
    let Reading { core, cursor, .. } = reading;
    let Some(patience) = error.patience() else { return Err(error) };
    let why = error.to_string();
    let failures = {
        let mut conn = core.read().await?;
        let waits = parked::subjects(&mut conn, cursor).await.map_err(Error::from)?.contains(&event.subject);
        let failures = feed::failed(&mut conn, cursor, event.position, &why).await.map_err(Error::from)?;
        // Nothing of this resource is applied now.
        if waits { patience } else { failures }
    };
    if failures < patience {
        return Err(error);
    }
    put_aside(reading, slice, event, &why).await?;
    tracing::error!(
        feed.source = cursor,
        event.position = event.position,
        event.subject,
        event.kind = event.r#type,
        error = why,
        "an event cannot be applied and was put aside with the later ones of its resource; nothing is ordered under what it \
         speaks of. See `kad feeds`"
    );
    metrics::counter!("feed_events_parked_total", "service" => core.name, "feed" => cursor).increment(1);
    Ok(())
}

async fn put_aside<P: Projection>(
    reading: Reading<'_, P>,
    slice: &Slice<'_>,
    event: &EventView,
    why: &str,
) -> Result<(), Error> {
    let row = parked(reading, event, why)?;
    let next = slice.page.items.iter().find(|later| later.position > event.position);
    move_on(reading, slice, event.position, next.map(|next| next.time), async |conn, _| {
        Ok(parked::park(conn, &row).await?)
    })
    .await
}

/// An event as it is put aside.
pub(crate) fn parked<P: Projection>(
    reading: Reading<'_, P>,
    event: &EventView,
    why: &str,
) -> Result<ParkedEvent, Error> {
    let Reading { core, cursor, projection, .. } = reading;
    let now = core.clock.now();
    let mut touched = touched(event);
    if projection.may_speak_of_anything(event) {
        touched.push(parked::ANYTHING.to_owned());
    }
    Ok(ParkedEvent {
        source: cursor.to_owned(),
        position: event.position,
        event_id: event.id.uuid(),
        r#type: event.r#type.clone(),
        subject: event.subject.clone(),
        touched,
        event: serde_json::to_value(event).map_err(|error| Error::Internal(error.to_string()))?,
        reason: why.to_owned(),
        attempts: 1,
        parked_at: now,
        retry_at: now + after(1),
    })
}

/// How long after so many tries the next one follows.
fn after(attempts: i32) -> TimeDelta {
    TimeDelta::from_std(AGAIN).unwrap_or_default() * attempts.clamp(1, SELDOM)
}

/// The ids that an event speaks of: its subject, and every text in its data that reads like an id, whatever shape it has.
fn touched(event: &EventView) -> Vec<String> {
    let mut ids = vec![event.subject.clone()];
    let mut open = vec![&event.data];
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::String(text) if is_id(text) && ids.len() < TOUCHED && !ids.contains(text) => {
                ids.push(text.clone());
            }
            serde_json::Value::Array(items) => open.extend(items),
            serde_json::Value::Object(members) => open.extend(members.values()),
            _ => {}
        }
    }
    ids
}

/// Whether a text reads like an id of the platform: `ctr_` and 32 digits.
fn is_id(text: &str) -> bool {
    text.len() == 36 && text.as_bytes()[3] == b'_'
}

/// Tries the parked events that are due, of each resource the earliest, until none is left that can be applied.
///
/// # Errors
/// When our own database cannot be reached.
pub(crate) async fn try_parked<P: Projection>(reading: Reading<'_, P>) -> Result<(), Error> {
    let Reading { core, cursor, .. } = reading;
    loop {
        let due = {
            let mut conn = core.read().await?;
            parked::due(&mut conn, cursor, core.clock.now()).await?
        };
        let mut applied = 0;
        for event in &due {
            match apply_parked(reading, event).await {
                Ok(()) => {
                    applied += 1;
                    tracing::info!(
                        feed.source = cursor,
                        event.position = event.position,
                        "a parked event was applied"
                    );
                }
                Err(error) => {
                    let (mut conn, why) = (core.read().await?, error.to_string());
                    let again = core.clock.now() + after(event.attempts + 1);
                    parked::failed_again(&mut conn, event, &why, again).await?;
                }
            }
        }
        if applied == 0 {
            return Ok(());
        }
    }
}

async fn apply_parked<P: Projection>(reading: Reading<'_, P>, row: &ParkedEvent) -> Result<(), StepError> {
    let core = reading.core;
    let unreadable = |error: serde_json::Error| Error::Internal(error.to_string());
    let event: EventView = serde_json::from_value(row.event.clone()).map_err(unreadable)?;
    let fetched = fetch(reading, &event).await?;
    core.db
        .transact("apply_parked_event", async |conn: &mut Connection| {
            // Who was first has applied it.
            if parked::take_off(conn, row, core.clock.now()).await?
                && let Some(fetched) = &fetched
            {
                fetched.keep(conn, row.position).await?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    Ok(())
}
