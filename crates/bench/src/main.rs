//! `bench`: what the services reach under load, beside what PostgreSQL itself reaches with the same SQL.
//!
//! `cargo run --release -p bench -- <name|all|list>` measures, `-- compare A B` sets two commits beside each other.
//! The method and the last figures are in docs/PERFORMANCE.md. Start reading at [`contest`].

mod bare;
mod contest;
mod data;
mod lab;
mod machine;
mod pgbench;
mod results;
mod running;
mod runs;
mod server;
mod statements;
mod stats;
mod tokens;
mod wrk;

use clap::Parser;

use crate::lab::{Lab, Options};

/// As in the services: the bare endpoint is measured beside theirs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The root of the repository.
pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Measures the services against PostgreSQL's own limit.
#[derive(Debug, Parser)]
struct Cli {
    /// Names of benchmarks, or `all`; before them `smoke` for a second of each over little data; `list`; or `compare` and
    /// two commits.
    #[arg(required = true)]
    what: Vec<String>,
    /// Three rounds of two seconds, to see whether something moved.
    #[arg(long)]
    quick: bool,
    /// Rounds.
    #[arg(long, default_value_t = 5)]
    rounds: u32,
    /// Seconds a round lasts on each side.
    #[arg(long, default_value_t = 5)]
    seconds: u32,
    /// Record a profile of the service with `perf`.
    #[arg(long)]
    profile: bool,
    /// Measure the binaries that are there, without building them first.
    #[arg(long)]
    no_build: bool,
}

impl Cli {
    fn options(&self, smoke: bool) -> Options {
        let (rounds, seconds) = match (smoke, self.quick) {
            (true, _) => (1, 1),
            (_, true) => (3, 2),
            _ => (self.rounds.max(1), self.seconds.max(1)),
        };
        Options { rounds, seconds, profile: self.profile, tiny: smoke }
    }
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let words: Vec<&str> = cli.what.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["list"] => {
            for one in runs::ALL {
                println!("{:<14} {}", one.name, one.about);
            }
            Ok(())
        }
        // Started by p10 itself: the endpoint without anything around it.
        ["bare", database, port] => bare::serve(database, port.parse()?),
        ["compare", before, after] => {
            print!("{}", results::compare(&lab::results_file(), before, after)?);
            Ok(())
        }
        names => {
            let smoke = names.first() == Some(&"smoke");
            let chosen = runs::choose(if smoke { &names[1..] } else { names })?;
            if !cli.no_build {
                running::build()?;
            }
            service::run::block_on(async move {
                let lab = Lab::open(cli.options(smoke)).await?;
                let result = lab.measure(&chosen).await;
                lab.close().await?;
                result
            })
        }
    }
}
