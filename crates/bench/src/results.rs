//! Figures: their goals, the file they are kept in, and two commits beside each other.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What a figure should be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Goal {
    /// Not less.
    AtLeast(f64),
    /// Not more.
    AtMost(f64),
}

impl Goal {
    fn met_by(self, value: f64) -> bool {
        match self {
            Self::AtLeast(bound) => value >= bound,
            Self::AtMost(bound) => value <= bound,
        }
    }

    fn text(self) -> String {
        match self {
            Self::AtLeast(bound) => format!(">= {}", short(bound)),
            Self::AtMost(bound) => format!("<= {}", short(bound)),
        }
    }
}

/// One measured figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Figure {
    /// What was measured, such as `p1-product: ratio at 16`; the same in every run.
    pub(crate) name: String,
    /// The figure.
    pub(crate) value: f64,
    /// What it counts: `x`, `us`, `ms`, `MB`, `1/s`, `%`.
    pub(crate) unit: String,
    /// What it should be, where there is a goal.
    pub(crate) goal: Option<Goal>,
    /// Everything else that was measured with it.
    pub(crate) details: Map<String, Value>,
}

impl Figure {
    /// A figure without a goal.
    pub(crate) fn new(name: impl Into<String>, value: f64, unit: &str) -> Self {
        Self { name: name.into(), value, unit: unit.to_owned(), goal: None, details: Map::new() }
    }

    /// The same with a goal.
    pub(crate) fn aims(mut self, goal: Goal) -> Self {
        self.goal = Some(goal);
        self
    }

    /// The same with another measurement beside it.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    fn verdict(&self) -> &'static str {
        match self.goal {
            None => "",
            Some(goal) if goal.met_by(self.value) => "PASS",
            Some(_) => "MISS",
        }
    }

    /// One line for people.
    pub(crate) fn line(&self) -> String {
        let goal = self.goal.map(Goal::text).unwrap_or_default();
        let value = format!("{} {}", short(self.value), self.unit);
        format!("{:<56} {value:>14}  {goal:<10} {}", self.name, self.verdict()).trim_end().to_owned()
    }
}

/// A number with as many digits as say something.
pub(crate) fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 || value.fract() == 0.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// A line of the file: a figure with the circumstances of its run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Line {
    commit: String,
    date: String,
    #[serde(flatten)]
    figure: Figure,
    met: Option<bool>,
}

/// Adds figures to the file, a JSON line each.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn append(file: &Path, commit: &str, date: &str, figures: &[Figure]) -> anyhow::Result<()> {
    let mut out = std::fs::File::options().create(true).append(true).open(file)?;
    for figure in figures {
        let met = figure.goal.map(|goal| goal.met_by(figure.value));
        let line = Line { commit: commit.to_owned(), date: date.to_owned(), figure: figure.clone(), met };
        writeln!(out, "{}", serde_json::to_string(&line)?)?;
    }
    Ok(())
}

/// The last figures of two commits beside each other; a commit may be given by its first letters.
///
/// # Errors
/// When the file cannot be read or a commit has no figure in it.
pub(crate) fn compare(file: &Path, before: &str, after: &str) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
    table(&text, before, after)
}

fn table(text: &str, before: &str, after: &str) -> anyhow::Result<String> {
    let lines = text.lines().map(serde_json::from_str).collect::<Result<Vec<Line>, _>>()?;
    for commit in [before, after] {
        if !lines.iter().any(|line| line.commit.starts_with(commit)) {
            bail!("no figure of commit {commit}");
        }
    }
    let last = |commit: &str, name: &str| {
        let mut of = lines.iter().rev().filter(|line| line.commit.starts_with(commit));
        of.find(|line| line.figure.name == name).map(|line| &line.figure)
    };
    let mut names: Vec<&str> = Vec::new();
    for line in &lines {
        if !names.contains(&line.figure.name.as_str()) {
            names.push(&line.figure.name);
        }
    }
    let mut out = format!("{:<56} {before:>12} {after:>12}  after/before\n", "");
    for name in names {
        let (Some(old), Some(new)) = (last(before, name), last(after, name)) else { continue };
        let change = if old.value == 0.0 { String::new() } else { short(new.value / old.value) };
        let (unit, verdict) = (&new.unit, new.verdict());
        let (old, new) = (short(old.value), short(new.value));
        let line = format!("{name:<56} {old:>12} {new:>12}  {change:>6}  {unit:<4} {verdict}");
        // Writing into a text cannot fail.
        let _ = writeln!(out, "{}", line.trim_end());
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(commit: &str, name: &str, value: f64) -> String {
        let figure = Figure::new(name, value, "x").aims(Goal::AtLeast(1.0));
        let line = Line { commit: commit.into(), date: "2026-11-22".into(), figure, met: Some(value >= 1.0) };
        serde_json::to_string(&line).unwrap()
    }

    #[test]
    fn two_commits_are_compared_by_their_last_figures() {
        let text = [
            line("aaa1", "p1", 0.5),
            line("aaa1", "p1", 0.8),
            line("bbb2", "p1", 1.2),
            line("bbb2", "p2", 1.0),
        ]
        .join("\n");
        let table = table(&text, "aaa", "bbb").unwrap();
        assert!(table.contains("0.80") && table.contains("1.20") && table.contains("1.50"), "{table}");
        assert!(table.contains("PASS") && !table.contains("p2") && !table.contains("0.50"), "{table}");
    }

    #[test]
    fn an_unknown_commit_is_said_so() {
        assert!(table(&line("aaa1", "p1", 0.5), "aaa", "ccc").unwrap_err().to_string().contains("ccc"));
    }

    #[test]
    fn a_line_says_whether_the_goal_is_met() {
        let figure = Figure::new("p1: ratio", 0.59, "x").aims(Goal::AtLeast(0.6));
        assert!(figure.line().ends_with(">= 0.60    MISS"), "{}", figure.line());
        let figure = Figure::new("p99", 14.96, "ms").aims(Goal::AtMost(15.0));
        assert!(figure.line().ends_with("PASS"), "{}", figure.line());
        assert_eq!(Figure::new("x", 1234.56, "1/s").line().split_whitespace().last(), Some("1/s"));
    }
}
