//! An installation of three processes over three databases of their own on the server of the tests.

use std::path::PathBuf;
use std::process::Command;

use domain::shared::TextHash;
use standalone::data_dir::DataDir;
use standalone::databases::{Databases, SERVICES};
use standalone::demo::{Addresses, Issuer};
use testkit::postgres;

use crate::{Ports, Process, TempDir, binary, temp_dir};

/// What a service is told by its environment; nothing limits the rate of its callers.
pub struct Wiring<'a> {
    /// Address and port it listens on.
    pub listen: &'a str,
    /// Its database.
    pub database_url: &'a str,
    /// Where it finds the three services.
    pub addresses: &'a Addresses,
    /// Where agreement's files lie.
    pub files: &'a str,
    /// What the services know each other by.
    pub service_secret: &'a str,
    /// Whose sign-ins agreement trusts.
    pub issuer: &'a Issuer,
}

impl Wiring<'_> {
    /// Puts it into the environment of a command.
    pub fn tell(&self, command: &mut Command) {
        command
            .env("KAD_LISTEN", self.listen)
            .env("KAD_DATABASE_URL", self.database_url)
            .env("KAD_AGREEMENT_URL", &self.addresses.agreement)
            .env("KAD_CATALOG_URL", &self.addresses.catalog)
            .env("KAD_LOGISTICS_URL", &self.addresses.logistics)
            .env("KAD_FILES", self.files)
            .env("KAD_SERVICE_SECRET", self.service_secret)
            .env("KAD_TRUSTED_ISSUERS", self.issuer.trust())
            .env("KAD_WORKERS", "1")
            .env("KAD_RATE_LIMIT", "0")
            .env("KAD_PUBLIC_RATE_LIMIT", "0");
    }
}

/// Three services, each a process, wired by nothing but their addresses.
pub struct Installation {
    /// Where they are.
    pub addresses: Addresses,
    /// The issuer agreement trusts.
    pub issuer: Issuer,
    /// Their databases.
    pub databases: Databases,
    processes: Vec<Process>,
    data: DataDir,
    logs: bool,
    place: TempDir,
}

impl Installation {
    /// Makes the databases, starts the processes and waits until they are ready.
    ///
    /// # Errors
    /// When something does not start.
    pub async fn start(name: &str) -> anyhow::Result<Self> {
        Self::begin(name, false).await
    }

    /// The same, with what the services log kept for [`Installation::log`].
    ///
    /// # Errors
    /// When something does not start.
    pub async fn logging(name: &str) -> anyhow::Result<Self> {
        Self::begin(name, true).await
    }

    async fn begin(name: &str, logs: bool) -> anyhow::Result<Self> {
        web::token::install_crypto();
        let place = temp_dir(name)?;
        let data = DataDir::new(Some(place.path().to_owned()));
        let issuer = Issuer::new(&data.make_issuer_key()?);
        let server = postgres::server().await?;
        let unique = TextHash::of_bytes(place.path().as_os_str().as_encoded_bytes());
        let prefix = format!("kad_test_{name}_{}", &unique.as_str()[..12]);
        let databases = Databases::at(server.url(), prefix, place.path().join("files").display().to_string());
        databases.migrate().await?;
        let [agreement, catalog, logistics] =
            Ports::free::<3>()?.map(|port| format!("http://127.0.0.1:{port}"));
        let addresses = Addresses { agreement, catalog, logistics };
        let processes = Vec::new();
        let mut all = Self { addresses, issuer, databases, processes, data, logs, place };
        let [agreement, ..] = all.databases.urls()?;
        standalone::bootstrap::ensure_demonstration(&agreement).await?;
        for (service, name) in SERVICES.into_iter().enumerate() {
            let mut command = all.command(service)?;
            let process = match all.logs {
                true => Process::logging(name, &mut command, &all.log_file(service))?,
                false => Process::start(name, &mut command)?,
            };
            all.processes.push(process);
        }
        for service in 0..SERVICES.len() {
            all.wait_until_ready(service).await?;
        }
        Ok(all)
    }

    fn log_file(&self, service: usize) -> PathBuf {
        self.place.path().join(format!("{}.log", SERVICES[service]))
    }

    /// What a service has logged.
    ///
    /// # Errors
    /// When it was not told to keep it.
    pub fn log(&self, service: usize) -> anyhow::Result<String> {
        Ok(std::fs::read_to_string(self.log_file(service))?)
    }

    /// Address of a service.
    pub fn url(&self, service: usize) -> &str {
        [&self.addresses.agreement, &self.addresses.catalog, &self.addresses.logistics][service]
    }

    /// The secret the services know each other by.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn service_secret(&self) -> anyhow::Result<String> {
        self.data.service_secret()
    }

    fn command(&self, service: usize) -> anyhow::Result<Command> {
        let name = SERVICES[service];
        let mut command = Command::new(binary(name, name)?);
        let wiring = Wiring {
            listen: self.url(service).trim_start_matches("http://"),
            database_url: &self.databases.urls()?[service],
            addresses: &self.addresses,
            files: &self.databases.files,
            service_secret: &self.data.service_secret()?,
            issuer: &self.issuer,
        };
        wiring.tell(&mut command);
        if service == 0 {
            command.env("KAD_KEY_SECRET", self.data.key_secret()?);
        }
        Ok(command)
    }

    /// Kills a service as the kernel does.
    ///
    /// # Errors
    /// When it does not run.
    pub fn kill(&mut self, service: usize) -> anyhow::Result<()> {
        self.processes[service].kill()
    }

    /// Starts a killed service again, at its address and on its database, and waits until it is ready.
    ///
    /// # Errors
    /// When it does not become ready.
    pub async fn restart(&mut self, service: usize) -> anyhow::Result<()> {
        self.processes[service] = Process::start(SERVICES[service], &mut self.command(service)?)?;
        self.wait_until_ready(service).await
    }

    async fn wait_until_ready(&mut self, service: usize) -> anyhow::Result<()> {
        let url = self.url(service).to_owned();
        self.processes[service].wait_until_ready(&url).await
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        self.processes.clear();
        let (server, names) = (self.databases.server.clone(), self.databases.names());
        // On a thread of its own, because a test's runtime cannot be blocked on from within.
        let dropping = std::thread::spawn(move || -> anyhow::Result<()> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let client = db::embedded::connect(&server).await?;
                for name in names {
                    client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
                }
                Ok(())
            })
        });
        if let Ok(Err(error)) = dropping.join() {
            eprintln!("databases not dropped: {error:#}");
        }
    }
}
