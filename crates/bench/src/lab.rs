//! What the benchmarks of one run share: server, tokens, options, and where results go.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use client::{Api, TokenSource};
use domain::shared::Role;
use testkit::Actor;
use web::Clock;

use crate::data::{BUYERS, BUYERS_FROM, Dataset, Size, party};
use crate::machine;
use crate::results::{Figure, append};
use crate::running::Running;
use crate::runs::Benchmark;
use crate::server::Server;
use crate::statements::{self, Statement};
use crate::tokens::Tokens;

/// How to measure.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// Rounds, of which the medians count.
    pub(crate) rounds: u32,
    /// Seconds of each side in each round.
    pub(crate) seconds: u32,
    /// Whether to record a profile.
    pub(crate) profile: bool,
    /// Whether to load little data, to see that everything works.
    pub(crate) tiny: bool,
}

/// Everything a benchmark needs.
pub(crate) struct Lab {
    /// How to measure.
    pub(crate) options: Options,
    /// The server.
    pub(crate) server: Server,
    /// What signs tokens.
    pub(crate) tokens: Tokens,
    /// Where scripts, profiles and results go.
    pub(crate) folder: PathBuf,
    commit: String,
    date: String,
}

fn target() -> PathBuf {
    Path::new(crate::ROOT).join("target/bench")
}

/// The file that keeps every figure.
pub(crate) fn results_file() -> PathBuf {
    target().join("results.jsonl")
}

impl Lab {
    /// Starts the server and makes a key.
    ///
    /// # Errors
    /// When PostgreSQL does not start.
    pub(crate) async fn open(options: Options) -> anyhow::Result<Self> {
        let base = target();
        // Tiny data live apart: they never push the full ones out.
        let folder = if options.tiny { base.join("tiny") } else { base };
        std::fs::create_dir_all(&folder)?;
        let root = Path::new(crate::ROOT);
        let date = Clock::system().now().format("%Y-%m-%d %H:%M").to_string();
        let (server, commit) = (Server::start(&folder).await?, machine::commit(root)?);
        Ok(Self { options, server, tokens: Tokens::new()?, folder, commit, date })
    }

    /// How much data to load.
    pub(crate) fn size(&self) -> Size {
        if self.options.tiny { Size::TINY } else { Size::FULL }
    }

    /// Loads a database if need be, makes our tokens valid there, and gives its name.
    ///
    /// # Errors
    /// When loading fails.
    pub(crate) async fn loaded(&self, dataset: &Dataset) -> anyhow::Result<String> {
        dataset.ensure(&self.server, self.size()).await?;
        let name = dataset.database();
        self.tokens.register(&self.server.url(&name)).await?;
        Ok(name)
    }

    /// A fresh copy of a loaded database, for a benchmark that writes, and its name.
    ///
    /// # Errors
    /// When loading or copying fails.
    pub(crate) async fn copied(&self, dataset: &Dataset) -> anyhow::Result<String> {
        let original = self.loaded(dataset).await?;
        let copy = format!("{original}_copy");
        self.server.copy(&original, &copy).await?;
        Ok(copy)
    }

    /// Tokens of the buyers of logistics, in their order.
    ///
    /// # Errors
    /// When the key does not sign.
    pub(crate) fn buyers(&self) -> anyhow::Result<Vec<String>> {
        let token = |n| self.tokens.token(&Actor::new(party(BUYERS_FROM + n), "31.71", &[Role::Buyer]));
        (0..BUYERS).map(token).collect()
    }

    /// Starts a service over a database of the server.
    ///
    /// # Errors
    /// When it does not become ready.
    pub(crate) async fn start(&self, service: &str, database: &str) -> anyhow::Result<Running> {
        Running::start(service, &self.server.url(database), &[]).await
    }

    /// What the server is asked while a service answers these reads, in order.
    ///
    /// # Errors
    /// When one is not answered with success.
    pub(crate) async fn sample(
        &self,
        service: &str,
        database: &str,
        token: &str,
        paths: &[&str],
    ) -> anyhow::Result<Vec<Statement>> {
        self.logged(service, database, async |running: &Running| {
            let api = self.api(&running.url, token)?;
            for path in paths {
                api.get::<serde_json::Value>(*path).await?;
            }
            Ok(())
        })
        .await
    }

    /// What the server is asked while `work` uses a service over a database.
    ///
    /// # Errors
    /// Those of `work`, or when the service does not start or stop.
    pub(crate) async fn logged(
        &self,
        service: &str,
        database: &str,
        work: impl AsyncFnOnce(&Running) -> anyhow::Result<()>,
    ) -> anyhow::Result<Vec<Statement>> {
        self.server.log_statements(database, true).await?;
        let running = self.start(service, database).await?;
        let begin = self.server.log_length();
        let result = work(&running).await;
        running.stop()?;
        self.server.log_statements(database, false).await?;
        result.with_context(|| format!("the sample request to {service}"))?;
        Ok(statements::read(&self.server.log_since(begin)?, database))
    }

    /// A client with a token; it tries once.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn api(&self, url: &str, token: &str) -> anyhow::Result<Api> {
        Ok(Api::new(url, TokenSource::Given(token.to_owned()))?.without_retries())
    }

    /// Measures one benchmark after the other, prints the figures and keeps them.
    ///
    /// # Errors
    /// When any failed, after all others have been measured.
    pub(crate) async fn measure(&self, chosen: &[&Benchmark]) -> anyhow::Result<()> {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let version = self.server.version().await?;
        println!("commit {}, {}, {processors} processors, PostgreSQL {version}", self.commit, self.date);
        let mut failed = Vec::new();
        for one in chosen {
            eprintln!("{}: {}", one.name, one.about);
            let figures = match (one.run)(self).await {
                Ok(figures) => figures,
                Err(error) => {
                    eprintln!("{} failed: {error:#}", one.name);
                    failed.push(one.name);
                    continue;
                }
            };
            for figure in &figures {
                println!("{}", figure.line());
            }
            let figures: Vec<Figure> =
                figures.into_iter().map(|figure| figure.with("processors", processors)).collect();
            if !self.options.tiny {
                append(&results_file(), &self.commit, &self.date, &figures)?;
            }
        }
        ensure!(failed.is_empty(), "no figures of {}", failed.join(", "));
        Ok(())
    }

    /// Stops the server if it was started here.
    ///
    /// # Errors
    /// When it does not stop.
    pub(crate) async fn close(self) -> anyhow::Result<()> {
        self.server.stop().await
    }
}
