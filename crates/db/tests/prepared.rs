//! Statements that are kept, on a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use db::Prepare as _;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection as _};

diesel::table! {
    thing (id) {
        id -> BigInt,
        name -> Nullable<Text>,
        size -> BigInt,
    }
}

#[derive(Insertable)]
#[diesel(table_name = thing)]
struct NewThing {
    id: i64,
    name: Option<&'static str>,
    size: i64,
}

#[derive(Default, AsChangeset)]
#[diesel(table_name = thing)]
struct Change {
    name: Option<&'static str>,
    size: Option<i64>,
}

/// A connection with an empty table.
async fn connection() -> AsyncPgConnection {
    let server = testkit::postgres::server().await.unwrap();
    let mut conn = AsyncPgConnection::establish(server.url()).await.unwrap();
    let table = "create temporary table thing (id bigint primary key, name text, size bigint not null)";
    conn.batch_execute(table).await.unwrap();
    conn
}

/// How many statements about things the server keeps for the connection.
async fn kept(conn: &mut AsyncPgConnection) -> i64 {
    const COUNT: &str = "(select count(*) from pg_prepared_statements where statement ~ '^(INSERT INTO|UPDATE|SELECT) \"thing\"')";
    diesel::select(sql::<BigInt>(COUNT)).get_result(conn).await.unwrap()
}

async fn thing_of(conn: &mut AsyncPgConnection, id: i64) -> (i64, Option<String>, i64) {
    thing::table.find(id).prepared().get_result(conn).await.unwrap()
}

#[tokio::test]
async fn a_statement_is_kept_once_for_each_of_its_texts() {
    let mut conn = connection().await;
    for (id, name) in [(1, None), (2, None), (3, Some("egg")), (4, Some("rice"))] {
        let new = NewThing { id, name, size: 0 };
        diesel::insert_into(thing::table).values(&new).prepared().execute(&mut conn).await.unwrap();
    }
    assert_eq!(kept(&mut conn).await, 2, "with a name, and with its default");
    let changes = [
        Change { size: Some(7), ..Change::default() },
        Change { size: Some(8), ..Change::default() },
        Change { name: Some("ox"), size: Some(9) },
    ];
    for (id, change) in (1..).zip(changes) {
        let update = diesel::update(thing::table.find(id)).set(change);
        assert_eq!(update.prepared().execute(&mut conn).await.unwrap(), 1);
    }
    assert_eq!(kept(&mut conn).await, 4, "a size, and a name with a size");
    assert_eq!(thing_of(&mut conn, 1).await, (1, None, 7));
    assert_eq!(thing_of(&mut conn, 2).await, (2, None, 8));
    assert_eq!(thing_of(&mut conn, 3).await, (3, Some("ox".to_owned()), 9));
    assert_eq!(kept(&mut conn).await, 5, "three reads by id are one statement");
}

#[tokio::test]
async fn what_does_not_ask_for_it_is_prepared_anew() {
    let mut conn = connection().await;
    diesel::update(thing::table.find(1)).set(thing::size.eq(1)).execute(&mut conn).await.unwrap();
    assert_eq!(kept(&mut conn).await, 0, "once the query builder keeps updates by itself, `prepared` may go");
}
