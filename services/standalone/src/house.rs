//! The three services in one process on one port, mounted as each of them mounts itself alone.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use db::Db;
use service::{Settings, background, disk, run};
use web::server::{Listen, Running};
use web::{Environment, Health};

use crate::databases::Databases;

/// How long the services may take until they are ready, after their databases are.
const PATIENCE: Duration = Duration::from_secs(180);

/// What a house is built of.
pub struct Plan<'a> {
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// The disk that the databases are on; none where the server is somebody else's.
    pub disk: Option<&'a Path>,
    /// The migrated databases.
    pub databases: &'a Databases,
    /// The secret the services know each other by.
    pub service_secret: String,
    /// The secret that the signing keys are encrypted with.
    pub key_secret: String,
    /// Public keys of the demonstration's issuer, which agreement then trusts.
    pub demo_issuer: Option<String>,
}

/// The services, running.
pub struct House {
    /// Where they listen.
    pub address: SocketAddr,
    /// Address of all three for callers on this machine.
    pub url: String,
    connections: [Db; 3],
    running: Running,
    server: actix_web::rt::task::JoinHandle<std::io::Result<()>>,
}

impl House {
    /// Builds and starts the services on the current actix system and waits until they are ready.
    ///
    /// # Errors
    /// When a setting is unusable, the address is taken, or a service does not become ready.
    pub async fn start(plan: Plan<'_>) -> anyhow::Result<Self> {
        let metrics = web::telemetry::install_metrics();
        let env = Environment::process();
        let address = with_port(plan.address)?;
        let url = format!("http://{}", SocketAddr::new(reachable(address.ip()), address.port()));
        let issuer = run::issuer(&env)?;
        if issuer.ends_with(".invalid") {
            tracing::warn!(
                issuer,
                "KAD_ISSUER is not set: tokens and links carry an address that leads nowhere; set it to the address \
                 at which people reach this platform"
            );
        }
        let platform = run::platform(&env, &issuer, &plan.service_secret)?;
        let connections = env.parsed("KAD_DATABASE_CONNECTIONS", 16)?;
        let settings = plan.databases.urls()?.map(|database_url| Settings {
            database_url,
            connections,
            issuer: issuer.clone(),
            agreement_url: url.clone(),
            catalog_url: url.clone(),
            logistics_url: url.clone(),
            service_secret: plan.service_secret.clone(),
            files: plan.databases.files.clone(),
        });
        let env = env.with("KAD_KEY_SECRET", plan.key_secret.clone());
        let trusting = plan.demo_issuer.map(|keys| {
            Environment::of([("KAD_TRUSTED_ISSUERS", keys), ("KAD_KEY_SECRET", plan.key_secret)])
        });
        let own = trusting.as_ref().unwrap_or(&env);
        let first = run::patiently(async || agreement::build(own, &settings[0], &platform).await).await?;
        let second = run::patiently(async || catalog::build(&env, &settings[1], &platform).await).await?;
        let third = run::patiently(async || logistics::build(&env, &settings[2], &platform).await).await?;
        background::learn_keys(&first.core, &platform).await?;

        let listen = Listen {
            address,
            workers: env
                .parsed("KAD_WORKERS", std::thread::available_parallelism().map_or(2, usize::from))?,
            drain: Duration::from_secs(env.parsed("KAD_DRAIN_SECONDS", 20)?),
        };
        let cores = [&first.core, &second.core, &third.core];
        let mut checks: Vec<_> = cores.iter().flat_map(|core| run::readiness(core, &platform)).collect();
        if let Some(disk) = plan.disk {
            checks.push(disk::readiness(&env, "disk", disk.to_owned())?);
        }
        checks.extend(first.checks.into_iter().chain(second.checks).chain(third.checks));
        let health =
            cores.iter().fold(Health::new(checks, metrics), |health, core| health.naming(run::feeds(core)));
        for core in cores {
            actix_web::rt::spawn(background::sequence(core.clone()));
            actix_web::rt::spawn(background::forget(core.clone(), platform.clone()));
            actix_web::rt::spawn(background::watch_feeds(core.clone()));
        }
        // One verifier for the process: it learns from the issuer itself, which knows each key first.
        actix_web::rt::spawn(background::refresh_keys(first.core.clone(), platform.clone()));
        let connections = cores.map(|core| core.db.clone());
        let mounts = vec![first.mount, second.mount, third.mount];
        let (running, server) = web::server::start(&listen, platform, health, mounts)
            .with_context(|| format!("cannot listen on {address}; choose another with --port"))?;
        let server = actix_web::rt::spawn(server);
        for service in [first.tasks, second.tasks, third.tasks] {
            service.into_iter().for_each(|task| drop(actix_web::rt::spawn(task)));
        }
        for jobs in [first.jobs, second.jobs, third.jobs].into_iter().flatten() {
            actix_web::rt::spawn(jobs);
        }
        tracing::info!(settings = env.redacted(), %address, "listening");
        let house = Self { address, url, connections, running, server };
        house.wait_until_ready().await?;
        Ok(house)
    }

    async fn wait_until_ready(&self) -> anyhow::Result<()> {
        let api = client::Api::new(&self.url, client::TokenSource::Nobody)?.without_retries();
        let deadline = Instant::now() + PATIENCE;
        loop {
            match api.get::<serde_json::Value>("/readyz").await {
                Ok(_) => return Ok(()),
                Err(error) if Instant::now() > deadline => bail!("the services do not become ready: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    /// Not ready from now on; finishes the requests under way, then stops.
    ///
    /// # Errors
    /// When the server ended with an error.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.running.stop().await;
        let ended = self.server.await?;
        self.connections.iter().for_each(Db::close);
        Ok(ended?)
    }
}

/// The address with a free port in place of port 0: the services have to know each other's before they listen.
fn with_port(address: SocketAddr) -> anyhow::Result<SocketAddr> {
    if address.port() != 0 {
        return Ok(address);
    }
    Ok(std::net::TcpListener::bind(address).and_then(|free| free.local_addr())?)
}

/// Where a caller on this machine reaches a listener on `ip`.
fn reachable(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(all) if all.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(all) if all.is_unspecified() => std::net::Ipv6Addr::LOCALHOST.into(),
        other => other,
    }
}
