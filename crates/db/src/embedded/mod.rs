//! The platform's own PostgreSQL: a private server that one command starts on any machine.
//!
//! Owns: finding (or, where it can, installing) PostgreSQL's programs, one cluster in one directory, its
//! account, its socket, its life, and copies of its databases. Start reading at [`Cluster::start`].
//! Refuses: a server somebody else runs (that is an address in the configuration), and everything about tables.
//!
//! All functions block but those that are `async`; call the blocking ones from `spawn_blocking`.
//!
//! Who can reach the data: the server listens on a Unix socket inside a directory only its own account (and
//! root) can enter, so entering needs no password. A TCP port is opened only when asked for, on 127.0.0.1
//! alone, behind a random password (SCRAM) kept in a file with the same protection. Under root the server
//! runs as an unprivileged account, because PostgreSQL refuses root.

mod account;
mod backup;
mod binaries;
mod cluster;
mod databases;
mod install;
mod postmaster;
mod purpose;
mod tool;

use std::path::{Path, PathBuf};

use crate::server::{ServerError, reason};

pub use backup::{Moment, dump, moments, restore};
pub use binaries::{Binaries, find_binaries};
pub use cluster::{Cluster, ClusterOptions, Durability, is_running};
pub use databases::{connect, database_url, ensure_databases};
pub use install::find_or_install;
pub use purpose::{create_beside, is_empty, mark_of, put_in_place, set_mark};

/// Why the private server cannot be had; each text is one sentence for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// No usable PostgreSQL on this machine and no way to install it unasked.
    #[error("PostgreSQL {minimum} or newer is not installed; {advice}")]
    NotInstalled {
        /// The oldest major version that serves.
        minimum: u32,
        /// What to do on this system.
        advice: &'static str,
    },
    /// A client program such as `pg_dump` is missing.
    #[error("{tool} is not installed; it comes with PostgreSQL's client programs")]
    NoTool {
        /// The program's name.
        tool: &'static str,
    },
    /// The data was written by a major version that is not installed.
    #[error(
        "{} was made by PostgreSQL {made_by}, and that version is not installed here: install it, or choose \
         another data directory and restore a backup into it",
        data.display()
    )]
    OtherMajor {
        /// The cluster's data.
        data: PathBuf,
        /// What its PG_VERSION says.
        made_by: String,
    },
    /// The directory belongs to another account.
    #[error(
        "{} belongs to another account (uid {owner}): run this as that account, or choose another data directory",
        dir.display()
    )]
    NotOurs {
        /// The directory.
        dir: PathBuf,
        /// The numeric id of its owner.
        owner: u32,
    },
    /// The unprivileged account cannot enter the directory.
    #[error(
        "PostgreSQL must run as the account {account}, which cannot enter {}: choose a data directory outside \
         private folders such as /root, for example /var/lib/kad",
        dir.display()
    )]
    NoEntry {
        /// The account the server would run as.
        account: String,
        /// The directory it cannot enter.
        dir: PathBuf,
    },
    /// A Unix socket's path has a small fixed limit.
    #[error(
        "{} is too long for a Unix socket (at most {limit} bytes): choose a shorter data directory",
        socket.display()
    )]
    PathTooLong {
        /// The socket's path.
        socket: PathBuf,
        /// The limit that holds everywhere, in bytes.
        limit: usize,
    },
    /// The server runs already, without the TCP port asked for.
    #[error("PostgreSQL of {} runs already, but not on TCP port {port}: stop it first, or ask for no port", home.display())]
    OtherPort {
        /// The cluster's directory.
        home: PathBuf,
        /// The port asked for.
        port: u16,
    },
    /// The server neither came up nor went away in time.
    #[error("PostgreSQL of {} neither starts nor stops; see {}", home.display(), log.display())]
    Stuck {
        /// The cluster's directory.
        home: PathBuf,
        /// Its log.
        log: PathBuf,
    },
    /// One of PostgreSQL's or the system's programs failed.
    #[error("{tool} failed: {line}")]
    Tool {
        /// The program's name.
        tool: String,
        /// The line of its output that says why.
        line: String,
    },
    /// The operating system refused something.
    #[error("cannot {doing}: {source}")]
    Io {
        /// What was tried.
        doing: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The server refused something.
    #[error("cannot {doing}: {}", reason(source))]
    Database {
        /// What was tried.
        doing: String,
        /// The server's or the connection's reason.
        source: tokio_postgres::Error,
    },
    /// There is no connection to be had.
    #[error("cannot connect to PostgreSQL: {0}")]
    Server(#[from] ServerError),
    /// An address that is not `postgres://…`.
    #[error("not a PostgreSQL address of the form postgres://user@host:port/database")]
    Address,
}

impl EmbeddedError {
    /// Wraps an I/O error with the words "cannot {doing} {path}".
    fn io(doing: &str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let doing = format!("{doing} {}", path.display());
        move |source| Self::Io { doing, source }
    }
}

/// Where the platform keeps its data unless told otherwise: `/var/lib/kad` for root (whose home the server's
/// account cannot enter), `$XDG_DATA_HOME/kad` or `~/.local/share/kad` for everybody else.
pub fn default_data_dir() -> PathBuf {
    if rustix::process::geteuid().is_root() {
        return PathBuf::from("/var/lib/kad");
    }
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_DATA_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".local/share")))
        .unwrap_or_else(|| std::env::temp_dir().join("kad-data"))
        .join("kad")
}
