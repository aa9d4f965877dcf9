//! Processes of the tests: built binaries on free ports, killed with the value that holds them.

use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use testkit::PATIENCE;

/// A binary of the workspace; built first when it is not there (`cargo test --workspace` has built it).
///
/// # Errors
/// When it cannot be built.
pub fn binary(name: &str, package: &str) -> anyhow::Result<PathBuf> {
    static BUILDING: Mutex<()> = Mutex::new(());
    let exe = std::env::current_exe()?;
    let folder = exe.parent().and_then(Path::parent).context("tests run in target/<profile>/deps")?;
    let file = folder.join(name);
    let _alone = BUILDING.lock().unwrap_or_else(PoisonError::into_inner);
    if !file.exists() {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let built = Command::new(cargo).args(["build", "--quiet", "-p", package]).status()?;
        ensure!(built.success() && file.exists(), "{name} cannot be built");
    }
    Ok(file)
}

/// A directory that goes with the value; short enough for the private server's socket.
///
/// # Errors
/// When it cannot be made.
pub fn temp_dir(name: &str) -> anyhow::Result<TempDir> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let path = std::env::temp_dir().join(format!("kad-{name}-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&path)?;
    // PostgreSQL's own account has to pass through.
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))?;
    Ok(TempDir(path))
}

/// A directory that is removed when dropped.
#[derive(Debug)]
pub struct TempDir(PathBuf);

impl TempDir {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        // What is left behind is small and says where it comes from.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Ports for the listeners of processes, each given once and to nobody else.
///
/// A port that was merely free a moment ago goes, on a busy machine, to whoever comes first: to an outgoing connection,
/// or to the process of another test, which then answers what was not meant for it. These lie below the ports that
/// Linux takes for outgoing connections, and are held by a UDP socket of the same number until this process ends.
pub struct Ports;

impl Ports {
    /// So many of them.
    ///
    /// # Errors
    /// When the system has none.
    pub fn free<const N: usize>() -> anyhow::Result<[u16; N]> {
        let mut ports = [0; N];
        for port in &mut ports {
            *port = Self::take()?;
        }
        Ok(ports)
    }

    fn take() -> anyhow::Result<u16> {
        const FIRST: u32 = 10_000;
        const COUNT: u32 = 22_000;
        static HELD: Mutex<Vec<UdpSocket>> = Mutex::new(Vec::new());
        let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
        // Test binaries that run beside each other begin at different places.
        let start = std::process::id().wrapping_mul(997);
        for tried in 0..COUNT {
            let port = u16::try_from(FIRST + start.wrapping_add(tried) % COUNT)?;
            let Ok(holding) = UdpSocket::bind((Ipv4Addr::LOCALHOST, port)) else { continue };
            // Somebody else's listener, or a connection that has not quite ended.
            if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
                held.push(holding);
                return Ok(port);
            }
        }
        bail!("no port of {FIRST} to {} is free", FIRST + COUNT - 1)
    }
}

/// A running process; killed when dropped.
pub struct Process {
    child: Child,
    name: String,
}

impl Process {
    /// Starts a command, its output thrown away unless `KAD_LOG` asks for it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(name: &str, command: &mut Command) -> anyhow::Result<Self> {
        command.stdin(Stdio::null());
        if std::env::var_os("KAD_LOG").is_none() {
            command.stdout(Stdio::null()).stderr(Stdio::null());
        }
        let child = command.spawn().with_context(|| format!("start {name}"))?;
        Ok(Self { child, name: name.to_owned() })
    }

    /// Starts a command that writes its log, from level info on, to a file.
    ///
    /// # Errors
    /// When the file cannot be made, or it cannot be started.
    pub fn logging(name: &str, command: &mut Command, log: &Path) -> anyhow::Result<Self> {
        let log = std::fs::File::create(log)?;
        command.env("KAD_LOG", "info").stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let child = command.spawn().with_context(|| format!("start {name}"))?;
        Ok(Self { child, name: name.to_owned() })
    }

    /// Its number, for `/proc` and profilers.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it at once, as the kernel does: nothing is said goodbye to.
    ///
    /// # Errors
    /// When it cannot be killed.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Whether it has ended.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn has_ended(&mut self) -> anyhow::Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Asks it to stop and waits until it has.
    ///
    /// # Errors
    /// When it does not stop in time, or says that something went wrong.
    pub fn terminate(mut self) -> anyhow::Result<()> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait()? {
                ensure!(status.success(), "{} ended with {status}", self.name);
                return Ok(());
            }
            if Instant::now() > deadline {
                bail!("{} does not stop", self.name);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until it answers `/readyz`.
    ///
    /// # Errors
    /// When it ends first, or does not answer in time.
    pub async fn wait_until_ready(&mut self, url: &str) -> anyhow::Result<()> {
        self.wait_until_well(url, "/readyz").await
    }

    /// Waits until it answers at a path.
    ///
    /// # Errors
    /// When it ends before, or takes too long.
    pub async fn wait_until_well(&mut self, url: &str, path: &str) -> anyhow::Result<()> {
        let api = client::Api::new(url, client::TokenSource::Nobody)?.without_retries();
        let deadline = Instant::now() + PATIENCE;
        while let Err(error) = api.get::<serde_json::Value>(path).await {
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended with {status} before it was ready", self.name);
            }
            ensure!(Instant::now() < deadline, "{} does not become ready: {error}", self.name);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_is_given_once_and_can_be_listened_on() -> anyhow::Result<()> {
        let mut given = std::collections::BTreeSet::new();
        for _ in 0..50 {
            let [one, other] = Ports::free()?;
            assert!(given.insert(one) && given.insert(other), "{one} or {other} was given before");
            // As long as it is listened on and after: no second process is led to it.
            drop(TcpListener::bind((Ipv4Addr::LOCALHOST, one))?);
        }
        Ok(())
    }
}
