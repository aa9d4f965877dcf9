//! Rows on their way in: a temporary table of a connection of its own, filled through COPY and read by one transaction.
//!
//! Filling it holds nobody up: the table is nobody else's, and what it holds goes with the connection.

use std::io::Cursor;
use std::pin::pin;

use diesel_async::AsyncPgConnection;
use futures_util::SinkExt as _;
use tokio::runtime::Handle;
use tokio::sync::mpsc::Receiver;
use tokio_postgres::Client;

use crate::pool::connect_client;
use crate::{Connection, Db, DbError};

/// The table's name.
pub const STAGED: &str = "staged";
/// How long a statement may take that reads the table, as a hundred thousand rows enter with one; and wait for others, which holds
/// nobody up before the first has entered.
const PATIENCE: &str = "set statement_timeout = 120000; set lock_timeout = 10000";

/// A connection with the table [`STAGED`].
pub struct Staging {
    client: Client,
}

impl Db {
    /// Connects, and creates the table with these columns.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when the server cannot be reached.
    pub async fn staging(&self, columns: &str) -> Result<Staging, DbError> {
        self.expect_pulse()?;
        let (url, stops) = self.address_and_stops();
        let client = connect_client(url, Handle::current(), stops).await;
        let client = client.map_err(|error| DbError::Unavailable(error.to_string()))?;
        let create = format!("{PATIENCE}; create temporary table {STAGED} ({columns})");
        client.batch_execute(&create).await.map_err(of_postgres)?;
        Ok(Staging { client })
    }
}

impl Staging {
    /// Writes all chunks into the table, each some rows in the text format of COPY; gives how many rows it has then.
    ///
    /// # Errors
    /// Database errors.
    pub async fn fill(&self, columns: &str, chunks: &mut Receiver<Vec<u8>>) -> Result<u64, DbError> {
        let copy = format!("copy {STAGED} ({columns}) from stdin");
        let sink = self.client.copy_in::<_, Cursor<Vec<u8>>>(&copy).await.map_err(of_postgres)?;
        let mut sink = pin!(sink);
        while let Some(chunk) = chunks.recv().await {
            sink.send(Cursor::new(chunk)).await.map_err(of_postgres)?;
        }
        let rows = sink.finish().await.map_err(of_postgres)?;
        self.client.batch_execute(&format!("analyze {STAGED}")).await.map_err(of_postgres)?;
        Ok(rows)
    }

    /// The same connection for queries, with the table.
    ///
    /// # Errors
    /// Database errors.
    pub async fn connection(self) -> Result<Connection, DbError> {
        let conn = AsyncPgConnection::try_from(self.client).await;
        conn.map_err(|error| DbError::Unavailable(error.to_string()))
    }
}

fn of_postgres(error: tokio_postgres::Error) -> DbError {
    match error.as_db_error() {
        Some(told) => DbError::from_message(told.message())
            .unwrap_or_else(|| DbError::Other(diesel::result::Error::QueryBuilderError(error.into()))),
        None => DbError::Unavailable(error.to_string()),
    }
}
