//! Building and running services: what a service hands over, and the whole life of a service binary.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use client::{Api, Credentials, TokenSource};
use db::{Db, DbConfig, DbError, Fault, ServerError};
use diesel_migrations::EmbeddedMigrations;
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use web::server::Listen;
use web::{Clock, ConfigError, Environment, Gate, Health, Marks, Mount, Platform, RateLimits, Sockets};

use crate::{Core, background};

/// A background task of a service, for ever.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// A service, built and not yet running.
pub struct Built {
    /// Its core.
    pub core: Core,
    /// What the server mounts.
    pub mount: Mount,
    /// Its consumers and other work of its own.
    pub tasks: Vec<Task>,
    /// Who does its jobs, where it has any.
    pub jobs: Option<Task>,
    /// What it is ready by, besides its database and keys.
    pub checks: Vec<web::Readiness>,
}

/// Settings every service shares, from the environment.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `KAD_DATABASE_URL`: the service's own database.
    pub database_url: String,
    /// `KAD_DATABASE_CONNECTIONS`.
    pub connections: usize,
    /// `KAD_ISSUER`: what tokens say who issued them.
    pub issuer: String,
    /// `KAD_AGREEMENT_URL`, `KAD_CATALOG_URL`, `KAD_LOGISTICS_URL`.
    pub agreement_url: String,
    /// Where catalog is.
    pub catalog_url: String,
    /// Where logistics is.
    pub logistics_url: String,
    /// `KAD_SERVICE_SECRET`: with it the three services get tokens to read each other's feeds.
    pub service_secret: String,
    /// `KAD_FILES`: where agreement and catalog keep the bytes of files, a folder or `s3://bucket/prefix`.
    pub files: String,
}

impl Settings {
    /// Reads the shared settings.
    ///
    /// # Errors
    /// When a required one is missing or unusable.
    pub fn read(env: &Environment) -> anyhow::Result<Self> {
        let url =
            |name: &str, port: u16| env.text(name).unwrap_or_else(|| format!("http://127.0.0.1:{port}"));
        Ok(Self {
            database_url: env.required_secret("KAD_DATABASE_URL")?,
            connections: env.parsed("KAD_DATABASE_CONNECTIONS", 16)?,
            issuer: issuer(env)?,
            agreement_url: url("KAD_AGREEMENT_URL", 8081),
            catalog_url: url("KAD_CATALOG_URL", 8082),
            logistics_url: url("KAD_LOGISTICS_URL", 8083),
            service_secret: env.required_secret("KAD_SERVICE_SECRET")?,
            files: files(env, &db::embedded::default_data_dir()),
        })
    }

    /// The database of this service.
    ///
    /// # Errors
    /// When the pool cannot be built.
    pub fn database(&self) -> anyhow::Result<Db> {
        let mut config = DbConfig::new(&self.database_url);
        config.max_connections = self.connections;
        Ok(Db::new(&config)?)
    }

    /// A client of another service, called as `service`.
    ///
    /// # Errors
    /// When the client cannot be made.
    pub fn peer(&self, service: &str, base: &str) -> anyhow::Result<Api> {
        let credentials = Credentials {
            endpoint: format!("{}/oauth/token", self.agreement_url),
            client_id: format!("service:{service}"),
            client_secret: self.service_secret.clone(),
        };
        Ok(Api::new(base, TokenSource::credentials(credentials))?.without_retries())
    }
}

/// `KAD_FILES`, or the folder `files` of a data directory.
pub fn files(env: &Environment, data: &std::path::Path) -> String {
    env.text("KAD_FILES").unwrap_or_else(|| data.join("files").display().to_string())
}

/// `KAD_ISSUER`, or the address that belongs to nobody. Tokens carry it letter by letter, so a spelling that others
/// would not compare as equal is refused at start (RFC 8414, section 2: no query, no fragment).
///
/// # Errors
/// When it is no plain address, or ends with a slash.
pub fn issuer(env: &Environment) -> Result<String, ConfigError> {
    let issuer = env.text("KAD_ISSUER").unwrap_or_else(|| "https://kad.invalid".to_owned());
    let plain = ["https://", "http://"].iter().any(|scheme| issuer.starts_with(scheme))
        && !issuer.contains(['?', '#', ' '])
        && !issuer.ends_with('/');
    if plain {
        return Ok(issuer);
    }
    let reason = format!(
        "{issuer:?} must be an address such as https://kad.example.go.id, without a slash at its end"
    );
    Err(ConfigError::Unusable { name: "KAD_ISSUER".to_owned(), reason })
}

/// The platform of a process, from the environment.
///
/// # Errors
/// When a setting is unusable.
pub fn platform(env: &Environment, issuer: &str, service_secret: &str) -> anyhow::Result<Platform> {
    let mut platform = Platform::new(issuer, Clock::system());
    let marks = env.secret("KAD_MARK_SECRET")?;
    platform.marks = Marks::of(marks.as_deref().unwrap_or(service_secret))?;
    platform.limits =
        RateLimits::new(env.parsed("KAD_RATE_LIMIT", 200)?, env.parsed("KAD_PUBLIC_RATE_LIMIT", 20)?);
    platform.origins = env.origins("KAD_CORS_ORIGINS")?;
    platform.proxies = env.networks("KAD_TRUSTED_PROXIES")?;
    platform.sockets = Sockets::new(env.parsed("KAD_CONNECTIONS_PER_ADDRESS", Sockets::MOST)?);
    platform.gate = Gate::new(env.parsed("KAD_REQUESTS_AT_ONCE", Gate::PLACES)?);
    Ok(platform)
}

/// Starts the background work of a service on the current actix system.
pub fn spawn(built_core: &Core, tasks: Vec<Task>, platform: &Platform) {
    actix_web::rt::spawn(background::sequence(built_core.clone()));
    actix_web::rt::spawn(background::refresh_keys(built_core.clone(), platform.clone()));
    actix_web::rt::spawn(background::forget(built_core.clone(), platform.clone()));
    actix_web::rt::spawn(background::watch_feeds(built_core.clone()));
    for task in tasks {
        actix_web::rt::spawn(task);
    }
}

/// Readiness of a service: its database answers, and its verifier knows a key.
pub fn readiness(core: &Core, platform: &Platform) -> Vec<web::Readiness> {
    let (db, tokens) = (core.db.clone(), platform.tokens.clone());
    vec![
        (
            core.name,
            Arc::new(move || {
                let db = db.clone();
                async move { db.ping().await.map_err(|error| error.to_string()) }.boxed_local()
                    as LocalBoxFuture<'static, Result<(), String>>
            }),
        ),
        (
            "token_keys",
            Arc::new(move || {
                let ready = tokens.ready();
                async move { if ready { Ok(()) } else { Err("no signing key known yet".to_owned()) } }
                    .boxed_local()
            }),
        ),
    ]
}

/// Raises the limit of open files to the most that the system lets this process have: each connection is one. Gives what
/// it is now; none is without a limit.
pub fn raise_open_files() -> Option<u64> {
    let limits = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limits.maximum, maximum: limits.maximum };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limits.maximum,
        Err(error) => {
            tracing::warn!(%error, files = limits.current, "the limit of open files stays as it is");
            limits.current
        }
    }
}

/// What is wrong with the feeds that a service reads, for `/readyz` to name: its reads go on, so that it stays ready.
pub fn feeds(core: &Core) -> web::Troubles {
    let troubles = core.troubles.clone();
    Arc::new(move || troubles.now())
}

/// Runs `work` on an actix system over a multi-threaded runtime, which drives the database connections
/// apart from the worker threads.
///
/// # Errors
/// What `work` returns.
pub fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    web::token::install_crypto();
    let files = raise_open_files();
    tracing::info!(files, "files and connections that may be open at once");
    let system = actix_web::rt::System::with_tokio_rt(|| {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            // Without threads there is no process to run.
            .expect("the operating system gives threads")
    });
    system.block_on(work)
}

/// The whole life of a service binary: settings, migrations, server, graceful stop.
///
/// # Errors
/// When a setting is missing, the database cannot be migrated or the address is taken.
pub fn main(
    default_port: u16,
    migrations: fn() -> EmbeddedMigrations,
    build: impl AsyncFn(&Environment, &Settings, &Platform) -> anyhow::Result<Built>,
) -> anyhow::Result<()> {
    web::telemetry::install_log("info");
    let metrics = web::telemetry::install_metrics();
    block_on(async move {
        let env = Environment::process();
        let settings = Settings::read(&env)?;
        let platform = platform(&env, &settings.issuer, &settings.service_secret)?;
        let listen = Listen {
            address: env.parsed("KAD_LISTEN", SocketAddr::from(([127, 0, 0, 1], default_port)))?,
            workers: env
                .parsed("KAD_WORKERS", std::thread::available_parallelism().map_or(2, usize::from))?,
            drain: Duration::from_secs(env.parsed("KAD_DRAIN_SECONDS", 20)?),
        };
        let migrates = env.parsed("KAD_MIGRATE", true)?;
        let database = &settings.database_url;
        if migrates {
            let applied = patiently(async || db::migrations::migrate(database, migrations()).await).await?;
            tracing::info!(migrations = applied.len(), "migrated");
        } else {
            patiently(async || db::migrations::expect_known(database, migrations()).await).await?;
        }
        let built = patiently(async || build(&env, &settings, &platform).await).await?;
        tracing::info!(settings = env.redacted(), "starting");
        let mut checks = readiness(&built.core, &platform);
        checks.extend(built.checks);
        let health = Health::new(checks, metrics).naming(feeds(&built.core));
        let (running, server) = web::server::start(&listen, platform.clone(), health, vec![built.mount])
            .with_context(|| format!("cannot listen on {}", listen.address))?;
        spawn(&built.core, built.tasks.into_iter().chain(built.jobs).collect(), &platform);
        tracing::info!(address = %running.address, "listening");
        let server = actix_web::rt::spawn(server);
        stop_signal().await;
        tracing::info!("stopping");
        running.stop().await;
        server.await??;
        Ok(())
    })
}

/// How long a start waits for its database.
const START_PATIENCE: Duration = Duration::from_secs(60);

/// Does what a start needs of its database, again while that is not there yet, or too busy to answer in time: containers start
/// in any order, and of two instances that start at once one waits for the rows of the other.
///
/// # Errors
/// What no waiting mends, at once; anything else after a minute.
pub async fn patiently<T>(work: impl AsyncFn() -> anyhow::Result<T>) -> anyhow::Result<T> {
    let deadline = Instant::now() + START_PATIENCE;
    let mut pause = Duration::from_millis(100);
    loop {
        match work().await {
            Err(error) if passes(&error) && Instant::now() < deadline => {
                tracing::warn!(error = format!("{error:#}"), "the database cannot be used yet; trying again");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(2));
            }
            done => return done,
        }
    }
}

/// Whether the same may succeed in a moment.
fn passes(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let ours = cause.downcast_ref::<crate::Error>().and_then(Fault::database);
        let database = ours.or_else(|| cause.downcast_ref::<DbError>()).is_some_and(DbError::passes);
        database || cause.downcast_ref::<ServerError>().is_some_and(ServerError::passes)
    })
}

/// Waits for Ctrl-C or SIGTERM.
pub async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_of_open_files_is_raised_to_the_most_there_is() {
        let most = raise_open_files();
        let limits = getrlimit(Resource::Nofile);
        assert_eq!((limits.current, limits.current), (limits.maximum, most));
    }

    #[tokio::test]
    async fn a_start_waits_for_its_database_and_not_for_what_no_waiting_mends() {
        let tries = std::cell::Cell::new(0);
        let after = async |failures: u32, error: fn() -> anyhow::Error| {
            tries.set(0);
            let work = async || {
                tries.set(tries.get() + 1);
                if tries.get() > failures { Ok(tries.get()) } else { Err(error()) }
            };
            patiently(work).await
        };
        let locked = || anyhow::Error::new(crate::Error::Db(DbError::Locked)).context("rows to start with");
        assert_eq!(after(3, locked).await.unwrap(), 4);
        assert_eq!(after(1, || DbError::Unavailable("gone".to_owned()).into()).await.unwrap(), 2);
        let mistake = || anyhow::Error::new(crate::Error::Internal("a key that cannot be opened".to_owned()));
        after(1, mistake).await.unwrap_err();
        assert_eq!(tries.get(), 1, "said at once");
    }

    #[test]
    fn an_issuer_that_others_would_compare_as_another_is_refused() {
        let read = |value: &str| issuer(&Environment::of([("KAD_ISSUER", value.to_owned())]));
        assert_eq!(read("https://kad.example").unwrap(), "https://kad.example");
        assert_eq!(read("http://127.0.0.1:8080").unwrap(), "http://127.0.0.1:8080");
        for wrong in ["https://kad.example/", "kad.example", "https://kad.example?x", "https://kad.example#x"]
        {
            assert!(read(wrong).unwrap_err().to_string().contains("KAD_ISSUER"), "{wrong}");
        }
    }
}
