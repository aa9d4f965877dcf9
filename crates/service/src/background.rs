//! The work of a service that no request asks for: sequencing, keys, forgetting.

use std::time::{Duration, Instant};

use db::{DbError, retention, sequencer, token_keys};
use tokio::time::{sleep, timeout};
use web::Platform;

pub use crate::feeds_known::watch as watch_feeds;
use crate::{Core, Error};

/// How often the sequencer looks by itself, for writes of another instance.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// How long the sequencer pauses after a batch, so that the next one gathers: ten writes take the time of one.
const BATCH_PAUSE: Duration = Duration::from_millis(10);
/// How often keys and revocations are read again; a revocation acts within a minute.
const KEYS_EVERY: Duration = Duration::from_secs(2);
/// How often old rows are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(60);

/// Numbers committed events, until the process stops.
pub async fn sequence(core: Core) {
    let mut writes = core.db.writes();
    while !core.is_stopping() {
        match core.number_events().await {
            Ok(0) => {
                let _ = timeout(LOOK_AGAIN, writes.changed()).await;
            }
            Ok(_) => sleep(BATCH_PAUSE).await,
            Err(_) if core.is_stopping() => return,
            Err(error) => {
                tracing::warn!(service = core.name, %error, "sequencer waits");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

impl Core {
    /// Numbers the events that wait for it, and wakes the readers of the feed.
    pub(crate) async fn number_events(&self) -> Result<usize, DbError> {
        let numbered = sequencer::run_once(&self.db).await?;
        if !numbered.is_empty() {
            metrics::counter!("feed_events_sequenced_total", "service" => self.name)
                .increment(u64::try_from(numbered.len()).unwrap_or_default());
        }
        self.news.tell(&self.db, &numbered).await?;
        Ok(numbered.len())
    }
}

/// Keeps the verifier's keys and revocations as fresh as the database's, until the process stops.
pub async fn refresh_keys(core: Core, platform: Platform) {
    while !core.is_stopping() {
        if let Err(error) = learn_keys(&core, &platform).await
            && !core.is_stopping()
        {
            tracing::warn!(service = core.name, %error, "keys cannot be read now");
        }
        sleep(KEYS_EVERY).await;
    }
}

/// Reads keys and revocations once.
///
/// # Errors
/// Database errors; the verifier keeps what it knows.
pub async fn learn_keys(core: &Core, platform: &Platform) -> Result<(), Error> {
    let now = core.clock.now();
    let mut conn = core.read().await?;
    let keys = token_keys::live_keys(&mut conn, now).await?;
    let revoked = token_keys::revoked(&mut conn, now).await?;
    platform.tokens.learn(&keys, revoked);
    Ok(())
}

/// Forgets what is no longer needed, until the process stops.
pub async fn forget(core: Core, platform: Platform) {
    let mut last = Instant::now();
    while !core.is_stopping() {
        platform.limits.forget_quiet();
        let now = Instant::now();
        match retention::forget(&core.db, now.duration_since(last)).await {
            Ok(()) => last = now,
            Err(error) if !core.is_stopping() => {
                tracing::warn!(service = core.name, %error, "nothing forgotten now");
            }
            Err(_) => {}
        }
        let (used, idle) = core.db.usage();
        metrics::gauge!("db_connections", "service" => core.name, "state" => "used").set(gauge(used));
        metrics::gauge!("db_connections", "service" => core.name, "state" => "idle").set(gauge(idle));
        sleep(FORGET_EVERY).await;
    }
}

fn gauge(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
