//! The services under load: the release binaries, as processes of their own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use journeys::{Ports, Process};

use crate::tokens::ISSUER;

/// The packages whose binaries are measured.
const PACKAGES: [&str; 4] = ["agreement", "catalog", "logistics", "standalone"];

/// Builds the binaries that are measured, so that none of them is older than the source, as this one was built:
/// `cargo run --profile dist -p bench` measures what goes into the image.
///
/// # Errors
/// When they cannot be built.
pub(crate) fn build() -> anyhow::Result<()> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command.args(["build", "--locked", "--profile", &profile()?]);
    for package in PACKAGES {
        command.args(["-p", package]);
    }
    ensure!(command.current_dir(crate::ROOT).status()?.success(), "the binaries cannot be built");
    Ok(())
}

/// The profile this binary was built with: the name of its directory, but for the one that cargo calls otherwise.
fn profile() -> anyhow::Result<String> {
    let file = std::env::current_exe()?;
    let folder = file.parent().and_then(Path::file_name).context("this binary stands in no directory")?;
    let folder = folder.to_string_lossy();
    Ok(if folder == "debug" { "dev".to_owned() } else { folder.into_owned() })
}

/// A binary beside this one.
pub(crate) fn binary(name: &str) -> anyhow::Result<PathBuf> {
    let file = std::env::current_exe()?.with_file_name(name);
    ensure!(file.exists(), "{} is not built", file.display());
    Ok(file)
}

/// A running service; killed when dropped.
pub(crate) struct Running {
    process: Process,
    /// Where it listens.
    pub(crate) url: String,
}

impl Running {
    /// Starts a service over a database and waits until it is ready. No limit of requests, everything else as
    /// it is for everybody; its log at `info` goes where `KAD_LOG` decides, else to nowhere.
    ///
    /// # Errors
    /// When it does not become ready.
    pub(crate) async fn start(name: &str, database_url: &str, more: &[(&str, &str)]) -> anyhow::Result<Self> {
        let [port] = Ports::free::<1>()?;
        let address = format!("127.0.0.1:{port}");
        let nowhere = "http://127.0.0.1:9";
        let mut command = Command::new(binary(name)?);
        command
            .env("KAD_LISTEN", &address)
            .env("KAD_DATABASE_URL", database_url)
            .env("KAD_ISSUER", ISSUER)
            .env("KAD_AGREEMENT_URL", nowhere)
            .env("KAD_CATALOG_URL", nowhere)
            .env("KAD_LOGISTICS_URL", nowhere)
            .env("KAD_SERVICE_SECRET", "a-secret-of-the-benchmarks-0123456789")
            .env("KAD_FILES", std::env::temp_dir().join("kad-bench-files"))
            .env("KAD_RATE_LIMIT", "0")
            .env("KAD_PUBLIC_RATE_LIMIT", "0")
            .envs(more.iter().copied());
        let mut process = Process::start(name, &mut command)?;
        let url = format!("http://{address}");
        process.wait_until_ready(&url).await.with_context(|| format!("start {name}"))?;
        Ok(Self { process, url })
    }

    /// Starts `kad`, all three services in one process, over the databases `kad_*` of a server; also how many
    /// milliseconds it took until it was ready.
    ///
    /// # Errors
    /// When it does not become ready.
    pub(crate) async fn kad(server_url: &str, folder: &Path) -> anyhow::Result<(Self, f64)> {
        let [port] = Ports::free::<1>()?;
        let mut command = Command::new(binary("kad")?);
        command
            .args(["up", "--port", &port.to_string(), "--data"])
            .arg(folder)
            .env("DATABASE_URL", server_url)
            .env("KAD_ISSUER", ISSUER)
            .env("KAD_RATE_LIMIT", "0")
            .env("KAD_PUBLIC_RATE_LIMIT", "0");
        let begun = Instant::now();
        let mut process = Process::start("kad", &mut command)?;
        let url = format!("http://127.0.0.1:{port}");
        process.wait_until_ready(&url).await.context("start kad")?;
        Ok((Self { process, url }, begun.elapsed().as_secs_f64() * 1000.0))
    }

    /// Starts the bare endpoint of [`crate::bare`] over a database and waits until it answers.
    ///
    /// # Errors
    /// When it does not.
    pub(crate) async fn bare(database_url: &str) -> anyhow::Result<Self> {
        let [port] = Ports::free::<1>()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["bare", database_url, &port.to_string()]);
        let mut process = Process::start("bare", &mut command)?;
        let url = format!("http://127.0.0.1:{port}");
        process.wait_until_ready(&url).await?;
        Ok(Self { process, url })
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Asks it to stop and waits until it has.
    ///
    /// # Errors
    /// When it does not.
    pub(crate) fn stop(self) -> anyhow::Result<()> {
        self.process.terminate()
    }
}
