//! TLS to PostgreSQL on the real server: each `sslmode` takes what it says and refuses the rest with a clear text.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use db::embedded::{Cluster, ClusterOptions, Durability, connect, dump, moments};
use db::{Db, DbConfig};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

/// A server on this machine that listens for TCP, gone with the value.
struct Place {
    dir: PathBuf,
    cluster: Cluster,
    port: u16,
}

impl Place {
    fn start() -> Self {
        let dir = std::env::temp_dir().join(format!("kad-tls-{}", std::process::id()));
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let options = ClusterOptions {
            data_dir: dir.clone(),
            durability: Durability::Disposable,
            port: Some(port),
            max_connections: 30,
        };
        let cluster = Cluster::start(&options, &|_| {}).unwrap();
        std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self { dir, cluster, port }
    }

    /// The server by a name, with what the address says of TLS.
    fn url(&self, host: &str, asks: &str) -> String {
        self.cluster.url("postgres").replace("@127.0.0.1:", &format!("@{host}:")) + asks
    }

    /// A file of the server's account, closed to others.
    fn of_the_server(&self, name: &str, content: &str) -> PathBuf {
        let data = self.dir.join("postgres/data");
        let (path, owner) = (data.join(name), data.metadata().unwrap());
        std::fs::write(&path, content).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        chown(&path, Some(owner.uid()), Some(owner.gid())).unwrap();
        path
    }

    /// Switches TLS on with a certificate.
    async fn secure(&self, certificate: &str, key: &str) {
        let certificate = self.of_the_server("kad.crt", certificate);
        let key = self.of_the_server("kad.key", key);
        let client = connect(&self.url("127.0.0.1", "?sslmode=disable")).await.unwrap();
        for (name, file) in [("ssl_cert_file", &certificate), ("ssl_key_file", &key)] {
            client.batch_execute(&format!("alter system set {name} = '{}'", file.display())).await.unwrap();
        }
        client.batch_execute("alter system set ssl = on").await.unwrap();
        client.batch_execute("select pg_reload_conf()").await.unwrap();
        testkit::eventually("the server speaks TLS", async || {
            connect(&self.url("localhost", "?sslmode=require")).await.ok().map(drop)
        })
        .await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = self.cluster.crash();
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// A root of its own, in a file.
fn root(dir: &Path, name: &str) -> (CertifiedIssuer<'static, KeyPair>, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let file = dir.join(format!("{name}.crt"));
    std::fs::write(&file, issuer.pem()).unwrap();
    (issuer, file.display().to_string())
}

async fn is_secured(url: &str) -> bool {
    let client = connect(url).await.unwrap_or_else(|error| panic!("{error}"));
    let asked = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
    client.query_one(asked, &[]).await.unwrap().get(0)
}

async fn refusal(url: &str) -> String {
    connect(url).await.err().map(|error| error.to_string()).unwrap_or_else(|| panic!("{url} is taken"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_is_as_secure_as_its_address_asks_or_there_is_none() {
    let place = tokio::task::spawn_blocking(Place::start).await.unwrap();
    let plain = |asks: &str| place.url("localhost", asks);
    let (issuer, right) = root(&place.dir, "right");
    let (_, wrong) = root(&place.dir, "wrong");
    let full = |root: &str| format!("?sslmode=verify-full&sslrootcert={root}");

    // A server without TLS.
    assert!(!is_secured(&plain("")).await && !is_secured(&plain("?sslmode=prefer")).await);
    for asks in ["?sslmode=require".to_owned(), full(&right)] {
        let told = refusal(&plain(&asks)).await;
        assert!(told.contains("does not support TLS") && told.contains("sslmode="), "{told}");
        assert!(told.contains(&format!("localhost:{}", place.port)), "{told}");
    }

    // The same server with a certificate for one name.
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    place.secure(&certificate.pem(), &key.serialize_pem()).await;
    assert!(is_secured(&plain("")).await, "what is usual prefers it");
    assert!(!is_secured(&plain("?sslmode=disable")).await);
    assert!(is_secured(&plain("?sslmode=require")).await);
    assert!(is_secured(&place.url("127.0.0.1", "?sslmode=require")).await);
    assert!(is_secured(&plain(&full(&right))).await);
    let told = refusal(&plain(&full(&wrong))).await;
    assert!(
        told.contains("UnknownIssuer") && told.contains("verify-full") && told.contains("sslrootcert"),
        "{told}"
    );
    let told = refusal(&place.url("127.0.0.1", &full(&right))).await;
    assert!(told.contains("not valid for name") && told.contains("verify-full"), "{told}");
    // As with PostgreSQL's own programs: roots that are named count for `require` too, the name does not.
    let require = |root: &str| format!("?sslmode=require&sslrootcert={root}");
    assert!(is_secured(&place.url("127.0.0.1", &require(&right))).await);
    assert!(refusal(&plain(&require(&wrong))).await.contains("UnknownIssuer"));

    every_way_takes_the_address(&place, &plain(&full(&right)), &plain(&full(&wrong))).await;
}

/// Migrations, the pool, copies by `pg_dump`: all go the same way.
async fn every_way_takes_the_address(place: &Place, right: &str, wrong: &str) {
    let none = || diesel_migrations::EmbeddedMigrations::new(&[]);
    let told = db::migrations::migrate(wrong, none()).await.unwrap_err();
    assert!(format!("{told:#}").contains("UnknownIssuer"), "{told:#}");
    db::migrations::migrate(right, none()).await.unwrap();
    assert!(!db::migrations::pending(right, none()).await.unwrap());

    Db::new(&DbConfig::new(right)).unwrap().ping().await.unwrap();
    let told = Db::new(&DbConfig::new(wrong)).unwrap().ping().await.unwrap_err();
    assert!(told.to_string().contains("UnknownIssuer"), "{told}");
    let told = Db::new(&DbConfig::new(format!("{wrong}.gone"))).err().map(|error| error.to_string());
    assert!(told.is_some_and(|told| told.contains("sslrootcert")), "said at start");

    let moment = moments(&[right.to_owned()]).await.unwrap().remove(0);
    let file = place.dir.join("copy.dump");
    let moment = std::sync::Arc::new(moment);
    let held = moment.clone();
    tokio::task::spawn_blocking(move || dump(&held, &file)).await.unwrap().unwrap();
}
