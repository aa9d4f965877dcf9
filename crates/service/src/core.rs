//! What every service's context holds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use db::{Connection, Db, PooledConnection};
use tokio::sync::Notify;
use web::{Clock, Etag, Platform, RequestMeta, SecurityEvent};

use crate::Error;
use crate::behind::Readers;
use crate::feeds_known::Troubles;
use crate::news::News;

/// Database, clock and the feed's signal of one service.
#[derive(Clone)]
pub struct Core {
    /// Name: `agreement`, `catalog`, `logistics`.
    pub name: &'static str,
    /// The service's own database.
    pub db: Db,
    /// Server time and ids.
    pub clock: Clock,
    pub(crate) news: News,
    pub(crate) stopping: Arc<AtomicBool>,
    pub(crate) readers: Readers,
    /// Rings when a job was asked for.
    pub(crate) asked: Arc<Notify>,
    pub(crate) troubles: Troubles,
    /// Types of events that the log tells to whoever guards the platform.
    pub(crate) watched: &'static [(&'static str, SecurityEvent)],
}

impl Core {
    /// A core over a database.
    pub fn new(name: &'static str, db: Db, platform: &Platform) -> Self {
        Self {
            name,
            db,
            clock: platform.clock.clone(),
            news: News::default(),
            stopping: platform.stopping.clone(),
            readers: Readers::default(),
            asked: Arc::default(),
            troubles: Troubles::default(),
            watched: &[],
        }
    }

    /// Has the log tell, as what concerns security, that a request caused an event of one of these types.
    #[must_use]
    pub fn watching(mut self, watched: &'static [(&'static str, SecurityEvent)]) -> Self {
        self.watched = watched;
        self
    }

    /// Whether the process is on its way out: what cannot be reached then is nobody's concern.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// Runs a short read on the connection this thread's reads share; see [`db::Db::fast`].
    ///
    /// # Errors
    /// When too much is under way or the database is down.
    pub async fn fast<T>(&self, read: impl AsyncFn(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        self.db.fast(read).await
    }

    /// A connection for reads outside a transaction.
    ///
    /// # Errors
    /// When none becomes free in time or the database is down.
    pub async fn read(&self) -> Result<PooledConnection, Error> {
        Ok(self.db.read().await?)
    }
}

/// Checks the version the client has seen against the current one.
///
/// # Errors
/// [`Error::Version`] with the current ETag (412).
pub(crate) fn check_version(meta: &RequestMeta, current: &Etag) -> Result<(), Error> {
    match &meta.if_match {
        Some(seen) if !seen.name_version(current) => Err(Error::Version(current.clone())),
        _ => Ok(()),
    }
}
