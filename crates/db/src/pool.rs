//! Connections and transactions.

use std::ops::{Deref, DerefMut};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{TimeoutType, Timeouts};
use diesel::ConnectionError;
use diesel::pg::Pg;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel_async::pooled_connection::deadpool::{Object, Pool, PoolError};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{
    AsyncConnection, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection, TransactionManager,
};
use futures_util::FutureExt as _;
use futures_util::future::{Either, select};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;

use crate::outbox::{NewEvent, WithEvent};
use crate::prepared::Prepare as _;
use crate::pulse::Pulse;
use crate::server::{Server, ServerError};
use crate::{DbError, Fault};

/// A connection as queries see it.
pub type Connection = AsyncPgConnection;
/// A connection that goes back to the pool when dropped, and with it its place in the share of its use.
pub struct PooledConnection {
    conn: Object<AsyncPgConnection>,
    _place: Option<OwnedSemaphorePermit>,
}

impl Deref for PooledConnection {
    type Target = AsyncPgConnection;
    fn deref(&self) -> &Self::Target {
        &self.conn
    }
}
impl DerefMut for PooledConnection {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.conn
    }
}

type Manager = <AsyncPgConnection as AsyncConnection>::TransactionManager;

static INSTANCES: AtomicU64 = AtomicU64::new(0);

/// How long a transaction waits for a row that another one holds.
const LOCK_TIMEOUT: Duration = Duration::from_millis(1500);
/// How long who was waiting for news waits for a connection: all that heard the same come at once.
const WAIT_FOR_NEWS: Duration = Duration::from_secs(5);

/// How often a transaction is run again after a deadlock.
const ATTEMPTS: u32 = 4;

/// Where the database is and how many connections to keep.
#[derive(Debug, Clone)]
pub struct DbConfig {
    /// `postgres://` URL.
    pub url: String,
    /// Connections of this process.
    pub max_connections: usize,
    /// How long a request waits for a connection before it is told `overloaded`.
    pub wait: Duration,
}

impl DbConfig {
    /// Defaults: 16 connections, 800 milliseconds: who is refused hears so within a second.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), max_connections: 16, wait: Duration::from_millis(800) }
    }
}

/// One service's database.
#[derive(Clone)]
pub struct Db {
    instance: u64,
    url: Arc<str>,
    pool: Pool<AsyncPgConnection>,
    wait: Duration,
    shares: Shares,
    pulse: Pulse,
    written: Arc<watch::Sender<u64>>,
}

/// What each use may have of the connections, so that none takes them all: of writes that wait for one row there are still
/// some left to read with, and those who wait for news have a few of their own.
#[derive(Debug, Clone)]
struct Shares {
    reads: Arc<Semaphore>,
    writes: Arc<Semaphore>,
    waits: Arc<Semaphore>,
}

impl Shares {
    /// Three quarters for reads, as many for writes, an eighth for waits.
    fn of(connections: usize) -> Self {
        let share = |eighths: usize| Arc::new(Semaphore::new((connections * eighths / 8).max(1)));
        Self { reads: share(6), writes: share(6), waits: share(1) }
    }
}

impl Db {
    /// A pool that connects on demand. Call it on the runtime that shall drive the connections: a
    /// stalled worker thread then stalls nobody else's connection.
    ///
    /// # Errors
    /// Only when the address cannot be used or the pool not be built; an unreachable server shows at the first use.
    pub fn new(config: &DbConfig) -> Result<Self, DbError> {
        Server::of(&config.url).map_err(|error| DbError::Unavailable(error.to_string()))?;
        let (driver, pulse) = (Handle::current(), Pulse::of(&config.url));
        let felt = pulse.clone();
        let mut manager = ManagerConfig::default();
        manager.recycling_method = RecyclingMethod::Fast;
        manager.custom_setup =
            Box::new(move |url| connect(url.to_owned(), driver.clone(), felt.stops()).boxed());
        let manager = AsyncDieselConnectionManager::new_with_config(config.url.clone(), manager);
        let timeouts = Timeouts {
            wait: Some(config.wait),
            create: Some(Duration::from_secs(4)),
            recycle: Some(Duration::from_secs(1)),
        };
        let pool = Pool::builder(manager)
            .max_size(config.max_connections)
            .timeouts(timeouts)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| DbError::Unavailable(error.to_string()))?;
        Ok(Self {
            instance: INSTANCES.fetch_add(1, Ordering::Relaxed),
            url: config.url.as_str().into(),
            pool,
            wait: config.wait,
            shares: Shares::of(config.max_connections),
            pulse,
            written: Arc::new(watch::Sender::new(0)),
        })
    }

    /// A number of its own for each database of the process.
    pub(crate) fn instance(&self) -> u64 {
        self.instance
    }

    /// A connection outside the pool, driven by the runtime of the caller's thread.
    pub(crate) async fn connect(&self) -> Result<AsyncPgConnection, ConnectionError> {
        connect(self.url.to_string(), Handle::current(), self.pulse.stops()).await
    }

    /// Where to connect, and what ends when the server stops answering.
    pub(crate) fn address_and_stops(&self) -> (String, impl Future<Output = ()> + Send + 'static) {
        (self.url.to_string(), self.pulse.stops())
    }

    /// Runs `work` in a transaction of a connection of its own and commits it if it succeeds.
    ///
    /// # Errors
    /// The error of `work` (the transaction is rolled back), or a failure to begin or commit.
    pub async fn transact_on<T, E, F>(&self, conn: &mut Connection, work: F) -> Result<T, E>
    where
        E: Fault,
        F: AsyncFn(&mut Connection) -> Result<T, E>,
    {
        let result = run(conn, &work).await;
        if result.is_ok() {
            self.written.send_modify(|count| *count += 1);
        }
        result
    }

    /// A connection outside a transaction, for reads.
    ///
    /// # Errors
    /// [`DbError::Overloaded`] when none becomes free in time, [`DbError::Unavailable`] when the server
    /// cannot be reached.
    pub async fn read(&self) -> Result<PooledConnection, DbError> {
        self.get(&self.shares.reads, self.wait).await
    }

    /// A connection for whoever waited for news of the feed.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn news(&self) -> Result<PooledConnection, DbError> {
        self.get(&self.shares.waits, WAIT_FOR_NEWS).await
    }

    /// A connection for what no request asks for: it has no share, and waits for no place in one.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn own(&self) -> Result<PooledConnection, DbError> {
        self.take(None).await
    }

    /// Fails at once while the server does not answer.
    ///
    /// # Errors
    /// [`DbError::Unavailable`].
    pub(crate) fn expect_pulse(&self) -> Result<(), DbError> {
        match self.pulse.has_stopped() {
            true => Err(DbError::Unavailable("the server does not answer".to_owned())),
            false => Ok(()),
        }
    }

    async fn get(&self, share: &Arc<Semaphore>, wait: Duration) -> Result<PooledConnection, DbError> {
        self.expect_pulse()?;
        let place = timeout(wait, share.clone().acquire_owned()).await;
        self.take(place.ok().and_then(Result::ok).map(Some).ok_or(DbError::Overloaded)?).await
    }

    async fn take(&self, place: Option<OwnedSemaphorePermit>) -> Result<PooledConnection, DbError> {
        self.expect_pulse()?;
        let conn = self.pool.get().await.map_err(|error| match error {
            PoolError::Timeout(TimeoutType::Wait) => DbError::Overloaded,
            other => DbError::Unavailable(other.to_string()),
        })?;
        Ok(PooledConnection { conn, _place: place })
    }

    /// Runs `work` in a transaction and commits it if it succeeds; on a deadlock it is run again, a
    /// bounded number of times. `name` appears in logs and metrics. Call no other service inside.
    ///
    /// # Errors
    /// The error of `work` (the transaction is rolled back), or a failure to begin or commit.
    pub async fn transact<T, E, F>(&self, name: &'static str, work: F) -> Result<T, E>
    where
        E: Fault,
        F: AsyncFn(&mut Connection) -> Result<T, E>,
    {
        let mut attempt = 1;
        loop {
            let mut conn = self.get(&self.shares.writes, self.wait).await?;
            let result = run(&mut conn, &work).await;
            drop(conn);
            match result {
                Err(error) if attempt < ATTEMPTS && error.rerun() => {
                    tracing::info!(transaction.name = name, transaction.attempt = attempt, "running again");
                    metrics::counter!("db_transactions_rerun_total", "name" => name).increment(1);
                    attempt += 1;
                }
                other => {
                    if other.is_ok() {
                        self.written.send_modify(|count| *count += 1);
                    }
                    return other;
                }
            }
        }
    }

    /// Inserts and tells of it in one statement, which needs no transaction around it; false when the
    /// insert did nothing, for what is there already.
    ///
    /// # Errors
    /// As [`Db::read`], and what the insert gives.
    pub async fn append<I>(&self, insert: I, event: NewEvent) -> Result<bool, DbError>
    where
        I: QueryFragment<Pg> + QueryId + Send,
    {
        let mut conn = self.get(&self.shares.writes, self.wait).await?;
        let inserted = WithEvent::new(insert, event).prepared().execute(&mut conn).await?;
        self.written.send_modify(|count| *count += 1);
        Ok(inserted > 0)
    }

    /// Changes whenever this process commits a write; the sequencer waits on it.
    pub fn writes(&self) -> watch::Receiver<u64> {
        self.written.subscribe()
    }

    /// Connections in use and idle, for metrics.
    pub fn usage(&self) -> (usize, usize) {
        let status = self.pool.status();
        (status.size.saturating_sub(status.available), status.available)
    }

    /// Says goodbye to the server, before it is stopped: no connection is broken off then.
    pub fn close(&self) {
        self.pool.close();
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn ping(&self) -> Result<(), DbError> {
        let mut conn = self.own().await?;
        conn.batch_execute("select 1").await.map_err(DbError::from)
    }
}

/// Runs `work` within the transaction of a connection: where it fails, nothing of it has happened, and the transaction goes on.
///
/// # Errors
/// The error of `work`, or a failure to begin or to end it.
pub async fn within<T, E, F>(conn: &mut Connection, work: F) -> Result<T, E>
where
    E: From<DbError>,
    F: AsyncFn(&mut Connection) -> Result<T, E>,
{
    run(conn, &work).await
}

async fn run<T, E, F>(conn: &mut Connection, work: &F) -> Result<T, E>
where
    E: From<DbError>,
    F: AsyncFn(&mut Connection) -> Result<T, E>,
{
    Manager::begin_transaction(conn).await.map_err(DbError::from)?;
    match work(conn).await {
        Ok(value) => {
            Manager::commit_transaction(conn).await.map_err(DbError::from)?;
            Ok(value)
        }
        Err(error) => {
            // The first error is the one to tell; a failed rollback leaves a connection the pool discards.
            if let Err(rollback) = Manager::rollback_transaction(conn).await {
                tracing::warn!(error = %rollback, "rollback failed");
            }
            Err(error)
        }
    }
}

/// A connection that lasts until `stops` ends, driven by a runtime.
pub(crate) async fn connect(
    url: String,
    driver: Handle,
    stops: impl Future<Output = ()> + Send + 'static,
) -> Result<AsyncPgConnection, ConnectionError> {
    AsyncPgConnection::try_from(connect_client(url, driver, stops).await?).await
}

/// The same, for what the query builder has no words for.
pub(crate) async fn connect_client(
    url: String,
    driver: Handle,
    stops: impl Future<Output = ()> + Send + 'static,
) -> Result<tokio_postgres::Client, ConnectionError> {
    let bad = |error: ServerError| ConnectionError::BadConnection(error.to_string());
    let mut server = Server::of(&url).map_err(bad)?;
    let config = server.config();
    config.connect_timeout(Duration::from_secs(3));
    // Nothing waits forever: neither a statement, nor a lock, nor a transaction whose client is gone.
    config.options(format!(
        "-c timezone=UTC -c statement_timeout=15000 -c lock_timeout={} \
         -c idle_in_transaction_session_timeout=10000",
        LOCK_TIMEOUT.as_millis()
    ));
    let (client, connection) = driver
        .spawn(async move { server.connect().await })
        .await
        .map_err(|error| ConnectionError::BadConnection(error.to_string()))?
        .map_err(bad)?;
    driver.spawn(async move {
        // What is dropped here is closed; whoever waits for an answer on it hears so, and tells it where it matters.
        if let Either::Left((Err(error), _)) = select(connection, pin!(stops)).await {
            tracing::debug!(%error, "database connection ended");
        }
    });
    // Only a superuser may choose the language of messages; a server that speaks another language costs
    // a finer distinction of rare errors, nothing else.
    let _ = client.batch_execute("set lc_messages to 'C'").await;
    Ok(client)
}
