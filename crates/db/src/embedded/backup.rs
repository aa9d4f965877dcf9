//! Copies of one database: PostgreSQL's own custom format, written and read by its own tools.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use tokio_postgres::Client;

use super::binaries::client_program;
use super::tool::{check, run};
use super::{EmbeddedError, connect};

/// Writes a consistent copy of the database to `path`, readable by this account alone; a file there is replaced
/// only once the copy is complete and on disk.
///
/// # Errors
/// [`EmbeddedError::Tool`] with the reason `pg_dump` gives, [`EmbeddedError::Io`] when `path` cannot be written.
pub fn dump(url: &str, path: &Path) -> Result<(), EmbeddedError> {
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
    let mut command = client("pg_dump", url)?;
    command.args(["--format=custom", "--no-owner", "--no-privileges"]).stdout(target).stderr(Stdio::piped());
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
/// Tables the copy does not know stay; restore into a fresh database to have the copy alone.
///
/// # Errors
/// [`EmbeddedError::Tool`] with the reason `pg_restore` gives.
pub fn restore(url: &str, path: &Path) -> Result<(), EmbeddedError> {
    let mut command = client("pg_restore", url)?;
    command.args(["--clean", "--if-exists", "--single-transaction", "--exit-on-error"]);
    command.args(["--no-owner", "--no-privileges"]).arg(path);
    run("pg_restore", &mut command).map(drop)
}

/// While it lives, no event of one database gets a position; see [`hold_feed`].
pub struct HeldFeed {
    _client: Client,
}

/// Holds the head of a database's feed, as its sequencer does, until the value is dropped. Writes go on; their
/// events wait for their positions. Copies of several databases that are made while all their feeds are held fit
/// together: no reader's cursor is ahead of the feed it reads.
///
/// # Errors
/// [`EmbeddedError::Database`] when the database does not answer or was never migrated.
pub async fn hold_feed(url: &str) -> Result<HeldFeed, EmbeddedError> {
    let client = connect(url).await?;
    let held = client.batch_execute("BEGIN; SELECT position FROM feed_head FOR NO KEY UPDATE").await;
    held.map_err(|source| EmbeddedError::Database { doing: "hold the feed".to_owned(), source })?;
    Ok(HeldFeed { _client: client })
}

/// A client tool on its way to `url`; the password travels in the environment, where other accounts cannot read
/// it, not in the arguments, where they can.
fn client(tool: &'static str, url: &str) -> Result<Command, EmbeddedError> {
    let config: tokio_postgres::Config = url.parse().map_err(|_| EmbeddedError::Address)?;
    let mut bare = url::Url::parse(url).map_err(|_| EmbeddedError::Address)?;
    let mut command = Command::new(client_program(tool)?);
    if let Some(password) = config.get_password() {
        use std::os::unix::ffi::OsStrExt as _;
        command.env("PGPASSWORD", std::ffi::OsStr::from_bytes(password));
        bare.set_password(None).map_err(|()| EmbeddedError::Address)?;
    }
    command.env("LC_ALL", "C").stdin(Stdio::null());
    command.arg("--no-password").arg(format!("--dbname={bare}"));
    Ok(command)
}
