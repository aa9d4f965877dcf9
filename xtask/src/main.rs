//! What CI checks and a developer regenerates: documents, arrows, sizes.
//!
//! Owns: `openapi/*.json` and `docs/PROBLEMS.md` and the state tables of the
//! READMEs (written from the code), the proof of the arrows of
//! `docs/ARCHITECTURE.md`, the comparison of the documents with an earlier commit, the limit on file
//! lengths. Refuses: anything a service needs at run time.

mod arrows;
mod breaking;
mod documents;
mod sizes;
mod states;

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};

/// Checks and generates what is committed beside the code.
#[derive(Parser)]
#[command(name = "xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Writes openapi/{agreement,catalog,logistics}.json.
    Openapi(Mode),
    /// Writes docs/PROBLEMS.md.
    Problems(Mode),
    /// Writes the state tables in the services' READMEs.
    States(Mode),
    /// Proves the forbidden arrows between the crates.
    Arrows,
    /// Compares openapi/ with an earlier commit: the last tag `v*`, else the previous commit.
    Breaking {
        /// The commit to compare with.
        #[arg(long)]
        against: Option<String>,
    },
    /// Finds source files over the limit.
    Sizes,
}

#[derive(Args)]
struct Mode {
    /// Writes nothing; fails when the committed file differs.
    #[arg(long)]
    check: bool,
}

fn main() -> anyhow::Result<()> {
    let root = root();
    match Cli::parse().task {
        Task::Openapi(mode) => documents::openapi(&root, mode.check),
        Task::Problems(mode) => documents::problems(&root, mode.check),
        Task::States(mode) => states::run(&root, mode.check),
        Task::Arrows => report("arrow", arrows::check(&root)?),
        Task::Breaking { against } => breaking::run(&root, against),
        Task::Sizes => report("size", sizes::check(&root)?),
    }
}

/// Prints findings; fails when there are any.
fn report(what: &str, findings: Vec<String>) -> anyhow::Result<()> {
    for finding in &findings {
        eprintln!("{what}: {finding}");
    }
    anyhow::ensure!(findings.is_empty(), "{} findings", findings.len());
    println!("{what}s: nothing found");
    Ok(())
}

/// The root of the workspace, wherever the task is called from.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
