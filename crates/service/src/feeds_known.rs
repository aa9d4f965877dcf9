//! How the feeds stand that a service reads: as metrics, and named by `/readyz`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use db::feed::{self, Feed};
use db::{DbError, parked};
use tokio::time::sleep;

use crate::Core;

/// How often it is looked how the feeds stand.
const LOOK: Duration = Duration::from_secs(2);
/// How many seconds behind a feed is named.
const LATE: f64 = 60.0;

/// What is wrong with feeds, by the name of each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Troubles(Arc<Mutex<BTreeMap<String, String>>>);

impl Troubles {
    /// What is wrong now.
    pub(crate) fn now(&self) -> BTreeMap<String, String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn are(&self, found: BTreeMap<String, String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = found;
    }
}

/// Looks how the feeds stand that a service reads, until the process stops.
pub async fn watch(core: Core) {
    while !core.is_stopping() {
        match look(&core).await {
            Ok(found) => core.troubles.are(found),
            Err(error) if !core.is_stopping() => {
                tracing::warn!(service = core.name, %error, "it cannot be told how the feeds stand");
            }
            Err(_) => {}
        }
        sleep(LOOK).await;
    }
}

/// Sets the metrics of each feed; gives what is wrong.
async fn look(core: &Core) -> Result<BTreeMap<String, String>, DbError> {
    let mut conn = core.db.own().await?;
    let feeds = feed::all(&mut conn).await?;
    let parked: BTreeMap<String, i64> = parked::counts(&mut conn).await?.into_iter().collect();
    let now = core.clock.now();
    let mut troubles = BTreeMap::new();
    for feed in feeds {
        let parked = parked.get(&feed.source).copied().unwrap_or(0);
        let lag = lag_seconds(&feed, now);
        let gauge = |name| metrics::gauge!(name, "service" => core.name, "feed" => feed.source.clone());
        gauge("feed_lag_seconds").set(lag);
        gauge("feed_events_parked").set(small(parked));
        gauge("feed_failures_in_a_row").set(f64::from(feed.failures));
        let said = [
            (lag > LATE).then(|| format!("{lag:.0} seconds behind, at position {}", feed.status.position)),
            feed.failing_position.map(|position| {
                let why = feed.failure.as_deref().unwrap_or_default();
                format!("position {position} failed {} times: {why}", feed.failures)
            }),
            (parked > 0).then(|| format!("{parked} events are parked (`kad feeds`)")),
        ];
        let said: Vec<String> = said.into_iter().flatten().collect();
        if !said.is_empty() {
            troubles.insert(format!("{} reads {}", core.name, feed.source), said.join("; "));
        }
    }
    Ok(troubles)
}

/// For how long not everything that was told is known here; never heard counts as since 1970.
fn lag_seconds(feed: &Feed, now: DateTime<Utc>) -> f64 {
    let fresh = feed.status.fresh_until().unwrap_or_default();
    let seconds = now.signed_duration_since(fresh).num_seconds().max(0);
    small(seconds)
}

fn small(count: i64) -> f64 {
    f64::from(i32::try_from(count).unwrap_or(i32::MAX))
}
