//! Reading another service's feed: the projection and the cursor move in one transaction, so that each
//! event has its effect exactly once, however often the reader is killed.

use std::pin::pin;
use std::time::Duration;

use api_types::agreement::AgreementFeedEvent;
use api_types::{EventError, EventPage, EventView, FeedEvent, ListEventsQuery};
use chrono::{DateTime, Utc};
use client::{Api, ClientError};
use db::{Connection, failpoint, feed, token_keys};
use futures_util::future::{Either, select};
use futures_util::{StreamExt as _, stream};
use tokio::time::sleep;

use crate::behind::Reader;
use crate::feed::BEYOND_THE_FEED;
use crate::projection::Fetched;
use crate::{Core, Error};

/// Events asked for at once.
const PAGE: u32 = 100;
/// Resources read at once, and events applied in one transaction at most. A step begins with one and doubles it: after
/// a failure the next step comes to the failing event with ever fewer before it, and stops at none but that.
const AHEAD: usize = 16;
/// How long the source may hold an answer back while there is nothing new.
const WAIT_MS: u32 = 10_000;

/// How long a reader that is ahead of its source waits before it asks again.
const AHEAD_PAUSE: Duration = Duration::from_secs(5);

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

    /// Reads what an event points at; `None` when the event is of no interest. A 404 means that it is gone, which is of
    /// no interest either.
    fn fetch(
        &self,
        api: &Api,
        event: Self::Event,
    ) -> impl Future<Output = Result<Option<Fetched>, ClientError>>;
}

/// Reads the feed until the process stops; survives everything else.
pub async fn run<P: Projection>(core: Core, source: Source, projection: P) {
    let reader = core.readers.enter(source.name);
    let mut pause = Duration::from_millis(100);
    while !core.is_stopping() {
        let turn = turn(&core, &source, &projection, Waiting::For(&reader)).await;
        reader.is_failing(turn.is_err());
        match turn {
            Ok(_) => pause = Duration::from_millis(100),
            Err(_) if core.is_stopping() => return,
            Err(error) if is_ahead(&error) => {
                // Stands still, so that what is known here counts as old; nothing is read anew without somebody's decision.
                tracing::error!(feed.source = source.name, %error, "the feed ends before what was read of it: its service was \
                    restored from an older copy; what is kept here of it may name what there no longer is");
                sleep(AHEAD_PAUSE).await;
            }
            Err(error) => {
                tracing::warn!(feed.source = source.name, %error, "feed cannot be read now");
                sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(5));
            }
        }
    }
}

/// Whether the source has not reached the position that was read here.
fn is_ahead(error: &StepError) -> bool {
    let StepError::Client(error) = error else { return false };
    let fields = error.problem().map_or(&[][..], |problem| &problem.errors);
    fields.iter().any(|field| field.code == BEYOND_THE_FEED)
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

/// Reads one slice and applies it; returns how many events it held.
///
/// # Errors
/// When the source or the database cannot be reached; nothing of the failing event has happened.
pub async fn step<P: Projection>(
    core: &Core,
    source: &Source,
    projection: &P,
    wait_ms: u32,
) -> Result<usize, StepError> {
    turn(core, source, projection, Waiting::Milliseconds(wait_ms)).await
}

/// How long a turn waits for news.
enum Waiting<'r> {
    /// So long.
    Milliseconds(u32),
    /// Until there is some, or somebody wants to know that there is none.
    For(&'r Reader),
}

async fn turn<P: Projection>(
    core: &Core,
    source: &Source,
    projection: &P,
    waiting: Waiting<'_>,
) -> Result<usize, StepError> {
    let status = feed::status(&*core.read().await?, source.name).await.map_err(Error::from)?;
    let (page, question) = ask(source, status.position, &waiting).await?;
    {
        let mut conn = core.read().await?;
        let now = core.clock.now();
        feed::contacted(&mut conn, source.name, now, unapplied(&page, 0)).await.map_err(Error::from)?;
    }
    let count = apply_all(core, source, projection, &page).await?;
    if let Waiting::For(reader) = waiting
        && count < PAGE as usize
    {
        reader.has_read(question);
    }
    Ok(count)
}

/// When the first event of a slice that is not applied yet was recorded at the source; none where all are.
fn unapplied(page: &EventPage, applied: usize) -> Option<DateTime<Utc>> {
    page.items.get(applied).map(|event| event.time)
}

/// Asks for what comes after a position; gives the answer and the number of the question.
async fn ask(source: &Source, position: i64, waiting: &Waiting<'_>) -> Result<(EventPage, u64), ClientError> {
    let path = format!("/v1/{}-events", source.name);
    let get = async |wait_ms| {
        let query =
            ListEventsQuery { after: Some(position), limit: Some(PAGE), wait_ms: Some(wait_ms), types: None };
        Ok::<EventPage, ClientError>(source.api.get(&path).query(&query).await?.value)
    };
    let reader = match waiting {
        Waiting::Milliseconds(wait) => return Ok((get(*wait).await?, 0)),
        Waiting::For(reader) => reader,
    };
    let question = reader.ask();
    // A question that waits for news gives way to one that is answered at once.
    match select(pin!(get(WAIT_MS)), pin!(reader.hurried())).await {
        Either::Left((page, _)) => Ok((page?, question)),
        Either::Right(_) => {
            let question = reader.ask();
            Ok((get(0).await?, question))
        }
    }
}

/// Applies a slice; returns how many events it held.
async fn apply_all<P: Projection>(
    core: &Core,
    source: &Source,
    projection: &P,
    page: &EventPage,
) -> Result<usize, StepError> {
    let count = page.items.len();
    let reading = stream::iter(&page.items);
    let reading = reading.map(async |event| (event, fetch(source, projection, event).await));
    let mut read = pin!(reading.buffered(AHEAD));
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
                Err(error) => failed = Some(error),
            }
        }
        if events.is_empty() && failed.is_none() {
            return Ok(count);
        }
        applied += events.len();
        apply(core, source, &events, unapplied(page, applied)).await?;
        failed.map_or(Ok(()), Err)?;
        together = (2 * together).min(AHEAD);
    }
}

async fn fetch<P: Projection>(
    source: &Source,
    projection: &P,
    event: &EventView,
) -> Result<Option<Fetched>, StepError> {
    let Some(known) = P::Event::read(event)? else { return Ok(None) };
    match projection.fetch(&source.api, known).await {
        Err(error) if error.is_not_found() => Ok(None),
        fetched => Ok(fetched?),
    }
}

/// An event and what was read for it.
struct Arrived<'e> {
    event: &'e EventView,
    fetched: Option<Fetched>,
}

/// Applies events together; `behind_since` is the time of the first one that comes after them.
async fn apply(
    core: &Core,
    source: &Source,
    events: &[Arrived<'_>],
    behind_since: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    let Some(last) = events.last() else { return Ok(()) };
    core.db
        .transact("apply_events", async |conn| {
            let position = feed::lock_cursor(conn, source.name).await?;
            if last.event.position <= position {
                return Ok(());
            }
            for Arrived { event, fetched } in events.iter().filter(|one| one.event.position > position) {
                keep_token_facts(conn, event).await?;
                if let Some(fetched) = fetched {
                    fetched.keep(conn, event.position).await?;
                }
                failpoint::pass("consumer-mid-apply");
            }
            feed::advance(conn, source.name, last.event.position, behind_since).await?;
            Ok(())
        })
        .await
}

/// Keys and revocations travel in agreement's feed; every service keeps them the same way.
async fn keep_token_facts(conn: &mut Connection, event: &EventView) -> Result<(), Error> {
    let known = AgreementFeedEvent::read(event).map_err(|error| Error::Internal(error.to_string()))?;
    match known {
        Some(AgreementFeedEvent::SigningKey(_, key)) => {
            token_keys::put_key(conn, &key.kid, &key.jwk, event.time, key.retired_at).await?;
        }
        Some(AgreementFeedEvent::Token(_, token)) => {
            token_keys::revoke(conn, &token.jti, token.expires_at).await?;
        }
        _ => {}
    }
    Ok(())
}
