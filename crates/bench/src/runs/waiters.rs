//! P11: what readers that wait for news cost everybody else, over a feed of 10,000,000 events.
//!
//! In each round others read pages of orders for some seconds while nobody waits, and then while a thousand long polls of a
//! hundred clients wait and ten times a second something happens that one of them may see.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::ensure;
use client::Api;
use db::embedded::{connect, create_beside};
use domain::shared::Role;
use testkit::Actor;
use tokio::task::JoinHandle;
use tokio::time::{interval, sleep};

use crate::data::{BUYERS_FROM, PARTIES, party};
use crate::lab::Lab;
use crate::results::{Figure, Goal};
use crate::stats::{median, percentile};

/// Its database.
const DATABASE: &str = "bench_waiters";
/// Clients that wait, each of a party of its own, and with how many long polls.
const CLIENTS: u64 = 100;
const WAITS: u64 = 10;
/// Callers that read meanwhile.
const READERS: usize = 4;
/// How often each of them reads: far from what the service can do, so that a wait shows and not a queue.
const PAUSE: Duration = Duration::from_millis(10);
/// How often something happens.
const NEWS: Duration = Duration::from_millis(100);

/// P11: the p50 of others without and with a thousand waits.
pub(crate) async fn cost(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    let events = if lab.options.tiny { 20_000 } else { 10_000_000 };
    let loaded = load(lab, events).await?;
    let service = lab.start("logistics", DATABASE).await?;
    let reader = lab.tokens.token(&Actor::new(party(BUYERS_FROM), "31.71", &[Role::Buyer]))?;
    let seconds = Duration::from_secs(u64::from(lab.options.seconds));
    let (mut alone, mut beside, mut ratios, mut heard) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for _ in 0..lab.options.rounds {
        let before = read(lab, &service.url, &reader, seconds).await?;
        let waiting = Waiting::begin(lab, &service.url).await?;
        let during = read(lab, &service.url, &reader, seconds).await?;
        heard += waiting.end().await?;
        let (before, during) = (percentile(&before, 50.0), percentile(&during, 50.0));
        ratios.push(during / before);
        alone.push(before);
        beside.push(during);
    }
    service.stop()?;
    ensure!(heard > 0, "nobody who waited heard anything");
    let figure = Figure::new("p11-waiters: p50 of others beside 1,000 waits", median(&ratios), "times")
        .aims(Goal::AtMost(1.1))
        .with("p50_alone_ms", median(&alone))
        .with("p50_beside_ms", median(&beside))
        .with("events", events)
        .with("answers_to_waits", heard)
        .with("load_s", loaded.as_secs());
    Ok(vec![figure])
}

/// A feed of so many events, each for two of a thousand parties.
async fn load(lab: &Lab, events: u64) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    let admin = lab.server.url("postgres");
    create_beside(&admin, DATABASE, DATABASE).await?;
    let url = lab.server.url(DATABASE);
    db::migrations::migrate(&url, logistics::migrations()).await?;
    lab.tokens.register(&url).await?;
    let begin = PARTIES.uuid_begin();
    let first = crate::data::FIRST + BUYERS_FROM;
    // As the sequencer leaves it; the readers of each position are noted in one go instead of by the trigger.
    let sql = format!(
        "insert into outbox (id, position, type, data_version, subject, audience, everybody, data, recorded_at, request_id)
         select gen_random_uuid(), n, 'id.kad.call_off.issued', 1, 'cof_' || lpad((n / 7)::text, 32, '0'),
             array[('{begin}' || ({first} + n % 1000))::uuid, ('{begin}' || ({first} + (n + 500) % 1000))::uuid],
             false, '{{\"state\": \"issued\"}}', now(), gen_random_uuid()
         from generate_series(1, {events}) n;
         insert into feed_reader select reader, position from outbox cross join lateral unnest(audience) as reader
             on conflict do nothing;
         update feed_head set position = {events};
         analyze outbox; analyze feed_reader;"
    );
    connect(&url).await?.batch_execute(&sql).await?;
    Ok(begun.elapsed())
}

/// The times in milliseconds that some callers' reads take.
async fn read(lab: &Lab, url: &str, token: &str, long: Duration) -> anyhow::Result<Vec<f64>> {
    let mut callers: Vec<JoinHandle<anyhow::Result<Vec<f64>>>> = Vec::new();
    for _ in 0..READERS {
        let (api, end) = (lab.api(url, token)?, Instant::now() + long);
        callers.push(tokio::spawn(async move {
            let mut times = Vec::new();
            while Instant::now() < end {
                let since = Instant::now();
                api.get::<serde_json::Value>("/v1/call-offs?limit=20").await?;
                times.push(since.elapsed().as_secs_f64() * 1000.0);
                sleep(PAUSE).await;
            }
            Ok(times)
        }));
    }
    let mut all = Vec::new();
    for caller in callers {
        all.extend(caller.await??);
    }
    Ok(all)
}

/// The long polls, and what happens meanwhile.
struct Waiting {
    stopped: Arc<AtomicBool>,
    heard: Arc<AtomicU64>,
    polls: Vec<JoinHandle<anyhow::Result<()>>>,
    news: JoinHandle<anyhow::Result<()>>,
}

impl Waiting {
    /// Begins, and comes back once all wait.
    async fn begin(lab: &Lab, url: &str) -> anyhow::Result<Self> {
        let (stopped, heard) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let mut polls = Vec::new();
        let head: i64 = connect(&lab.server.url(DATABASE))
            .await?
            .query_one("select position from feed_head", &[])
            .await?
            .get(0);
        for client in 0..CLIENTS {
            let mut actor = Actor::new(party(BUYERS_FROM + client), "31.71", &[Role::Buyer]);
            actor.client = format!("bench-{client}");
            let token = lab.tokens.token(&actor)?;
            for _ in 0..WAITS {
                let (api, stopped, heard) = (lab.api(url, &token)?, stopped.clone(), heard.clone());
                polls.push(tokio::spawn(async move { poll(api, head, &stopped, &heard).await }));
            }
        }
        let news = tokio::spawn(happen(lab.server.url(DATABASE), stopped.clone()));
        sleep(Duration::from_secs(2)).await;
        Ok(Self { stopped, heard, polls, news })
    }

    /// Ends them; how many answers held something.
    async fn end(self) -> anyhow::Result<u64> {
        self.stopped.store(true, Ordering::SeqCst);
        for poll in self.polls {
            poll.await??;
        }
        self.news.await??;
        Ok(self.heard.load(Ordering::SeqCst))
    }
}

async fn poll(api: Api, mut after: i64, stopped: &AtomicBool, heard: &AtomicU64) -> anyhow::Result<()> {
    while !stopped.load(Ordering::SeqCst) {
        let path = format!("/v1/logistics-events?after={after}&wait_ms=10000");
        let page: serde_json::Value = api.get(&path).await?.value;
        after = page["next_after"].as_i64().unwrap_or(after);
        let some = page["items"].as_array().is_some_and(|items| !items.is_empty());
        heard.fetch_add(u64::from(some), Ordering::SeqCst);
    }
    Ok(())
}

/// Something for one of the waiting parties, again and again.
async fn happen(url: String, stopped: Arc<AtomicBool>) -> anyhow::Result<()> {
    let client = connect(&url).await?;
    let insert = "insert into outbox (id, type, subject, audience, data, recorded_at, request_id) values \
        (gen_random_uuid(), 'id.kad.call_off.issued', 'cof_news', array[$1::text::uuid], '{}', now(), gen_random_uuid())";
    let insert = client.prepare(insert).await?;
    let (mut tick, mut number) = (interval(NEWS), 0);
    while !stopped.load(Ordering::SeqCst) {
        tick.tick().await;
        client.execute(&insert, &[&PARTIES.uuid(BUYERS_FROM + number % CLIENTS)]).await?;
        number += 1;
    }
    Ok(())
}
