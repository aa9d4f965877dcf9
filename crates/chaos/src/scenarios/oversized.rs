//! R12: requests made to fill the memory. They are written byte for byte, because no client would send them.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use api_types::agreement::ListPartiesQuery;
use client::AgreementApi;
use futures_util::future::join_all;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::{AGREEMENT, Caller, Figures, Plan, Shape, Stack};

/// Attackers at once.
const ATTACKERS: usize = 200;
/// What the process may hold, in MiB.
const MEMORY: u64 = 300;
/// Health answers within this time, however busy the machine.
const HEALTH: Duration = Duration::from_secs(2);

/// How a body goes on after the head.
#[derive(Clone, Copy)]
enum Flow {
    /// These bytes, over and over.
    Endless(&'static [u8]),
    /// These bytes, once.
    Once(&'static [u8]),
}

/// Head and flow of every oversized request.
fn requests(token: &str) -> Vec<(String, Flow)> {
    const ZEROS: &[u8] = &[0; 16 * 1024];
    const OPEN: &[u8] = &[b'['; 16 * 1024];
    const CHUNK: &[u8] = b"1000\r\n                                                                ";
    let signed =
        format!("host: kad\r\nauthorization: Bearer {token}\r\nidempotency-key: one-of-many-too-large\r\n");
    let post = |rest: &str| {
        format!("POST /v1/parties HTTP/1.1\r\n{signed}content-type: application/json\r\n{rest}\r\n\r\n")
    };
    let put = format!(
        "PUT /v1/files/fil_{:032x}/content HTTP/1.1\r\n{signed}content-type: application/pdf\r\n\
         content-length: 5242880\r\n\r\n",
        1
    );
    let get = |path: &str, headers: &str| format!("GET {path} HTTP/1.1\r\n{signed}{headers}\r\n");
    vec![
        (post("content-encoding: gzip\r\ncontent-length: 10485760"), Flow::Endless(ZEROS)),
        (post("content-length: 10485760"), Flow::Endless(ZEROS)),
        (post("content-length: 1073741824"), Flow::Endless(ZEROS)),
        (post("content-length: 262144"), Flow::Endless(OPEN)),
        (post("transfer-encoding: chunked"), Flow::Endless(CHUNK)),
        (put, Flow::Endless(ZEROS)),
        (get("/v1/regions?limit=200", ""), Flow::Once(b"")),
        (get(&format!("/v1/parties?name={}", "a".repeat(60_000)), ""), Flow::Once(b"")),
        (get("/v1/parties", &format!("x-filler: {}\r\n", "a".repeat(120_000))), Flow::Once(b"")),
    ]
}

/// Sends one and takes what comes, until the line is cut, answered or silent.
async fn send(address: &str, head: &str, flow: Flow) -> std::io::Result<()> {
    let mut line = TcpStream::connect(address).await?;
    line.write_all(head.as_bytes()).await?;
    let (mut heard, mut said) = line.split();
    let sending = async {
        loop {
            match flow {
                Flow::Endless(bytes) => said.write_all(bytes).await?,
                Flow::Once(bytes) => {
                    said.write_all(bytes).await?;
                    return std::future::pending::<std::io::Result<()>>().await;
                }
            }
        }
    };
    let mut answer = vec![0; 64 * 1024];
    tokio::select! {
        done = sending => done,
        _ = heard.read(&mut answer) => Ok(()),
    }
}

async fn attack(address: String, requests: Vec<(String, Flow)>, first: usize, end: Instant) -> usize {
    let mut sent = 0;
    for (head, flow) in requests.iter().cycle().skip(first % requests.len()) {
        if Instant::now() >= end {
            break;
        }
        // A line that is cut is what the attack is answered with.
        let _ = timeout(Duration::from_secs(20), send(&address, head, *flow)).await;
        sent += 1;
    }
    sent
}

/// Resident memory of a process in MiB.
fn resident(process: u32) -> anyhow::Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? / 1024)
}

/// Memory stays bounded, and health answers all the while.
///
/// # Errors
/// When it grows, health is silent, or nothing works afterwards.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let stack = Stack::start("oversized", plan, Shape::SINGLE).await?;
    let (url, process) = (stack.direct(AGREEMENT, 0), stack.process(AGREEMENT, 0)?);
    let token = Caller::new(&stack)?.token("platform.admin").await?;
    let address = url.trim_start_matches("http://").to_owned();
    let idle = resident(process)?;
    let end = Instant::now() + plan.pick(Duration::from_secs(8), Duration::from_secs(60));
    let attackers: Vec<_> = (0..ATTACKERS)
        .map(|number| tokio::spawn(attack(address.clone(), requests(&token), number, end)))
        .collect();
    let api = client::Api::new(&url, client::TokenSource::Nobody)?.without_retries();
    let (mut most, mut slowest) = (idle, Duration::ZERO);
    while Instant::now() < end {
        let asked = Instant::now();
        let alive = timeout(HEALTH, api.get::<serde_json::Value>("/livez")).await;
        alive.context("/livez is silent")?.context("/livez")?;
        slowest = slowest.max(asked.elapsed());
        most = most.max(resident(process)?);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut sent = 0;
    for attacker in join_all(attackers).await {
        sent += attacker?;
    }
    most = most.max(resident(process)?);
    ensure!(sent > ATTACKERS, "only {sent} requests were sent");
    ensure!(most < MEMORY, "{most} MiB, {idle} when idle");
    AgreementApi::new(api.with_token(token))
        .list_parties(&ListPartiesQuery::default())
        .await
        .context("afterwards")?;
    Ok(Figures::default()
        .with("oversized requests", sent)
        .with("idle MiB", idle)
        .with("most MiB", most)
        .with("slowest /livez ms", slowest.as_millis()))
}
