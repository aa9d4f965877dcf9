//! R18: callers go away in the middle of their requests.

use std::time::{Duration, Instant};

use anyhow::ensure;
use rand::RngExt as _;
use rand::rngs::StdRng;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::caller::{Caller, Request};
use crate::trade::Trade;
use crate::writers::{Told, Writer};
use crate::{Figures, Plan, Shape, Stack, audit};

/// Callers at once.
const CALLERS: u64 = 8;

/// Nothing is left of dropped requests but whole effects, and repeating them has one effect.
///
/// # Errors
/// When a transaction stays open, or something is half done, doubled or lost.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let (stack, trade) = Trade::start("resets", plan, Shape::SINGLE).await?;
    let each = plan.rounds(500, 10_000).div_ceil(8);
    let mut callers = Vec::new();
    for number in 1..=CALLERS {
        let addresses = [0, 1, 2].map(|service| stack.url(service).trim_start_matches("http://").to_owned());
        let writer = Writer::new(&trade, plan, number);
        callers.push(tokio::spawn(go_away(
            writer,
            trade.caller.clone(),
            addresses,
            each,
            plan.rng(200 + number),
        )));
    }
    let mut asked = Vec::new();
    for caller in callers {
        asked.push(caller.await??);
    }
    audit::nobody_is_idle_in_transaction(&stack).await?;
    audit::nothing_is_half_done(&stack).await?;
    let before = effects(&stack).await?;
    let told = repeat(&trade, asked).await?;
    audit::told_is_true(&stack, &told).await?;
    audit::nothing_is_half_done(&stack).await?;
    let resets: usize = told.iter().map(Vec::len).sum();
    Ok(Figures::default()
        .with("resets", resets)
        .with("of them had an effect", before)
        .with("idle in transaction", 0)
        .with("partial", 0)
        .with("doubled by the repeat", 0))
}

async fn effects(stack: &Stack) -> anyhow::Result<i64> {
    let mut count = 0;
    for service in 0..3 {
        const KEYS: &str = "select count(*) from idempotency_key where key like 'writer-%'";
        count += stack.sql(service).await?.query_one(KEYS, &[]).await?.get::<_, i64>(0);
    }
    Ok(count)
}

/// Sends the beginning of each request, or all of it, and resets the connection a moment later.
async fn go_away(
    mut writer: Writer,
    caller: Caller,
    addresses: [String; 3],
    each: u32,
    mut dice: StdRng,
) -> anyhow::Result<Vec<Request>> {
    let mut asked = Vec::new();
    for _ in 0..each {
        let request = writer.command();
        let token = caller.token(request.actor).await?;
        let bytes = raw(&request, &token);
        let whole = dice.random_bool(0.7);
        let length = if whole { bytes.len() } else { dice.random_range(1..bytes.len()) };
        let wait = Duration::from_micros(dice.random_range(0..20_000));
        let mut stream = TcpStream::connect(&addresses[request.service]).await?;
        stream.write_all(&bytes[..length]).await?;
        tokio::time::sleep(wait).await;
        drop(stream);
        asked.push(request);
    }
    Ok(asked)
}

/// The request as it is on the line, so that it can be cut anywhere.
fn raw(request: &Request, token: &str) -> Vec<u8> {
    let client::Request { method, path, body, .. } = &request.sent;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
         idempotency-key: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        request.key(),
        body.len()
    );
    [head.as_bytes(), body].concat()
}

async fn repeat(trade: &Trade, asked: Vec<Vec<Request>>) -> anyhow::Result<Vec<Vec<Told>>> {
    let since = Instant::now();
    let mut told = Vec::new();
    for caller in asked {
        let mut all = Vec::new();
        for request in caller {
            let (heard, tries) = trade.caller.counted(&request, Duration::from_secs(30)).await?;
            ensure!(
                heard.is_success(),
                "{} after {:?}: {}",
                request.sent.path,
                since.elapsed(),
                heard.json()
            );
            all.push(Told { request, heard, tries });
        }
        told.push(all);
    }
    Ok(told)
}
