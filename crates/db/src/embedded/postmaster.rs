//! What `postmaster.pid` says, and whether it is true: it outlives a killed server and a reboot.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::tool::run;

/// A running server, as it describes itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Postmaster {
    pid: i32,
    /// The port of the TCP listener and of the socket's name.
    pub(super) port: u16,
    /// Whether it listens on TCP at all.
    pub(super) tcp: bool,
    ready: bool,
}

impl Postmaster {
    /// Reads the file PostgreSQL keeps (one value a line: pid, directory, start, port, socket directory, address,
    /// shared memory, status); none while it is absent or half written.
    fn read(data: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(data.join("postmaster.pid")).ok()?;
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let line = |number: usize| lines.get(number - 1).copied().unwrap_or_default();
        Some(Self {
            pid: line(1).parse().ok()?,
            port: line(4).parse().unwrap_or(0),
            tcp: !line(6).is_empty(),
            ready: line(8) == "ready",
        })
    }

    /// Whether the process of that number is a server of this data: numbers are reused.
    fn is_server_of(&self, data: &Path) -> bool {
        let command = std::fs::read(format!("/proc/{}/cmdline", self.pid)).ok().or_else(|| {
            if Path::new("/proc/self/cmdline").exists() {
                return None;
            }
            let mut ps = Command::new("ps");
            ps.args(["-o", "args=", "-p", &self.pid.to_string()]);
            run("ps", &mut ps).ok().map(String::into_bytes)
        });
        command.is_some_and(|text| String::from_utf8_lossy(&text).contains(&*data.to_string_lossy()))
    }

    fn process_exists(&self) -> bool {
        use rustix::io::Errno;
        use rustix::process::{Pid, test_kill_process};
        Pid::from_raw(self.pid).is_some_and(|pid| !matches!(test_kill_process(pid), Err(Errno::SRCH)))
    }

    fn accepts(&self, run_dir: &Path) -> bool {
        self.ready && UnixStream::connect(socket(run_dir, self.port)).is_ok()
    }
}

/// The socket of a server on `port`.
pub(super) fn socket(run_dir: &Path, port: u16) -> PathBuf {
    run_dir.join(format!(".s.PGSQL.{port}"))
}

/// The server of this data if one accepts connections now.
pub(super) fn running(data: &Path, run_dir: &Path) -> Option<Postmaster> {
    Postmaster::read(data).filter(|found| found.is_server_of(data) && found.accepts(run_dir))
}

/// What became of the server of this data.
pub(super) enum Settled {
    /// It accepts connections.
    Up(Postmaster),
    /// There is none.
    Down,
    /// It is between the two for longer than we waited.
    Stuck,
}

/// Waits, at most `patience`, until a server that is starting or stopping has done so.
pub(super) fn settle(data: &Path, run_dir: &Path, patience: Duration) -> Settled {
    let deadline = Instant::now() + patience;
    loop {
        match Postmaster::read(data) {
            Some(found) if found.is_server_of(data) => {
                if found.accepts(run_dir) {
                    return Settled::Up(found);
                }
            }
            _ => return Settled::Down,
        }
        if Instant::now() > deadline {
            return Settled::Stuck;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Clears the marks of a dead server where PostgreSQL itself could not: its number now belongs to some other
/// process, which PostgreSQL would take for a running server. In every other case PostgreSQL's own, stricter
/// checks must decide, so nothing is touched.
pub(super) fn clear_reused_pid(data: &Path, run_dir: &Path) -> std::io::Result<()> {
    let Some(dead) = Postmaster::read(data) else { return Ok(()) };
    if dead.is_server_of(data) || !dead.process_exists() {
        return Ok(());
    }
    let mut lock = socket(run_dir, dead.port).into_os_string();
    lock.push(".lock");
    for file in [data.join("postmaster.pid"), lock.into()] {
        match std::fs::remove_file(file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
