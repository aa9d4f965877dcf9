//! Where the data is: three databases on the private cluster of the data directory, or on the server that `DATABASE_URL`
//! names, and the files beside the databases, or where `KAD_FILES` says.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::bail;
use db::embedded::{
    Cluster, ClusterOptions, Durability, database_url, ensure_databases, is_empty, is_running, mark_of,
    set_mark,
};
use service::files::FileStore;
use service::run;
use web::Environment;

use crate::data_dir::DataDir;
use crate::disk;
use crate::progress::Progress;

/// The services; each database is named after its own.
pub const SERVICES: [&str; 3] = ["agreement", "catalog", "logistics"];
/// What the names of the databases begin with.
const PREFIX: &str = "kad";
/// Connections the private cluster accepts.
const CONNECTIONS: u16 = 120;

/// What the data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The story of the demonstration.
    Demonstration,
    /// Anything else.
    RealUse,
}

impl Purpose {
    const fn mark(self) -> &'static str {
        match self {
            Self::Demonstration => "kad: demonstration data",
            Self::RealUse => "kad: real data",
        }
    }
}

/// One server, its three databases, and the files that they refer to.
pub struct Databases {
    /// Address of the server, through a database that is not ours.
    pub server: String,
    /// Where the files lie: a folder, or `s3://bucket/prefix`.
    pub files: String,
    prefix: String,
    cluster: Option<Cluster>,
    /// The private cluster is ours to stop, also where another process started it first.
    ours: Arc<AtomicBool>,
}

/// How often it is looked whether the private cluster runs.
const LOOK: Duration = Duration::from_secs(2);
/// How long at most it is waited after a start that failed.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

impl Databases {
    /// Starts or joins the private cluster, or takes the server of `DATABASE_URL`; creates nothing in it.
    ///
    /// # Errors
    /// When there is no server to be had; the text says what to do.
    pub async fn open(data: &DataDir, progress: Progress) -> anyhow::Result<Self> {
        let env = Environment::process();
        let files = run::files(&env, data.path());
        // The environment, or a file it names, as every secret.
        if let Some(server) = env.secret("DATABASE_URL")? {
            progress.say("using the PostgreSQL server that DATABASE_URL names");
            return Ok(Self::at(server, PREFIX, files));
        }
        let cluster = cluster(data, progress).await?;
        let server = cluster.url("postgres");
        Ok(Self { cluster: Some(cluster), ..Self::at(server, PREFIX, files) })
    }

    /// The databases of a server that somebody else keeps, named `<prefix>_agreement` and so on, and a place of files.
    pub fn at(server: impl Into<String>, prefix: impl Into<String>, files: impl Into<String>) -> Self {
        let (server, prefix, files) = (server.into(), prefix.into(), files.into());
        Self { server, files, prefix, cluster: None, ours: Arc::default() }
    }

    /// The place of the files.
    ///
    /// # Errors
    /// When it cannot be made, or a setting of it is unusable.
    pub fn file_store(&self) -> anyhow::Result<FileStore> {
        FileStore::open(&self.files, &Environment::process())
    }

    /// Names of agreement's, catalog's and logistics' database.
    pub fn names(&self) -> [String; 3] {
        SERVICES.map(|service| format!("{}_{service}", self.prefix))
    }

    async fn ensure(&self) -> anyhow::Result<()> {
        let [first, second, third] = self.names();
        Ok(ensure_databases(&self.server, &[&first, &second, &third]).await?)
    }

    /// Addresses of agreement's, catalog's and logistics' database.
    ///
    /// # Errors
    /// When the server's address is none.
    pub fn urls(&self) -> anyhow::Result<[String; 3]> {
        let [agreement, catalog, logistics] = self.names().map(|name| database_url(&self.server, &name));
        Ok([agreement?, catalog?, logistics?])
    }

    /// Creates what is missing and applies each service's migrations; returns how many were new.
    ///
    /// # Errors
    /// When the server refuses or a migration fails.
    pub async fn migrate(&self) -> anyhow::Result<usize> {
        self.ensure().await?;
        let [first, second, third] = self.urls()?;
        let (agreement, catalog, logistics) = tokio::try_join!(
            db::migrations::migrate(&first, agreement::migrations()),
            db::migrations::migrate(&second, catalog::migrations()),
            db::migrations::migrate(&third, logistics::migrations()),
        )?;
        Ok(agreement.len() + catalog.len() + logistics.len())
    }

    /// What the data here is; `None` while there is no data yet.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn purpose(&self) -> anyhow::Result<Option<Purpose>> {
        let [first, ..] = self.urls()?;
        self.ensure().await?;
        match mark_of(&self.server, &self.names()[0]).await? {
            Some(mark) if mark == Purpose::Demonstration.mark() => Ok(Some(Purpose::Demonstration)),
            Some(_) => Ok(Some(Purpose::RealUse)),
            None if is_empty(&first).await? => Ok(None),
            None => Ok(Some(Purpose::RealUse)),
        }
    }

    /// Says what the data here is, from now on.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn set_purpose(&self, purpose: Purpose) -> anyhow::Result<()> {
        Ok(set_mark(&self.server, &self.names()[0], purpose.mark()).await?)
    }

    /// Makes sure that a demonstration does not mix with real data.
    ///
    /// # Errors
    /// When the databases hold anything else.
    pub async fn take_for_demonstration(&self) -> anyhow::Result<()> {
        match self.purpose().await? {
            Some(Purpose::Demonstration) => Ok(()),
            None => self.set_purpose(Purpose::Demonstration).await,
            Some(Purpose::RealUse) => bail!(
                "these databases hold data that is not the demonstration's; choose another data directory with \
                 --data DIR (or another server in DATABASE_URL)"
            ),
        }
    }

    /// Whether the server is the private cluster.
    pub fn is_private(&self) -> bool {
        self.cluster.is_some()
    }

    /// This process serves from here from now on, and stops the private cluster at its end whoever started it: one that was
    /// running already was left behind by a process that was killed.
    pub fn adopt(&self) {
        self.ours.store(true, Ordering::Relaxed);
    }

    /// Starts the private cluster again whenever it is gone, waiting longer after each try that fails; never ends. A server
    /// that somebody else keeps is theirs to start.
    pub fn keep_running(&self, data: &DataDir, progress: Progress) -> impl Future<Output = ()> + use<> {
        let (data, ours) = (data.clone(), self.ours.clone());
        async move {
            let mut wait = LOOK;
            loop {
                tokio::time::sleep(wait).await;
                if let Err(error) = disk::rotate_log(data.path()) {
                    tracing::warn!(%error, "the log of PostgreSQL is large and cannot be put aside");
                }
                if is_running(data.path()) {
                    wait = LOOK;
                    continue;
                }
                tracing::warn!("PostgreSQL is gone; starting it again");
                match cluster(&data, progress).await {
                    Ok(_) => ours.store(true, Ordering::Relaxed),
                    Err(error) => {
                        wait = (wait * 2).min(LONGEST_WAIT);
                        tracing::error!(%error, "PostgreSQL does not start");
                    }
                }
            }
        }
    }

    /// Stops the private cluster if this process started it; the data stays.
    ///
    /// # Errors
    /// When PostgreSQL does not stop.
    pub async fn close(self) -> anyhow::Result<()> {
        let ours = self.ours.load(Ordering::Relaxed);
        match self.cluster {
            Some(cluster) if ours || cluster.started_by_us() => {
                Ok(tokio::task::spawn_blocking(move || cluster.stop()).await??)
            }
            _ => Ok(()),
        }
    }
}

/// Stops the private cluster of a data directory, whoever started it; returns whether one was running.
///
/// # Errors
/// When PostgreSQL does not stop.
pub async fn stop(data: &DataDir, progress: Progress) -> anyhow::Result<bool> {
    if !is_running(data.path()) {
        return Ok(false);
    }
    let cluster = cluster(data, progress).await?;
    tokio::task::spawn_blocking(move || cluster.stop()).await??;
    Ok(true)
}

async fn cluster(data: &DataDir, progress: Progress) -> anyhow::Result<Cluster> {
    let options = ClusterOptions {
        data_dir: data.path().to_owned(),
        durability: Durability::Durable,
        port: None,
        max_connections: CONNECTIONS,
    };
    let start = move || Cluster::start(&options, &|step| progress.say(step));
    Ok(tokio::task::spawn_blocking(start).await??)
}
