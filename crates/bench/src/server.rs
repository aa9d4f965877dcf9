//! The private PostgreSQL of the benchmarks: durable as `kad up` runs it, kept between runs.

use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use db::embedded::{Cluster, ClusterOptions, Durability, connect};
use futures_util::SinkExt as _;

use crate::statements::LOG_PREFIX;

/// Connections the server accepts: pgbench's 64 and a service's.
const CONNECTIONS: u16 = 140;

/// The server, stopped by [`Server::stop`] if this process started it.
pub(crate) struct Server {
    cluster: Cluster,
}

impl Server {
    /// Starts or joins the server below `folder`.
    ///
    /// # Errors
    /// When PostgreSQL is missing or does not start.
    pub(crate) async fn start(folder: &Path) -> anyhow::Result<Self> {
        let options = ClusterOptions {
            data_dir: folder.to_owned(),
            durability: Durability::Durable,
            port: None,
            max_connections: CONNECTIONS,
        };
        let start = move || Cluster::start(&options, &|step| eprintln!("{step}"));
        let cluster = tokio::task::spawn_blocking(start).await??;
        let server = Self { cluster };
        let client = connect(&server.url("postgres")).await?;
        client.batch_execute(&format!("alter system set log_line_prefix = '{LOG_PREFIX}'")).await?;
        client.batch_execute("select pg_reload_conf()").await?;
        Ok(server)
    }

    /// Address of one of its databases.
    pub(crate) fn url(&self, database: &str) -> String {
        self.cluster.url(database)
    }

    /// Its version.
    ///
    /// # Errors
    /// When it does not answer.
    pub(crate) async fn version(&self) -> anyhow::Result<String> {
        Ok(self.cluster.server_version().await?)
    }

    /// Runs statements in a database.
    ///
    /// # Errors
    /// When the server refuses one.
    pub(crate) async fn execute(&self, database: &str, sql: &str) -> anyhow::Result<()> {
        Ok(connect(&self.url(database)).await?.batch_execute(sql).await?)
    }

    /// Writes rows into a table by a statement of COPY.
    ///
    /// # Errors
    /// When the server refuses one.
    pub(crate) async fn copy_in(&self, database: &str, statement: &str, rows: Vec<u8>) -> anyhow::Result<()> {
        let client = connect(&self.url(database)).await?;
        let mut sink = std::pin::pin!(client.copy_in::<_, std::io::Cursor<Vec<u8>>>(statement).await?);
        for some in rows.chunks(256 * 1024) {
            sink.send(std::io::Cursor::new(some.to_vec())).await?;
        }
        sink.finish().await?;
        Ok(())
    }

    /// Makes `copy` a fresh copy of a database nobody is connected to.
    ///
    /// # Errors
    /// When the server refuses.
    pub(crate) async fn copy(&self, database: &str, copy: &str) -> anyhow::Result<()> {
        self.drop_database(copy).await?;
        let how = format!("create database {copy} template {database} strategy file_copy");
        self.execute("postgres", &how).await.with_context(|| format!("copy {database}"))
    }

    /// Drops a database, whoever is connected to it.
    ///
    /// # Errors
    /// When the server refuses.
    pub(crate) async fn drop_database(&self, database: &str) -> anyhow::Result<()> {
        self.execute("postgres", &format!("drop database if exists {database} with (force)")).await
    }

    /// Whether sessions that begin from now on log every statement of a database.
    ///
    /// # Errors
    /// When the server refuses.
    pub(crate) async fn log_statements(&self, database: &str, on: bool) -> anyhow::Result<()> {
        let setting = if on { "set log_statement = 'all'" } else { "reset log_statement" };
        self.execute("postgres", &format!("alter database {database} {setting}")).await
    }

    fn log_file(&self) -> PathBuf {
        self.cluster.directory().join("server.log")
    }

    /// How long the server's log is now.
    pub(crate) fn log_length(&self) -> u64 {
        self.log_file().metadata().map_or(0, |meta| meta.len())
    }

    /// What the server has logged after a position.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub(crate) fn log_since(&self, position: u64) -> anyhow::Result<String> {
        let mut file = std::fs::File::open(self.log_file())?;
        file.seek(SeekFrom::Start(position))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Its first process.
    ///
    /// # Errors
    /// When it does not run.
    pub(crate) fn postmaster(&self) -> anyhow::Result<u32> {
        let text = std::fs::read_to_string(self.cluster.directory().join("data/postmaster.pid"))?;
        Ok(text.lines().next().context("postmaster.pid is empty")?.trim().parse()?)
    }

    /// Stops it if this process started it; the data stays.
    ///
    /// # Errors
    /// When it does not stop.
    pub(crate) async fn stop(self) -> anyhow::Result<()> {
        if self.cluster.started_by_us() {
            tokio::task::spawn_blocking(move || self.cluster.stop()).await??;
        }
        Ok(())
    }
}
