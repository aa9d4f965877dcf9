//! More clients than a service can serve.

use std::time::{Duration, Instant};

use anyhow::ensure;
use api_types::agreement::ListPartiesQuery;

use crate::caller::Request;
use crate::load::{Heard, Load};
use crate::{Figures, Plan, Shape, Stack};

/// Who is refused, and who is served, hears so within this time.
const SOON: Duration = Duration::from_secs(1);
/// How long the service may take to be as before.
const RECOVERY: Duration = Duration::from_secs(5);
/// More than the service lets in at once.
const FLOOD: usize = 1024;

/// The best rate over growing numbers of clients, and the fewest clients that come near it.
async fn capacity(load: &Load, time: Duration) -> anyhow::Result<(f64, usize)> {
    let mut rates = Vec::new();
    for clients in [4, 8, 16, 32, 64, 128] {
        rates.push((load.run(clients, time).await?.rate(), clients));
    }
    let peak = rates.iter().map(|(rate, _)| *rate).fold(0.0, f64::max);
    let enough = rates.iter().find(|(rate, _)| *rate >= 0.9 * peak).map_or(128, |(_, clients)| *clients);
    Ok((peak, enough))
}

fn check(heard: &Heard, peak: f64, plan: &Plan, what: &str) -> anyhow::Result<()> {
    ensure!(heard.failed == 0, "{what}: {} calls failed", heard.failed);
    // A busy CI takes its share of the second and of the rate.
    let soon = plan.pick(5 * SOON, SOON);
    ensure!(heard.slowest() < soon, "{what}: an answer took {:?}", heard.slowest());
    let part = heard.rate() / peak;
    ensure!(part >= plan.pick(0.4, 0.8), "{what}: {part:.2} of the peak rate");
    Ok(())
}

/// Four times the clients that fill it, then a flood beyond its gate; then how soon it is as before.
///
/// # Errors
/// When somebody waits, or the others get less.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let stack = Stack::start("overload", plan, Shape::SINGLE).await?;
    let query = ListPartiesQuery { limit: Some(200), ..Default::default() };
    let read = Request::agreement("platform.admin", |api| api.list_parties(&query));
    let load = Load::new(&stack, &read).await?;
    let time = plan.pick(Duration::from_secs(1), Duration::from_secs(5));
    load.run(8, time).await?;
    let (peak, enough) = capacity(&load, time).await?;
    let calm = load.run(enough, time).await?;

    let four = load.run(4 * enough, 2 * time).await?;
    check(&four, peak, plan, "four times the clients")?;
    let flood = load.run(FLOOD, 2 * time).await?;
    check(&flood, peak, plan, "a flood")?;
    ensure!(!flood.refused.is_empty(), "nobody is refused at {FLOOD} clients");

    let since = Instant::now();
    loop {
        let after = load.run(enough, Duration::from_millis(500)).await?;
        if after.refused.is_empty() && after.p99() < 2 * calm.p99() {
            break;
        }
        ensure!(since.elapsed() < RECOVERY, "not as before: p99 {:?}, was {:?}", after.p99(), calm.p99());
    }
    let percent = |heard: &Heard| format!("{:.0}", 100.0 * heard.rate() / peak);
    Ok(Figures::default()
        .with("peak/s", format!("{peak:.0}"))
        .with("clients", enough)
        .with("x4 %", percent(&four))
        .with("x4 slowest ms", four.slowest().as_millis())
        .with("flood %", percent(&flood))
        .with("flood refused", flood.refused.len())
        .with("flood slowest ms", flood.slowest().as_millis())
        .with("recovery ms", since.elapsed().as_millis()))
}
