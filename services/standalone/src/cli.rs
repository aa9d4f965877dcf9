//! The command line of `kad`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use client::{Api, TokenSource};
use web::Environment;

use crate::backup::{self, Existing};
use crate::bootstrap::{self, Administrator};
use crate::data_dir::DataDir;
use crate::databases::{self, Databases, Purpose};
use crate::demo;
use crate::feeds::{self, Feeds};
use crate::house::{House, Plan};
use crate::progress::Progress;

/// KAD: regional trade cooperation, from the signed agreement to the one-sentence report.
#[derive(Debug, Parser)]
#[command(name = "kad", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Args)]
struct Data {
    /// Data directory [default: /var/lib/kad for root, else ~/.local/share/kad]. `DATABASE_URL` takes an existing
    /// PostgreSQL server in place of the private one kept here.
    #[arg(long = "data", env = "KAD_DATA", value_name = "DIR", global = true)]
    dir: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Address {
    /// Port of all three services; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Address to listen on; only this machine reaches the default.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the three services, for real use.
    Up(Address),
    /// Run the three services and play the story of Metro, Blitar and Jakarta through their public API.
    Demo {
        #[command(flatten)]
        address: Address,
        /// Stop after the report.
        #[arg(long)]
        exit: bool,
    },
    /// Make the first administrator of an empty installation and print its credentials once.
    Bootstrap(Administrator),
    /// Print a token of one of the story's people, for trying things by hand while `kad demo` runs.
    Token {
        /// Who, such as `metro.coordinator`; an unknown name lists all.
        #[arg(long = "as", value_name = "ACTOR")]
        actor: String,
        /// Address of the running demonstration.
        #[arg(long, default_value = "http://127.0.0.1:8080")]
        url: String,
    },
    /// Create the databases and bring their tables up to date.
    Migrate,
    /// Copy the three databases into a new directory; the services may go on working.
    Backup {
        /// The directory to make.
        target: PathBuf,
    },
    /// Put a backup in place; the services must be stopped.
    Restore {
        /// The directory `kad backup` made.
        source: PathBuf,
        /// Replace the data that is there.
        #[arg(long)]
        replace: bool,
    },
    /// List the feeds that the services read of each other; show, replay or skip what is parked.
    Feeds {
        #[command(subcommand)]
        wanted: Option<Feeds>,
    },
    /// Make a new key that signs tokens; what the former one signed goes on being valid until it expires.
    RotateKey,
    /// Stop the private PostgreSQL of the data directory; the data stays.
    Stop,
    /// Ask a running service or `kad` whether it is ready; ends with 1 when it is not.
    Health {
        /// Its address.
        #[arg(long, default_value = "http://127.0.0.1:8080")]
        url: String,
    },
}

/// Runs a command to its end.
///
/// # Errors
/// Each text says what happened and, where there is something to do, what.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    web::telemetry::install_log(match cli.command {
        Command::Up(_) => "info",
        Command::Demo { .. } => "error",
        // What is done by hand concerns whoever guards the platform no less.
        _ => "error,security=info",
    });
    let data = DataDir::new(cli.data.dir);
    service::run::block_on(async move {
        match cli.command {
            Command::Up(address) => up(&data, &address).await,
            Command::Demo { address, exit } => demonstrate(&data, &address, exit).await,
            Command::Bootstrap(administrator) => first_administrator(&data, &administrator).await,
            Command::Token { actor, url } => token(&data, &actor, &url).await,
            Command::Migrate => migrate(&data).await,
            Command::Backup { target } => {
                let databases = Databases::open(&data, Progress::begin()).await?;
                let result = backup::backup(&databases, &target).await;
                closed(databases, result.map(|()| eprintln!("{}", backup::told(&target, &data)))).await
            }
            Command::Restore { source, replace } => {
                let databases = Databases::open(&data, Progress::begin()).await?;
                let existing = if replace { Existing::Replace } else { Existing::Keep };
                let result = backup::restore(&databases, &source, existing).await;
                closed(databases, result.map(|()| eprintln!("restored from {}", source.display()))).await
            }
            Command::Feeds { wanted } => {
                let databases = Databases::open(&data, Progress::begin()).await?;
                let result = async { feeds::run(&databases.urls()?, &wanted.unwrap_or(Feeds::List)).await };
                let result = result.await;
                closed(databases, result).await
            }
            Command::RotateKey => rotate_key(&data).await,
            Command::Stop => stop(&data).await,
            Command::Health { url } => health(&url).await,
        }
    })
}

/// What went wrong and why, each part once: a cause often repeats what was said of it.
pub fn told(error: &anyhow::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    for cause in error.chain() {
        for part in cause.to_string().split(": ") {
            if !parts.iter().any(|said| said == part) {
                parts.push(part.to_owned());
            }
        }
    }
    parts.join(": ")
}

/// Stops what this process started, whatever the result was.
async fn closed<T>(databases: Databases, result: anyhow::Result<T>) -> anyhow::Result<T> {
    let closed = databases.close().await;
    let value = result?;
    closed.context("the work is done, but PostgreSQL does not stop")?;
    Ok(value)
}

async fn up(data: &DataDir, address: &Address) -> anyhow::Result<()> {
    let _taken = data.take()?;
    let progress = Progress::begin();
    let databases = Databases::open(data, progress).await?;
    databases.adopt();
    let result = async {
        match databases.purpose().await? {
            None => databases.set_purpose(Purpose::RealUse).await?,
            Some(Purpose::RealUse) => {}
            Some(Purpose::Demonstration) => eprintln!(
                "note: {} holds the demonstration's data. Its people cannot sign in here (`kad demo` lets them); \
                 for real use choose another directory with --data DIR.",
                data.path().display()
            ),
        }
        let opening = open_house(data, address, &databases, progress, None);
        let Some(house) = unless_stopped(opening).await? else { return Ok(()) };
        serve_until_stopped(&databases, data, progress).await;
        eprintln!("stopping");
        house.stop().await
    };
    let result = result.await;
    closed(databases, result).await
}

async fn demonstrate(data: &DataDir, address: &Address, exit: bool) -> anyhow::Result<()> {
    let _taken = data.take()?;
    let progress = Progress::begin();
    let databases = Databases::open(data, progress).await?;
    databases.adopt();
    let result = async {
        databases.take_for_demonstration().await?;
        let issuer = demo::Issuer::new(&data.make_issuer_key()?);
        let opening = open_house(data, address, &databases, progress, Some(issuer.trust()));
        let Some(house) = unless_stopped(opening).await? else { return Ok(()) };
        let [agreement, ..] = databases.urls()?;
        bootstrap::ensure_demonstration(&agreement).await?;
        let addresses = demo::Addresses::one(&house.url);
        let playing = unless_stopped(demo::play(&addresses, &issuer, &demo::print_step));
        let played = tokio::select! {
            played = playing => played.with_context(|| goes_on(data))?,
            () = databases.keep_running(data, progress), if databases.is_private() => None,
        };
        match played {
            None => eprintln!("stopped in the middle of the story; {}", goes_on(data)),
            Some(reports) => {
                demo::print_reports(&reports);
                if !exit {
                    eprintln!("\nOpen {}/docs/, or try it:\n{}", house.url, try_it(data, &house.url)?);
                    eprintln!("Ctrl-C stops it; the data stays in {}.", data.path().display());
                    serve_until_stopped(&databases, data, progress).await;
                }
            }
        }
        house.stop().await
    };
    let result = result.await;
    closed(databases, result).await
}

/// What to do after a story that has not come to its end.
fn goes_on(data: &DataDir) -> String {
    format!(
        "`kad demo` with the data in {} goes on where it stands, as often as it takes; for the story from its beginning \
         choose another directory with --data DIR",
        data.path().display()
    )
}

/// Two lines for a shell, whatever its folder: a token of one of the story's people, and what she sees with it.
fn try_it(data: &DataDir, url: &str) -> anyhow::Result<String> {
    let kad = std::env::current_exe()?;
    let place = std::path::absolute(data.path())?;
    let quoted = |path: &Path| format!("'{}'", path.display().to_string().replace('\'', r"'\''"));
    Ok(format!(
        "  TOKEN=$({} --data {} token --as metro.coordinator --url {url})\n  \
         curl -s -H \"Authorization: Bearer $TOKEN\" {url}/v1/agreements",
        quoted(&kad),
        quoted(&place),
    ))
}

/// Serves until Ctrl-C or SIGTERM; PostgreSQL is started again should it go.
async fn serve_until_stopped(databases: &Databases, data: &DataDir, progress: Progress) {
    tokio::select! {
        () = service::run::stop_signal() => {}
        () = databases.keep_running(data, progress), if databases.is_private() => {}
    }
}

/// What `work` gives; `None` when Ctrl-C or SIGTERM comes first.
async fn unless_stopped<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<Option<T>> {
    tokio::select! {
        result = work => result.map(Some),
        () = service::run::stop_signal() => Ok(None),
    }
}

/// What the signing keys are encrypted with: `KAD_KEY_SECRET`, or what the data directory keeps.
fn key_secret(data: &DataDir) -> anyhow::Result<String> {
    Environment::process().secret("KAD_KEY_SECRET")?.map_or_else(|| data.key_secret(), Ok)
}

async fn open_house(
    data: &DataDir,
    address: &Address,
    databases: &Databases,
    progress: Progress,
    demo_issuer: Option<String>,
) -> anyhow::Result<House> {
    let database_ready = progress.elapsed();
    let applied = databases.migrate().await?;
    let migrated = progress.elapsed();
    let house = House::start(Plan {
        address: SocketAddr::new(address.listen, address.port),
        disk: databases.is_private().then_some(data.path()),
        databases,
        service_secret: data.service_secret()?,
        key_secret: key_secret(data)?,
        demo_issuer,
    })
    .await?;
    progress.say(&format!(
        "ready at {} (PostgreSQL {:.1} s, {applied} migrations {:.1} s, services {:.1} s); documents at {}/docs; \
         data in {}",
        house.url,
        database_ready.as_secs_f64(),
        (migrated - database_ready).as_secs_f64(),
        (progress.elapsed() - migrated).as_secs_f64(),
        house.url,
        data.path().display(),
    ));
    Ok(house)
}

async fn first_administrator(data: &DataDir, wanted: &Administrator) -> anyhow::Result<()> {
    // Beside a service binary its own database is named, and the others may be out of reach.
    if let Some(own) = Environment::process().secret("KAD_DATABASE_URL")? {
        return bootstrap::first_administrator(&own, wanted).await;
    }
    let databases = Databases::open(data, Progress::begin()).await?;
    let result = async {
        databases.migrate().await?;
        if databases.purpose().await? != Some(Purpose::Demonstration) {
            databases.set_purpose(Purpose::RealUse).await?;
        }
        let [agreement, ..] = databases.urls()?;
        bootstrap::first_administrator(&agreement, wanted).await
    };
    let result = result.await;
    closed(databases, result).await
}

async fn rotate_key(data: &DataDir) -> anyhow::Result<()> {
    // Beside a service binary its own database is named, and the others may be out of reach.
    let kid = if let Some(own) = Environment::process().secret("KAD_DATABASE_URL")? {
        bootstrap::rotate_key(&own, Environment::process().secret("KAD_KEY_SECRET")?.as_deref()).await?
    } else {
        let databases = Databases::open(data, Progress::begin()).await?;
        let secret = key_secret(data)?;
        let result = async { bootstrap::rotate_key(&databases.urls()?[0], Some(&secret)).await }.await;
        closed(databases, result).await?
    };
    println!("{kid}");
    eprintln!(
        "signs in half a minute, once every service knows it; the former key checks its tokens for another hour"
    );
    Ok(())
}

async fn token(data: &DataDir, actor: &str, url: &str) -> anyhow::Result<()> {
    let issuer = demo::Issuer::new(&data.issuer_key()?);
    println!("{}", demo::token(&issuer, actor, url).await?);
    Ok(())
}

async fn migrate(data: &DataDir) -> anyhow::Result<()> {
    let databases = Databases::open(data, Progress::begin()).await?;
    let result = databases.migrate().await;
    let applied = closed(databases, result).await?;
    eprintln!("{applied} migrations applied");
    Ok(())
}

async fn stop(data: &DataDir) -> anyhow::Result<()> {
    // Whoever serves from it starts PostgreSQL again: that one is stopped, not this.
    let _taken = if data.path().exists() { Some(data.take()?) } else { None };
    let stopped = databases::stop(data, Progress::begin()).await?;
    eprintln!("{}", if stopped { "stopped" } else { "nothing runs here" });
    Ok(())
}

async fn health(url: &str) -> anyhow::Result<()> {
    let api = Api::new(url, TokenSource::Nobody)?.without_retries();
    let report: serde_json::Value = api.get("/readyz").await?.value;
    println!("{report}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn what_a_cause_repeats_is_said_once() {
        let refused = std::io::Error::other("Connection refused (os error 111)");
        let error = anyhow::Error::new(refused)
            .context("error connecting to server: Connection refused (os error 111)")
            .context("connect to PostgreSQL: error connecting to server: Connection refused (os error 111)");
        let text = "connect to PostgreSQL: error connecting to server: Connection refused (os error 111)";
        assert_eq!(told(&error), text);
    }
}
