//! What the machine does: its noise, and the CPU time and memory of processes, from `/proc`.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, ensure};

/// Microseconds of one tick of `/proc/<pid>/stat` (`USER_HZ` is 100 on Linux).
const TICK_MICROS: u64 = 10_000;

/// How long a fixed piece of work takes now, in milliseconds: the same every time on a quiet machine.
pub(crate) fn calibration() -> f64 {
    let begun = Instant::now();
    let steps = if cfg!(debug_assertions) { 1_000_000_u32 } else { 40_000_000 };
    let mut state: u64 = 0x9E37_79B9_7F4A_7C15;
    for _ in 0..steps {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    std::hint::black_box(state);
    begun.elapsed().as_secs_f64() * 1000.0
}

/// CPU time that processes have used so far, in microseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cpu {
    /// The service.
    pub(crate) service: u64,
    /// PostgreSQL: the postmaster, all its processes, and those that have ended.
    pub(crate) postgres: u64,
}

/// The processes whose CPU time counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watched {
    /// The service's process.
    pub(crate) service: u32,
    /// PostgreSQL's first process.
    pub(crate) postmaster: u32,
}

impl Watched {
    /// What they have used so far.
    pub(crate) fn cpu(self) -> anyhow::Result<Cpu> {
        Ok(Cpu { service: stat(self.service)?.own, postgres: family(self.postmaster)? })
    }
}

struct Stat {
    parent: u32,
    own: u64,
    ended_children: u64,
}

fn stat(pid: u32) -> anyhow::Result<Stat> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .with_context(|| format!("process {pid} is gone"))?;
    parse_stat(&text).with_context(|| format!("/proc/{pid}/stat reads {text}"))
}

/// The name of the program, in brackets, may hold anything; the numbers follow the last bracket.
fn parse_stat(text: &str) -> Option<Stat> {
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<u64>().ok();
    Some(Stat {
        parent: fields.get(1)?.parse().ok()?,
        own: (ticks(11)? + ticks(12)?) * TICK_MICROS,
        ended_children: (ticks(13)? + ticks(14)?) * TICK_MICROS,
    })
}

fn family(postmaster: u32) -> anyhow::Result<u64> {
    let first = stat(postmaster)?;
    let mut sum = first.own + first.ended_children;
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // A process that ends between the two readings is among the ended children next time.
        if let Ok(one) = stat(pid)
            && one.parent == postmaster
        {
            sum += one.own;
        }
    }
    Ok(sum)
}

/// Resident memory of a process, in megabytes.
pub(crate) fn resident_megabytes(pid: u32) -> anyhow::Result<f64> {
    megabytes(pid, "VmRSS:")
}

/// The most that its resident memory ever was, in megabytes.
pub(crate) fn peak_megabytes(pid: u32) -> anyhow::Result<f64> {
    megabytes(pid, "VmHWM:")
}

fn megabytes(pid: u32, name: &str) -> anyhow::Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).with_context(|| format!("no {name}"))?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes / 1024.0)
}

/// The commit of the working tree, with `+` when files differ from it.
pub(crate) fn commit(root: &Path) -> anyhow::Result<String> {
    let git = |args: &[&str]| -> anyhow::Result<String> {
        let output = Command::new("git").current_dir(root).args(args).output()?;
        ensure!(output.status.success(), "git {args:?} failed");
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let hash = git(&["rev-parse", "--short=10", "HEAD"])?;
    let changed = !git(&["status", "--porcelain"])?.is_empty();
    Ok(if changed { format!("{hash}+") } else { hash })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stat_line_is_read_whatever_the_program_is_called() {
        let line = "42 (postgres: a) b) S 7 42 42 0 -1 4194560 1 2 3 4 150 50 30 20 20 0 1 0 99";
        let found = parse_stat(line).unwrap();
        assert_eq!((found.parent, found.own, found.ended_children), (7, 2_000_000, 500_000));
        assert!(parse_stat("42 (x) S").is_none());
    }

    #[test]
    fn this_process_has_memory_and_used_time() {
        let own = std::process::id();
        assert!(resident_megabytes(own).unwrap() > 1.0);
        // The kernel counts in ticks of a hundredth second: a quick machine is done before the first.
        let worked = (0..1000).any(|_| {
            calibration();
            stat(own).unwrap().own > 0
        });
        assert!(worked);
    }
}
