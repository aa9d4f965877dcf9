//! What a database is for, written on the database itself, and putting one in the place of another.
//!
//! The mark is PostgreSQL's comment on the database: it needs no table, and it stays with the data wherever the
//! data directory or the address goes. Refuses: guessing; a database without a mark has none.

use tokio_postgres::Client;

use super::{EmbeddedError, connect};

fn failed(doing: String) -> impl FnOnce(tokio_postgres::Error) -> EmbeddedError {
    move |source| EmbeddedError::Database { doing, source }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The mark on a database of the server at `server`; none when it has none or does not exist.
///
/// # Errors
/// [`EmbeddedError::Database`] when the server does not answer.
pub async fn mark_of(server: &str, database: &str) -> Result<Option<String>, EmbeddedError> {
    const MARK: &str = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1";
    let client = connect(server).await?;
    let row = client.query_opt(MARK, &[&database]).await;
    let row = row.map_err(failed(format!("read the mark on {database}")))?;
    Ok(row.and_then(|row| row.get(0)))
}

/// Writes the mark on a database.
///
/// # Errors
/// [`EmbeddedError::Database`] when the server refuses.
pub async fn set_mark(server: &str, database: &str, mark: &str) -> Result<(), EmbeddedError> {
    let text = mark.replace('\'', "''");
    let statement = format!("COMMENT ON DATABASE {} IS '{text}'", quoted(database));
    let client = connect(server).await?;
    client.batch_execute(&statement).await.map_err(failed(format!("mark {database}")))
}

/// Whether the database at `url` holds no data: no table, or tables of ours in which nothing has happened yet.
///
/// # Errors
/// [`EmbeddedError::Database`] when it does not answer.
pub async fn is_empty(url: &str) -> Result<bool, EmbeddedError> {
    const TABLES: &str = "SELECT NOT EXISTS (SELECT 1 FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace \
                          WHERE relkind IN ('r', 'p') AND nspname = 'public')";
    const MIGRATED: &str = "SELECT to_regclass('public.outbox') IS NOT NULL";
    let client = connect(url).await?;
    let ask = async |question: &str| {
        let row = client.query_one(question, &[]).await;
        row.map(|row| row.get::<_, bool>(0)).map_err(failed("look for data".to_owned()))
    };
    // Tables alone are no data: whatever is written is told.
    Ok(ask(TABLES).await?
        || (ask(MIGRATED).await? && ask("SELECT NOT EXISTS (SELECT 1 FROM outbox)").await?))
}

/// Creates an empty database beside `like`, in place of one of that name left by an attempt that was cut short. It
/// belongs to whom `like` belongs to and lets in whom `like` lets in; returns that owner, `None` where there is no `like`.
///
/// # Errors
/// [`EmbeddedError::Database`] when the server refuses.
pub async fn create_beside(
    server: &str,
    database: &str,
    like: &str,
) -> Result<Option<String>, EmbeddedError> {
    const LIKE: &str = "SELECT pg_get_userbyid(datdba), has_database_privilege('public', oid, 'CONNECT')
                        FROM pg_database WHERE datname = $1";
    let client = connect(server).await?;
    let known =
        client.query_opt(LIKE, &[&like]).await.map_err(failed(format!("look at the database {like}")))?;
    let (owner, public): (Option<String>, bool) = known.map_or((None, true), |row| (row.get(0), row.get(1)));
    drop_database(&client, database).await?;
    let name = quoted(database);
    let belongs = owner.as_deref().map(|owner| format!(" OWNER {}", quoted(owner))).unwrap_or_default();
    // Each in a transaction of its own: a database is not created inside one.
    client
        .batch_execute(&format!("CREATE DATABASE {name}{belongs}"))
        .await
        .map_err(failed(format!("create the database {database}")))?;
    if !public {
        let close = format!("REVOKE CONNECT ON DATABASE {name} FROM PUBLIC");
        client.batch_execute(&close).await.map_err(failed(format!("close the database {database}")))?;
    }
    Ok(owner)
}

/// Puts databases, each with the name it is to have, into the places of those of that name: all of them or none.
///
/// # Errors
/// [`EmbeddedError::Database`] when the server refuses, above all while somebody is connected to one.
pub async fn put_in_place(server: &str, made: &[(String, String)]) -> Result<(), EmbeddedError> {
    let client = connect(server).await?;
    let former = |name: &str| format!("{name}_former");
    let mut moves = String::from("BEGIN;");
    for (made, name) in made {
        drop_database(&client, &former(name)).await?;
        let known = client.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[name]).await;
        if known.map_err(failed(format!("look at the database {name}")))?.is_some() {
            let (name, former) = (quoted(name), quoted(&former(name)));
            moves.push_str(&format!("ALTER DATABASE {name} RENAME TO {former};"));
        }
        moves.push_str(&format!("ALTER DATABASE {} RENAME TO {};", quoted(made), quoted(name)));
    }
    moves.push_str("COMMIT");
    client.batch_execute(&moves).await.map_err(failed("put the databases in their places".to_owned()))?;
    for (_, name) in made {
        drop_database(&client, &former(name)).await?;
    }
    Ok(())
}

async fn drop_database(client: &Client, name: &str) -> Result<(), EmbeddedError> {
    let statement = format!("DROP DATABASE IF EXISTS {}", quoted(name));
    client.batch_execute(&statement).await.map_err(failed(format!("drop the database {name}")))
}
