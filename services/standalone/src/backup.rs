//! Copies of the three databases that fit together, and putting them back.
//!
//! A backup is a directory: one file of PostgreSQL's own format for each database, the folders `files` (of agreement) and
//! `images` (of catalog), and `backup.json`, which says what they are. All three databases show the same moment, at which no reader's cursor was ahead of the feed it
//! reads: after a restore every feed and every reader goes on where it was. The files are copied after the databases: what
//! those refer to is not deleted meanwhile. Secrets are not part of a backup.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use agreement::Papers;
use anyhow::{Context as _, bail, ensure};
use catalog::Images;
use db::embedded::{create_beside, database_url, dump, moments, put_in_place, restore as fill};
use db::{Db, DbConfig, feed, sequencer};
use serde::{Deserialize, Serialize};
use service::files::{CopiedFiles, copy, restore as put_back};
use web::Clock;

use crate::data_dir::DataDir;
use crate::databases::{Databases, Purpose, SERVICES};

/// The file that says what a backup is; written last.
const MANIFEST: &str = "backup.json";
/// The folder of agreement's files.
const FILES: &str = "files";
/// The folder of catalog's images.
const IMAGES: &str = "images";

/// What `backup.json` says.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    made_at: chrono::DateTime<chrono::Utc>,
    services: Vec<String>,
    demonstration: bool,
    /// The files beside the databases; none in a backup of a release that kept them in the database.
    #[serde(default)]
    files: Option<Files>,
    /// The images beside the databases; none in a backup of a release that had none.
    #[serde(default)]
    images: Option<Files>,
}

/// What `backup.json` says of the files.
#[derive(Debug, Serialize, Deserialize)]
struct Files {
    count: u64,
    /// Names of those that were missing or damaged already where they lie.
    damaged: Vec<String>,
}

impl From<CopiedFiles> for Files {
    fn from(copied: CopiedFiles) -> Self {
        Self { count: copied.files, damaged: copied.damaged }
    }
}

/// What a restore does with data that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Refuse to touch it.
    Keep,
    /// Put the backup in its place.
    Replace,
}

/// Writes a backup into the new directory `target`. The services may go on working meanwhile.
///
/// # Errors
/// When `target` exists, or a database cannot be read or the copy not written; nothing is left of it then. When files are
/// missing or damaged where they lie: the backup is there then, and holds all that there is.
pub async fn backup(databases: &Databases, target: &Path) -> anyhow::Result<()> {
    ensure!(!target.exists(), "{} exists already; name a new directory", target.display());
    let purpose = databases.purpose().await?;
    ensure!(purpose.is_some(), "there is no data to back up yet");
    let urls = databases.urls()?;

    let making = making(target);
    DirBuilder::new()
        .mode(0o700)
        .create(&making)
        .with_context(|| format!("cannot create {}", making.display()))?;
    let written = write(databases, &urls, &making, purpose == Some(Purpose::Demonstration)).await;
    let placed = written.and_then(|damaged| {
        std::fs::rename(&making, target).context("cannot put the backup in place")?;
        Ok(damaged)
    });
    if placed.is_err() {
        // The reason is worth more than a failure to clean up after it.
        let _ = std::fs::remove_dir_all(&making);
    }
    let damaged = placed?;
    ensure!(
        damaged.is_empty(),
        "{} holds everything but these files, which are missing or damaged in {}: {}",
        target.display(),
        databases.files,
        damaged.join(", ")
    );
    Ok(())
}

/// What is said of a backup that was written.
pub fn told(target: &Path, data: &DataDir) -> String {
    format!(
        "backup written to {}; the secrets are not in it. Keep key-secret and service-secret of {} (or what \
         KAD_KEY_SECRET says) apart from it: without key-secret the signing keys in the backup cannot be used, and with \
         both together somebody else could sign tokens",
        target.display(),
        data.path().display()
    )
}

/// Writes all of a backup; gives the names of files that are damaged where they lie.
async fn write(
    databases: &Databases,
    urls: &[String; 3],
    making: &Path,
    demonstration: bool,
) -> anyhow::Result<Vec<String>> {
    let mut dumps = Vec::new();
    let moments: Vec<Arc<_>> = moments(urls).await?.into_iter().map(Arc::new).collect();
    for (moment, name) in moments.iter().cloned().zip(SERVICES) {
        let file = file_of(making, name);
        dumps.push(tokio::task::spawn_blocking(move || dump(&moment, &file)));
    }
    for dump in dumps {
        dump.await??;
    }
    for moment in moments.into_iter().filter_map(Arc::into_inner) {
        moment.release().await?;
    }
    let store = databases.file_store()?;
    let files = copy::<Papers>(&urls[0], &store, &making.join(FILES)).await?.map(Files::from);
    let images = copy::<Images>(&urls[1], &store, &making.join(IMAGES)).await?.map(Files::from);
    let damaged = files.iter().chain(&images).flat_map(|copied| copied.damaged.clone()).collect();
    let manifest = Manifest {
        made_at: Clock::system().now(),
        services: SERVICES.map(str::to_owned).to_vec(),
        demonstration,
        files,
        images,
    };
    std::fs::write(making.join(MANIFEST), serde_json::to_vec_pretty(&manifest)?)?;
    Ok(damaged)
}

/// Puts a backup in place: all three databases are made beside the present ones first, and the files beside the present
/// files, then the databases take their places.
///
/// # Errors
/// When `source` is no backup, when there is data and it shall be kept, or when somebody is connected.
pub async fn restore(databases: &Databases, source: &Path, existing: Existing) -> anyhow::Result<()> {
    let manifest = std::fs::read(source.join(MANIFEST))
        .with_context(|| format!("{} is not a complete backup", source.display()))?;
    let manifest: Manifest = serde_json::from_slice(&manifest).context("backup.json is damaged")?;
    ensure!(manifest.services == SERVICES, "this backup is not of this platform");
    if databases.purpose().await?.is_some() && existing == Existing::Keep {
        bail!(
            "there is data already; add --replace to put the backup in its place, or choose another --data"
        );
    }
    let names = databases.names();
    let mut fills = Vec::new();
    for (name, service) in names.iter().zip(SERVICES) {
        let made = beside(name);
        let owner = create_beside(&databases.server, &made, name).await?;
        let (url, file) = (database_url(&databases.server, &made)?, file_of(source, service));
        fills.push(tokio::task::spawn_blocking(move || fill(&url, &file, owner.as_deref())));
    }
    for fill in fills {
        fill.await??;
    }
    let made = |name: &String| database_url(&databases.server, &beside(name));
    if let Some(files) = &manifest.files {
        let (made, store) = (made(&names[0])?, databases.file_store()?);
        put_back::<Papers>(&made, &store, &source.join(FILES), &files.damaged).await?;
    }
    if let Some(images) = &manifest.images {
        let (made, store) = (made(&names[1])?, databases.file_store()?);
        put_back::<Images>(&made, &store, &source.join(IMAGES), &images.damaged).await?;
    }
    begin_epochs(databases, &names).await?;
    let made: Vec<_> = names.iter().map(|name| (beside(name), name.clone())).collect();
    put_in_place(&databases.server, &made)
        .await
        .context("nothing was replaced; stop the services first, and `kad restore` again")?;
    let purpose = if manifest.demonstration { Purpose::Demonstration } else { Purpose::RealUse };
    databases.set_purpose(purpose).await
}

/// Every feed begins another life, of which outside readers learn; the three services go on in it where they were, for their
/// copies fit together.
async fn begin_epochs(databases: &Databases, names: &[String; 3]) -> anyhow::Result<()> {
    let mut restored = Vec::new();
    for name in names {
        let url = database_url(&databases.server, &beside(name))?;
        restored.push(Db::new(&DbConfig { max_connections: 1, ..DbConfig::new(url) })?);
    }
    for (db, service) in restored.iter().zip(SERVICES) {
        // A copy of an earlier release is given its first epoch when it is migrated.
        if !sequencer::knows_epochs(&mut *db.read().await?).await? {
            continue;
        }
        let epoch = sequencer::begin_epoch(&mut *db.read().await?).await?;
        for reader in &restored {
            feed::follow_epoch(&mut *reader.read().await?, service, epoch).await?;
        }
    }
    // Nobody may be connected when they are renamed.
    restored.iter().for_each(Db::close);
    Ok(())
}

fn file_of(dir: &Path, service: &str) -> PathBuf {
    dir.join(format!("{service}.dump"))
}

/// The name of a database while it is being made.
fn beside(name: &str) -> String {
    format!("{name}_restored")
}

fn making(target: &Path) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}
