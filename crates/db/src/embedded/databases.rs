//! Addresses of databases on one server, and making sure they exist.

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::EmbeddedError;
use crate::server::Server;

/// The address of another database on the same server, everything else kept.
///
/// # Errors
/// [`EmbeddedError::Address`] when `server` is not a `postgres://` address.
pub fn database_url(server: &str, database: &str) -> Result<String, EmbeddedError> {
    let mut url = url::Url::parse(server).map_err(|_| EmbeddedError::Address)?;
    if !matches!(url.scheme(), "postgres" | "postgresql") {
        return Err(EmbeddedError::Address);
    }
    url.set_path(database);
    Ok(url.into())
}

/// A plain connection, driven in the background until the client is dropped.
///
/// # Errors
/// [`EmbeddedError::Server`] when the server does not answer, lets nobody in, or is not as secure as its address asks.
pub async fn connect(url: &str) -> Result<Client, EmbeddedError> {
    let (client, line) = Server::of(url)?.connect().await?;
    tokio::spawn(async move {
        if let Err(error) = line.await {
            tracing::debug!(error = %error, "administrative connection ended");
        }
    });
    Ok(client)
}

/// Creates those databases that are not there yet, through any database of the server; safe to repeat and to
/// run at once from several processes.
///
/// # Errors
/// [`EmbeddedError::Database`] when the server refuses, for example for want of the CREATEDB right.
pub async fn ensure_databases(server: &str, names: &[&str]) -> Result<(), EmbeddedError> {
    let client = connect(server).await?;
    for name in names {
        let failed =
            |source| EmbeddedError::Database { doing: format!("create the database {name}"), source };
        let known = client
            .query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[name])
            .await
            .map_err(failed)?;
        if known.is_some() {
            continue;
        }
        let quoted = name.replace('"', "\"\"");
        match client.batch_execute(&format!("CREATE DATABASE \"{quoted}\"")).await {
            Err(error) if !made_by_another(&error) => return Err(failed(error)),
            _ => {}
        }
    }
    Ok(())
}

/// Whether somebody created the same database a moment earlier.
fn made_by_another(error: &tokio_postgres::Error) -> bool {
    matches!(error.code(), Some(code) if *code == SqlState::DUPLICATE_DATABASE || *code == SqlState::UNIQUE_VIOLATION)
}

#[cfg(test)]
mod tests {
    use super::database_url;

    #[test]
    fn another_database_keeps_user_socket_port_and_parameters() {
        let socket = "postgres://kad@%2Fvar%2Flib%2Fkad:5432/postgres";
        assert_eq!(database_url(socket, "a").unwrap(), "postgres://kad@%2Fvar%2Flib%2Fkad:5432/a");
        let hosts = "postgresql://u:p@one:1/x?sslmode=disable";
        assert_eq!(database_url(hosts, "a").unwrap(), "postgresql://u:p@one:1/a?sslmode=disable");
        assert!(database_url("mysql://x/y", "a").is_err());
    }
}
