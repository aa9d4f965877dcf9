//! One private cluster in one directory: created once, started or joined, stopped.
//!
//! Below the platform's data directory: `postgres.lock` (one start at a time) and `postgres/`, which belongs to
//! the server's account alone: `data`, `run` (the socket), `kad.conf` (ours, rewritten at each start),
//! `password`, `server.log`. Own settings belong in PostgreSQL's `ALTER SYSTEM`, which wins over `kad.conf`.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::account::{Account, own_directory};
use super::binaries::{Binaries, installed};
use super::postmaster::{Postmaster, Settled, clear_reused_pid, running, settle, socket};
use super::tool::{run, telling_line};
use super::{EmbeddedError, connect, ensure_databases, find_or_install};

/// The superuser and owner of everything in a private cluster.
const OWNER: &str = "kad";
/// The port a server without TCP uses in its socket's name.
const SOCKET_PORT: u16 = 5432;
/// What fits a socket address on every system (103 on macOS, 107 on Linux).
const SOCKET_LIMIT: usize = 103;
/// How long a server may take to come up or go away, recovery after a crash included.
const PATIENCE: Duration = Duration::from_secs(120);

/// How much the cluster's data is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// A committed transaction survives a crash of the machine.
    Durable,
    /// Nothing is flushed: for tests, whose data may vanish with the machine.
    Disposable,
}

/// What cluster to run.
#[derive(Debug, Clone)]
pub struct ClusterOptions {
    /// The platform's data directory, created if absent; the cluster lives in `postgres/` below it.
    pub data_dir: PathBuf,
    /// What a crash may cost.
    pub durability: Durability,
    /// A TCP port to open on 127.0.0.1 besides the socket, behind a password; none keeps to the socket.
    pub port: Option<u16>,
    /// How many connections the server accepts.
    pub max_connections: u16,
}

/// Where things are below the data directory.
#[derive(Debug, Clone)]
struct Home(PathBuf);

impl Home {
    fn of(data_dir: &Path) -> Self {
        Self(data_dir.join("postgres"))
    }
    fn data(&self) -> PathBuf {
        self.0.join("data")
    }
    fn run(&self) -> PathBuf {
        self.0.join("run")
    }
    fn config(&self) -> PathBuf {
        self.0.join("kad.conf")
    }
    fn password(&self) -> PathBuf {
        self.0.join("password")
    }
    fn log(&self) -> PathBuf {
        self.0.join("server.log")
    }
}

/// A private PostgreSQL that accepts connections. Dropping it leaves the server running; see [`Cluster::stop`].
#[derive(Debug)]
pub struct Cluster {
    home: Home,
    account: Account,
    binaries: Binaries,
    port: u16,
    password: Option<String>,
    started_by_us: bool,
}

/// Whether a private server runs on this data directory and accepts connections.
pub fn is_running(data_dir: &Path) -> bool {
    // Without the directory there is no server; the path must be the one `start` gave the server.
    data_dir.canonicalize().is_ok_and(|dir| {
        let home = Home::of(&dir);
        running(&home.data(), &home.run()).is_some()
    })
}

impl Cluster {
    /// Gives the running server of `options.data_dir`: joins it if it runs, else starts it, creating the cluster
    /// (and, where that can be done unasked, installing PostgreSQL) the first time. Several processes may do so
    /// at once: one starts, the others join. Blocks; `progress` hears of each step that can take over a second.
    ///
    /// # Errors
    /// Each [`EmbeddedError`] says in one sentence what the person at the terminal can do.
    pub fn start(options: &ClusterOptions, progress: &dyn Fn(&str)) -> Result<Self, EmbeddedError> {
        own_directory(&options.data_dir)?;
        let data_dir =
            options.data_dir.canonicalize().map_err(EmbeddedError::io("find", &options.data_dir))?;
        let _alone = lock(&data_dir, progress)?;
        let home = Home::of(&data_dir);
        let place = socket(&home.run(), options.port.unwrap_or(SOCKET_PORT));
        if place.as_os_str().len() > SOCKET_LIMIT {
            return Err(EmbeddedError::PathTooLong { socket: place, limit: SOCKET_LIMIT });
        }
        let account = Account::prepare(&home.0)?;
        let binaries = binaries_for(&home, progress)?;
        let starter = Starter { home: &home, account: &account, binaries: &binaries, options };
        if !home.data().exists() {
            progress(&format!("creating a PostgreSQL {} cluster in {}", binaries.major, home.0.display()));
            starter.create()?;
        }
        let (server, started_by_us) = match settle(&home.data(), &home.run(), PATIENCE) {
            Settled::Up(server) => (server, false),
            Settled::Down => {
                progress(&format!("starting PostgreSQL {}", binaries.major));
                (starter.launch()?, true)
            }
            Settled::Stuck => return Err(stuck(&home)),
        };
        let password = match options.port {
            None => None,
            Some(port) if server.tcp && server.port == port => Some(read_password(&home)?),
            Some(port) => return Err(EmbeddedError::OtherPort { home: home.0, port }),
        };
        Ok(Self { port: server.port, home, account, binaries, password, started_by_us })
    }

    /// The address of one of its databases: over TCP if a port was asked for, else through the socket. Holds the
    /// password in the first case: not for logs.
    pub fn url(&self, database: &str) -> String {
        match &self.password {
            Some(password) => format!("postgres://{OWNER}:{password}@127.0.0.1:{}/{database}", self.port),
            None => {
                let host = percent_encoded(&self.home.run());
                format!("postgres://{OWNER}@{host}:{}/{database}", self.port)
            }
        }
    }

    /// Creates those databases that are not there yet.
    ///
    /// # Errors
    /// As [`ensure_databases`].
    pub async fn ensure_databases(&self, names: &[&str]) -> Result<(), EmbeddedError> {
        ensure_databases(&self.url("postgres"), names).await
    }

    /// The server's own word on its version, such as `15.14`; also proves that one can log in.
    ///
    /// # Errors
    /// [`EmbeddedError::Database`] when it does not answer.
    pub async fn server_version(&self) -> Result<String, EmbeddedError> {
        let failed =
            |source| EmbeddedError::Database { doing: "ask PostgreSQL its version".to_owned(), source };
        let client = connect(&self.url("postgres")).await?;
        client.query_one("SHOW server_version", &[]).await.and_then(|row| row.try_get(0)).map_err(failed)
    }

    /// Whether this call of [`Cluster::start`] started the server, rather than joining it: who starts it stops it.
    pub fn started_by_us(&self) -> bool {
        self.started_by_us
    }

    /// The directory that holds all of the cluster.
    pub fn directory(&self) -> &Path {
        &self.home.0
    }

    /// Stops the server in fast mode: open transactions are rolled back, everything committed is kept. A server
    /// that is stopped already is fine. Blocks.
    ///
    /// # Errors
    /// [`EmbeddedError::Tool`] with the reason `pg_ctl` gives.
    pub fn stop(&self) -> Result<(), EmbeddedError> {
        self.end("fast")
    }

    /// Stops the server in immediate mode, as a loss of power does: nothing is finished or written, and the next
    /// start recovers what was committed. For tests of just that. Blocks.
    ///
    /// # Errors
    /// As [`Cluster::stop`].
    pub fn crash(&self) -> Result<(), EmbeddedError> {
        self.end("immediate")
    }

    fn end(&self, mode: &str) -> Result<(), EmbeddedError> {
        if running(&self.home.data(), &self.home.run()).is_none() {
            return Ok(());
        }
        let mut command = self.account.command(&self.binaries.program("pg_ctl"));
        command
            .args(["stop", "-w", "-m", mode, "-t", &PATIENCE.as_secs().to_string(), "-D"])
            .arg(self.home.data());
        run("pg_ctl", &mut command).map(drop)
    }
}

/// What creating and launching need.
struct Starter<'a> {
    home: &'a Home,
    account: &'a Account,
    binaries: &'a Binaries,
    options: &'a ClusterOptions,
}

impl Starter<'_> {
    /// Makes the cluster beside its place and moves it there once whole, so that a start cut short leaves none.
    fn create(&self) -> Result<(), EmbeddedError> {
        let Home(home) = self.home;
        let making = home.join("data.new");
        if making.exists() {
            std::fs::remove_dir_all(&making).map_err(EmbeddedError::io("remove", &making))?;
        }
        self.account.write(&self.home.password(), &random_password()?)?;
        match self.initdb(&making, "C.UTF-8") {
            // Some systems lack it; C differs only in how letters outside ASCII are told apart.
            Err(EmbeddedError::Tool { line, .. }) if line.contains("locale") => self.initdb(&making, "C")?,
            result => result?,
        }
        let include = format!("include_if_exists = {}\n", quoted(&self.home.config()));
        let config = making.join("postgresql.conf");
        let given = std::fs::read_to_string(&config).map_err(EmbeddedError::io("read", &config))?;
        self.account.write(&config, &format!("{given}\n{include}"))?;
        std::fs::rename(&making, self.home.data()).map_err(EmbeddedError::io("move", &making))
    }

    fn initdb(&self, data: &Path, locale: &str) -> Result<(), EmbeddedError> {
        let mut command = self.account.command(&self.binaries.program("initdb"));
        command.args([
            "--username",
            OWNER,
            "--encoding=UTF8",
            "--auth-local=trust",
            "--auth-host=scram-sha-256",
        ]);
        command.arg(format!("--locale={locale}")).arg("--pwfile").arg(self.home.password());
        command.arg(match self.options.durability {
            Durability::Durable => "--data-checksums",
            Durability::Disposable => "--no-sync",
        });
        run("initdb", command.arg("-D").arg(data)).map(drop)
    }

    fn launch(&self) -> Result<Postmaster, EmbeddedError> {
        let (data, run_dir) = (self.home.data(), self.home.run());
        self.account.create_dir(&run_dir)?;
        self.account.write(&self.home.config(), &configuration(self.options, &run_dir))?;
        clear_reused_pid(&data, &run_dir)
            .map_err(EmbeddedError::io("clean up after a dead server in", &data))?;
        let log_start = self.home.log().metadata().map_or(0, |meta| meta.len());
        // Backends of a server that was killed hold its shared memory until they notice.
        const ATTEMPTS: u32 = 40;
        for attempt in 1..=ATTEMPTS {
            let mut command = self.account.command(&self.binaries.program("pg_ctl"));
            command.args(["start", "-w", "-t", &PATIENCE.as_secs().to_string(), "-l"]).arg(self.home.log());
            let Err(failure) = run("pg_ctl", command.arg("-D").arg(&data)) else { break };
            let log = read_from(&self.home.log(), log_start);
            if attempt < ATTEMPTS && log.contains("shared memory block") && log.contains("still in use") {
                std::thread::sleep(Duration::from_millis(250));
                continue;
            }
            let line = telling_line(&log).unwrap_or_else(|| failure.to_string());
            return Err(EmbeddedError::Tool { tool: "PostgreSQL".to_owned(), line });
        }
        match settle(&data, &run_dir, PATIENCE) {
            Settled::Up(server) => Ok(server),
            Settled::Down | Settled::Stuck => Err(stuck(self.home)),
        }
    }
}

/// The programs of the version that made the cluster, or the best there are for a new one.
fn binaries_for(home: &Home, progress: &dyn Fn(&str)) -> Result<Binaries, EmbeddedError> {
    let version = home.data().join("PG_VERSION");
    let Ok(made_by) = std::fs::read_to_string(&version) else { return find_or_install(progress) };
    let made_by = made_by.trim().to_owned();
    let matching = || installed().into_iter().find(|binaries| binaries.major.to_string() == made_by);
    if let Some(binaries) = matching() {
        return Ok(binaries);
    }
    find_or_install(progress)?;
    matching().ok_or_else(|| EmbeddedError::OtherMajor { data: home.data(), made_by: made_by.clone() })
}

/// One start at a time in one data directory; freed when the file is dropped, also by a killed process.
fn lock(data_dir: &Path, progress: &dyn Fn(&str)) -> Result<File, EmbeddedError> {
    let path = data_dir.join("postgres.lock");
    let file =
        File::options().create(true).append(true).open(&path).map_err(EmbeddedError::io("open", &path))?;
    if file.try_lock().is_err() {
        progress("waiting for another process that is starting PostgreSQL");
        file.lock().map_err(EmbeddedError::io("lock", &path))?;
    }
    Ok(file)
}

/// The settings that are ours to decide; all else is PostgreSQL's default.
fn configuration(options: &ClusterOptions, run_dir: &Path) -> String {
    let address = if options.port.is_some() { "127.0.0.1" } else { "" };
    let durability = match options.durability {
        Durability::Durable => {
            "shared_buffers = 256MB\nfsync = on\nsynchronous_commit = on\nfull_page_writes = on\n"
        }
        // No autovacuum: a test's plans should not depend on when it passed by.
        Durability::Disposable => {
            "shared_buffers = 128MB\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\n\
             wal_level = minimal\nmax_wal_senders = 0\nautovacuum = off\n"
        }
    };
    format!(
        "# Written by kad at each start; own settings: ALTER SYSTEM SET name = value.\n\
         listen_addresses = '{address}'\nport = {}\nunix_socket_directories = {}\nunix_socket_permissions = 0700\n\
         max_connections = {}\ncluster_name = 'kad'\ntimezone = 'UTC'\nlog_timezone = 'UTC'\nlog_checkpoints = off\n\
         {durability}",
        options.port.unwrap_or(SOCKET_PORT),
        quoted(run_dir),
        options.max_connections,
    )
}

fn quoted(path: &Path) -> String {
    format!("'{}'", path.to_string_lossy().replace('\'', "''"))
}

/// A path as the host of an address, where `/` would end it.
fn percent_encoded(path: &Path) -> String {
    use std::os::unix::ffi::OsStrExt as _;
    let encode = |byte: &u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(*byte).to_string(),
        other => format!("%{other:02X}"),
    };
    path.as_os_str().as_bytes().iter().map(encode).collect()
}

/// 256 random bits in hexadecimal.
fn random_password() -> Result<String, EmbeddedError> {
    let source = Path::new("/dev/urandom");
    let mut bytes = [0_u8; 32];
    File::open(source)
        .and_then(|mut file| file.read_exact(&mut bytes))
        .map_err(EmbeddedError::io("read", source))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn read_password(home: &Home) -> Result<String, EmbeddedError> {
    let file = home.password();
    Ok(std::fs::read_to_string(&file).map_err(EmbeddedError::io("read", &file))?.trim().to_owned())
}

/// What was added to a file after a position; empty when it cannot be read.
fn read_from(file: &Path, position: u64) -> String {
    let mut bytes = Vec::new();
    // An unreadable log only makes the error message poorer.
    let _ = File::open(file).and_then(|mut file| {
        file.seek(SeekFrom::Start(position))?;
        file.read_to_end(&mut bytes)
    });
    String::from_utf8_lossy(&bytes).into_owned()
}

fn stuck(home: &Home) -> EmbeddedError {
    EmbeddedError::Stuck { home: home.0.clone(), log: home.log() }
}
