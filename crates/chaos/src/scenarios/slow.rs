//! Clients that are slow on purpose: in their head, in their body, in a later head, in a body nobody reads.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use api_types::agreement::ListRegionsQuery;
use futures_util::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::caller::Request;
use crate::load::Load;
use crate::{AGREEMENT, Caller, Figures, Plan, Shape, Stack};

/// How long a slow client may last.
const CUT: Duration = Duration::from_secs(15);
/// How often it sends a byte.
const DRIP: Duration = Duration::from_secs(1);
/// Clients that are not slow.
const NORMAL: usize = 8;

/// What a slow client says first, before it drips: raw HTTP, because no client is slow in the middle of its head.
fn openings(token: &str) -> [Vec<u8>; 4] {
    let head = |rest: &str| format!("POST /v1/parties HTTP/1.1\r\nhost: kad\r\n{rest}").into_bytes();
    let body = format!(
        "authorization: Bearer {token}\r\nidempotency-key: slow-client\r\ncontent-type: application/json\r\n\
         content-length: 1000\r\n\r\n{{"
    );
    let whole = b"GET /livez HTTP/1.1\r\nhost: kad\r\n\r\n".to_vec();
    let unread = "transfer-encoding: chunked\r\n\r\n";
    [
        head("x-slow: "),
        head(&body),
        [whole, head("x-slow: ")].concat(),
        // Nobody is signed in, so nobody reads this body.
        head(unread),
    ]
}

/// Drips until it is cut; how long that took.
async fn slow(address: String, opening: Vec<u8>) -> anyhow::Result<Duration> {
    let since = Instant::now();
    let mut line = TcpStream::connect(address).await?;
    line.write_all(&opening).await?;
    let mut piece = [0; 4096];
    loop {
        // What the server says before it cuts is heard, and makes nobody faster.
        match tokio::time::timeout(DRIP, line.read(&mut piece)).await {
            Ok(Ok(0) | Err(_)) => return Ok(since.elapsed()),
            Ok(Ok(_)) => {}
            Err(_) if line.write_all(b"1").await.is_err() => return Ok(since.elapsed()),
            Err(_) => ensure!(since.elapsed() < 4 * CUT, "a slow client is not cut at all"),
        }
    }
}

/// The others are answered as before, and each slow client is cut in time.
///
/// # Errors
/// When the others wait, or a slow client lasts.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let stack = Stack::start("slow", plan, Shape::SINGLE).await?;
    let query = ListRegionsQuery { limit: Some(20), ..Default::default() };
    let read = Request::agreement("platform.admin", |api| api.list_regions(&query));
    let load = Load::new(&stack, &read).await?;
    let token = Caller::new(&stack)?.token("platform.admin").await?;
    let time = plan.pick(Duration::from_secs(3), Duration::from_secs(8));
    load.run(NORMAL, Duration::from_secs(1)).await?;
    let before = load.run(NORMAL, time).await?;

    let address = stack.direct(AGREEMENT, 0).trim_start_matches("http://").to_owned();
    let each = plan.pick(100, 500);
    let slow_ones = openings(&token).into_iter().flat_map(|opening| vec![opening; each]);
    let lines: Vec<_> = slow_ones.map(|opening| tokio::spawn(slow(address.clone(), opening))).collect();
    let opened = lines.len();
    let during = load.run(NORMAL, time).await?;
    let mut longest = Duration::ZERO;
    for line in join_all(lines).await {
        longest = longest.max(line?.context("a slow client")?);
    }

    ensure!(before.failed + during.failed == 0, "{} + {} calls failed", before.failed, during.failed);
    // In a busy CI the bound only tells a server that stands still from one that does not.
    let ratio = during.p99().as_secs_f64() / before.p99().as_secs_f64().max(0.001);
    ensure!(ratio < plan.pick(20.0, 2.0), "p99 {:?} became {:?}", before.p99(), during.p99());
    ensure!(longest < CUT, "a slow client lasted {longest:?}");
    Ok(Figures::default()
        .with("slow clients", opened)
        .with("p99 before ms", format!("{:.1}", before.p99().as_secs_f64() * 1e3))
        .with("p99 during ms", format!("{:.1}", during.p99().as_secs_f64() * 1e3))
        .with("longest s", format!("{:.1}", longest.as_secs_f64())))
}
