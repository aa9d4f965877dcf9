//! Short reads over a shared connection: one for each worker thread, its queries pipelined.
//!
//! With a pool each read waits for a connection of its own and for each answer in turn. Here the reads of a thread
//! share one connection and are sent without waiting for each other. A slow query would hold up all behind it, so a
//! query that is short says so by taking `&Connection`, which many may hold at once. Searches, reports and whatever
//! belongs to a transaction take `&mut Connection`, which is not to be had here.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use diesel_async::SimpleAsyncConnection as _;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;

use crate::{Connection, Db, DbError, Fault};

/// Reads under way at once on one thread; more are refused as `overloaded`.
const UNDER_WAY: usize = 512;
/// How long a read may take in the database.
const STATEMENT_TIMEOUT: &str = "set statement_timeout to 2000";

/// A thread's connection to one database.
struct SharedConnection {
    current: RefCell<Option<Arc<Connection>>>,
    opening: Mutex<()>,
    room: Semaphore,
}

thread_local! {
    /// This thread's connections, by the instance of `Db`.
    static CONNECTIONS: RefCell<HashMap<u64, Rc<SharedConnection>>> = RefCell::new(HashMap::new());
}

impl Db {
    /// Runs a short read on the connection this thread's reads share. When it was lost, the read is run once
    /// more on a new one.
    ///
    /// # Errors
    /// [`DbError::Overloaded`] when too many reads are under way, [`DbError::Unavailable`] when the
    /// server cannot be reached, and what the query itself gives.
    pub async fn fast<T, E, F>(&self, read: F) -> Result<T, E>
    where
        E: Fault,
        F: AsyncFn(&Connection) -> Result<T, E>,
    {
        self.expect_pulse()?;
        let shared = self.shared();
        let _room = shared.room.try_acquire().map_err(|_| DbError::Overloaded)?;
        let mut again = true;
        loop {
            let conn = self.open(&shared).await?;
            match read(&conn).await {
                Err(error) if error.lost() => {
                    shared.forget(&conn);
                    if !std::mem::take(&mut again) {
                        return Err(error);
                    }
                }
                other => return other,
            }
        }
    }

    fn shared(&self) -> Rc<SharedConnection> {
        CONNECTIONS.with_borrow_mut(|connections| {
            let new = || SharedConnection {
                current: RefCell::default(),
                opening: Mutex::new(()),
                room: Semaphore::new(UNDER_WAY),
            };
            connections.entry(self.instance()).or_insert_with(|| Rc::new(new())).clone()
        })
    }

    /// The connection itself; the first caller opens it, the others wait for that.
    async fn open(&self, shared: &SharedConnection) -> Result<Arc<Connection>, DbError> {
        if let Some(conn) = shared.current.borrow().clone() {
            return Ok(conn);
        }
        let _turn = shared.opening.lock().await;
        if let Some(conn) = shared.current.borrow().clone() {
            return Ok(conn);
        }
        let unreachable = |reason: String| DbError::Unavailable(reason);
        let opened = timeout(Duration::from_secs(5), self.connect()).await;
        let mut conn = opened
            .map_err(|_| unreachable("no answer in five seconds".to_owned()))?
            .map_err(|error| unreachable(error.to_string()))?;
        conn.batch_execute(STATEMENT_TIMEOUT).await?;
        let conn = Arc::new(conn);
        *shared.current.borrow_mut() = Some(conn.clone());
        Ok(conn)
    }
}

impl SharedConnection {
    /// Drops a lost connection, unless somebody has replaced it already.
    fn forget(&self, lost: &Arc<Connection>) {
        let mut current = self.current.borrow_mut();
        if current.as_ref().is_some_and(|conn| Arc::ptr_eq(conn, lost)) {
            *current = None;
        }
    }
}
