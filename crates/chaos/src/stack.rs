//! Three services in one or more instances each over a PostgreSQL of their own, with a link on every way between
//! callers, services and PostgreSQL.
//!
//! Links by name: `agreement`, `catalog`, `logistics` lead callers to the instances of a service;
//! `logistics->agreement` and so on one service to another; `agreement->postgres` a service to PostgreSQL. Ports
//! change with each start of a process, and the links follow; addresses of links stay.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;
use client::{Api, Credentials, TokenSource};
use db::embedded::{Cluster, ClusterOptions, Durability, connect};
use journeys::{Ports, Process, TempDir, Wiring, temp_dir};
use standalone::backup::{Existing, restore};
use standalone::data_dir::DataDir;
use standalone::databases::{Databases, SERVICES};
use standalone::demo::{Addresses, Issuer};
use tokio_postgres::Client;

use crate::Plan;
use crate::link::Link;

/// The agreement service, as an index.
pub const AGREEMENT: usize = 0;
/// The catalog service, as an index.
pub const CATALOG: usize = 1;
/// The logistics service, as an index.
pub const LOGISTICS: usize = 2;

/// Connections PostgreSQL accepts; two instances of each service take at most a hundred.
const CONNECTIONS: u16 = 300;

/// What a stack consists of.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Instances of each service.
    pub instances: usize,
}

impl Shape {
    /// One instance of each service.
    pub const SINGLE: Self = Self { instances: 1 };
    /// Two instances of each service.
    pub const PAIR: Self = Self { instances: 2 };
    /// Three instances of each service.
    pub const TRIPLE: Self = Self { instances: 3 };
}

struct Instance {
    process: Option<Process>,
    address: SocketAddr,
}

/// Everything that runs for one scenario; ends with the value.
pub struct Stack {
    /// Where callers find the services: at their links.
    pub addresses: Addresses,
    /// Signs the people of the story in.
    pub issuer: Issuer,
    /// The three databases, reached without a link.
    pub databases: Databases,
    instances: [Vec<Instance>; 3],
    links: BTreeMap<String, Link>,
    postgres: Postgres,
    secret: String,
    program: std::path::PathBuf,
    place: TempDir,
}

/// A durable PostgreSQL that goes with the value.
struct Postgres {
    options: ClusterOptions,
    cluster: Cluster,
}

impl Postgres {
    async fn start(place: &Path) -> anyhow::Result<Self> {
        let [port] = Ports::free::<1>()?;
        let options = ClusterOptions {
            data_dir: place.to_owned(),
            durability: Durability::Durable,
            port: Some(port),
            max_connections: CONNECTIONS,
        };
        let starting = options.clone();
        let cluster = tokio::task::spawn_blocking(move || Cluster::start(&starting, &|_| {})).await??;
        Ok(Self { options, cluster })
    }

    /// Its listener; none only if no port was asked for, which one always is.
    fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.options.port.unwrap_or_default()))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Err(error) = self.cluster.crash() {
            eprintln!("PostgreSQL is left running: {error}");
        }
    }
}

impl Stack {
    /// Starts PostgreSQL, makes the databases, opens the links, starts the services and waits until all are ready.
    ///
    /// # Errors
    /// When something does not start.
    pub async fn start(name: &str, plan: &Plan, shape: Shape) -> anyhow::Result<Self> {
        Self::start_from(None, name, plan, shape).await
    }

    /// As [`Stack::start`], on the data of a backup.
    ///
    /// # Errors
    /// When something does not start.
    pub async fn restore(copy: &Path, name: &str, plan: &Plan, shape: Shape) -> anyhow::Result<Self> {
        Self::start_from(Some((copy, None)), name, plan, shape).await
    }

    /// As [`Stack::restore`], on a backup of these services: as the operator is told, their secret is kept apart from it and
    /// put into the new place.
    ///
    /// # Errors
    /// When something does not start.
    pub async fn restored(&self, copy: &Path, name: &str, plan: &Plan, shape: Shape) -> anyhow::Result<Self> {
        Self::start_from(Some((copy, Some(self.place()))), name, plan, shape).await
    }

    async fn start_from(
        before: Option<(&Path, Option<&Path>)>,
        name: &str,
        plan: &Plan,
        shape: Shape,
    ) -> anyhow::Result<Self> {
        web::token::install_crypto();
        let place = temp_dir(name)?;
        let data = DataDir::new(Some(place.path().to_owned()));
        let issuer = Issuer::new(&data.make_issuer_key()?);
        let postgres = Postgres::start(place.path()).await?;
        let files = place.path().join("files").display().to_string();
        let databases = Databases::at(postgres.cluster.url("postgres"), "kad", files);
        match before {
            Some((copy, origin)) => {
                if let Some(origin) = origin {
                    std::fs::copy(origin.join("service-secret"), place.path().join("service-secret"))?;
                }
                restore(&databases, copy, Existing::Keep).await?;
            }
            None => {
                databases.take_for_demonstration().await?;
                databases.migrate().await?;
                standalone::bootstrap::ensure_demonstration(&databases.urls()?[AGREEMENT]).await?;
            }
        }
        let links = open_links(plan.seed).await?;
        let url = |name: &str| format!("http://{}", links[name].address());
        let addresses =
            Addresses { agreement: url("agreement"), catalog: url("catalog"), logistics: url("logistics") };
        let mut stack = Self {
            addresses,
            issuer,
            databases,
            instances: [const { Vec::new() }; 3],
            links,
            postgres,
            secret: data.service_secret()?,
            program: plan.program.clone(),
            place,
        };
        stack.lead_to_postgres();
        for service in 0..SERVICES.len() {
            for instance in 0..shape.instances {
                stack.launch(service, instance, None)?;
            }
        }
        stack.wait_until_all_ready().await?;
        Ok(stack)
    }

    /// A directory that goes with the stack.
    pub fn place(&self) -> &Path {
        self.place.path()
    }

    /// A client of a service that reads as another service does: whole feeds.
    ///
    /// # Errors
    /// When the client cannot be made.
    pub fn peer(&self, service: usize) -> anyhow::Result<Api> {
        let credentials = Credentials {
            endpoint: format!("{}/oauth/token", self.addresses.agreement),
            client_id: "service:catalog".to_owned(),
            client_secret: self.secret.clone(),
        };
        Ok(Api::new(self.url(service), TokenSource::credentials(credentials))?.without_retries())
    }

    /// A link by its name.
    ///
    /// # Panics
    /// When there is none of that name: the scenario is wrong.
    pub fn link(&self, name: &str) -> &Link {
        &self.links[name]
    }

    /// Where callers find a service: at its link.
    pub fn url(&self, service: usize) -> &str {
        [&self.addresses.agreement, &self.addresses.catalog, &self.addresses.logistics][service]
    }

    /// How many instances each service has.
    pub fn instances(&self) -> usize {
        self.instances[AGREEMENT].len()
    }

    /// Where one instance listens, without a link.
    pub fn direct(&self, service: usize, instance: usize) -> String {
        format!("http://{}", self.instances[service][instance].address)
    }

    /// The process id of an instance.
    ///
    /// # Errors
    /// When it was ended.
    pub fn process(&self, service: usize, instance: usize) -> anyhow::Result<u32> {
        let process = self.instances[service][instance].process.as_ref();
        Ok(process.context("it was ended")?.id())
    }

    /// A connection to a service's database, without a link.
    ///
    /// # Errors
    /// When PostgreSQL does not answer.
    pub async fn sql(&self, service: usize) -> anyhow::Result<Client> {
        Ok(connect(&self.databases.urls()?[service]).await?)
    }

    /// Starts an instance that was ended, or a further one; returns before it is ready. `failpoints` arms points
    /// of [`db::failpoint`].
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn launch(
        &mut self,
        service: usize,
        instance: usize,
        failpoints: Option<&str>,
    ) -> anyhow::Result<()> {
        let [port] = Ports::free::<1>()?;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut command = self.command(service, address)?;
        if let Some(points) = failpoints {
            command.env("FAILPOINTS", points);
        }
        let process = Some(Process::start(SERVICES[service], &mut command)?);
        let all = &mut self.instances[service];
        if instance < all.len() {
            all[instance] = Instance { process, address };
        } else {
            all.push(Instance { process, address });
        }
        self.lead_to_service(service);
        Ok(())
    }

    /// Starts an instance that was ended and waits until it is ready.
    ///
    /// # Errors
    /// When it does not become ready.
    pub async fn restart(&mut self, service: usize, instance: usize) -> anyhow::Result<()> {
        self.launch(service, instance, None)?;
        self.wait_until_ready(service, instance).await
    }

    /// Waits until an instance is ready.
    ///
    /// # Errors
    /// When it ends first, or takes too long.
    pub async fn wait_until_ready(&mut self, service: usize, instance: usize) -> anyhow::Result<()> {
        let url = self.direct(service, instance);
        let running = self.instances[service][instance].process.as_mut().context("it was ended")?;
        running.wait_until_ready(&url).await
    }

    /// Waits until every instance is ready.
    ///
    /// # Errors
    /// When one ends first, or takes too long.
    pub async fn wait_until_all_ready(&mut self) -> anyhow::Result<()> {
        for service in 0..SERVICES.len() {
            for instance in 0..self.instances[service].len() {
                self.wait_until_ready(service, instance).await?;
            }
        }
        Ok(())
    }

    /// Kills an instance as the kernel does; one that has ended already is fine.
    ///
    /// # Errors
    /// When it cannot be killed.
    pub fn kill(&mut self, service: usize, instance: usize) -> anyhow::Result<()> {
        self.instances[service][instance].process.take().map_or(Ok(()), |mut running| running.kill())
    }

    /// Whether an instance has ended, by itself or not.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn has_ended(&mut self, service: usize, instance: usize) -> anyhow::Result<bool> {
        self.instances[service][instance].process.as_mut().map_or(Ok(true), Process::has_ended)
    }

    /// Asks an instance to stop and waits until it has, its requests finished.
    ///
    /// # Errors
    /// When it does not stop in time, or says that something went wrong.
    pub async fn terminate(&mut self, service: usize, instance: usize) -> anyhow::Result<()> {
        match self.instances[service][instance].process.take() {
            Some(running) => tokio::task::spawn_blocking(move || running.terminate()).await?,
            None => Ok(()),
        }
    }

    /// Ends PostgreSQL as a loss of power does; its links then refuse.
    ///
    /// # Errors
    /// When it cannot be stopped.
    pub fn crash_postgres(&self) -> anyhow::Result<()> {
        Ok(tokio::task::block_in_place(|| self.postgres.cluster.crash())?)
    }

    /// Starts PostgreSQL again on the same data, at another port, and waits until it answers.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start_postgres(&mut self) -> anyhow::Result<()> {
        let data = self.postgres.options.data_dir.clone();
        // In the old value's place: dropping that would stop the server of this data, which is the new one.
        std::mem::forget(std::mem::replace(&mut self.postgres, Postgres::start(&data).await?));
        let files = self.databases.files.clone();
        self.databases = Databases::at(self.postgres.cluster.url("postgres"), "kad", files);
        self.lead_to_postgres();
        Ok(())
    }

    fn lead_to_postgres(&self) {
        for service in SERVICES {
            self.link(&format!("{service}->postgres")).lead_to(vec![self.postgres.address()]);
        }
    }

    fn lead_to_service(&self, service: usize) {
        let targets: Vec<SocketAddr> = self.instances[service].iter().map(|one| one.address).collect();
        let name = SERVICES[service];
        self.link(name).lead_to(targets.clone());
        for other in SERVICES.into_iter().filter(|other| *other != name) {
            self.link(&format!("{other}->{name}")).lead_to(targets.clone());
        }
    }

    fn command(&self, service: usize, address: SocketAddr) -> anyhow::Result<Command> {
        let name = SERVICES[service];
        let mut command = Command::new(&self.program);
        command.args(["serve", name]);
        let mut database = url_of(&self.databases, service)?;
        let at = self.link(&format!("{name}->postgres")).address();
        database = database.replacen(&self.postgres.address().to_string(), &at.to_string(), 1);
        // A service calls itself by no link: nobody stands between it and itself.
        let url = |other: &str| match other == name {
            true => format!("http://{address}"),
            false => format!("http://{}", self.link(&format!("{name}->{other}")).address()),
        };
        let addresses =
            Addresses { agreement: url("agreement"), catalog: url("catalog"), logistics: url("logistics") };
        let wiring = Wiring {
            listen: &address.to_string(),
            database_url: &database,
            addresses: &addresses,
            files: &self.databases.files,
            service_secret: &self.secret,
            issuer: &self.issuer,
        };
        wiring.tell(&mut command);
        command.env("KAD_MIGRATE", "false");
        Ok(command)
    }
}

fn url_of(databases: &Databases, service: usize) -> anyhow::Result<String> {
    Ok(databases.urls()?[service].clone())
}

async fn open_links(seed: u64) -> anyhow::Result<BTreeMap<String, Link>> {
    let mut names = Vec::new();
    for service in SERVICES {
        names.extend([service.to_owned(), format!("{service}->postgres")]);
        let others = SERVICES.into_iter().filter(|other| *other != service);
        names.extend(others.map(|other| format!("{service}->{other}")));
    }
    let mut links = BTreeMap::new();
    for (number, name) in (0_u64..).zip(names) {
        links.insert(name, Link::open(seed.wrapping_add(number)).await?);
    }
    Ok(links)
}
