//! Positions, keys and history, on a real PostgreSQL.
// What is forgotten goes by the clock of the database, which is the system's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use db::idempotency::{self, KeyScope, Known, StoredAnswer};
use db::outbox::{self, Audience, NewEvent, Reader};
use db::{Connection, Db, DbConfig, DbError, sequencer};
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use domain::shared::{EventId, Id as _};
use uuid::Uuid;

const MINUTE: Duration = Duration::from_secs(60);

fn at() -> DateTime<Utc> {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

async fn database() -> (testkit::postgres::TestDatabase, Db) {
    let server = testkit::postgres::server().await.unwrap();
    let none = diesel_migrations::EmbeddedMigrations::new(&[]);
    let url = {
        let template = server
            .template("platform", &format!("p{}", std::process::id()), async |url: String| {
                db::migrations::migrate(&url, none).await.map(|_| ())
            })
            .await
            .unwrap();
        server.database_from(&template).await.unwrap()
    };
    let db = Db::new(&DbConfig::new(&url.url)).unwrap();
    (url, db)
}

async fn push(conn: &mut Connection, number: u128, subject: &str) {
    let event = NewEvent {
        id: EventId::from_uuid(Uuid::from_u128(number)),
        r#type: "id.kad.test.happened".to_owned(),
        data_version: 1,
        subject: subject.to_owned(),
        audience: Audience::Services,
        data: serde_json::json!({}),
        recorded_at: at(),
        request_id: Uuid::nil(),
    };
    outbox::push(conn, event).await.unwrap();
}

async fn feed(db: &Db) -> Vec<(i64, String)> {
    let mut conn = db.read().await.unwrap();
    let rows = outbox::after(&mut conn, Reader::Service, 0, &[], 10_000).await.unwrap();
    rows.into_iter().map(|row| (row.position.unwrap(), row.subject)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_commits_late_is_numbered_late_and_never_lost() {
    let (database, db) = database().await;
    let mut early = AsyncPgConnection::establish(&database.url).await.unwrap();
    early.batch_execute("begin").await.unwrap();
    push(&mut early, 1, "inserted first, committed last").await;
    db.transact("late", async |conn| {
        push(conn, 2, "inserted last, committed first").await;
        Ok::<_, DbError>(())
    })
    .await
    .unwrap();
    sequencer::run_once(&db).await.unwrap();
    assert_eq!(feed(&db).await, [(1, "inserted last, committed first".to_owned())]);
    early.batch_execute("commit").await.unwrap();
    sequencer::run_once(&db).await.unwrap();
    assert_eq!(feed(&db).await[1], (2, "inserted first, committed last".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_and_sequencers_give_a_gapless_feed_in_causal_order() {
    const WRITERS: u128 = 8;
    const EACH: u128 = 40;
    let (_database, db) = database().await;
    let writing = Arc::new(AtomicBool::new(true));
    let sequencers: Vec<_> = (0..3)
        .map(|_| {
            let (db, writing) = (db.clone(), writing.clone());
            tokio::spawn(async move {
                while AtomicBool::load(&writing, Ordering::SeqCst) {
                    sequencer::run_once(&db).await.unwrap();
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let db = db.clone();
            tokio::spawn(async move {
                for step in 0..EACH {
                    let mut conn = db.read().await.unwrap();
                    conn.batch_execute("begin").await.unwrap();
                    push(&mut conn, writer * 1000 + step, &format!("{writer}:{step:03}")).await;
                    // A rollback leaves a hole in the insertion sequence, and none in the feed.
                    let end = if step % 7 == 3 { "rollback" } else { "commit" };
                    conn.batch_execute(end).await.unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    writing.store(false, Ordering::SeqCst);
    for sequencer in sequencers {
        sequencer.await.unwrap();
    }
    while !sequencer::run_once(&db).await.unwrap().is_empty() {}
    let feed = feed(&db).await;
    let positions: Vec<i64> = feed.iter().map(|(position, _)| *position).collect();
    let expected: Vec<i64> = (1..=i64::try_from(feed.len()).unwrap()).collect();
    assert_eq!(positions, expected, "gapless");
    assert_eq!(feed.len() as u128, WRITERS * (EACH - EACH.div_ceil(7)));
    for writer in 0..WRITERS {
        let own: Vec<&String> = feed
            .iter()
            .map(|(_, subject)| subject)
            .filter(|s| s.starts_with(&format!("{writer}:")))
            .collect();
        assert!(own.is_sorted(), "a writer's later event stands later: {own:?}");
    }
}

fn scope(fingerprint: u8) -> KeyScope {
    KeyScope {
        party_id: Uuid::nil(),
        client: "test".to_owned(),
        key: "one-intent".to_owned(),
        fingerprint: vec![fingerprint],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_fresh_once_busy_meanwhile_and_done_afterwards() {
    let (database, _db) = database().await;
    let mut one = AsyncPgConnection::establish(&database.url).await.unwrap();
    let mut two = AsyncPgConnection::establish(&database.url).await.unwrap();
    one.batch_execute("begin").await.unwrap();
    two.batch_execute("begin").await.unwrap();
    assert!(matches!(idempotency::begin(&mut one, &scope(1)).await.unwrap(), Known::Fresh));
    assert!(matches!(idempotency::begin(&mut two, &scope(1)).await.unwrap(), Known::InProgress));
    let answer = StoredAnswer { status: 201, location: None, etag: None, body: b"{}".to_vec() };
    idempotency::finish(&one, &scope(1), &answer, at()).await.unwrap();
    one.batch_execute("commit").await.unwrap();
    match idempotency::begin(&mut two, &scope(1)).await.unwrap() {
        Known::Done(found) => assert_eq!(found, answer),
        other => panic!("expected the stored answer, found {other:?}"),
    }
    assert!(matches!(idempotency::begin(&mut two, &scope(2)).await.unwrap(), Known::OtherRequest));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_gets_a_key_right_after_its_holder_finds_the_answer() {
    let (_database, db) = database().await;
    for key in 0..300 {
        let scope = KeyScope { key: format!("intent-{key}"), ..scope(1) };
        let (one, two) = tokio::join!(take(&db, &scope, key % 6), take(&db, &scope, key % 6));
        assert_ne!(one, two, "{} had its effect twice, or never", scope.key);
    }
}

/// Asks for a key until nobody else holds it, and holds it for so many statements; whether it was fresh.
async fn take(db: &Db, scope: &KeyScope, statements: u32) -> bool {
    let answer = StoredAnswer { status: 201, location: None, etag: None, body: b"{}".to_vec() };
    loop {
        let known = db.transact("take", async |conn| {
            let known = idempotency::begin(conn, scope).await?;
            if matches!(known, Known::Fresh) {
                for _ in 0..statements {
                    conn.batch_execute("select 1").await?;
                }
                idempotency::finish(conn, scope, &answer, at()).await?;
            }
            Ok::<_, DbError>(known)
        });
        match known.await.unwrap() {
            Known::InProgress => {}
            known => return matches!(known, Known::Fresh),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn history_cannot_be_changed() {
    let (database, _db) = database().await;
    let mut conn = AsyncPgConnection::establish(&database.url).await.unwrap();
    conn.batch_execute(
        "insert into transition values (gen_random_uuid(), gen_random_uuid(), 'sign', 'a', 'b', 1, 2, \
         gen_random_uuid(), 's', 'c', null, null, now(), now(), false, null, null, '[]', gen_random_uuid())",
    )
    .await
    .unwrap();
    for change in ["update transition set note = 'x'", "delete from transition"] {
        assert!(conn.batch_execute(change).await.is_err(), "{change}");
    }
}

#[derive(diesel::QueryableByName)]
struct Backend {
    #[diesel(sql_type = diesel::sql_types::Int4)]
    pid: i32,
}

async fn backend(db: &Db) -> Result<i32, DbError> {
    use diesel_async::RunQueryDsl as _;
    db.fast(async |mut conn| {
        let found: Backend =
            diesel::sql_query("select pg_backend_pid() as pid").get_result(&mut conn).await?;
        Ok(found.pid)
    })
    .await
}

#[tokio::test]
async fn the_reads_of_a_thread_share_one_connection_and_outlive_it() {
    let (database, db) = database().await;
    let pids = futures_util::future::join_all((0..100).map(|_| backend(&db))).await;
    let first = *pids[0].as_ref().unwrap();
    assert!(pids.iter().all(|pid| *pid.as_ref().unwrap() == first));
    let mut other = AsyncPgConnection::establish(&database.url).await.unwrap();
    other.batch_execute(&format!("select pg_terminate_backend({first}, 5000)")).await.unwrap();
    let after = futures_util::future::join_all((0..100).map(|_| backend(&db))).await;
    assert!(after.iter().all(|pid| *pid.as_ref().unwrap() != first));
}

#[tokio::test]
async fn a_flood_of_reads_is_told_so_at_once() {
    let (_database, db) = database().await;
    backend(&db).await.unwrap();
    let answers = futures_util::future::join_all((0..2000).map(|_| backend(&db))).await;
    assert!(answers.iter().any(|answer| matches!(answer, Err(DbError::Overloaded))));
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 512);
}

/// An event of a resource for some parties, recorded so many days ago.
async fn tell(conn: &mut Connection, number: u128, subject: &str, audience: Audience, days: i64) {
    let event = NewEvent {
        id: EventId::from_uuid(Uuid::from_u128(number)),
        r#type: "id.kad.test.happened".to_owned(),
        data_version: 1,
        subject: subject.to_owned(),
        audience,
        data: serde_json::json!({}),
        recorded_at: Utc::now() - chrono::TimeDelta::days(days),
        request_id: Uuid::nil(),
    };
    outbox::push(conn, event).await.unwrap();
}

async fn positions(db: &Db, reader: Reader) -> Vec<i64> {
    let rows = outbox::after(&mut db.read().await.unwrap(), reader, 0, &[], 100).await.unwrap();
    rows.into_iter().map(|row| row.position.unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn old_events_that_a_later_one_replaced_for_all_their_readers_are_forgotten_and_no_others() {
    let (database, db) = database().await;
    let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let both = || Audience::Parties(vec![one, two]);
    let mut conn = db.read().await.unwrap();
    tell(&mut conn, 1, "a", both(), 200).await;
    tell(&mut conn, 2, "a", both(), 150).await;
    // One reader alone learns of it: the other keeps what it was told before.
    tell(&mut conn, 3, "a", Audience::Parties(vec![one]), 140).await;
    tell(&mut conn, 4, "b", Audience::Services, 130).await;
    tell(&mut conn, 5, "b", Audience::Everybody, 120).await;
    // Not old enough to replace anything.
    tell(&mut conn, 6, "b", Audience::Everybody, 10).await;
    drop(conn);
    sequencer::run_once(&db).await.unwrap();
    assert_eq!(positions(&db, Reader::Party(two)).await, [1, 2, 5, 6]);
    for _ in 0..2 {
        db::retention::forget(&db, MINUTE).await.unwrap();
        assert_eq!(positions(&db, Reader::Service).await, [2, 3, 5, 6]);
        assert_eq!(positions(&db, Reader::Party(one)).await, [2, 3, 5, 6]);
        assert_eq!(positions(&db, Reader::Party(two)).await, [2, 5, 6]);
    }
    let conn = db::embedded::connect(&database.url).await.unwrap();
    conn.batch_execute("update outbox set recorded_at = recorded_at - interval '100 days'").await.unwrap();
    db::retention::forget(&db, MINUTE).await.unwrap();
    assert_eq!(positions(&db, Reader::Service).await, [2, 3, 6]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_reads_its_part_of_a_long_feed_without_reading_the_rest() {
    let (database, db) = database().await;
    let conn = db::embedded::connect(&database.url).await.unwrap();
    conn.batch_execute(
        "insert into outbox (id, type, subject, audience, data, recorded_at, request_id)
         select gen_random_uuid(), 'id.kad.test.happened', 's' || n, array[gen_random_uuid()], '{}', now(), gen_random_uuid()
         from generate_series(1, 20000) n;
         insert into outbox (id, type, subject, everybody, data, recorded_at, request_id)
         select gen_random_uuid(), 'id.kad.test.rare', 'e' || n, true, '{}', now(), gen_random_uuid()
         from generate_series(1, 3) n;",
    )
    .await
    .unwrap();
    while !sequencer::run_once(&db).await.unwrap().is_empty() {}
    conn.batch_execute("analyze").await.unwrap();
    let stranger = Reader::Party(Uuid::from_u128(7));
    assert_eq!(positions(&db, stranger).await, [20_001, 20_002, 20_003]);
    let mut pool = db.read().await.unwrap();
    let rare = ["id.kad.test.rare".to_owned()];
    let rows = outbox::after(&mut pool, stranger, 20_001, &rare, 1).await.unwrap();
    assert_eq!(rows.iter().filter_map(|row| row.position).collect::<Vec<_>>(), [20_002]);
    let none = ["id.kad.test.none".to_owned()];
    assert!(outbox::after(&mut pool, stranger, 0, &none, 10).await.unwrap().is_empty());
    drop(pool);
    // Of 20,003 rows three are looked at. What the connection looked at before is counted with it until PostgreSQL is told.
    let (before, after) = db
        .transact("read", async |conn| {
            let before = diesel::sql_query(LOOKED_AT).get_result::<LookedAt>(conn).await?;
            outbox::after(conn, stranger, 0, &[], 100).await?;
            Ok::<_, DbError>((before, diesel::sql_query(LOOKED_AT).get_result::<LookedAt>(conn).await?))
        })
        .await
        .unwrap();
    assert_eq!((after.scans - before.scans, after.rows - before.rows), (0, 3));
}

const LOOKED_AT: &str =
    "select seq_scan as scans, idx_tup_fetch as rows from pg_stat_xact_user_tables where relname = 'outbox'";

/// What the transaction has read of the outbox.
#[derive(diesel::QueryableByName)]
struct LookedAt {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    scans: i64,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    rows: i64,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_a_week_ahead_forgets_no_faster_than_time_passes() {
    let (_database, db) = database().await;
    let mut conn = db.read().await.unwrap();
    let conn: &mut Connection = &mut conn;
    let week = Duration::from_secs(7 * 86_400);
    let oldest = Utc::now() - chrono::TimeDelta::days(20);
    let first = db::forgetting::until(conn, "thing", week, Duration::ZERO, Some(oldest)).await.unwrap();
    assert_eq!(first.timestamp(), oldest.timestamp(), "it begins with the oldest row");
    // The database's clock jumps ahead: since it was last asked a week has passed by it, and a minute in truth.
    conn.batch_execute("update forgotten set moved_at = moved_at - interval '7 days'").await.unwrap();
    let next = db::forgetting::until(conn, "thing", week, MINUTE, None).await.unwrap();
    assert_eq!((next - first).num_seconds(), 60);
    // A process that sleeps long moves on by what passed for others, too.
    let next = db::forgetting::until(conn, "thing", week, week, None).await.unwrap();
    assert!((next - first).num_seconds() < 120, "several instances do not add up");
    conn.batch_execute("update forgotten set until = now(), moved_at = now() - interval '1 day'")
        .await
        .unwrap();
    let never = db::forgetting::until(conn, "thing", week, week, None).await.unwrap();
    assert!(never <= Utc::now() - chrono::TimeDelta::days(6), "what is to be kept is kept");
}
