//! A server that stands still, a row that is held, a full disk: everybody is answered soon, and nothing is half done.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::{Duration, Instant};

use db::embedded::connect;
use db::{Connection, Db, DbConfig, DbError};
use diesel_async::SimpleAsyncConnection as _;
use testkit::postgres::{TestDatabase, server};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio_postgres::config::Host;

async fn database() -> TestDatabase {
    let server = server().await.unwrap();
    let template = server
        .template("pressure", "one_row", async |url: String| {
            Ok(connect(&url).await?.batch_execute("create table t (n int); insert into t values (1)").await?)
        })
        .await
        .unwrap();
    server.database_from(&template).await.unwrap()
}

/// Forwards one connection for as long as the way is open.
async fn forward(mut from: TcpStream, to: Host, port: u16, mut open: watch::Receiver<bool>) {
    let copied = async {
        match to {
            Host::Tcp(host) => {
                let mut to = TcpStream::connect((host, port)).await?;
                copy_bidirectional(&mut from, &mut to).await
            }
            Host::Unix(place) => {
                let mut to = UnixStream::connect(place.join(format!(".s.PGSQL.{port}"))).await?;
                copy_bidirectional(&mut from, &mut to).await
            }
        }
    };
    tokio::pin!(copied);
    loop {
        let is_open = *open.borrow_and_update();
        tokio::select! {
            _ = &mut copied, if is_open => return,
            changed = open.changed() => if changed.is_err() { return },
        }
    }
}

/// A way to the database that can be closed without a word; gives its address.
async fn way(url: &str, open: watch::Receiver<bool>) -> String {
    let config: tokio_postgres::Config = url.parse().unwrap();
    let (host, port) = (config.get_hosts()[0].clone(), config.get_ports().first().copied().unwrap_or(5432));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let own = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((from, _)) = listener.accept().await {
            tokio::spawn(forward(from, host.clone(), port, open.clone()));
        }
    });
    let mut address = url::Url::parse(url).unwrap();
    address.set_host(Some("127.0.0.1")).unwrap();
    address.set_port(Some(own.port())).unwrap();
    address.to_string()
}

async fn ask(db: &Db) -> Result<(), DbError> {
    Ok(db.read().await?.batch_execute("select 1").await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_a_server_that_stands_still_is_answered_soon_and_whoever_comes_at_once() {
    let database = database().await;
    let (way_in, open) = watch::channel(true);
    let db = Db::new(&DbConfig::new(way(&database.url, open).await)).unwrap();
    ask(&db).await.unwrap();
    way_in.send_replace(false);
    let since = Instant::now();
    let answers = tokio::join!(
        ask(&db),
        ask(&db),
        db.fast(async |conn: &Connection| {
            let mut conn = conn;
            Ok::<_, DbError>(
                diesel_async::RunQueryDsl::execute(diesel::sql_query("select 1"), &mut conn)
                    .await
                    .map(drop)?,
            )
        })
    );
    let long = since.elapsed();
    for answer in [answers.0, answers.1, answers.2] {
        assert!(matches!(answer, Err(DbError::Unavailable(_))), "{answer:?}");
    }
    assert!(long < Duration::from_secs(9), "{long:?}");
    let since = Instant::now();
    assert!(matches!(ask(&db).await, Err(DbError::Unavailable(_))));
    assert!(since.elapsed() < Duration::from_millis(500), "{:?}", since.elapsed());
    way_in.send_replace(true);
    testkit::eventually("the server answers again", async || ask(&db).await.ok()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_somebody_holds_takes_neither_reads_nor_the_patience_of_its_writers() {
    let database = database().await;
    let db = Db::new(&DbConfig {
        wait: Duration::from_secs(5),
        max_connections: 8,
        ..DbConfig::new(&database.url)
    });
    let db = db.unwrap();
    let holder = connect(&database.url).await.unwrap();
    holder.batch_execute("begin; update t set n = 2").await.unwrap();
    let write = async || {
        db.transact("write", async |conn| {
            conn.batch_execute("update t set n = 3").await?;
            Ok::<_, DbError>(())
        })
        .await
    };
    let writes = futures_util::future::join_all((0..12).map(|_| write()));
    let reads = async {
        let since = Instant::now();
        for _ in 0..10 {
            ask(&db).await.unwrap();
        }
        since.elapsed()
    };
    let (written, read) = tokio::join!(writes, reads);
    assert!(written.iter().all(|one| matches!(one, Err(DbError::Locked))), "{written:?}");
    assert!(read < Duration::from_secs(1), "{read:?}");
    holder.batch_execute("rollback").await.unwrap();
    write().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_as_such_and_leaves_nothing_half_done() {
    let database = database().await;
    let db = Db::new(&DbConfig::new(&database.url)).unwrap();
    let client = connect(&database.url).await.unwrap();
    client
        .batch_execute(
            "create function full_disk() returns trigger language plpgsql as $$ begin
                 raise exception 'could not extend file \"base/1\": No space left on device' using errcode = '53100';
             end $$;
             create table late (n int);
             create trigger full_disk before insert on late for each row execute function full_disk();",
        )
        .await
        .unwrap();
    let told = db
        .transact("write", async |conn| {
            conn.batch_execute("update t set n = 5").await?;
            conn.batch_execute("insert into late values (1)").await?;
            Ok::<_, DbError>(())
        })
        .await;
    assert!(matches!(told, Err(DbError::Full(_))), "{told:?}");
    let kept: i32 = client.query_one("select n from t", &[]).await.unwrap().get(0);
    assert_eq!(kept, 1);
}
