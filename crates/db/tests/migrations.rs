//! Servers that start together migrate one after the other, on a real PostgreSQL.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use tokio::time::timeout;

const CONCURRENTLY: EmbeddedMigrations = embed_migrations!("tests/concurrently");

#[tokio::test(flavor = "multi_thread")]
async fn an_index_is_built_concurrently_while_other_servers_wait_for_their_turn() {
    let server = testkit::postgres::server().await.unwrap();
    let name = format!("m{}", std::process::id());
    let template = server.template("empty", &name, async |_| Ok(())).await.unwrap();
    let database = server.database_from(&template).await.unwrap();
    let migrate = || db::migrations::migrate(&database.url, CONCURRENTLY);
    let all = timeout(Duration::from_secs(60), async { tokio::try_join!(migrate(), migrate(), migrate()) });
    let (one, two, three) = all.await.expect("nobody waits for somebody who waits for him").unwrap();
    let index = "20260101000100";
    assert_eq!([one, two, three].iter().flatten().filter(|name| name.starts_with(index)).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_a_newer_release_are_refused_with_what_to_do() {
    let server = testkit::postgres::server().await.unwrap();
    let name = format!("n{}", std::process::id());
    let template = server.template("empty", &name, async |_| Ok(())).await.unwrap();
    let database = server.database_from(&template).await.unwrap();
    let older = || EmbeddedMigrations::new(&[]);
    db::migrations::migrate(&database.url, older()).await.unwrap();
    db::migrations::expect_known(&database.url, older()).await.unwrap();
    db::migrations::migrate(&database.url, CONCURRENTLY).await.unwrap();
    let started = db::migrations::migrate(&database.url, older()).await.map(drop);
    for refused in [started, db::migrations::expect_known(&database.url, older()).await] {
        let text = refused.unwrap_err().to_string();
        assert!(text.contains("newer release") && text.contains("20260101000100"), "{text}");
    }
}
