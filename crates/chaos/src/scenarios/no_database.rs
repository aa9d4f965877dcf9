//! R15: PostgreSQL is gone for a while; the services say so, quickly, and go on by themselves.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::ensure;
use api_types::agreement::ListPartiesQuery;
use api_types::catalog::ListProductsQuery;
use api_types::logistics::ListCallOffsQuery;

use crate::caller::{Heard, Request};
use crate::trade::Trade;
use crate::writers::{self, Writers};
use crate::{AGREEMENT, CATALOG, Figures, LOGISTICS, Plan, Shape, Stack, audit};

/// How long a refusal may take while PostgreSQL is gone.
const QUICK: Duration = Duration::from_secs(5);
/// How soon everything answers again once it is back.
const RECOVERY: Duration = Duration::from_secs(5);

/// Alive, not ready, refusing with 503 while PostgreSQL is gone; answering again soon after, not restarted.
///
/// # Errors
/// When a service does otherwise.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let (mut stack, trade) = Trade::start("nodb", plan, Shape::SINGLE).await?;
    let load = Writers::start(&trade, plan, 4, u32::MAX);
    load.wait_for(20).await;
    // Everybody who acts below has signed in while that was possible.
    for request in requests(&trade, 0) {
        trade.caller.token(request.actor).await?;
    }
    stack.crash_postgres()?;
    notice(&stack).await?;
    let since = Instant::now();
    let gone = plan.pick(Duration::from_secs(4), Duration::from_secs(30));
    let (mut slowest, mut refusals) = (Duration::ZERO, 0);
    while since.elapsed() < gone {
        for service in [AGREEMENT, CATALOG, LOGISTICS] {
            ensure!(status(&stack, service, "/livez").await? == 200, "livez of {service} is not 200");
            ensure!(status(&stack, service, "/readyz").await? == 503, "readyz of {service} is not 503");
        }
        for request in requests(&trade, refusals) {
            let asked = Instant::now();
            let heard = trade.caller.once(&request).await?;
            slowest = slowest.max(asked.elapsed());
            is_refusal(&request, &heard)?;
            refusals += 1;
        }
    }
    ensure!(slowest < QUICK, "a refusal took {slowest:?}");
    stack.start_postgres().await?;
    let recovery = recover(&stack, &trade).await?;
    ensure!(recovery < RECOVERY, "recovery took {recovery:?}");
    for service in 0..3 {
        ensure!(!stack.has_ended(service, 0)?, "service {service} ended");
    }
    let told = load.stop().await?;
    let compared = audit::told_is_true(&stack, &told).await?;
    audit::nothing_is_half_done(&stack).await?;
    audit::all_caught_up(&stack, Duration::from_secs(30)).await?;
    let internal = trade.caller.met.internal.load(Ordering::Relaxed);
    ensure!(internal == 0, "{internal} answers were 500");
    Ok(Figures::default()
        .with("gone for s", gone.as_secs())
        .with("refusals", refusals)
        .with("slowest refusal in s", format!("{:.2}", slowest.as_secs_f64()))
        .with("recovery in s", format!("{:.2}", recovery.as_secs_f64()))
        .with("writes kept", compared))
}

/// A read and a write of each service; what writes has a mark that no writer uses.
fn requests(trade: &Trade, number: u32) -> Vec<Request> {
    let (key, limit) = (|what: &str| format!("probe-{what}-{number}"), Some(1));
    vec![
        Request::agreement("metro.coordinator", |api| {
            api.list_parties(&ListPartiesQuery { limit, ..Default::default() })
        }),
        writers::register_party(&key("party")),
        Request::catalog("kpms", |api| api.list_products(&ListProductsQuery { limit, ..Default::default() })),
        writers::open_outlet(&key("outlet")),
        Request::logistics(trade.eggs.buyer, |api| {
            api.list_call_offs(&ListCallOffsQuery { limit, ..Default::default() })
        }),
        trade.eggs.order(&key("order"), 1),
    ]
}

fn is_refusal(request: &Request, heard: &Heard) -> anyhow::Result<()> {
    let told = heard.json();
    ensure!(
        heard.status == 503 && told["type"].is_string() && told["code"].is_string(),
        "{} {}: {} {told}",
        request.sent.method,
        request.sent.path,
        heard.status
    );
    Ok(())
}

async fn status(stack: &Stack, service: usize, path: &str) -> anyhow::Result<u16> {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let address = stack.direct(service, 0);
    let mut stream = tokio::net::TcpStream::connect(address.trim_start_matches("http://")).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    tokio::time::timeout(QUICK, stream.read_to_string(&mut answer)).await??;
    Ok(answer.split(' ').nth(1).unwrap_or_default().parse()?)
}

/// Waits until each service has seen that PostgreSQL is gone: what `/readyz` found holds for a second.
async fn notice(stack: &Stack) -> anyhow::Result<()> {
    let since = Instant::now();
    for service in [AGREEMENT, CATALOG, LOGISTICS] {
        while status(stack, service, "/readyz").await? != 503 {
            ensure!(since.elapsed() < QUICK, "readyz of {service} stays ready");
            crate::caller::pause().await;
        }
    }
    Ok(())
}

/// How long it takes until every service is ready, reads and writes.
async fn recover(stack: &Stack, trade: &Trade) -> anyhow::Result<Duration> {
    let since = Instant::now();
    for request in requests(trade, u32::MAX) {
        trade.caller.done(&request).await?;
    }
    for service in 0..3 {
        while status(stack, service, "/readyz").await? != 200 {
            ensure!(since.elapsed() < Duration::from_secs(60), "service {service} does not become ready");
            crate::caller::pause().await;
        }
    }
    Ok(since.elapsed())
}
