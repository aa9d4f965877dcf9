//! Reading another service's feed: the projection and the cursor move in one transaction, so that each
//! event has its effect exactly once, however often the reader is killed.

use std::time::Duration;

use api_types::{EventPage, EventView, ListEventsQuery};
use client::{Api, ClientError};
use db::{Connection, failpoint, feed, token_keys};
use futures_util::{StreamExt as _, stream};
use tokio::time::sleep;

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

/// What a service does with another service's events.
pub trait Projection: 'static {
    /// What is read from the source before the transaction opens; a transaction that is run again after a
    /// deadlock applies it again.
    type Fetched: Clone + 'static;

    /// Reads what an event points at; `None` when the event is of no interest. A 404 means that it is
    /// gone, which is of no interest either.
    fn fetch(
        &self,
        api: &Api,
        event: &EventView,
    ) -> impl Future<Output = Result<Option<Self::Fetched>, ClientError>>;

    /// Applies it; called in the order of the feed, in the transaction that moves the cursor.
    fn apply(
        &self,
        conn: &mut Connection,
        event: &EventView,
        fetched: Self::Fetched,
    ) -> impl Future<Output = Result<(), Error>>;
}

/// Reads the feed for ever; survives everything but the end of the process.
pub async fn run<P: Projection>(core: Core, source: Source, projection: P) {
    let mut pause = Duration::from_millis(100);
    loop {
        match step(&core, &source, &projection, WAIT_MS).await {
            Ok(_) => pause = Duration::from_millis(100),
            Err(error) => {
                tracing::warn!(feed.source = source.name, %error, "feed cannot be read now");
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
    let status = feed::status(&*core.read().await?, source.name).await.map_err(Error::from)?;
    let query = ListEventsQuery {
        after: Some(status.position),
        limit: Some(PAGE),
        wait_ms: Some(wait_ms),
        types: None,
    };
    let path = format!("/v1/{}-events", source.name);
    let page: EventPage = source.api.get_with(&path, &query).await?.value;
    {
        let mut conn = core.read().await?;
        feed::contacted(&mut conn, source.name, core.clock.now()).await.map_err(Error::from)?;
    }
    let count = page.items.len();
    let reading = stream::iter(&page.items);
    let reading = reading.map(async |event| (event, projection.fetch(&source.api, event).await));
    let mut read = std::pin::pin!(reading.buffered(AHEAD));
    let mut together = 1;
    loop {
        let mut events = Vec::with_capacity(together);
        let mut failed = None;
        while events.len() < together
            && failed.is_none()
            && let Some((event, fetched)) = read.next().await
        {
            match fetched {
                Ok(fetched) => events.push((event, fetched)),
                Err(error) if error.is_not_found() => events.push((event, None)),
                Err(error) => failed = Some(error),
            }
        }
        if events.is_empty() && failed.is_none() {
            return Ok(count);
        }
        apply(core, source, projection, &events).await?;
        failed.map_or(Ok(()), Err)?;
        together = (2 * together).min(AHEAD);
    }
}

/// An event and what was read for it.
type Arrived<'e, P> = (&'e EventView, Option<<P as Projection>::Fetched>);

async fn apply<P: Projection>(
    core: &Core,
    source: &Source,
    projection: &P,
    events: &[Arrived<'_, P>],
) -> Result<(), Error> {
    let Some((last, _)) = events.last() else { return Ok(()) };
    core.db
        .transact("apply_events", async |conn| {
            let position = feed::lock_cursor(conn, source.name).await?;
            if last.position <= position {
                return Ok(());
            }
            for (event, fetched) in events.iter().filter(|(event, _)| event.position > position) {
                project_token_facts(conn, event).await?;
                if let Some(fetched) = fetched.clone() {
                    projection.apply(conn, event, fetched).await?;
                }
                failpoint::pass("consumer-mid-apply");
            }
            feed::advance(conn, source.name, last.position).await?;
            Ok(())
        })
        .await
}

/// Keys and revocations travel in agreement's feed; every service keeps them the same way.
async fn project_token_facts(conn: &mut Connection, event: &EventView) -> Result<(), Error> {
    let text = |name: &str| event.data[name].as_str().unwrap_or_default().to_owned();
    match event.r#type.as_str() {
        "id.kad.signing_key.changed" => {
            let retired = event.data["retired_at"].as_str().and_then(|at| at.parse().ok());
            token_keys::put_key(conn, &text("kid"), &event.data["jwk"], event.time, retired).await?;
        }
        "id.kad.token.revoked" => {
            if let Ok(expires) = text("expires_at").parse() {
                token_keys::revoke(conn, &text("jti"), expires).await?;
            }
        }
        _ => {}
    }
    Ok(())
}
