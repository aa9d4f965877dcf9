//! How the feeds stand that the services read of each other, and what becomes of events that could not be applied.

use anyhow::{Context as _, bail};
use chrono::{DateTime, Utc};
use clap::Subcommand;
use db::feed;
use db::history::{self, TransitionRow};
use db::parked::{self, ParkedEvent};
use db::{Connection, Db, DbConfig};
use domain::shared::{Id as _, TransitionId};
use service::Error;
use uuid::Uuid;
use web::Clock;

use crate::databases::SERVICES;

/// What is done with feeds.
#[derive(Debug, Subcommand)]
pub enum Feeds {
    /// List the feeds with position, lag and what is parked (the default).
    List,
    /// Show a parked event.
    Show(Place),
    /// Have the service try a parked event, and the later ones of its resource, now.
    Replay(Place),
    /// Leave a parked event out for good. What it told is lost to the service that reads; the reason is kept.
    Skip {
        /// Which one.
        #[command(flatten)]
        place: Place,
        /// Why; written to the history of that service.
        #[arg(long)]
        reason: String,
    },
    /// Say that a service's database was restored from an older copy by other means than `kad restore`: whoever reads its feed
    /// reads it anew.
    Restored {
        /// The service whose feed it is: agreement, catalog or logistics.
        service: String,
    },
}

/// Where a parked event is.
#[derive(Debug, clap::Args)]
pub struct Place {
    /// The service that reads: agreement, catalog or logistics.
    service: String,
    /// The feed it came with, as `kad feeds` names it.
    feed: String,
    /// Its position there.
    position: i64,
}

/// Does what is asked, on the databases of the three services.
///
/// # Errors
/// When there is no such service or parked event, or a database does not answer.
pub async fn run(urls: &[String; 3], wanted: &Feeds) -> anyhow::Result<()> {
    match wanted {
        Feeds::List => {
            for (service, url) in SERVICES.iter().zip(urls) {
                print!("{}", list(service, &open(url)?, Clock::system().now()).await?);
            }
            Ok(())
        }
        Feeds::Show(place) => {
            let event = find(&open(of(urls, &place.service)?)?, place).await?;
            println!("{}", shown(&event)?);
            Ok(())
        }
        Feeds::Replay(place) => {
            let db = open(of(urls, &place.service)?)?;
            let event = find(&db, place).await?;
            let now = Clock::system().now();
            parked::replay(&mut *db.read().await?, &event.source, &event.subject, now).await?;
            eprintln!("{} tries it within ten seconds while it runs; see `kad feeds`", place.service);
            Ok(())
        }
        Feeds::Skip { place, reason } => {
            let db = open(of(urls, &place.service)?)?;
            let event = find(&db, place).await?;
            skip(&db, &event, reason, &Clock::system()).await?;
            eprintln!("skipped; what it told of {} is not known to {}", event.subject, place.service);
            Ok(())
        }
        Feeds::Restored { service } => {
            let db = open(of(urls, service)?)?;
            let epoch = db::sequencer::begin_epoch(&mut *db.read().await?).await?;
            eprintln!(
                "the feed of {service} has another epoch now ({epoch}); whoever reads it reads it anew"
            );
            Ok(())
        }
    }
}

fn open(url: &str) -> anyhow::Result<Db> {
    Ok(Db::new(&DbConfig { max_connections: 1, ..DbConfig::new(url) })?)
}

fn of<'u>(urls: &'u [String; 3], service: &str) -> anyhow::Result<&'u str> {
    match SERVICES.iter().position(|known| *known == service) {
        Some(place) => Ok(&urls[place]),
        None => bail!("{service} is no service; there are {}", SERVICES.join(", ")),
    }
}

async fn find(db: &Db, place: &Place) -> anyhow::Result<ParkedEvent> {
    let found = parked::find(&mut *db.read().await?, &place.feed, place.position).await?;
    found.with_context(|| {
        format!(
            "nothing is parked at position {} of {}; `kad feeds` lists what is",
            place.position, place.feed
        )
    })
}

/// The feeds that one service reads, line by line.
///
/// # Errors
/// When its database does not answer.
pub async fn list(service: &str, db: &Db, now: DateTime<Utc>) -> anyhow::Result<String> {
    use std::fmt::Write as _;
    let mut conn = db.read().await?;
    let (feeds, events) = (feed::all(&mut conn).await?, parked::list(&mut conn).await?);
    let mut text = String::new();
    for feed in feeds {
        let lag =
            feed.status.fresh_until().map(|fresh| now.signed_duration_since(fresh).num_seconds().max(0));
        let lag = lag.map_or("never heard".to_owned(), |lag| format!("{lag} s behind"));
        let parked: Vec<_> = events.iter().filter(|event| event.source == feed.source).collect();
        writeln!(
            text,
            "{service} reads {}: position {}, {lag}, {} parked",
            feed.source,
            feed.status.position,
            parked.len()
        )?;
        if let Some(position) = feed.failing_position {
            let why = feed.failure.as_deref().unwrap_or_default();
            writeln!(text, "  {position} failed {} times: {why}", feed.failures)?;
        }
        for event in parked {
            let ParkedEvent { position, r#type, subject, attempts, reason, .. } = event;
            writeln!(text, "  {position} parked: {type} of {subject}, tried {attempts} times: {reason}")?;
        }
    }
    Ok(text)
}

fn shown(event: &ParkedEvent) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(&serde_json::json!({
        "feed": event.source,
        "position": event.position,
        "reason": event.reason,
        "attempts": event.attempts,
        "parked_at": event.parked_at,
        "retry_at": event.retry_at,
        "speaks_of": event.touched,
        "event": event.event,
    }))?)
}

/// Leaves a parked event out, and writes down why.
///
/// # Errors
/// When no reason is given, or the database does not answer.
pub async fn skip(db: &Db, event: &ParkedEvent, reason: &str, clock: &Clock) -> anyhow::Result<()> {
    let reason = reason.trim();
    if reason.is_empty() {
        bail!("say why it is skipped: --reason TEXT");
    }
    let now = clock.now();
    let row = TransitionRow {
        id: clock.new_id::<TransitionId>().uuid(),
        subject_id: event.event_id,
        event: "feed_event_skipped".to_owned(),
        from_state: "parked".to_owned(),
        to_state: "skipped".to_owned(),
        version_before: 0,
        version_after: 1,
        actor_party_id: Uuid::nil(),
        actor_subject: format!("operator:{}", std::env::var("USER").unwrap_or_else(|_| "unknown".to_owned())),
        actor_client: "kad".to_owned(),
        actor_role: None,
        actor_region_code: None,
        recorded_at: now,
        occurred_at: now,
        backfilled: false,
        reason_code: None,
        note: Some(reason.to_owned()),
        documents: serde_json::json!([{
            "feed": event.source, "position": event.position, "type": event.r#type, "subject": event.subject,
            "event": event.event,
        }]),
        request_id: Uuid::nil(),
        claimed_at: None,
        replaced: None,
    };
    let skipped = db.transact("skip_parked_event", async |conn: &mut Connection| {
        if parked::take_off(conn, event, now).await? {
            history::record(conn, &row).await?;
        }
        Ok::<_, Error>(())
    });
    Ok(skipped.await?)
}
