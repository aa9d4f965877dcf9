//! The private server on the real programs: it keeps data, survives kill -9, is shared, and refuses clearly.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use db::embedded::{
    Cluster, ClusterOptions, Durability, EmbeddedError, connect, create_beside, dump, is_running, moments,
    put_in_place, restore,
};

/// A cluster's directory that takes its server and itself away with it.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self(std::env::temp_dir().join(format!("kad-embedded-{}-{number}", std::process::id())))
    }

    fn options(&self) -> ClusterOptions {
        ClusterOptions {
            data_dir: self.0.clone(),
            durability: Durability::Disposable,
            port: None,
            max_connections: 20,
        }
    }

    fn start(&self) -> Cluster {
        Cluster::start(&self.options(), &|_| {}).unwrap()
    }

    fn postmaster(&self) -> u32 {
        let file = self.0.join("postgres/data/postmaster.pid");
        std::fs::read_to_string(file).unwrap().lines().next().unwrap().parse().unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if is_running(&self.0) {
            kill("-QUIT", self.postmaster());
            await_end(&self.0);
        }
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn kill(signal: &str, pid: u32) {
    Command::new("kill").args([signal, &pid.to_string()]).status().unwrap();
}

/// Until nothing accepts connections any more; bounded.
fn await_end(data_dir: &Path) {
    let deadline = Instant::now() + Duration::from_secs(180);
    while is_running(data_dir) {
        assert!(Instant::now() < deadline, "the server did not end");
        std::thread::yield_now();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn data_survives_a_stop_and_a_killed_server() {
    let place = Place::new();
    let cluster = place.start();
    assert!(cluster.started_by_us());
    cluster.ensure_databases(&["one", "two"]).await.unwrap();
    cluster.ensure_databases(&["one", "two"]).await.unwrap();
    let client = connect(&cluster.url("one")).await.unwrap();
    client.batch_execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)").await.unwrap();
    cluster.stop().unwrap();
    cluster.stop().unwrap();
    assert!(!is_running(&place.0));

    let cluster = place.start();
    assert!(cluster.started_by_us());
    assert_eq!(number(&cluster).await, 7);
    kill("-KILL", place.postmaster());
    await_end(&place.0);

    let cluster = place.start();
    assert_eq!(number(&cluster).await, 7);
}

async fn number(cluster: &Cluster) -> i32 {
    let client = connect(&cluster.url("one")).await.unwrap();
    client.query_one("SELECT n FROM kept", &[]).await.unwrap().get(0)
}

#[test]
fn a_pid_file_whose_number_another_process_took_is_no_obstacle() {
    let place = Place::new();
    place.start().stop().unwrap();
    let mut other = Command::new("sleep").arg("600").spawn().unwrap();
    let data = place.0.join("postgres/data");
    let text = format!("{}\n{}\n0\n5432\n\n\n\nready\n", other.id(), data.display());
    std::fs::write(data.join("postmaster.pid"), text).unwrap();
    assert!(!is_running(&place.0));
    assert!(place.start().started_by_us());
    assert!(other.try_wait().unwrap().is_none(), "the other process was left alone");
    other.kill().unwrap();
    other.wait().unwrap();
}

#[test]
fn of_two_starts_at_once_one_starts_and_the_other_joins() {
    let place = Place::new();
    let clusters: Vec<Cluster> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..2).map(|_| scope.spawn(|| place.start())).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    assert_eq!(clusters.iter().filter(|cluster| cluster.started_by_us()).count(), 1);
    assert_eq!(clusters[0].url("x"), clusters[1].url("x"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tcp_port_asks_for_the_password_and_the_socket_directory_is_closed() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let cluster = Cluster::start(&ClusterOptions { port: Some(free), ..place.options() }, &|_| {}).unwrap();
    let url = cluster.url("postgres");
    assert!(url.contains(&format!("@127.0.0.1:{free}/")));
    assert!(cluster.server_version().await.unwrap().starts_with(char::is_numeric));
    let anonymous = format!("postgres://kad@127.0.0.1:{free}/postgres");
    assert!(connect(&anonymous).await.is_err());
    for closed in ["postgres", "postgres/run", "postgres/data"] {
        let mode = place.0.join(closed).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{closed}");
    }
    let through_socket = place.start();
    assert!(!through_socket.started_by_us());
    connect(&through_socket.url("postgres")).await.unwrap();
}

/// What a copy needs of a migrated database, in one whose operator ends idle transactions at once.
const FEED: &str = "ALTER DATABASE \"from\" SET idle_in_transaction_session_timeout = '1ms';
                    CREATE TABLE feed_head (position bigint); INSERT INTO feed_head VALUES (7)";

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_restores_into_another_database_and_over_the_same() {
    let place = Place::new();
    let cluster = place.start();
    cluster.ensure_databases(&["from", "to"]).await.unwrap();
    let (from, to) = (cluster.url("from"), cluster.url("to"));
    let client = connect(&from).await.unwrap();
    client.batch_execute(FEED).await.unwrap();
    client.batch_execute("CREATE TABLE t (n int PRIMARY KEY); INSERT INTO t VALUES (1), (2)").await.unwrap();
    let file = place.0.join("copy.dump");
    let moment = moments(std::slice::from_ref(&from)).await.unwrap().remove(0);
    // What is written after the moment is not in the copy of it, and does not wait for it.
    client
        .batch_execute("UPDATE feed_head SET position = 8; DELETE FROM t; INSERT INTO t VALUES (9)")
        .await
        .unwrap();
    dump(&moment, &file).unwrap();
    moment.release().await.unwrap();
    for url in [&from, &to, &to] {
        restore(url, &file, None).unwrap();
        let client = connect(url).await.unwrap();
        let sum: i64 = client.query_one("SELECT sum(n) FROM t", &[]).await.unwrap().get(0);
        assert_eq!(sum, 3);
    }

    assert!(moments(&[cluster.url("absent")]).await.is_err());
    let moment = moments(std::slice::from_ref(&from)).await.unwrap().remove(0);
    let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                  WHERE datname = 'from' AND pid <> pg_backend_pid()";
    client.batch_execute(others).await.unwrap();
    let text = dump(&moment, &file).unwrap_err().to_string();
    assert!(text.contains("pg_dump") && text.contains("snapshot"), "{text}");
    assert!(moment.release().await.is_err(), "a moment that was lost says so");
    restore(&to, &file, None).expect("the failed copy did not replace the good one");
    std::fs::write(&file, "not a backup").unwrap();
    let text = restore(&to, &file, None).unwrap_err().to_string();
    assert!(text.contains("pg_restore"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_in_place_belongs_to_whom_it_belonged_and_stays_closed() {
    let place = Place::new();
    let cluster = place.start();
    cluster.ensure_databases(&["from"]).await.unwrap();
    let (server, from) = (cluster.url("postgres"), cluster.url("from"));
    let admin = connect(&server).await.unwrap();
    for statement in [
        "CREATE ROLE keeper",
        "CREATE DATABASE kept OWNER keeper",
        "REVOKE CONNECT ON DATABASE kept FROM PUBLIC",
    ] {
        admin.batch_execute(statement).await.unwrap();
    }
    connect(&from).await.unwrap().batch_execute("CREATE TABLE feed_head (position bigint)").await.unwrap();
    let file = place.0.join("copy.dump");
    dump(&moments(std::slice::from_ref(&from)).await.unwrap()[0], &file).unwrap();

    let owner = create_beside(&server, "kept_restored", "kept").await.unwrap();
    assert_eq!(owner.as_deref(), Some("keeper"));
    restore(&cluster.url("kept_restored"), &file, owner.as_deref()).unwrap();
    put_in_place(&server, &[("kept_restored".to_owned(), "kept".to_owned())]).await.unwrap();
    let text = |sql: &'static str| async {
        let row = connect(&cluster.url("kept")).await.unwrap().query_one(sql, &[]).await.unwrap();
        row.get::<_, String>(0)
    };
    assert_eq!(text("SELECT tableowner::text FROM pg_tables WHERE tablename = 'feed_head'").await, "keeper");
    let database = "SELECT pg_get_userbyid(datdba) || ' ' || has_database_privilege('public', oid, 'CONNECT')
                    FROM pg_database WHERE datname = 'kept'";
    assert_eq!(text(database).await, "keeper false");
    assert_eq!(create_beside(&server, "fresh_restored", "fresh").await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_databases_are_replaced_or_none() {
    let place = Place::new();
    let cluster = place.start();
    let server = cluster.url("postgres");
    let pairs = ["one", "two"].map(|name| (format!("{name}_restored"), name.to_owned()));
    for (made, name) in &pairs {
        cluster.ensure_databases(&[made, name]).await.unwrap();
        let client = connect(&cluster.url(made)).await.unwrap();
        client.batch_execute("CREATE TABLE restored ()").await.unwrap();
    }
    let is_restored = async |name: &str| {
        let client = connect(&cluster.url(name)).await.unwrap();
        let known = client.query_one("SELECT to_regclass('restored') IS NOT NULL", &[]).await.unwrap();
        known.get::<_, bool>(0)
    };
    let busy = connect(&cluster.url("two")).await.unwrap();
    put_in_place(&server, &pairs).await.unwrap_err();
    assert!(!is_restored("one").await, "the first stays while the second cannot go");
    drop(busy);
    // A session ends a moment after its connection.
    while put_in_place(&server, &pairs).await.is_err() {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(is_restored("one").await && is_restored("two").await);
}

#[test]
fn data_of_another_major_version_is_refused_with_what_to_do() {
    let place = Place::new();
    place.start().stop().unwrap();
    std::fs::write(place.0.join("postgres/data/PG_VERSION"), "9\n").unwrap();
    let error = Cluster::start(&place.options(), &|_| {}).unwrap_err();
    assert!(matches!(error, EmbeddedError::OtherMajor { .. }));
    assert!(error.to_string().contains("was made by PostgreSQL 9"), "{error}");
}

#[test]
fn a_path_too_long_for_a_socket_is_refused_before_anything_is_made() {
    let place = Place::new();
    let deep = place.0.join("d".repeat(90));
    let error = Cluster::start(&ClusterOptions { data_dir: deep, ..place.options() }, &|_| {}).unwrap_err();
    assert!(matches!(error, EmbeddedError::PathTooLong { .. }), "{error}");
}
