//! P6: from the commit of a write to its place in the feed, and to the projection of another service.
//!
//! 200 parties a second are registered with agreement; one reader waits at its feed, and catalog, another process,
//! projects them. Times begin before the request is sent, so that they are never too short.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::ensure;
use api_types::ListEventsQuery;
use api_types::agreement::CreatePartyRequest;
use client::AgreementApi;
use db::embedded::connect;
use domain::shared::{PartyKind, Role};
use testkit::Actor;
use tokio::time::{interval, sleep};

use crate::data::{AGREEMENT, CATALOG, party};
use crate::lab::Lab;
use crate::results::{Figure, Goal};
use crate::running::Running;
use crate::stats::percentile;

/// Writes a second.
const RATE: u32 = 200;
/// How often the projection is looked at: the figure is too long by this at most.
const LOOK: Duration = Duration::from_millis(10);
/// How long to wait for the last ones.
const PATIENCE: Duration = Duration::from_secs(20);

/// When each party was sent, by its id.
type Sent = Arc<Mutex<HashMap<String, Instant>>>;

/// P6: both latencies.
pub(crate) async fn latency(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    let (first, second) = (lab.copied(&AGREEMENT).await?, lab.copied(&CATALOG).await?);
    let agreement = lab.start("agreement", &first).await?;
    let address = [("KAD_AGREEMENT_URL", agreement.url.as_str())];
    let catalog = Running::start("catalog", &lab.server.url(&second), &address).await?;
    let admin = Actor::new(party(1), "31", &[Role::PlatformAdmin]);
    let writer = AgreementApi::new(lab.api(&agreement.url, &lab.tokens.token(&admin)?)?);
    let reader = AgreementApi::new(lab.api(&agreement.url, &lab.tokens.token(&Actor::service())?)?);
    let count = (RATE * lab.options.seconds * lab.options.rounds) as usize;
    let sent: Sent = Arc::default();
    // One before all others: a reader that has just been started asks for its first token and key.
    register(&writer, "Koperasi Pertama").await?;
    watch_projection(lab.server.url(&second), 1).await?;
    let projected = tokio::spawn(watch_projection(lab.server.url(&second), count + 1));
    let visible = tokio::spawn(watch_feed(reader, count + 1));
    write_all(&writer, &sent, count).await?;
    let (visible, projected) = (visible.await??, projected.await??);
    let sent = sent.lock().unwrap_or_else(PoisonError::into_inner).clone();
    ensure!(sent.len() == count, "{} of {count} parties were registered", sent.len());
    catalog.stop()?;
    agreement.stop()?;
    for database in [&first, &second] {
        lab.server.drop_database(database).await?;
    }
    let times = |seen: &HashMap<String, Instant>| -> Vec<f64> {
        let since =
            |(id, at): (&String, &Instant)| Some(at.duration_since(*sent.get(id)?).as_secs_f64() * 1000.0);
        seen.iter().filter_map(since).collect()
    };
    let (visible, projected) = (times(&visible), times(&projected));
    ensure!(visible.len() == count && projected.len() == count, "not every party arrived");
    let figure = |what: &str, values: &[f64], bound: f64| {
        Figure::new(format!("p6-feed: {what} p99"), percentile(values, 99.0), "ms")
            .aims(Goal::AtMost(bound))
            .with("p50_ms", percentile(values, 50.0))
            .with("max_ms", percentile(values, 100.0))
            .with("writes", count)
    };
    Ok(vec![figure("to the feed", &visible, 500.0), figure("to the projection", &projected, 1000.0)])
}

async fn register(api: &AgreementApi, name: &str) -> anyhow::Result<String> {
    let body = CreatePartyRequest {
        kind: PartyKind::Cooperative,
        legal_name: name.to_owned(),
        short_name: None,
        region_code: "18.72".to_owned(),
        business_id: None,
        tax_id: None,
        address: None,
        business_size: None,
        tax_registered: false,
    };
    Ok(api.create_party(&body).await?.value.id.to_string())
}

/// Registers parties at the given rate, whether or not the ones before are answered.
async fn write_all(api: &AgreementApi, sent: &Sent, count: usize) -> anyhow::Result<()> {
    let mut tick = interval(Duration::from_secs(1) / RATE);
    let mut under_way = Vec::with_capacity(count);
    for number in 0..count {
        tick.tick().await;
        let (api, sent) = (api.clone(), sent.clone());
        under_way.push(tokio::spawn(async move {
            let begun = Instant::now();
            let id = register(&api, &format!("Koperasi {number}")).await?;
            sent.lock().unwrap_or_else(PoisonError::into_inner).insert(id, begun);
            anyhow::Ok(())
        }));
    }
    for one in under_way {
        one.await??;
    }
    Ok(())
}

/// Reads the feed from its present end, waiting at it, until so many parties were seen.
async fn watch_feed(api: AgreementApi, count: usize) -> anyhow::Result<HashMap<String, Instant>> {
    let (mut after, mut seen, mut last) = (0, HashMap::new(), Instant::now());
    while seen.len() < count {
        let query = ListEventsQuery {
            after: Some(after),
            limit: Some(500),
            wait_ms: Some(5000),
            types: Some("id.kad.party.registered".to_owned()),
            epoch: None,
        };
        let page = api.list_agreement_events(&query).await?.value;
        let now = Instant::now();
        for event in page.items {
            seen.insert(event.subject, now);
            last = now;
        }
        after = page.next_after;
        ensure!(last.elapsed() < PATIENCE, "only {} of {count} events came", seen.len());
    }
    Ok(seen)
}

/// Looks at catalog's projection until so many parties stand in it; the time after a look counts for what it finds.
async fn watch_projection(url: String, count: usize) -> anyhow::Result<HashMap<String, Instant>> {
    let client = connect(&url).await?;
    let (mut seen, mut last) = (HashMap::new(), Instant::now());
    // All of them each time: to leave out in SQL what is known costs far more.
    let all = client.prepare("select 'pty_' || replace(id::text, '-', '') from projected_party").await?;
    while seen.len() < count {
        let rows = client.query(&all, &[]).await?;
        let now = Instant::now();
        for row in rows {
            seen.entry(row.get(0)).or_insert_with(|| {
                last = now;
                now
            });
        }
        ensure!(last.elapsed() < PATIENCE, "only {} of {count} parties were projected", seen.len());
        sleep(LOOK).await;
    }
    Ok(seen)
}
