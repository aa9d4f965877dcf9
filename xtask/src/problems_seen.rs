//! Which of the problems that the documents list no test has met. The test kit notes every operation with every code a
//! test gets from it; this is a report and never fails because of what is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::Context as _;
use web::{Access, ProblemCode};

use crate::documents::mounts;

/// The record of the test kit, in the folder cargo builds into; delete it to begin anew.
const RECORD: &str = "problems-seen.txt";

/// What to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// The problems that operations have of their own, and counts of all others.
    Own,
    /// Every pair.
    All,
}

/// Prints the codes with the number of operations that list them and that were met, then the pairs not met.
///
/// # Errors
/// When there is no record yet.
pub(crate) fn run(show: Show) -> anyhow::Result<()> {
    let exe = std::env::current_exe()?;
    let target = exe.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    let record = target.context("cargo's folder is not above this program")?.join(RECORD);
    let text = fs::read_to_string(&record)
        .with_context(|| format!("no test has noted anything in {}", record.display()))?;
    let seen: BTreeSet<(&str, &str)> = text.lines().filter_map(|line| line.split_once(' ')).collect();
    let mut counts: BTreeMap<ProblemCode, (usize, usize)> = BTreeMap::new();
    let mut missing = Vec::new();
    for (access, codes) in listed()? {
        for code in codes {
            let met = seen.contains(&(access.id, code.slug()));
            let (listed, found) = counts.entry(code).or_default();
            *listed += 1;
            *found += usize::from(met);
            if !met && (show == Show::All || is_own(&access, code)) {
                missing.push(format!("{} {}", access.id, code.slug()));
            }
        }
    }
    for (code, (listed, found)) in counts {
        println!("{:28} met at {found} of {listed} operations", code.slug());
    }
    println!("\n{} pairs that no test has met:", missing.len());
    missing.iter().for_each(|pair| println!("  {pair}"));
    Ok(())
}

/// Whether an operation has a code of its own, rather than as all of its kind.
fn is_own(access: &Access, code: ProblemCode) -> bool {
    access.problems.contains(&code)
}

/// Every operation with the codes its document lists.
fn listed() -> anyhow::Result<Vec<(Access, Vec<ProblemCode>)>> {
    let mut all = Vec::new();
    for mount in mounts() {
        let (document, rows) = (web::document(&mount), mount.operations());
        let paths = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
        for operation in paths.filter_map(|item| item.as_object()).flat_map(|item| item.values()) {
            let access = rows.iter().find(|access| operation["operationId"] == access.id);
            let access = access.context("an operation has its row")?;
            let slugs = operation["x-problems"].as_array().into_iter().flatten();
            let codes = slugs.filter_map(|slug| web::PROBLEM_TYPES.iter().find(|known| *slug == known.slug));
            all.push((*access, codes.map(|known| known.code).collect()));
        }
    }
    Ok(all)
}
