//! R5: three instances of each service number one feed, and are killed in turn; one transaction commits late.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use api_types::ListEventsQuery;
use client::LogisticsApi;
use rand::RngExt as _;

use crate::trade::Trade;
use crate::writers::{Told, Writers};
use crate::{Figures, LOGISTICS, Plan, Shape, Stack, audit};

const WRITERS: u64 = 16;
const INSTANCES: usize = 3;

/// The feed is gapless, holds each committed change once and in causal order, and live readers saw just that.
///
/// # Errors
/// When it does not, or they did not.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let (mut stack, trade) = Trade::start("feed", plan, Shape::TRIPLE).await?;
    let reading = Arc::new(AtomicBool::new(true));
    let mut readers = Vec::new();
    for _ in 0..2 {
        readers.push(tokio::spawn(read(LogisticsApi::new(stack.peer(LOGISTICS)?), reading.clone())));
    }
    let load = Writers::start(&trade, plan, WRITERS, u32::MAX);
    let mut dice = plan.rng(100);
    let since = Instant::now();
    let mut failovers = 0;
    while failovers < plan.rounds(3, 24) && plan.has_time(since) && !load.has_ended() {
        let late = commit_late(&stack, failovers);
        let life = tokio::time::sleep(plan.pick(Duration::from_secs(1), Duration::from_secs(5)));
        let (late, ()) = tokio::join!(late, life);
        late?;
        let (service, instance) = (dice.random_range(0..3), dice.random_range(0..INSTANCES));
        stack.kill(service, instance)?;
        stack.launch(service, instance, None)?;
        failovers += 1;
    }
    let told = load.stop().await?;
    stack.wait_until_all_ready().await?;
    let caught_up = audit::all_caught_up(&stack, Duration::from_secs(60)).await?;
    let length = audit::feed_is_whole(&stack, LOGISTICS).await?;
    reading.store(false, Ordering::SeqCst);
    for reader in readers {
        let seen = reader.await??;
        ensure!(seen == (1..=length).collect::<Vec<_>>(), "a reader saw {} of {length} events", seen.len());
    }
    let compared = audit::told_is_true(&stack, &told).await?;
    let pairs = later_stands_later(&stack, &told).await?;
    Ok(Figures::default()
        .with("writes", compared)
        .with("fail-overs", failovers)
        .with("late commits", failovers)
        .with("events", length)
        .with("gaps", 0)
        .with("pairs in causal order", pairs)
        .with("caught up in s", format!("{:.2}", caught_up.as_secs_f64())))
}

/// A transaction that takes its place in the outbox now and commits after others have been numbered.
async fn commit_late(stack: &Stack, number: u32) -> anyhow::Result<()> {
    let mut client = stack.sql(LOGISTICS).await?;
    let late = client.transaction().await?;
    let subject = format!("late-{number}");
    late.execute(
        "insert into outbox (id, type, subject, data, recorded_at, request_id) \
         values (gen_random_uuid(), 'id.kad.test.late', $1, '{}', now(), gen_random_uuid())",
        &[&subject],
    )
    .await?;
    tokio::time::sleep(Duration::from_millis(900)).await;
    late.commit().await?;
    Ok(())
}

/// Reads the feed live until told to stop, and then to its end; returns the positions as they came.
async fn read(api: LogisticsApi, reading: Arc<AtomicBool>) -> anyhow::Result<Vec<i64>> {
    let mut seen: Vec<i64> = Vec::new();
    let since = Instant::now();
    loop {
        let last = !reading.load(Ordering::SeqCst);
        let query = ListEventsQuery {
            after: Some(seen.last().copied().unwrap_or(0)),
            limit: Some(100),
            wait_ms: Some(500),
            types: None,
            epoch: None,
        };
        match api.list_logistics_events(&query).await {
            Ok(page) if page.value.items.is_empty() && last => return Ok(seen),
            Ok(page) => seen.extend(page.value.items.iter().map(|event| event.position)),
            // An instance that was killed; another one answers.
            Err(error) if error.is_transient() => crate::caller::pause().await,
            Err(error) => return Err(error).context(format!("a reader after {:?}", since.elapsed())),
        }
    }
}

/// What a writer asked for after an answer stands after what was answered.
async fn later_stands_later(stack: &Stack, told: &[Vec<Told>]) -> anyhow::Result<usize> {
    const FIRST: &str = "select min(position) from outbox where subject = $1";
    let client = stack.sql(LOGISTICS).await?;
    let mut pairs = 0;
    for writer in told {
        let mut before = 0;
        let orders = writer.iter().filter(|one| one.request.is_to("call-offs") && one.heard.is_success());
        for order in orders {
            let id = order.heard.text("id");
            let position: Option<i64> = client.query_one(FIRST, &[&id]).await?.get(0);
            let position = position.with_context(|| format!("{id} is not in the feed"))?;
            ensure!(position > before, "{id} stands at {position}, an earlier order at {before}");
            before = position;
            pairs += 1;
        }
    }
    Ok(pairs)
}
