//! The real app on a free port, over a database of its own.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use db::token_keys;
use diesel_async::AsyncConnection as _;
use domain::shared::{Id, PartyId};
use service::{Built, Settings, background};
use uuid::Uuid;
use web::server::Listen;
use web::token::{Claims, Signer};
use web::{Clock, Environment, Health, Platform, RateLimits};

use crate::postgres::{self, TestDatabase};
use crate::{Actor, Caller, PATIENCE, documented};

/// Who issues the tokens of tests.
pub const ISSUER: &str = "https://kad.test";

/// The service a test is about.
#[derive(Clone, Copy)]
pub struct ServiceUnderTest<B> {
    /// Name, for its template database.
    pub name: &'static str,
    /// Its migrations.
    pub migrations: fn() -> diesel_migrations::EmbeddedMigrations,
    /// Its `build`.
    pub build: B,
}

/// A running app; stopped and cleaned up when dropped.
pub struct App {
    /// Where it listens: `http://127.0.0.1:<port>`.
    pub url: String,
    /// Its clock: stands still until the test moves it.
    pub clock: Clock,
    /// Its database.
    pub database_url: String,
    /// Where its files lie; goes with the database.
    pub files: PathBuf,
    /// Its core: database and clock, for seeding and looking.
    pub core: service::Core,
    signer: Signer,
    key: Vec<u8>,
    tokens: AtomicU64,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
    /// None for another process of a service, whose database is the first one's.
    database: Option<TestDatabase>,
}

/// When tests happen unless they say otherwise: 22 November 2026, 10:00 in Jakarta.
pub fn test_time() -> DateTime<Utc> {
    "2026-11-22T03:00:00Z".parse().expect("an instant")
}

impl App {
    /// Starts a service with the fixed clock and with the given extra environment.
    pub async fn start<B, const N: usize>(
        service: &ServiceUnderTest<B>,
        extra: [(&'static str, String); N],
    ) -> anyhow::Result<Self>
    where
        B: AsyncFnOnce(&Environment, &Settings, &Platform) -> anyhow::Result<Built> + Send + Copy + 'static,
    {
        web::token::install_crypto();
        let migrations = service.migrations;
        let server = postgres::server().await?;
        let key = content_key(migrations)?;
        let template = server
            .template(service.name, &key, async |url: String| {
                db::migrations::migrate(&url, migrations()).await.map(|_| ())
            })
            .await?;
        let database = server.database_from(&template).await?;
        let clock = Clock::fixed(test_time());
        let (pkcs8, jwk) = web::token::generate_key("test")?;
        let mut conn = diesel_async::AsyncPgConnection::establish(&database.url).await?;
        token_keys::put_key(&mut conn, "test", &jwk, test_time(), None).await?;
        drop(conn);
        let mut app = Self::serve(service, extra, &database.url, clock, pkcs8).await?;
        app.database = Some(database);
        Ok(app)
    }

    /// Another app of the service on the same database, with the same clock and key: a second process.
    pub async fn another<B, const N: usize>(
        &self,
        service: &ServiceUnderTest<B>,
        extra: [(&'static str, String); N],
    ) -> anyhow::Result<Self>
    where
        B: AsyncFnOnce(&Environment, &Settings, &Platform) -> anyhow::Result<Built> + Send + Copy + 'static,
    {
        Self::serve(service, extra, &self.database_url, self.clock.clone(), self.key.clone()).await
    }

    async fn serve<B, const N: usize>(
        service: &ServiceUnderTest<B>,
        extra: [(&'static str, String); N],
        database_url: &str,
        clock: Clock,
        key: Vec<u8>,
    ) -> anyhow::Result<Self>
    where
        B: AsyncFnOnce(&Environment, &Settings, &Platform) -> anyhow::Result<Built> + Send + Copy + 'static,
    {
        let env = Environment::of(extra);
        let mut platform = Platform::new(ISSUER, clock.clone());
        // Nobody is limited but where a test says so.
        platform.limits = RateLimits::new(0, env.parsed("KAD_PUBLIC_RATE_LIMIT", 0)?);
        platform.proxies = env.networks("KAD_TRUSTED_PROXIES")?;
        let files = files_of(database_url);
        let mut settings = settings(database_url);
        settings.files = env.text("KAD_FILES").unwrap_or_else(|| files.display().to_string());
        let (ready, started) = mpsc::channel();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let build = service.build;
        let thread = std::thread::spawn(move || {
            let result = service::run::block_on(async move {
                let built = build(&env, &settings, &platform).await?;
                if !documented::knows(built.mount.title) {
                    documented::learn(&web::document(&built.mount));
                }
                background::learn_keys(&built.core, &platform).await?;
                let listen =
                    Listen { address: ([127, 0, 0, 1], 0).into(), workers: 1, drain: Duration::from_secs(1) };
                let mut checks = service::run::readiness(&built.core, &platform);
                checks.extend(built.checks);
                let health = Health::new(checks, None).naming(service::run::feeds(&built.core));
                let (running, server) =
                    web::server::start(&listen, platform.clone(), health, vec![built.mount])?;
                actix_web::rt::spawn(background::sequence(built.core.clone()));
                actix_web::rt::spawn(background::refresh_keys(built.core.clone(), platform));
                if let Some(jobs) = built.jobs {
                    actix_web::rt::spawn(jobs);
                }
                let server = actix_web::rt::spawn(server);
                let _ = ready.send((running.address, built.core));
                let _ = stopped.await;
                running.stop().await;
                let _ = server.await;
                Ok(())
            });
            if let Err(error) = result {
                eprintln!("the app under test ended: {error:#}");
            }
        });
        let (address, core) = tokio::task::spawn_blocking(move || started.recv_timeout(PATIENCE))
            .await?
            .context("the app under test did not start; its error is above")?;
        Ok(Self {
            url: format!("http://{address}"),
            clock,
            database_url: database_url.to_owned(),
            files,
            core,
            signer: Signer::new("test", &key),
            key,
            tokens: AtomicU64::new(1),
            stop: Some(stop),
            thread: Some(thread),
            database: None,
        })
    }

    /// A token for an actor, valid for ten minutes from the app's time.
    pub fn token(&self, actor: &Actor) -> String {
        let now = self.clock.now().timestamp();
        let number = self.tokens.fetch_add(1, Ordering::Relaxed);
        let claims = Claims {
            iss: ISSUER.to_owned(),
            sub: actor.subject.clone(),
            aud: web::token::AUDIENCE.to_owned(),
            exp: now + web::token::LIFETIME,
            iat: now,
            nbf: None,
            jti: format!("test-{number}"),
            client_id: actor.client.clone(),
            scope: actor.scope.clone(),
            party: actor.party,
            region: actor.region.clone(),
            roles: actor.roles.clone(),
        };
        self.sign(&claims)
    }

    /// Any claims, signed with the app's key: for forged tokens.
    pub fn sign<T: serde::Serialize>(&self, claims: &T) -> String {
        self.signer.sign(claims).expect("the test key signs")
    }

    /// The same, with another header type.
    pub fn sign_as<T: serde::Serialize>(&self, typ: &str, claims: &T) -> String {
        self.signer.sign_as(typ, claims).expect("the test key signs")
    }

    /// The public keys the app accepts.
    pub async fn public_keys(&self) -> Vec<serde_json::Value> {
        let mut conn = self.core.read().await.expect("a connection");
        token_keys::live_keys(&mut conn, self.clock.now()).await.expect("keys")
    }

    /// Takes the database away, for good.
    pub async fn close_database(&self) {
        let database = self.database.as_ref().expect("the first process owns the database");
        database.close().await.expect("the server closes a database");
    }

    /// An HTTP caller with a token.
    pub fn caller(&self, actor: &Actor) -> Caller {
        Caller::new(&self.url, Some(self.token(actor)))
    }

    /// An HTTP caller without a token.
    pub fn stranger(&self) -> Caller {
        Caller::new(&self.url, None)
    }

    /// A typed client's connection for an actor.
    pub fn api(&self, actor: &Actor) -> client::Api {
        client::Api::new(&self.url, client::TokenSource::Given(self.token(actor))).expect("a client")
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        if self.database.is_some() {
            // Most services have none.
            let _ = std::fs::remove_dir_all(&self.files);
        }
    }
}

/// A key that changes with the migrations.
fn content_key(migrations: fn() -> diesel_migrations::EmbeddedMigrations) -> anyhow::Result<String> {
    use diesel::migration::{Migration, MigrationSource};
    let own: Vec<Box<dyn Migration<diesel::pg::Pg>>> =
        migrations().migrations().map_err(|error| anyhow::anyhow!("{error}"))?;
    let mut names: Vec<String> = own.iter().map(|one| one.name().to_string()).collect();
    names.sort();
    // The binary holds the migrations' text: a changed text is a changed binary.
    let exe = std::env::current_exe()?.metadata()?;
    let text = format!("{names:?} {} {:?}", exe.len(), exe.modified()?);
    Ok(domain::shared::TextHash::of_bytes(text.as_bytes()).as_str()[..16].to_owned())
}

fn settings(database_url: &str) -> Settings {
    let nowhere = "http://127.0.0.1:9".to_owned();
    Settings {
        database_url: database_url.to_owned(),
        // One for each clerk of the tests with many: who waits for one on a busy machine is told `overloaded`.
        connections: 40,
        issuer: ISSUER.to_owned(),
        agreement_url: nowhere.clone(),
        catalog_url: nowhere.clone(),
        logistics_url: nowhere,
        service_secret: "a-secret-for-tests-only-0123456789".to_owned(),
        files: String::new(),
    }
}

/// A folder for the files of a database.
fn files_of(database_url: &str) -> PathBuf {
    let name = database_url.rsplit('/').next().unwrap_or_default();
    let plain: String = name.chars().filter(|one| one.is_ascii_alphanumeric() || *one == '_').collect();
    std::env::temp_dir().join("kad-test-files").join(plain)
}

/// An id that is the same in every run: `seeded(1)`, `seeded(2)`, ...
pub fn seeded<T: Id>(number: u128) -> T {
    T::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number))
}

/// The party with a seeded id.
pub fn party(number: u128) -> PartyId {
    seeded(number)
}
