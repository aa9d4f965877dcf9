//! Reading another service's feed: the projection and the cursor move in one transaction, so that each
//! event has its effect exactly once, however often the reader is killed.
//!
//! An event that cannot be applied is tried again, and then put aside with the later ones of its resource
//! ([`crate::stumbling`]); a feed that is another one than before is read from the start.

use std::pin::pin;
use std::time::Duration;

use api_types::{EventError, EventPage, EventView, FeedEvent, ListEventsQuery};
use chrono::{DateTime, Utc};
use client::{Api, ClientError};
use db::{Connection, failpoint, feed, parked};
use futures_util::future::{Either, select};
use futures_util::{StreamExt as _, stream};
use tokio::time::sleep;
use uuid::Uuid;

use crate::behind::Reader;
use crate::projection::{Fetched, Keeping};
use crate::stumbling;
use crate::{Core, Error};

/// Events asked for at once.
const PAGE: u32 = 100;
/// Resources read at once, and events applied in one transaction at most. A step begins with one and doubles it: after
/// a failure the next step comes to the failing event with ever fewer before it, and stops at none but that.
const AHEAD: usize = 16;
/// How long the source may hold an answer back while there is nothing new.
const WAIT_MS: u32 = 10_000;

/// Another service's feed.
#[derive(Debug, Clone)]
pub struct Source {
    /// Name of the service.
    pub name: &'static str,
    /// How to call it.
    pub api: Api,
}

/// What a service keeps of another service: which resource each event points at. The resource is read before the
/// transaction opens, then kept in the transaction that moves the cursor.
pub trait Projection: 'static {
    /// The other service's events.
    type Event: FeedEvent;

    /// Under which name its place is kept, where it is not the only reader of that feed here.
    const CURSOR: Option<&'static str> = None;

    /// The types of events it reads, separated by commas; all when none.
    fn types(&self) -> Option<String> {
        None
    }

    /// Reads what an event points at; `None` when the event is of no interest. A 404 means that it is gone, which is of
    /// no interest either.
    fn fetch(
        &self,
        api: &Api,
        event: Self::Event,
    ) -> impl Future<Output = Result<Option<Fetched>, ClientError>>;

    /// Whether an event that cannot be read may speak of something that it does not name: then nothing of its feed is relied
    /// on until it is applied or skipped.
    fn may_speak_of_anything(&self, _: &EventView) -> bool {
        false
    }

    /// Forgets which versions are kept, or what is kept: the source was restored from an older copy, and all of it is read
    /// again. What is told no more counts as unknown from then on.
    fn forget<'a>(&'a self, conn: &'a mut Connection) -> Keeping<'a>;
}

/// A feed with the one who reads it.
pub(crate) struct Reading<'r, P> {
    pub(crate) core: &'r Core,
    pub(crate) source: &'r Source,
    pub(crate) projection: &'r P,
    /// The name its place is kept under.
    pub(crate) cursor: &'static str,
}

impl<P> Clone for Reading<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<P> Copy for Reading<'_, P> {}

impl<'r, P: Projection> Reading<'r, P> {
    fn of(core: &'r Core, source: &'r Source, projection: &'r P) -> Self {
        Self { core, source, projection, cursor: P::CURSOR.unwrap_or(source.name) }
    }
}

/// Reads the feed until the process stops; survives everything else.
pub async fn run<P: Projection>(core: Core, source: Source, projection: P) {
    let reading = Reading::of(&core, &source, &projection);
    let reader = core.readers.enter(reading.cursor);
    let mut pause = Duration::from_millis(100);
    while !core.is_stopping() {
        if let Err(error) = stumbling::try_parked(reading).await
            && !core.is_stopping()
        {
            tracing::warn!(feed.source = reading.cursor, %error, "parked events cannot be tried now");
        }
        let turn = turn(reading, Waiting::For(&reader)).await;
        reader.is_failing(turn.is_err());
        match turn {
            Ok(_) => pause = Duration::from_millis(100),
            Err(_) if core.is_stopping() => return,
            Err(error) => {
                tracing::warn!(feed.source = reading.cursor, %error, "feed cannot be read now");
                metrics::counter!("feed_failures_total", "service" => core.name, "feed" => reading.cursor)
                    .increment(1);
                sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(5));
            }
        }
    }
}

/// Why a step did not happen; it is tried again.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// The source.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// An event of the source that this release cannot read.
    #[error(transparent)]
    Event(#[from] EventError),
    /// Our database.
    #[error(transparent)]
    Own(#[from] Error),
}

/// Tries what is parked and due, reads one slice and applies it; returns how many events were dealt with.
///
/// # Errors
/// When the source or the database cannot be reached; nothing of the failing event has happened.
pub async fn step<P: Projection>(
    core: &Core,
    source: &Source,
    projection: &P,
    wait_ms: u32,
) -> Result<usize, StepError> {
    let reading = Reading::of(core, source, projection);
    stumbling::try_parked(reading).await?;
    turn(reading, Waiting::Milliseconds(wait_ms)).await
}

/// How long a turn waits for news.
enum Waiting<'r> {
    /// So long.
    Milliseconds(u32),
    /// Until there is some, or somebody wants to know that there is none.
    For(&'r Reader),
}

async fn turn<P: Projection>(reading: Reading<'_, P>, waiting: Waiting<'_>) -> Result<usize, StepError> {
    let Reading { core, cursor, .. } = reading;
    let status = feed::status(&*core.read().await?, cursor).await.map_err(Error::from)?;
    let (page, question) = match ask(reading, status.position, &waiting).await {
        Err(error) if is_expired(&error) => {
            begin_anew(reading, status.epoch, None).await?;
            return Ok(0);
        }
        asked => asked?,
    };
    let epoch = page.epoch.parse::<Uuid>().ok();
    if epoch.is_some() && status.epoch.is_some() && epoch != status.epoch {
        begin_anew(reading, status.epoch, epoch).await?;
        return Ok(0);
    }
    {
        let mut conn = core.read().await?;
        let now = core.clock.now();
        feed::contacted(&mut conn, cursor, now, unapplied(&page, 0)).await.map_err(Error::from)?;
        if let (Some(epoch), None) = (epoch, status.epoch) {
            feed::adopt(&mut conn, cursor, epoch).await.map_err(Error::from)?;
        }
    }
    let slice = Slice { page: &page, after: status.position, epoch };
    let count = apply_all(reading, &slice).await?;
    if let Waiting::For(reader) = waiting
        && count == page.items.len()
        && count < PAGE as usize
    {
        reader.has_read(question);
    }
    Ok(count)
}

/// A slice of a feed, and what was asked for.
pub(crate) struct Slice<'p> {
    pub(crate) page: &'p EventPage,
    after: i64,
    epoch: Option<Uuid>,
}

/// Whether the source says that the position that was read here is not in its feed.
fn is_expired(error: &ClientError) -> bool {
    error.problem().is_some_and(|problem| problem.code == "cursor-expired")
}

/// The source was restored from an older copy: from now on nothing kept of it counts as fresh, until its feed is read again
/// from the start. `known` is the life of the feed that was read, `epoch` the one it has now, as far as it said so.
async fn begin_anew<P: Projection>(
    reading: Reading<'_, P>,
    known: Option<Uuid>,
    epoch: Option<Uuid>,
) -> Result<(), Error> {
    let Reading { core, projection, cursor, .. } = reading;
    let begun = core.db.transact("begin_feed_anew", async |conn| {
        let (_, now_known) = feed::lock_cursor(conn, cursor).await?;
        // Another instance has begun already.
        if now_known != known {
            return Ok::<_, Error>(false);
        }
        feed::begin_anew(conn, cursor, epoch).await?;
        projection.forget(conn).await?;
        Ok(true)
    });
    if begun.await? {
        tracing::error!(
            feed.source = cursor,
            "the feed is another one than was read here: its service was restored from an older copy; it is read again from \
             the start, and what rests on it waits until then"
        );
        metrics::counter!("feed_rebuilds_total", "service" => core.name, "feed" => cursor).increment(1);
    }
    Ok(())
}

/// When the first event of a slice that is not applied yet was recorded at the source; none where all are.
fn unapplied(page: &EventPage, applied: usize) -> Option<DateTime<Utc>> {
    page.items.get(applied).map(|event| event.time)
}

/// Asks for what comes after a position; gives the answer and the number of the question.
async fn ask<P: Projection>(
    reading: Reading<'_, P>,
    position: i64,
    waiting: &Waiting<'_>,
) -> Result<(EventPage, u64), ClientError> {
    let Reading { source, projection, .. } = reading;
    let path = format!("/v1/{}-events", source.name);
    let get = async |wait_ms| {
        let query = ListEventsQuery {
            after: Some(position),
            limit: Some(PAGE),
            wait_ms: Some(wait_ms),
            types: projection.types(),
            epoch: None,
        };
        Ok::<EventPage, ClientError>(source.api.get(&path).query(&query).await?.value)
    };
    let reader = match waiting {
        Waiting::Milliseconds(wait) => return Ok((get(*wait).await?, 0)),
        Waiting::For(reader) => reader,
    };
    let question = reader.ask();
    // A question that waits for news gives way to one that is answered at once, and is dropped before that is asked: it may
    // hold what the next one needs, such as the turn to renew the token.
    let heard = {
        let (news, hurried) = (pin!(get(WAIT_MS)), pin!(reader.hurried()));
        match select(news, hurried).await {
            Either::Left((page, _)) => Some(page?),
            Either::Right(_) => None,
        }
    };
    match heard {
        Some(page) => Ok((page, question)),
        None => {
            let question = reader.ask();
            Ok((get(0).await?, question))
        }
    }
}

/// Applies a slice; returns how many events were dealt with: all of them, or those up to one that was put aside.
async fn apply_all<P: Projection>(reading: Reading<'_, P>, slice: &Slice<'_>) -> Result<usize, StepError> {
    let page = slice.page;
    let queue = stream::iter(&page.items);
    let queue = queue.map(async |event| (event, fetch(reading, event).await));
    let mut read = pin!(queue.buffered(AHEAD));
    let (mut together, mut applied) = (1, 0);
    loop {
        let mut events = Vec::with_capacity(together);
        let mut failed = None;
        while events.len() < together
            && failed.is_none()
            && let Some((event, fetched)) = read.next().await
        {
            match fetched {
                Ok(fetched) => events.push(Arrived { event, fetched }),
                Err(error) => failed = Some((event, error)),
            }
        }
        if events.is_empty() && failed.is_none() {
            finish(reading, slice).await?;
            return Ok(applied);
        }
        let until = applied + events.len();
        match (apply(reading, slice, &events, unapplied(page, until)).await, events.as_slice()) {
            (Ok(()), _) => applied = until,
            (Err(error), [only]) => {
                stumbling::stumbled(reading, slice, only.event, error.into()).await?;
                return Ok(applied + 1);
            }
            // Which one of them it was shows when they are tried one by one.
            (Err(error), _) => return Err(error.into()),
        }
        if let Some((event, error)) = failed {
            stumbling::stumbled(reading, slice, event, error).await?;
            return Ok(applied + 1);
        }
        together = (2 * together).min(AHEAD);
    }
}

/// Where not every type is read, the slice reaches further than its last event.
async fn finish<P: Projection>(reading: Reading<'_, P>, slice: &Slice<'_>) -> Result<(), Error> {
    let last = slice.page.items.last().map_or(slice.after, |event| event.position);
    if slice.page.next_after <= last {
        return Ok(());
    }
    move_on(reading, slice, slice.page.next_after, None, async |_, _| Ok(())).await
}

/// Reads what an event points at.
pub(crate) async fn fetch<P: Projection>(
    reading: Reading<'_, P>,
    event: &EventView,
) -> Result<Option<Fetched>, StepError> {
    let Some(known) = P::Event::read(event)? else { return Ok(None) };
    match reading.projection.fetch(&reading.source.api, known).await {
        Err(error) if error.is_not_found() => Ok(None),
        fetched => Ok(fetched?),
    }
}

/// An event and what was read for it.
struct Arrived<'e> {
    event: &'e EventView,
    fetched: Option<Fetched>,
}

/// Applies events together; `behind_since` is the time of the first one that comes after them. An event of a resource of
/// which an earlier one is parked waits behind that.
async fn apply<P: Projection>(
    reading: Reading<'_, P>,
    slice: &Slice<'_>,
    events: &[Arrived<'_>],
    behind_since: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    let Some(last) = events.last() else { return Ok(()) };
    let cursor = reading.cursor;
    move_on(reading, slice, last.event.position, behind_since, async |conn, position| {
        let parked = parked::subjects(conn, cursor).await?;
        for Arrived { event, fetched } in events.iter().filter(|one| one.event.position > position) {
            if parked.contains(&event.subject) {
                let later =
                    stumbling::parked(reading, event, "waits behind an earlier event of its resource")?;
                parked::park(conn, &later).await?;
            } else if let Some(fetched) = fetched {
                fetched.keep(conn, event.position).await?;
            }
            failpoint::pass("consumer-mid-apply");
        }
        Ok(())
    })
    .await
}

/// Does something and moves the cursor with it, unless another instance has been there or the feed was begun anew.
pub(crate) async fn move_on<P: Projection>(
    reading: Reading<'_, P>,
    slice: &Slice<'_>,
    to: i64,
    behind_since: Option<DateTime<Utc>>,
    work: impl AsyncFn(&mut Connection, i64) -> Result<(), Error>,
) -> Result<(), Error> {
    let Reading { core, cursor, .. } = reading;
    core.db
        .transact("apply_events", async |conn| {
            let (position, epoch) = feed::lock_cursor(conn, cursor).await?;
            if to <= position || position < slice.after || (slice.epoch.is_some() && epoch != slice.epoch) {
                return Ok(());
            }
            work(conn, position).await?;
            feed::advance(conn, cursor, to, behind_since).await?;
            Ok(())
        })
        .await
}

impl StepError {
    /// How often it may happen with one event, in a row, before that event is put aside. None where it says nothing about
    /// the event: our own database is away, busy or full.
    pub(crate) fn patience(&self) -> Option<i32> {
        match self {
            Self::Own(error) if !error.says_of_what_it_is_about() => None,
            // The source answers for its feed, and not for this.
            Self::Client(error) if error.is_transient() => Some(10),
            Self::Event(_) | Self::Client(_) | Self::Own(_) => Some(5),
        }
    }
}
