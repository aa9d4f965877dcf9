//! The work of a service that no request asks for: sequencing, keys, forgetting.

use std::time::Duration;

use db::{idempotency, sequencer, token_keys};
use tokio::time::{sleep, timeout};
use web::Platform;

use crate::{Core, Error};

/// How often the sequencer looks by itself, for writes of another instance.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// How long the sequencer pauses after a batch, so that the next one gathers: ten writes take the time of one.
const BATCH_PAUSE: Duration = Duration::from_millis(10);
/// How often keys and revocations are read again; a revocation acts within a minute.
const KEYS_EVERY: Duration = Duration::from_secs(2);
/// How often old rows are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(60);

/// Numbers committed events, for ever.
pub async fn sequence(core: Core) {
    let mut writes = core.db.writes();
    loop {
        match sequencer::run_once(&core.db).await {
            Ok(0) => {
                let _ = timeout(LOOK_AGAIN, writes.changed()).await;
            }
            Ok(numbered) => {
                metrics::counter!("feed_events_sequenced_total", "service" => core.name)
                    .increment(u64::try_from(numbered).unwrap_or_default());
                core.sequenced.send_modify(|count| *count += 1);
                sleep(BATCH_PAUSE).await;
            }
            Err(error) => {
                tracing::warn!(service = core.name, %error, "sequencer waits");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// Keeps the verifier's keys and revocations as fresh as the database's, for ever.
pub async fn refresh_keys(core: Core, platform: Platform) {
    loop {
        if let Err(error) = learn_keys(&core, &platform).await {
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

/// Forgets what is no longer needed, for ever.
pub async fn forget(core: Core, platform: Platform) {
    loop {
        platform.limits.forget_quiet();
        if let Err(error) = forget_once(&core).await {
            tracing::warn!(service = core.name, %error, "nothing forgotten now");
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

async fn forget_once(core: &Core) -> Result<(), Error> {
    let now = core.clock.now();
    let mut conn = core.read().await?;
    idempotency::forget_old(&mut conn, now).await?;
    token_keys::forget_expired(&mut conn, now - chrono::Duration::minutes(5)).await?;
    Ok(())
}
