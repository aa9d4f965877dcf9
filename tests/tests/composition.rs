//! The containers' own scripts, run for real: secrets that each container reads alone, roles that reach what is theirs,
//! and a copy of all three databases by the one role that reaches them.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};
use db::embedded::{Cluster, ClusterOptions, Durability, connect, find_binaries};
use journeys::{Ports, binary, temp_dir};

const SERVICES: [&str; 3] = ["agreement", "catalog", "logistics"];

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(name)
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let output = command.output()?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// Runs the script that makes the secrets, with a `chown` that leaves the owner: this may not be root.
fn make_secrets(place: &Path) -> anyhow::Result<PathBuf> {
    let (secrets, programs) = (place.join("secrets"), place.join("programs"));
    for folder in ["postgres", "tools", "gateway"].into_iter().chain(SERVICES) {
        std::fs::create_dir_all(secrets.join(folder))?;
    }
    std::fs::create_dir_all(&programs)?;
    let chown = programs.join("chown");
    std::fs::write(&chown, "#!/bin/sh\n")?;
    std::fs::set_permissions(&chown, std::fs::Permissions::from_mode(0o755))?;
    let path = format!("{}:{}", programs.display(), std::env::var("PATH")?);
    run(Command::new("sh").arg(script("init/make-secrets.sh")).env("PATH", path).env("SECRETS", &secrets))?;
    Ok(secrets)
}

/// Every file below a folder with its content.
fn files(folder: &Path) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            all.extend(files(&path)?);
        } else {
            all.push((path.clone(), std::fs::read_to_string(&path)?));
        }
    }
    all.sort();
    Ok(all)
}

#[test]
fn each_container_reads_its_own_secrets_and_they_are_made_once() -> anyhow::Result<()> {
    let place = temp_dir("secrets")?;
    let secrets = make_secrets(place.path())?;
    let made = files(&secrets)?;
    let names = |folder: &str| -> anyhow::Result<Vec<String>> {
        let all = files(&secrets.join(folder))?;
        all.iter()
            .map(|(path, _)| Ok(path.file_name().context("a name")?.to_string_lossy().into_owned()))
            .collect()
    };
    assert_eq!(names("agreement")?, ["database-url", "key-secret", "service-secret"]);
    for service in ["catalog", "logistics"] {
        assert_eq!(names(service)?, ["database-url", "service-secret"], "{service}");
    }
    assert_eq!(names("tools")?, ["database-url"]);
    let shared = |service: &str| std::fs::read_to_string(secrets.join(service).join("service-secret"));
    assert_eq!(shared("agreement")?, shared("logistics")?);
    assert_eq!(shared("agreement")?, shared("catalog")?);
    for (path, _) in &made {
        let mode = path.metadata()?.permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", path.display());
    }
    make_secrets(place.path())?;
    assert_eq!(files(&secrets)?, made, "a second start changes nothing");
    Ok(())
}

/// A server prepared by the containers' script, and the address of a role in a database.
struct Prepared {
    cluster: Cluster,
    secrets: PathBuf,
    port: u16,
}

impl Prepared {
    fn start(place: &Path) -> anyhow::Result<Self> {
        let [port] = Ports::free()?;
        let options = ClusterOptions {
            data_dir: place.join("data"),
            durability: Durability::Disposable,
            port: Some(port),
            max_connections: 40,
        };
        let cluster = Cluster::start(&options, &|_| {})?;
        let secrets = make_secrets(place)?;
        let path = format!("{}:{}", find_binaries()?.dir.display(), std::env::var("PATH")?);
        let mut prepare = Command::new("sh");
        prepare
            .arg(script("postgres/databases.sh"))
            .env("PATH", path)
            .env("SECRETS", secrets.join("postgres"));
        let address = cluster.url("postgres");
        let account = address.strip_prefix("postgres://").and_then(|rest| rest.split_once('@'));
        let (user, password) =
            account.and_then(|(account, _)| account.split_once(':')).context("an account")?;
        prepare.env("PGHOST", "127.0.0.1").env("PGPORT", port.to_string()).env("PGDATABASE", "postgres");
        prepare.env("POSTGRES_USER", user).env("PGPASSWORD", password);
        let prepared = Self { cluster, secrets, port };
        run(&mut prepare)?;
        Ok(prepared)
    }

    /// What a container is given, on this machine's port.
    fn url(&self, container: &str) -> anyhow::Result<String> {
        let text = std::fs::read_to_string(self.secrets.join(container).join("database-url"))?;
        Ok(text.trim_end().replace("@postgres:5432", &format!("@127.0.0.1:{}", self.port)))
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        if let Err(error) = self.cluster.crash() {
            eprintln!("PostgreSQL is left running: {error}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_reaches_its_own_database_and_the_tools_copy_and_restore_all_three() -> anyhow::Result<()> {
    let place = temp_dir("composition")?;
    let at = place.path().to_owned();
    let server = tokio::task::spawn_blocking(move || Prepared::start(&at)).await??;
    let migrations = [agreement::migrations(), catalog::migrations(), logistics::migrations()];
    for (service, migrations) in SERVICES.into_iter().zip(migrations) {
        let url = server.url(service)?;
        db::migrations::migrate(&url, migrations).await?;
        // Tables in which nothing has happened are no data.
        let happened = "insert into outbox (id, type, subject, everybody, data, recorded_at, request_id) values \
                        (gen_random_uuid(), 'id.kad.test.happened', 'x', true, '{}', now(), gen_random_uuid())";
        connect(&url).await?.batch_execute(happened).await?;
        for other in SERVICES.into_iter().filter(|other| *other != service) {
            let elsewhere = url.replace(&format!("/kad_{service}"), &format!("/kad_{other}"));
            ensure!(connect(&elsewhere).await.is_err(), "{service} reaches the database of {other}");
        }
    }
    let tools = |arguments: &[&str]| -> anyhow::Result<()> {
        let kad = binary("kad", "standalone")?;
        run(Command::new(kad)
            .args(arguments)
            .env("DATABASE_URL", server.url("tools")?)
            .env("KAD_FILES", place.path().join("files")))
    };
    let copy = place.path().join("copy");
    let copy = copy.to_str().context("a plain path")?;
    tools(&["backup", copy])?;
    tools(&["restore", copy, "--replace"])?;
    for service in SERVICES {
        let client = connect(&server.url(service)?).await?;
        let owners =
            "select count(*) from pg_tables where schemaname = 'public' and tableowner <> current_user";
        let strange: i64 = client.query_one(owners, &[]).await?.get(0);
        assert_eq!(strange, 0, "tables of {service} belong to another role after the restore");
        // Nobody else comes in through the database that took the old one's place.
        let open = "select has_database_privilege('public', current_database(), 'connect')";
        ensure!(!client.query_one(open, &[]).await?.get::<_, bool>(0), "{service} is open to everybody");
    }
    Ok(())
}
