//! The baseline: PostgreSQL's own `pgbench`, prepared statements, one script.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

/// What pgbench runs: a script and the texts its variables stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Script {
    /// The script.
    pub(crate) text: String,
    /// `-D name=value`.
    pub(crate) variables: Vec<(String, String)>,
    /// How often it was run: its variable `run`.
    pub(crate) run: u64,
}

/// What pgbench said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Outcome {
    /// Transactions a second, without the time of connecting.
    pub(crate) rate: f64,
    /// Mean latency in microseconds.
    pub(crate) mean_us: f64,
}

/// Where pgbench is: beside the server's programs, or in `PATH`.
///
/// # Errors
/// When it is nowhere.
pub(crate) fn program() -> anyhow::Result<PathBuf> {
    let beside = db::embedded::find_binaries()?.dir.join("pgbench");
    if beside.exists() {
        return Ok(beside);
    }
    let found = Command::new("pgbench").arg("--version").output();
    found.context("pgbench is missing; on Debian it comes with postgresql-contrib or the server package")?;
    Ok(PathBuf::from("pgbench"))
}

impl Script {
    /// Counts a run, so that the next one makes other numbers.
    pub(crate) fn advance(&mut self) {
        self.run += 1;
    }

    /// Runs it with so many connections for so many seconds; `folder` keeps the script.
    ///
    /// # Errors
    /// When pgbench fails; a failed transaction is a failure.
    pub(crate) fn run(
        &self,
        folder: &Path,
        url: &str,
        clients: u32,
        seconds: u32,
    ) -> anyhow::Result<Outcome> {
        let file = folder.join("baseline.sql");
        std::fs::write(&file, &self.text)?;
        let mut command = Command::new(program()?);
        let threads = clients.min(2).to_string();
        command.args(["-n", "-M", "prepared", "-j", &threads]);
        command.args(["-c", &clients.to_string(), "-T", &seconds.to_string(), "-f"]).arg(&file);
        for (name, value) in &self.variables {
            command.arg("-D").arg(format!("{name}={value}"));
        }
        // What scripts count with: which run it is, of how many clients; `i` counts within a client.
        for (name, value) in
            [("run", self.run.to_string()), ("clients", clients.to_string()), ("i", "-1".into())]
        {
            command.arg("-D").arg(format!("{name}={value}"));
        }
        let output = command.arg(url).output()?;
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        // Every client says the same; the first lines are enough.
        let why: Vec<&str> = err.lines().take(6).collect();
        ensure!(output.status.success(), "pgbench failed: {}", why.join("\n"));
        parse(&out).with_context(|| format!("pgbench says: {out}{err}"))
    }
}

fn parse(text: &str) -> Option<Outcome> {
    let number = |begin: &str| {
        let rest = text.lines().find_map(|line| line.strip_prefix(begin))?;
        rest.split_whitespace().next()?.parse::<f64>().ok()
    };
    let failed = number("number of failed transactions: ").unwrap_or(0.0);
    if failed > 0.0 {
        return None;
    }
    Some(Outcome { rate: number("tps = ")?, mean_us: number("latency average = ")? * 1000.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "transaction type: p.sql\nnumber of clients: 16\nnumber of failed transactions: 0 (0.000%)\n\
                        latency average = 0.615 ms\ninitial connection time = 21.6 ms\n\
                        tps = 26012.345678 (without initial connection time)\n";

    #[test]
    fn its_words_are_read() {
        assert_eq!(parse(SAID), Some(Outcome { rate: 26012.345678, mean_us: 615.0 }));
    }

    #[test]
    fn failed_transactions_are_no_result() {
        assert_eq!(parse(&SAID.replace("transactions: 0", "transactions: 3")), None);
        assert_eq!(parse("pgbench: error: connection failed"), None);
    }
}
