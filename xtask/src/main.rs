//! What CI checks and a developer regenerates: documents, arrows, sizes.
//!
//! Owns: every file that is written from the code (`regen` lists the generators), the proof of the arrows of
//! `docs/ARCHITECTURE.md`, the comparison of the documents with an earlier commit, the limit on file lengths.
//! Refuses: anything a service needs at run time.

#[cfg(test)]
mod accepts;
mod arrows;
mod breaking;
mod client;
mod ddl;
mod documents;
mod drawers;
mod events;
mod layout;
mod migrations;
mod new_feature;
mod problems_seen;
mod regen;
mod sizes;
mod states;
mod wire_names;

use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};

use crate::problems_seen::Show;
use crate::regen::Mode;

/// Checks and generates what is committed beside the code.
#[derive(Parser)]
#[command(name = "xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Writes every generated file that differs from the code.
    Regen {
        /// Writes nothing; fails when a committed file differs.
        #[arg(long)]
        check: bool,
    },
    /// Proves the forbidden arrows between the crates and between the subjects of a service.
    Arrows,
    /// Compares openapi/ with an earlier commit: the last tag `v*`, else the previous commit.
    Breaking {
        /// The commit to compare with.
        #[arg(long)]
        against: Option<String>,
    },
    /// Checks that landed migrations are unchanged and new ones are well named and block nobody.
    Migrations {
        /// Adds the new ones to `migrations.lock`.
        #[arg(long)]
        land: bool,
    },
    /// Begins a feature: a resource with a lifecycle of two states, from route to table.
    NewFeature(new_feature::NewFeature),
    /// Reports which problems that the documents list no test has met; run the tests first.
    ProblemsSeen {
        /// Shows also what all operations of a kind have in common.
        #[arg(long)]
        all: bool,
    },
    /// Finds source files over the limit.
    Sizes,
}

fn main() -> anyhow::Result<()> {
    let root = root();
    match Cli::parse().task {
        Task::Regen { check } => regen::run(&root, if check { Mode::Check } else { Mode::Write }),
        Task::Arrows => report("arrow", arrows::check(&root)?),
        Task::Breaking { against } => breaking::run(&root, against),
        Task::Migrations { land: true } => migrations::land(&root),
        Task::Migrations { land: false } => report("migration", migrations::check(&root)?),
        Task::NewFeature(wanted) => new_feature::run(&root, &wanted),
        Task::ProblemsSeen { all } => problems_seen::run(if all { Show::All } else { Show::Own }),
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
