//! One endpoint and pgbench on the very same SQL, in interleaved rounds.
//!
//! A round is: calibration, ours, calibration, pgbench. What counts is the ratio of the medians; CPU time per request
//! and the machine's noise stand beside it.

use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, ensure};

use crate::lab::Lab;
use crate::machine::{Watched, calibration, resident_megabytes};
use crate::pgbench::Script;
use crate::results::{Figure, Goal};
use crate::running::Running;
use crate::stats::{median, spread};
use crate::wrk::Load;

/// Goals of one contest.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Goals {
    /// Ratio at 16 connections, at least.
    pub(crate) at_16: f64,
    /// Ratio at 64 connections, at least.
    pub(crate) at_64: f64,
    /// CPU time of service and PostgreSQL per request, in microseconds, at most.
    pub(crate) cpu_us: Option<f64>,
    /// 99th percentile at 64 connections, in milliseconds, at most.
    pub(crate) p99_ms: Option<f64>,
}

/// Both sides of a contest.
pub(crate) struct Contest<'a> {
    /// What its figures are called.
    pub(crate) name: &'a str,
    /// Ours.
    pub(crate) load: Load,
    /// Theirs.
    pub(crate) script: Script,
    /// Which database theirs runs in.
    pub(crate) database: &'a str,
    /// What to reach.
    pub(crate) goals: Goals,
}

/// One side of one round; times in microseconds.
#[derive(Debug, Clone, Copy, Default)]
struct Round {
    rate: f64,
    p50: f64,
    p99: f64,
    service: f64,
    postgres: f64,
}

/// All rounds with one number of connections.
#[derive(Debug, Default)]
struct Rounds {
    ours: Vec<Round>,
    theirs: Vec<Round>,
    calibration: Vec<f64>,
    wrong: u64,
}

fn column(rounds: &[Round], of: impl Fn(&Round) -> f64) -> Vec<f64> {
    rounds.iter().map(of).collect()
}

impl Contest<'_> {
    /// Runs all rounds against a running service.
    ///
    /// # Errors
    /// When a load generator fails, or more than one request in a thousand is not answered as it should be.
    pub(crate) fn run(mut self, lab: &Lab, running: &Running) -> anyhow::Result<Vec<Figure>> {
        let watched = Watched { service: running.id(), postmaster: lab.server.postmaster()? };
        // Both sides once unmeasured: plans, caches, connections.
        self.ours(lab, watched, 16, 1)?;
        self.theirs(lab, watched, 16, 1)?;
        let mut figures = Vec::new();
        for connections in [16, 64] {
            let mut rounds = Rounds::default();
            for round in 0..lab.options.rounds {
                let profile = lab.options.profile && connections == 64 && round == 0;
                let recording =
                    if profile { Some(Recording::start(lab, self.name, running.id())?) } else { None };
                rounds.calibration.push(calibration());
                let (ours, wrong) = self.ours(lab, watched, connections, lab.options.seconds)?;
                if let Some(recording) = recording {
                    recording.finish()?;
                }
                rounds.ours.push(ours);
                rounds.wrong += wrong;
                rounds.calibration.push(calibration());
                rounds.theirs.push(self.theirs(lab, watched, connections, lab.options.seconds)?);
            }
            figures.extend(self.figures(connections, &rounds));
        }
        let memory = resident_megabytes(running.id())?;
        figures.push(Figure::new(format!("{}: resident memory", self.name), memory, "MB"));
        Ok(figures)
    }

    fn ours(
        &mut self,
        lab: &Lab,
        watched: Watched,
        connections: u32,
        seconds: u32,
    ) -> anyhow::Result<(Round, u64)> {
        let before = watched.cpu()?;
        let outcome = self.load.run(&lab.folder, connections, seconds)?;
        let after = watched.cpu()?;
        // Numbers that were used are never used again.
        self.load.first += outcome.requests * 5 / 4 + 1000;
        let (count, wrong) = (outcome.requests as f64, outcome.refused + outcome.broken);
        ensure!(
            wrong * 1000 <= outcome.requests && outcome.requests > 0,
            "{wrong} of {} requests were not answered as they should be",
            outcome.requests
        );
        let round = Round {
            rate: outcome.rate(),
            p50: outcome.p50_us,
            p99: outcome.p99_us,
            service: (after.service - before.service) as f64 / count,
            postgres: (after.postgres - before.postgres) as f64 / count,
        };
        Ok((round, wrong))
    }

    fn theirs(
        &mut self,
        lab: &Lab,
        watched: Watched,
        connections: u32,
        seconds: u32,
    ) -> anyhow::Result<Round> {
        let before = watched.cpu()?;
        let url = lab.server.url(self.database);
        let outcome = self.script.run(&lab.folder, &url, connections, seconds)?;
        let after = watched.cpu()?;
        self.script.advance();
        let count = outcome.rate * f64::from(seconds);
        let postgres = (after.postgres - before.postgres) as f64 / count;
        Ok(Round { rate: outcome.rate, p50: outcome.mean_us, postgres, ..Round::default() })
    }

    fn figures(&self, connections: u32, rounds: &Rounds) -> Vec<Figure> {
        let middle = |side: &[Round], of: fn(&Round) -> f64| median(&column(side, of));
        let (ours, theirs) = (&rounds.ours, &rounds.theirs);
        let (rate, limit) = (middle(ours, |r| r.rate), middle(theirs, |r| r.rate));
        let cpu = middle(ours, |r| r.service + r.postgres);
        let goal = if connections == 16 { self.goals.at_16 } else { self.goals.at_64 };
        let name = |what: &str| format!("{}: {what} at {connections}", self.name);
        let aimed = |figure: Figure, goal: Option<f64>| match goal {
            Some(bound) => figure.aims(Goal::AtMost(bound)),
            None => figure,
        };
        let ratio = Figure::new(name("ratio"), rate / limit, "x")
            .aims(Goal::AtLeast(goal))
            .with("ours_per_second", rate)
            .with("ours_spread_percent", spread(&column(ours, |r| r.rate)))
            .with("pgbench_per_second", limit)
            .with("pgbench_spread_percent", spread(&column(theirs, |r| r.rate)))
            .with("pgbench_mean_us", middle(theirs, |r| r.p50))
            .with("pgbench_postgres_us", middle(theirs, |r| r.postgres))
            .with("not_answered", rounds.wrong)
            .with("calibration_ms", median(&rounds.calibration))
            .with("calibration_spread_percent", spread(&rounds.calibration))
            .with("rounds", rounds.ours.len());
        eprintln!(
            "  {connections} connections: ours {rate:.0}/s (spread {:.0} %), pgbench {limit:.0}/s ({:.0} %), \
             PostgreSQL's CPU {:.0} us ours, {:.0} us pgbench's; machine {:.0} ms (spread {:.0} %)",
            spread(&column(ours, |r| r.rate)),
            spread(&column(theirs, |r| r.rate)),
            middle(ours, |r| r.postgres),
            middle(theirs, |r| r.postgres),
            median(&rounds.calibration),
            spread(&rounds.calibration),
        );
        let cpu = Figure::new(name("CPU per request"), cpu, "us")
            .with("service_us", middle(ours, |r| r.service))
            .with("postgres_us", middle(ours, |r| r.postgres));
        let p99 = Figure::new(name("p99"), middle(ours, |r| r.p99) / 1000.0, "ms");
        let p50 = Figure::new(name("p50"), middle(ours, |r| r.p50) / 1000.0, "ms");
        let last = connections == 64;
        vec![ratio, aimed(cpu, self.goals.cpu_us), p50, aimed(p99, self.goals.p99_ms.filter(|_| last))]
    }
}

/// A profile under way.
struct Recording {
    perf: Child,
    data: std::path::PathBuf,
}

impl Recording {
    fn start(lab: &Lab, name: &str, pid: u32) -> anyhow::Result<Self> {
        let data = lab.folder.join(format!("{name}.perf.data"));
        let mut command = Command::new("perf");
        command.args(["record", "-g", "-F", "499", "-p", &pid.to_string(), "-o"]).arg(&data);
        let seconds = lab.options.seconds.to_string();
        let perf =
            command.args(["--", "sleep", &seconds]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        Ok(Self { perf: perf.context("perf is missing")?, data })
    }

    fn finish(self) -> anyhow::Result<()> {
        let output = self.perf.wait_with_output()?;
        if !output.status.success() {
            let why = String::from_utf8_lossy(&output.stderr);
            eprintln!("  no profile: the kernel or perf refuses: {}", why.trim());
            return Ok(());
        }
        let report = Command::new("perf")
            .args(["report", "--stdio", "--no-children", "-i"])
            .arg(&self.data)
            .output()?;
        let text = self.data.with_extension("txt");
        std::fs::write(&text, report.stdout)?;
        eprintln!("  profile: {} and {}", self.data.display(), text.display());
        Ok(())
    }
}
