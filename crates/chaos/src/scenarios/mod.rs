//! The scenarios: one file each, one signature, one table.

mod consumers;
mod crash;
mod delivered;
mod duplicates;
mod feed;
mod last_tonne;
mod no_database;
mod other_services;
mod overload;
mod oversized;
mod pair;
mod reduction;
mod repeats;
mod resets;
mod restore;
mod rolling;
mod slow;
mod trader;
mod writers;

use std::time::Instant;

use anyhow::Context as _;
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;

use crate::{Figures, Plan};

/// One promise and how it is tried.
pub struct Scenario {
    /// Its number in docs/RELIABILITY.md.
    pub name: &'static str,
    /// What is promised.
    pub promise: &'static str,
    /// Plays it; fails when the promise does not hold.
    pub run: for<'p> fn(&'p Plan) -> LocalBoxFuture<'p, anyhow::Result<Figures>>,
}

macro_rules! scenarios {
    ($($name:literal $module:ident $promise:literal;)+) => {
        /// Every scenario there is.
        pub const ALL: &[Scenario] = &[
            $(Scenario { name: $name, promise: $promise, run: |plan| $module::run(plan).boxed_local() },)+
        ];
    };
}

scenarios! {
    "R1" repeats "a repeated keyed request has one effect and one answer";
    "R2" duplicates "concurrent duplicates neither block nor double";
    "R3" writers "no lost update";
    "R4" crash "an acknowledged write survives";
    "R5" feed "each committed change is once in the feed, in causal order";
    "R6" consumers "consumers apply each event once";
    "R8" last_tonne "nobody oversells";
    "R12" oversized "memory is bounded under attack";
    "R13" slow "slow clients starve nobody, and are cut";
    "R14" overload "overload is refused early";
    "R15" no_database "losing PostgreSQL degrades, not cascades";
    "R16" other_services "losing another service degrades, not cascades";
    "R17" rolling "a deploy is unseen";
    "R18" resets "dropped requests leave nothing";
    "R22" restore "a backup restores";
    "R26" reduction "nobody outruns a reduction";
    "TRADER" trader "nobody gets by any order of steps what the rules are there to prevent";
    "PAIR" pair "two instances of each service behind one address play the story, and a second time change nothing";
}

/// The scenarios of these names; `all` means every one.
///
/// # Errors
/// When there is none of a name.
pub fn names(asked: &[String]) -> anyhow::Result<Vec<&'static str>> {
    if asked == ["all"] {
        return Ok(ALL.iter().map(|scenario| scenario.name).collect());
    }
    asked.iter().map(|name| Ok(find(name)?.name)).collect()
}

fn find(name: &str) -> anyhow::Result<&'static Scenario> {
    let same = |scenario: &&Scenario| scenario.name.eq_ignore_ascii_case(name);
    ALL.iter().find(same).with_context(|| format!("there is no scenario {name}; `chaos list` shows them"))
}

/// Plays a scenario.
///
/// # Errors
/// When its promise does not hold; the text names the seed to play it again with.
pub async fn run(name: &str, plan: &Plan) -> anyhow::Result<Figures> {
    let scenario = find(name)?;
    let since = Instant::now();
    let played = (scenario.run)(plan).await;
    let played = played.with_context(|| format!("{} with --seed {}", scenario.name, plan.seed));
    played.map(|figures| figures.of(scenario.name, plan.seed, since.elapsed()))
}
