//! Copies of one database: PostgreSQL's own custom format, written and read by its own tools.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use tokio_postgres::Client;

use super::binaries::client_program;
use super::tool::{check, run};
use super::{EmbeddedError, connect};
use crate::server::Server;

/// Writes a copy of the database, as it was at that moment, to `path`, readable by this account alone; a file there is replaced
/// only once the copy is complete and on disk.
///
/// # Errors
/// [`EmbeddedError::Tool`] with the reason `pg_dump` gives, such as a moment that is over; [`EmbeddedError::Io`] when
/// `path` cannot be written.
pub fn dump(moment: &Moment, path: &Path) -> Result<(), EmbeddedError> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = Path::new(&partial);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(partial)
        .map_err(EmbeddedError::io("write", partial))?;
    let target = file.try_clone().map_err(EmbeddedError::io("write", partial))?;
    let mut command = client("pg_dump", &moment.url)?;
    command.args(["--format=custom", "--no-owner", "--no-privileges"]);
    command.arg(format!("--snapshot={}", moment.snapshot)).stdout(target).stderr(Stdio::piped());
    let result = command
        .spawn()
        .and_then(std::process::Child::wait_with_output)
        .map_err(|source| EmbeddedError::Io { doing: "run pg_dump".to_owned(), source })
        .and_then(|output| check("pg_dump", &output))
        .and_then(|()| file.sync_all().map_err(EmbeddedError::io("write", partial)))
        .and_then(|()| std::fs::rename(partial, path).map_err(EmbeddedError::io("write", path)));
    if result.is_err() {
        // The reason is worth more than a failure to clean up after it.
        let _ = std::fs::remove_file(partial);
    }
    result
}

/// Puts the copy in `path` in place of what the database holds, all of it or, on any error, nothing of it.
/// Tables the copy does not know stay; restore into a fresh database to have the copy alone. What is made belongs to
/// `owner`, or to the account of `url`.
///
/// # Errors
/// [`EmbeddedError::Tool`] with the reason `pg_restore` gives.
pub fn restore(url: &str, path: &Path, owner: Option<&str>) -> Result<(), EmbeddedError> {
    let mut command = client("pg_restore", url)?;
    command.args(["--clean", "--if-exists", "--single-transaction", "--exit-on-error"]);
    command.args(["--no-owner", "--no-privileges"]);
    if let Some(owner) = owner {
        command.arg(format!("--role={owner}"));
    }
    command.arg(path);
    run("pg_restore", &mut command).map(drop)
}

/// One moment of a database, held open until the value is dropped: what [`dump`] copies.
pub struct Moment {
    url: String,
    client: Client,
    snapshot: String,
}

/// The same moment of several databases: in none of them is a reader's cursor ahead of the feed it reads, so copies of
/// these moments fit together.
///
/// The heads of all feeds are held, as their sequencers do, while the moments are fixed: some milliseconds, in which
/// writes go on and their events wait for their positions. The copies themselves are made afterwards and hold nobody.
///
/// # Errors
/// [`EmbeddedError::Database`] when a database does not answer, was never migrated, or a feed cannot be held within
/// five seconds.
pub async fn moments(urls: &[String]) -> Result<Vec<Moment>, EmbeddedError> {
    let mut held = Vec::new();
    for url in urls {
        let client = connect(url).await?;
        let hold = "SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '5s';
                    BEGIN; SELECT position FROM feed_head FOR NO KEY UPDATE";
        client.batch_execute(hold).await.map_err(failed("hold the feed"))?;
        held.push(client);
    }
    let fixed = futures_util::future::try_join_all(urls.iter().map(|url| Moment::fix(url))).await?;
    for client in held {
        // A hold that was lost meanwhile is an error here: the moments may not fit together.
        client.batch_execute("SELECT 1; COMMIT").await.map_err(failed("hold the feed to the end"))?;
    }
    Ok(fixed)
}

impl Moment {
    async fn fix(url: &str) -> Result<Self, EmbeddedError> {
        let client = connect(url).await?;
        let open = "SET idle_in_transaction_session_timeout = 0;
                    BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        client.batch_execute(open).await.map_err(failed("read one moment"))?;
        let row = client.query_one("SELECT pg_export_snapshot()", &[]).await;
        let snapshot = row.map_err(failed("read one moment"))?.get(0);
        Ok(Self { url: url.to_owned(), client, snapshot })
    }

    /// Says that the moment was there to the end of the copy.
    ///
    /// # Errors
    /// [`EmbeddedError::Database`] when it was lost: the server was stopped, or ended the transaction.
    pub async fn release(self) -> Result<(), EmbeddedError> {
        self.client.batch_execute("SELECT 1; COMMIT").await.map_err(failed("hold the moment to the end"))
    }
}

fn failed(doing: &str) -> impl FnOnce(tokio_postgres::Error) -> EmbeddedError {
    let doing = doing.to_owned();
    move |source| EmbeddedError::Database { doing, source }
}

/// What an operator limits of sessions ends no copy: the tools say so themselves, but only some statements after they began.
const UNLIMITED: &str = "-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0";

/// A client tool on its way to `url`; the password travels in the environment, where other accounts cannot read
/// it, not in the arguments, where they can.
fn client(tool: &'static str, url: &str) -> Result<Command, EmbeddedError> {
    let mut server = Server::of(url)?;
    let mut bare = url::Url::parse(url).map_err(|_| EmbeddedError::Address)?;
    let mut command = Command::new(client_program(tool)?);
    if let Some(password) = server.config().get_password() {
        use std::os::unix::ffi::OsStrExt as _;
        command.env("PGPASSWORD", std::ffi::OsStr::from_bytes(password));
        bare.set_password(None).map_err(|()| EmbeddedError::Address)?;
    }
    command.env("LC_ALL", "C").env("PGOPTIONS", UNLIMITED).stdin(Stdio::null());
    command.arg("--no-password").arg(format!("--dbname={bare}"));
    Ok(command)
}
