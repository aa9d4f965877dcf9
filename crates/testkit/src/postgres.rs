//! One PostgreSQL for all test processes, and a database of its own for each test.
//!
//! Owns: the server (`DATABASE_URL` if set, else a private disposable one), migrated templates, copies of them.
//! Refuses: knowing any migration; the caller brings them with a key that changes when they do.
//!
//! The private server outlives a test process on purpose, so that the next one need not wait. Each process holds
//! a shared lock for as long as it lives; a watchdog in the background stops the server and removes its directory
//! twenty seconds after the last one is gone, whether it ended or was killed.

use std::collections::HashSet;
use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use db::embedded::{Cluster, ClusterOptions, Durability, connect, database_url, is_running};
use tokio::sync::{Mutex, OnceCell};
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

/// What stops the private server; see its own first lines.
const WATCHDOG: &str = include_str!("postgres/watchdog.sh");
/// How often, and after what pause each time, something is tried again that fails while somebody is connected.
const TRIES: u32 = 600;
const PAUSE: Duration = Duration::from_millis(100);

/// The server tests use.
#[derive(Debug)]
pub struct TestServer {
    url: String,
    templates: Mutex<HashSet<String>>,
    /// Held for the life of the process: tells the watchdog that somebody is here.
    _presence: Option<File>,
}

/// A migrated database that copies are made of; nobody can connect to it.
#[derive(Debug, Clone)]
pub struct Template {
    name: String,
}

/// A database of one test, dropped with this value.
#[derive(Debug)]
pub struct TestDatabase {
    /// Its address, `postgres://…`.
    pub url: String,
    name: String,
    server: &'static TestServer,
}

/// The server of this process: the one `DATABASE_URL` names, else the private one, started or joined.
///
/// # Errors
/// When PostgreSQL can neither be found nor installed, or does not start; the text says what to do.
pub async fn server() -> anyhow::Result<&'static TestServer> {
    static SERVER: OnceCell<TestServer> = OnceCell::const_new();
    SERVER
        .get_or_try_init(async || match std::env::var("DATABASE_URL") {
            Ok(url) if !url.is_empty() => Ok(TestServer::at(url, None)),
            _ => tokio::task::spawn_blocking(private_server).await?,
        })
        .await
}

/// Starts or joins the private server.
fn private_server() -> anyhow::Result<TestServer> {
    let exe = std::env::current_exe()?;
    let target = target_dir(&exe);
    let locks = target.join("test-postgres");
    std::fs::create_dir_all(&locks)?;
    let open = |name: &str| File::options().create(true).append(true).open(locks.join(name));
    let presence = open("users.lock")?;
    // Waits only while a watchdog is removing the last server.
    presence.lock_shared()?;
    let place = place_for(&target, presence.metadata()?.uid());
    spawn_watchdog(&locks, &place)?;
    let alone = open("start.lock")?;
    alone.lock()?;
    if !is_running(&place) && place.exists() {
        // Left by a crash of the machine: nothing in it was ever flushed.
        std::fs::remove_dir_all(&place)?;
    }
    let options = ClusterOptions {
        data_dir: place,
        durability: Durability::Disposable,
        port: None,
        max_connections: 400,
    };
    let cluster = Cluster::start(&options, &|step| eprintln!("test server: {step}"))?;
    Ok(TestServer::at(cluster.url("postgres"), Some(presence)))
}

/// Cargo's target directory, which its tag marks; else the folder of the program.
fn target_dir(exe: &Path) -> PathBuf {
    let tagged = exe.ancestors().find(|dir| dir.join("CACHEDIR.TAG").exists());
    tagged.or(exe.parent()).unwrap_or(exe).to_owned()
}

/// Where the private server of one target directory and account lives: short enough for a socket, and where the
/// unprivileged account that root must use can reach it.
fn place_for(target: &Path, uid: u32) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    (target, uid).hash(&mut hasher);
    let temp = std::env::temp_dir();
    temp.canonicalize().unwrap_or(temp).join(format!("kad-test-{:016x}", hasher.finish()))
}

/// Leaves the watchdog in the background: a process group and output of its own, so that neither Ctrl-C nor a
/// pipe that waits for the tests' output ever concerns it.
fn spawn_watchdog(locks: &Path, place: &Path) -> anyhow::Result<()> {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", WATCHDOG, "kad-test-watchdog"]).arg(locks).arg(place);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.current_dir("/").process_group(0).status().context("start the watchdog")?;
    ensure!(
        status.success(),
        "the test server needs flock (of util-linux) or perl for its watchdog: install one, or set DATABASE_URL"
    );
    Ok(())
}

impl TestServer {
    fn at(url: String, presence: Option<File>) -> Self {
        Self { url, templates: Mutex::default(), _presence: presence }
    }

    /// The address through which databases are made and dropped.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The template `name` with the content that `key` stands for (a hash of the migrations). The first caller
    /// of all processes makes it with `migrate`, which gets the address of an empty database; the others wait.
    ///
    /// # Errors
    /// When `migrate` fails, or the server refuses.
    pub async fn template<F>(
        &self,
        name: &str,
        key: &str,
        migrate: impl FnOnce(String) -> F,
    ) -> anyhow::Result<Template>
    where
        F: Future<Output = anyhow::Result<()>>,
    {
        let plain = |text: &str| text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        ensure!(plain(name) && plain(key), "template names and keys are lower-case letters, digits and _");
        let full = format!("kad_template_{name:.20}_{key:.16}");
        let mut known = self.templates.lock().await;
        if !known.contains(&full) {
            self.make_template(&full, migrate).await.with_context(|| format!("make the template {full}"))?;
            known.insert(full.clone());
        }
        Ok(Template { name: full })
    }

    async fn make_template<F>(&self, name: &str, migrate: impl FnOnce(String) -> F) -> anyhow::Result<()>
    where
        F: Future<Output = anyhow::Result<()>>,
    {
        let admin = connect(&self.url).await?;
        // Among all processes; freed with the connection.
        admin.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", &[&name]).await?;
        if admin.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]).await?.is_some() {
            return Ok(());
        }
        let draft = format!("{name}_draft");
        admin.batch_execute(&format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)")).await?;
        admin.batch_execute(&format!("CREATE DATABASE {draft}")).await?;
        migrate(database_url(&self.url, &draft)?).await?;
        admin.batch_execute(&format!("ALTER DATABASE {draft} WITH ALLOW_CONNECTIONS false")).await?;
        // The migration's own connections may still be closing. The name appears only when all is there.
        retried(&admin, &format!("ALTER DATABASE {draft} RENAME TO {name}")).await
    }

    /// A fresh copy of a template, under a name nobody else uses.
    ///
    /// # Errors
    /// When the server refuses, for example for want of disk.
    pub async fn database_from(&'static self, template: &Template) -> anyhow::Result<TestDatabase> {
        let admin = connect(&self.url).await?;
        let row =
            admin.query_one("SELECT 'kad_test_' || replace(gen_random_uuid()::text, '-', '')", &[]).await?;
        let name: String = row.try_get(0)?;
        retried(&admin, &format!("CREATE DATABASE {name} TEMPLATE {}", template.name)).await?;
        Ok(TestDatabase { url: database_url(&self.url, &name)?, name, server: self })
    }
}

impl TestDatabase {
    /// Sends everybody away and lets nobody in again.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn close(&self) -> anyhow::Result<()> {
        let (admin, name) = (connect(&self.server.url).await?, &self.name);
        let away = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        admin.batch_execute(&format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")).await?;
        Ok(admin.batch_execute(&away).await?)
    }
}

/// Runs a statement that is refused while somebody is connected to the database it is about.
async fn retried(admin: &Client, statement: &str) -> anyhow::Result<()> {
    for _ in 1..TRIES {
        match admin.batch_execute(statement).await {
            Err(error) if error.code() == Some(&SqlState::OBJECT_IN_USE) => tokio::time::sleep(PAUSE).await,
            result => return Ok(result?),
        }
    }
    Ok(admin.batch_execute(statement).await?)
}

impl Drop for TestDatabase {
    /// Drops the database, whoever is connected, and waits for it (a few milliseconds): a process that ends takes
    /// its threads along. A failure is told, not raised; on the private server what stays goes with the server.
    fn drop(&mut self) {
        let (url, name) = (self.server.url.clone(), std::mem::take(&mut self.name));
        // On a thread of its own, because a test's runtime cannot be blocked on from within.
        let dropping = std::thread::spawn(move || -> anyhow::Result<()> {
            tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
                let admin = connect(&url).await?;
                Ok(admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?)
            })
        });
        if let Ok(Err(error)) = dropping.join() {
            eprintln!("test database not dropped: {error:#}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{TestDatabase, connect, server};

    async fn migrate(url: String) -> anyhow::Result<()> {
        Ok(connect(&url).await?.batch_execute("CREATE TABLE t (n int); INSERT INTO t VALUES (1)").await?)
    }

    async fn database() -> TestDatabase {
        let server = server().await.unwrap();
        let template = server.template("testkit", "one_row", migrate).await.unwrap();
        server.database_from(&template).await.unwrap()
    }

    async fn rows(database: &TestDatabase) -> i64 {
        let client = connect(&database.url).await.unwrap();
        client.query_one("SELECT count(*) FROM t", &[]).await.unwrap().get(0)
    }

    #[tokio::test]
    async fn two_databases_of_one_template_are_separate() {
        let (one, two) = tokio::join!(database(), database());
        connect(&one.url).await.unwrap().batch_execute("INSERT INTO t VALUES (2), (3)").await.unwrap();
        assert_eq!((rows(&one).await, rows(&two).await), (3, 1));
    }

    #[tokio::test]
    async fn a_template_is_made_once() {
        let again = async |_: String| panic!("made twice");
        let (_one, server) = (database().await, server().await.unwrap());
        server.template("testkit", "one_row", again).await.unwrap();
    }

    #[tokio::test]
    async fn a_template_whose_migration_failed_is_made_anew() {
        let server = server().await.unwrap();
        let failing = async |_: String| anyhow::bail!("no");
        // The server may have served an earlier run of this test.
        let key = format!("try_{}", std::process::id());
        assert!(server.template("testkit", &key, failing).await.is_err());
        let template = server.template("testkit", &key, migrate).await.unwrap();
        assert_eq!(rows(&server.database_from(&template).await.unwrap()).await, 1);
    }

    #[tokio::test]
    async fn names_that_would_need_quoting_are_refused() {
        let server = server().await.unwrap();
        assert!(server.template("a b", "key", migrate).await.is_err());
        assert!(server.template("a", "k\"ey", migrate).await.is_err());
    }
}
