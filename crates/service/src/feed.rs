//! Serving the feed: slices with long-poll, and the same as server-sent events.

use std::sync::atomic::Ordering;
use std::time::Duration;

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use api_types::{EventPage, EventView, FeedEvent, ListEventsQuery, StreamEventsQuery};
use db::outbox::{self, SequencedEvent};
use db::sequencer::{self, Head};
use domain::say;
use domain::shared::{Bilingual, EventId, Id as _, Invalid};
use futures_util::stream;
use tokio::time::{Instant, timeout};
use uuid::Uuid;
use web::{ApiError, Caller, FeedRequest, Platform, ProblemCode, Reply};

use crate::news::reader_of;
use crate::{Core, Error};

/// How often a waiting reader looks up whether the process stops.
const LOOK_UP: Duration = Duration::from_millis(500);
/// A stream without events says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

impl Core {
    /// A slice of the feed of `E`, waiting for something new if asked to.
    ///
    /// # Errors
    /// 422 for parameters out of range and types that are never told; 410 for a position that was not given yet, or in an
    /// earlier life of the feed; database errors.
    pub async fn events<E: FeedEvent>(
        &self,
        caller: &Caller,
        query: &ListEventsQuery,
    ) -> Result<Reply, ApiError> {
        let slice = FeedRequest::of(query)?;
        if let Some(unknown) = slice.types.iter().find(|kind| !E::tells(kind)) {
            return Err(ApiError::invalid(vec![unknown_type(unknown)]));
        }
        if caller.is_service() {
            // Whoever keeps a copy learns all that was written before it asked.
            self.number_events().await.map_err(Error::from)?;
        }
        let head = self.expect_given(slice.after, query.epoch.as_deref()).await?;
        let deadline = Instant::now() + slice.wait;
        let _waits = if slice.wait.is_zero() { None } else { Some(self.news.enter(caller)?) };
        let (rows, looked) =
            self.wait_for_events(caller, slice.after, &slice.types, slice.limit, deadline).await?;
        let next_after = rows.last().and_then(|row| row.position).map_or(looked, |last| last.max(looked));
        let epoch = head.epoch.to_string();
        let next = [("after", next_after.to_string()), ("epoch", epoch.clone())];
        let next = if rows.is_empty() { Vec::new() } else { next.to_vec() };
        let items = rows.into_iter().map(|row| self.event_view(row)).collect();
        Ok(Reply { next, ..Reply::json(&EventPage { items, next_after, epoch })? })
    }

    async fn wait_for_events(
        &self,
        caller: &Caller,
        mut after: i64,
        types: &[String],
        limit: i64,
        deadline: Instant,
    ) -> Result<(Vec<SequencedEvent>, i64), Error> {
        let reader = reader_of(caller);
        let mut news = self.news.listen(reader);
        let mut woken = false;
        loop {
            news.mark_unchanged();
            let told = self.news.told();
            // The connection goes back before anybody waits.
            let rows = {
                let mut conn = if woken { self.db.news().await? } else { self.db.read().await? };
                outbox::after(&mut conn, reader, after, types, limit).await?
            };
            // What it held besides was of no concern, and is not looked at again.
            if (rows.len() as i64) < limit {
                after = after.max(told);
            }
            if !rows.is_empty() {
                return Ok((rows, after));
            }
            loop {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() || self.stopping.load(Ordering::SeqCst) {
                    return Ok((rows, after));
                }
                if timeout(left.min(LOOK_UP), news.changed()).await.is_ok() {
                    break;
                }
            }
            woken = true;
        }
    }

    /// Nobody waits for ever for what comes after a position that this feed has not reached, or reads on from a position of
    /// an earlier life of it. Gives where it ends now.
    async fn expect_given(&self, after: i64, epoch: Option<&str>) -> Result<Head, ApiError> {
        let head = sequencer::head(&mut *self.read().await?).await.map_err(Error::from)?;
        if after > head.position {
            let detail = say!(
                "Posisi ini belum ada; yang terakhir adalah {head}. Bila posisi Anda berasal dari layanan ini, datanya telah \
                 dipulihkan dari salinan yang lebih lama: baca lagi dari 0.",
                "There is no such position yet; the last one is {head}. If yours is from this service, its data was restored \
                 from an older copy: read again from 0.",
                head = Bilingual::same(head.position.to_string()),
            );
            return Err(ApiError::new(ProblemCode::CursorExpired).detail(detail));
        }
        if epoch.is_some_and(|known| known != head.epoch.to_string()) {
            let detail = Bilingual::new(
                "Data layanan ini telah dipulihkan dari salinan yang lebih lama sejak Anda membaca posisi itu: baca lagi dari 0, \
                 lalu simpan `epoch` yang baru.",
                "The data of this service was restored from an older copy since you read that position: read again from 0, and \
                 keep the new `epoch`.",
            );
            return Err(ApiError::new(ProblemCode::CursorExpired).detail(detail));
        }
        Ok(head)
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

    /// The feed as server-sent events; ends when the token expires or is revoked, the client then comes back with
    /// `Last-Event-ID`.
    ///
    /// # Errors
    /// 422 for a bad position; 410 for one that was not given yet, or in an earlier life of the feed.
    pub async fn event_stream(
        &self,
        caller: &Caller,
        query: &StreamEventsQuery,
        request: &HttpRequest,
    ) -> Result<HttpResponse, ApiError> {
        let last = request.headers().get("last-event-id").and_then(|value| value.to_str().ok());
        let (after, epoch) = FeedRequest::resume(query, last)?;
        let head = self.expect_given(after, epoch.as_deref()).await?;
        let left = caller.claims().exp - self.clock.now().timestamp();
        let ends = Instant::now() + Duration::from_secs(u64::try_from(left).unwrap_or(0));
        let tokens = request.app_data::<Data<Platform>>().map(|platform| platform.tokens.clone());
        let wait = self.news.enter(caller)?;
        let state = (self.clone(), caller.clone(), after, ends, wait);
        let events = stream::unfold(state, move |(core, caller, after, ends, wait)| {
            let tokens = tokens.clone();
            async move {
                let now = Instant::now();
                if now >= ends || core.stopping.load(Ordering::SeqCst) {
                    return None;
                }
                let rows = core.wait_for_events(&caller, after, &[], 100, (now + HEARTBEAT).min(ends)).await;
                let (rows, looked) = match rows {
                    Ok(found) => found,
                    Err(error) => {
                        tracing::warn!(%error, "event stream ended");
                        return None;
                    }
                };
                if tokens.is_some_and(|tokens| tokens.is_revoked(caller.claims())) {
                    return None;
                }
                let next = rows.last().and_then(|row| row.position).map_or(looked, |last| last.max(looked));
                let text =
                    if rows.is_empty() { ": alive\n\n".to_owned() } else { lines(&core, rows, head.epoch) };
                Some((Ok::<_, actix_web::Error>(Bytes::from(text)), (core, caller, next, ends, wait)))
            }
        });
        Ok(HttpResponse::Ok()
            .content_type("text/event-stream")
            .insert_header(("cache-control", "no-store"))
            .insert_header(("x-accel-buffering", "no"))
            .streaming(Box::pin(events)))
    }
}

fn unknown_type(kind: &str) -> Invalid {
    let short: String = kind.chars().filter(|c| !c.is_control() && *c != '`').take(60).collect();
    let detail = say!(
        "Layanan ini tidak memberitakan `{kind}`; jenis yang ada tertulis dalam dokumentasi kejadian.",
        "This service does not tell `{kind}`; the types there are stand in the documents of its events.",
        kind = Bilingual::same(short),
    );
    Invalid::says("?types", "unknown-type", detail)
}

fn lines(core: &Core, rows: Vec<SequencedEvent>, epoch: Uuid) -> String {
    let mut text = String::new();
    for row in rows {
        let view = core.event_view(row);
        let data = serde_json::to_string(&view).unwrap_or_default();
        text.push_str(&format!("id: {}-{epoch}\nevent: {}\ndata: {data}\n\n", view.position, view.r#type));
    }
    text
}
