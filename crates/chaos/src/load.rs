//! Load in a closed loop: so many clients, each asking again once it is answered.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures_util::future::join_all;

use crate::caller::Request;
use crate::{Caller, Stack};

/// How long who was refused waits before it asks again.
const BACK_OFF: Duration = Duration::from_millis(100);

/// A read that is asked for again and again.
#[derive(Clone)]
pub struct Load {
    http: reqwest::Client,
    url: String,
    token: String,
}

/// What came of a load.
#[derive(Debug, Default)]
pub struct Heard {
    /// How long each answer took that was one.
    pub good: Vec<Duration>,
    /// How long each refusal took: 429 and 503.
    pub refused: Vec<Duration>,
    /// Answers of another kind, and none at all.
    pub failed: usize,
    took: Duration,
}

impl Heard {
    /// Good answers a second.
    pub fn rate(&self) -> f64 {
        f64::from(u32::try_from(self.good.len()).unwrap_or(u32::MAX)) / self.took.as_secs_f64().max(0.001)
    }

    /// The time within which 99 of 100 good answers came.
    pub fn p99(&self) -> Duration {
        let mut sorted = self.good.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len().saturating_sub(1) * 99 / 100).copied().unwrap_or_default()
    }

    /// The slowest answer of all, refusals included.
    pub fn slowest(&self) -> Duration {
        self.good.iter().chain(&self.refused).max().copied().unwrap_or_default()
    }

    fn add(mut self, other: Self) -> Self {
        self.good.extend(other.good);
        self.refused.extend(other.refused);
        self.failed += other.failed;
        self.took = self.took.max(other.took);
        self
    }
}

impl Load {
    /// A read, sent to the first instance of its service.
    ///
    /// # Errors
    /// When the sign-in is refused.
    // What is measured is the answer as it comes, which `client::Api` would repeat.
    #[allow(clippy::disallowed_methods)]
    pub async fn new(stack: &Stack, read: &Request) -> anyhow::Result<Self> {
        let token = Caller::new(stack)?.token(read.actor).await?;
        let http = reqwest::Client::builder()
            .tls_certs_only([])
            .no_proxy()
            .timeout(Duration::from_secs(30))
            .build()?;
        let path = &read.sent.path;
        let url = format!("{}{path}", stack.direct(read.service, 0));
        let load = Self { http, url, token };
        anyhow::ensure!(load.ask().await.context("no answer")? == 200, "{path} cannot be read");
        Ok(load)
    }

    async fn ask(&self) -> Option<u16> {
        let answer = self.http.get(&self.url).bearer_auth(&self.token).send().await.ok()?;
        let status = answer.status().as_u16();
        answer.bytes().await.ok()?;
        Some(status)
    }

    async fn client(&self, end: Instant) -> Heard {
        let since = Instant::now();
        let mut heard = Heard::default();
        while Instant::now() < end {
            let asked = Instant::now();
            match self.ask().await {
                Some(200) => heard.good.push(asked.elapsed()),
                Some(429 | 503) => {
                    heard.refused.push(asked.elapsed());
                    tokio::time::sleep(BACK_OFF).await;
                }
                _ => heard.failed += 1,
            }
        }
        heard.took = since.elapsed();
        heard
    }

    /// Lets so many clients ask for so long.
    ///
    /// # Errors
    /// When a client's task ends early.
    pub async fn run(&self, clients: usize, time: Duration) -> anyhow::Result<Heard> {
        let end = Instant::now() + time;
        let asking = (0..clients).map(|_| {
            let load = self.clone();
            tokio::spawn(async move { load.client(end).await })
        });
        let mut all = Heard::default();
        for heard in join_all(asking).await {
            all = all.add(heard?);
        }
        Ok(all)
    }
}
