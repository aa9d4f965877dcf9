//! Serving the feed: slices with long-poll, and the same as server-sent events.

use std::sync::atomic::Ordering;
use std::time::Duration;

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use api_types::{EventPage, EventView, ListEventsQuery, StreamEventsQuery};
use db::outbox::{self, Reader, SequencedEvent};
use domain::shared::{EventId, Id as _};
use futures_util::stream;
use tokio::time::{Instant, timeout};
use web::{ApiError, Caller, FeedRequest, Reply};

use crate::{Core, Error};

/// How often a waiting reader looks by itself, for events sequenced by another instance.
const LOOK_AGAIN: Duration = Duration::from_millis(500);
/// A stream without events says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

impl Core {
    /// A slice of the feed, waiting for something new if asked to.
    ///
    /// # Errors
    /// 422 for parameters out of range; database errors.
    pub async fn events(&self, caller: &Caller, query: &ListEventsQuery) -> Result<Reply, ApiError> {
        let slice = FeedRequest::of(query)?;
        if caller.is_service() {
            // Whoever keeps a copy learns all that was written before it asked.
            self.number_events().await.map_err(Error::from)?;
        }
        let deadline = Instant::now() + slice.wait;
        let rows = self.wait_for_events(caller, slice.after, &slice.types, slice.limit, deadline).await?;
        let next_after = rows.last().and_then(|row| row.position).unwrap_or(slice.after);
        let next = (!rows.is_empty()).then(|| ("after", next_after.to_string()));
        let items = rows.into_iter().map(|row| self.event_view(row)).collect();
        Ok(Reply { next, ..Reply::json(&EventPage { items, next_after })? })
    }

    async fn wait_for_events(
        &self,
        caller: &Caller,
        after: i64,
        types: &[String],
        limit: i64,
        deadline: Instant,
    ) -> Result<Vec<SequencedEvent>, Error> {
        let reader = if caller.is_service() { Reader::Service } else { Reader::Party(caller.party().uuid()) };
        let mut signal = self.sequenced.subscribe();
        loop {
            signal.mark_unchanged();
            // The connection goes back before anybody waits.
            let rows = outbox::after(&mut *self.read().await?, reader, after, types, limit).await?;
            let left = deadline.saturating_duration_since(Instant::now());
            if !rows.is_empty() || left.is_zero() || self.stopping.load(Ordering::SeqCst) {
                return Ok(rows);
            }
            let _ = timeout(left.min(LOOK_AGAIN), signal.changed()).await;
        }
    }

    fn event_view(&self, row: SequencedEvent) -> EventView {
        EventView {
            specversion: "1.0".to_owned(),
            id: EventId::from_uuid(row.id),
            source: format!("/{}", self.name),
            r#type: row.r#type,
            subject: row.subject,
            time: row.recorded_at,
            datacontenttype: "application/json".to_owned(),
            dataversion: row.data_version,
            position: row.position.unwrap_or_default(),
            data: row.data,
        }
    }

    /// The feed as server-sent events; ends when the token expires, the client then comes back with
    /// `Last-Event-ID`.
    ///
    /// # Errors
    /// 422 for a bad position.
    pub fn event_stream(
        &self,
        caller: &Caller,
        query: &StreamEventsQuery,
        request: &HttpRequest,
    ) -> Result<HttpResponse, ApiError> {
        let last = request.headers().get("last-event-id").and_then(|value| value.to_str().ok());
        let after = FeedRequest::resume(query, last)?;
        let left = caller.claims().exp - self.clock.now().timestamp();
        let ends = Instant::now() + Duration::from_secs(u64::try_from(left).unwrap_or(0));
        let state = (self.clone(), caller.clone(), after, ends);
        let events = stream::unfold(state, |(core, caller, after, ends)| async move {
            let now = Instant::now();
            if now >= ends || core.stopping.load(Ordering::SeqCst) {
                return None;
            }
            let rows = core.wait_for_events(&caller, after, &[], 100, (now + HEARTBEAT).min(ends)).await;
            let rows = match rows {
                Ok(rows) => rows,
                Err(error) => {
                    tracing::warn!(%error, "event stream ended");
                    return None;
                }
            };
            let next = rows.last().and_then(|row| row.position).unwrap_or(after);
            let text = if rows.is_empty() { ": alive\n\n".to_owned() } else { lines(&core, rows) };
            Some((Ok::<_, actix_web::Error>(Bytes::from(text)), (core, caller, next, ends)))
        });
        Ok(HttpResponse::Ok()
            .content_type("text/event-stream")
            .insert_header(("cache-control", "no-store"))
            .insert_header(("x-accel-buffering", "no"))
            .streaming(Box::pin(events)))
    }
}

fn lines(core: &Core, rows: Vec<SequencedEvent>) -> String {
    let mut text = String::new();
    for row in rows {
        let view = core.event_view(row);
        let data = serde_json::to_string(&view).unwrap_or_default();
        text.push_str(&format!("id: {}\nevent: {}\ndata: {data}\n\n", view.position, view.r#type));
    }
    text
}
