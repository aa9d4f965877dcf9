//! `cargo run -p chaos -- R4 --rounds 50`: plays scenarios of faults and prints their figures.

use std::time::Duration;

use chaos::{Plan, scenarios};
use clap::Parser;

/// Plays scenarios of faults against three running services and prints what held.
#[derive(Parser)]
#[command(name = "chaos")]
struct Cli {
    /// Names of scenarios (`chaos list` shows them), or `all`.
    #[arg(required = true)]
    names: Vec<String>,
    /// Seed of everything random; one is chosen and printed when absent.
    #[arg(long)]
    seed: Option<u64>,
    /// How many rounds (or commands, where a scenario counts those).
    #[arg(long)]
    rounds: Option<u32>,
    /// Stop after so many minutes, whatever the rounds.
    #[arg(long)]
    minutes: Option<u64>,
    /// As short as in CI.
    #[arg(long)]
    short: bool,
}

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("serve") {
        return chaos::serve(&arguments.next().unwrap_or_default());
    }
    let cli = Cli::parse();
    let program = std::env::current_exe()?;
    let mut plan = if cli.short { Plan::short(program) } else { Plan::long(program) };
    plan.seed = cli.seed.unwrap_or(plan.seed);
    plan.rounds = cli.rounds;
    plan.time = cli.minutes.map(|minutes| Duration::from_secs(60 * minutes));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        tokio::select! {
            done = play(&cli.names, &plan) => done,
            // Dropping what runs stops its processes.
            () = service::run::stop_signal() => anyhow::bail!("interrupted"),
        }
    })
}

async fn play(names: &[String], plan: &Plan) -> anyhow::Result<()> {
    if names == ["list"] {
        for scenario in scenarios::ALL {
            println!("{:<5} {}", scenario.name, scenario.promise);
        }
        return Ok(());
    }
    let mut failed = Vec::new();
    for name in scenarios::names(names)? {
        match chaos::run(name, plan).await {
            Ok(figures) => println!("{figures}"),
            Err(error) => {
                println!("{name:<5} FAILED {error:#}");
                failed.push(name);
            }
        }
    }
    anyhow::ensure!(failed.is_empty(), "failed: {}", failed.join(", "));
    Ok(())
}
