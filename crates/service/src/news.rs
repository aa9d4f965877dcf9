//! Who waits for news of the feed. A reader is woken by what it may see and by nothing else, and looks only beyond what the
//! feed held when it looked last: a thousand that wait cost what a few cost that read.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use db::outbox::{self, Heard, Reader};
use db::{Db, DbError, sequencer};
use domain::shared::Id as _;
use tokio::sync::watch;
use web::{ApiError, Caller, ProblemCode};

/// Waits and streams that one client may keep open in one process.
const OF_A_CLIENT: usize = 16;
/// Those of all together.
const OF_ALL: usize = 4096;
/// After how many seconds to come again where there are too many.
const COME_AGAIN: u32 = 5;
/// Before the feed has been looked at for the first time.
const UNKNOWN: i64 = -1;

/// The readers of one service's feed that wait in this process.
#[derive(Debug, Clone)]
pub(crate) struct News(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// The position up to which everybody who waits has been told.
    told: AtomicI64,
    telling: tokio::sync::Mutex<()>,
    waiting: Mutex<HashMap<Reader, watch::Sender<()>>>,
    held: Mutex<HashMap<String, usize>>,
}

/// A wait or stream that is counted, until dropped.
#[derive(Debug)]
pub(crate) struct Wait(News, String);

impl Default for News {
    fn default() -> Self {
        let told = AtomicI64::new(UNKNOWN);
        Self(Arc::new(Inner {
            told,
            telling: Default::default(),
            waiting: Default::default(),
            held: Default::default(),
        }))
    }
}

/// Whose eyes a caller reads the feed with.
pub(crate) fn reader_of(caller: &Caller) -> Reader {
    if caller.is_service() { Reader::Service } else { Reader::Party(caller.party().uuid()) }
}

impl News {
    /// Takes a place among those who wait.
    ///
    /// # Errors
    /// 429 `too-many-waits` where the client, or everybody together, has too many.
    pub(crate) fn enter(&self, caller: &Caller) -> Result<Wait, ApiError> {
        let mut held = locked(&self.0.held);
        let own = held.get(caller.client()).copied().unwrap_or_default();
        let full = held.values().sum::<usize>() >= OF_ALL || own >= OF_A_CLIENT;
        if full && !caller.is_service() {
            return Err(ApiError::new(ProblemCode::TooManyWaits).retry_after(COME_AGAIN));
        }
        *held.entry(caller.client().to_owned()).or_default() += 1;
        Ok(Wait(self.clone(), caller.client().to_owned()))
    }

    /// What wakes a reader, from now on.
    pub(crate) fn listen(&self, reader: Reader) -> watch::Receiver<()> {
        locked(&self.0.waiting).entry(reader).or_default().subscribe()
    }

    /// The position up to which nobody has to be told any more: whoever looks now, finds all until there.
    pub(crate) fn told(&self) -> i64 {
        self.0.told.load(Ordering::SeqCst)
    }

    /// Wakes whoever may see what has been numbered since the last time: this, by us, and what another process numbered.
    ///
    /// # Errors
    /// Database errors; the next turn tells it.
    pub(crate) async fn tell(&self, db: &Db, numbered: &[Heard]) -> Result<(), DbError> {
        let _one_at_a_time = self.0.telling.lock().await;
        if self.told() == UNKNOWN {
            let head = sequencer::head(&mut *db.own().await?).await?.position;
            self.0.told.store(head, Ordering::SeqCst);
            // Who came before us has looked at a part that we have not.
            locked(&self.0.waiting).values().for_each(|sender| sender.send_modify(|()| ()));
            return Ok(());
        }
        if numbered.first().is_some_and(|first| first.position == self.told() + 1) {
            self.wake(numbered);
            return Ok(());
        }
        loop {
            let heard = outbox::heard(&mut *db.own().await?, self.told()).await?;
            if heard.is_empty() {
                return Ok(());
            }
            self.wake(&heard);
        }
    }

    /// Wakes whoever may see this, which is what comes next.
    fn wake(&self, heard: &[Heard]) {
        let told = heard.last().map_or(self.told(), |last| last.position);
        self.0.told.store(told, Ordering::SeqCst);
        let mut waiting = locked(&self.0.waiting);
        waiting.retain(|_, sender| sender.receiver_count() > 0);
        let wake = |sender: &watch::Sender<()>| sender.send_modify(|()| ());
        if heard.iter().any(|one| one.everybody) {
            return waiting.values().for_each(wake);
        }
        let parties = heard.iter().flat_map(|one| &one.audience).map(|party| Reader::Party(*party));
        let mut concerned: Vec<Reader> = parties.chain([Reader::Service]).collect();
        concerned.sort_unstable();
        concerned.dedup();
        concerned.iter().filter_map(|reader| waiting.get(reader)).for_each(wake);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Wait {
    fn drop(&mut self) {
        let mut held = locked(&self.0.0.held);
        if let Some(count) = held.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.1);
            }
        }
    }
}
