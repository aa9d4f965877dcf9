//! A refusal that rests on another service's facts is final only where none of them is still on its way here.
//!
//! An operation says so with [`Error::behind`]. Then the reader of that feed is asked to read up to this moment, and the
//! operation is judged once more: what arrived meanwhile counts, what is refused again is refused for good. Where the
//! feed cannot be read now the answer is `not-yet-known`, which may be tried again, with the position this service has
//! read to. So nobody waits for ever for what he mistyped, and nobody is refused because news is late.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use api_types::FeedPlace;
use db::{feed, parked};
use domain::shared::{Bilingual, Invalid};
use tokio::sync::{Notify, watch};
use tokio::time::timeout;

use crate::{Core, Error};

/// How long a request waits until a feed is read up to its moment: news comes in a hundredth of that.
const PATIENCE: Duration = Duration::from_secs(2);
/// Where no reader of the feed runs in this process: how fresh what is applied of the source must be.
const FRESH: chrono::Duration = chrono::Duration::seconds(60);

/// The readers of other services' feeds that run in this process.
#[derive(Debug, Clone, Default)]
pub(crate) struct Readers(Arc<Mutex<BTreeMap<&'static str, Arc<Reader>>>>);

impl Readers {
    /// The reader of a feed, from now on.
    pub(crate) fn enter(&self, feed: &'static str) -> Arc<Reader> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(feed).or_default().clone()
    }

    fn of(&self, feed: &str) -> Option<Arc<Reader>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(feed).cloned()
    }
}

/// How far one reader is: it numbers what it asks of the source, and says which question it has read the answer of, with
/// nothing left behind it.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    asked: AtomicU64,
    read: watch::Sender<u64>,
    hurry: Notify,
    failing: AtomicBool,
}

impl Reader {
    /// The number of a question that is asked now.
    pub(crate) fn ask(&self) -> u64 {
        self.asked.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Ends when somebody waits for the answer of a new question.
    pub(crate) async fn hurried(&self) {
        self.hurry.notified().await;
    }

    /// All that the source had told when the question was asked is kept here.
    pub(crate) fn has_read(&self, question: u64) {
        self.read.send_modify(|read| *read = question.max(*read));
    }

    /// Whether the source, or our own database, could not be reached.
    pub(crate) fn is_failing(&self, failing: bool) {
        self.failing.store(failing, Ordering::SeqCst);
    }

    /// Reads up to this moment; false where that is not to be had now.
    async fn read_up(&self) -> bool {
        if self.failing.load(Ordering::SeqCst) {
            return false;
        }
        let (before, mut read) = (self.asked.load(Ordering::SeqCst), self.read.subscribe());
        self.hurry.notify_one();
        timeout(PATIENCE, read.wait_for(|read| *read > before)).await.is_ok_and(|read| read.is_ok())
    }
}

impl Core {
    /// Judges a request: a refusal that late news may have caused is judged again with all that has been told by now.
    ///
    /// # Errors
    /// The last judgement's; `not-yet-known` where a feed cannot be read now.
    pub async fn judge<T>(&self, work: impl AsyncFn() -> Result<T, Error>) -> Result<T, Error> {
        let mut read: Vec<&str> = vec![self.name];
        loop {
            match work().await {
                Err(Error::Behind { feed, otherwise }) if read.contains(&feed) => return Err(*otherwise),
                Err(Error::Behind { feed, .. }) => {
                    self.read_up(feed).await?;
                    read.push(feed);
                }
                judged => return judged,
            }
        }
    }

    /// Reads a feed up to this moment where that is to be had now, before something is allowed that news of another service would
    /// bar. Where it is not, what is known stands, as long as that is fresh.
    pub async fn hear(&self, feed: &'static str) {
        if let Some(reader) = self.readers.of(feed) {
            reader.read_up().await;
        }
    }

    async fn read_up(&self, feed: &'static str) -> Result<(), Error> {
        let reader = self.readers.of(feed);
        let read = match &reader {
            Some(reader) => reader.read_up().await,
            None => false,
        };
        let conn = self.read().await?;
        // What a parked event speaks of is not known here, however far the feed has been read.
        let all_known = !parked::any(&conn, feed).await?;
        if read && all_known {
            return Ok(());
        }
        let status = feed::status(&conn, feed).await?;
        // Somebody else reads for this database.
        let fresh = status.fresh_until().is_some_and(|at| self.clock.now() - at < FRESH);
        if reader.is_none() && fresh && all_known {
            return Ok(());
        }
        let place = FeedPlace { feed: feed.to_owned(), position: status.position };
        Err(Error::NotYetKnown(on_its_way(), Some(place)))
    }
}

/// Has a feed read up to this moment, once in a request, before something is decided by what is *not* known of another service:
/// that nothing more is on its way.
#[derive(Debug)]
pub struct ReadUp {
    feed: &'static str,
    asked: AtomicBool,
}

impl ReadUp {
    /// Of a feed.
    pub const fn of(feed: &'static str) -> Self {
        Self { feed, asked: AtomicBool::new(false) }
    }

    /// Ends the first judgement, so that there is a second one with all that has been told by then.
    ///
    /// # Errors
    /// The first time, `not-yet-known`, unless the feed can be read up.
    pub fn first(&self, what: impl std::fmt::Display) -> Result<(), Error> {
        if self.asked.swap(true, Ordering::SeqCst) {
            return Ok(());
        }
        Err(Error::not_yet_known(self.feed, &what.to_string()))
    }
}

fn on_its_way() -> Bilingual {
    Bilingual::new(
        "Kabar terbaru dari layanan lain belum sampai di sini; coba lagi sebentar lagi.",
        "The latest news of another service has not arrived here yet; try again in a moment.",
    )
}

impl Error {
    /// What is said unless news of another service, by the name of its feed, is on its way here.
    #[must_use]
    pub fn behind(feed: &'static str, otherwise: impl Into<Self>) -> Self {
        Self::Behind { feed, otherwise: Box::new(otherwise.into()) }
    }

    /// Fields that cannot be accepted; those with these codes name what may be on its way here. Where another one is wrong
    /// too, that is said at once.
    #[must_use]
    pub fn behind_where(feed: &'static str, codes: &[&str], invalid: Vec<Invalid>) -> Self {
        let perhaps_late = invalid.iter().all(|field| codes.contains(&field.code));
        if perhaps_late { Self::behind(feed, invalid) } else { Self::Invalid(invalid) }
    }

    /// Something that another service surely has and this one does not yet.
    pub fn not_yet_known(feed: &'static str, what: &str) -> Self {
        let said = Bilingual::new(
            format!("Data `{what}` belum sampai di layanan ini; coba lagi sebentar lagi."),
            format!("`{what}` has not arrived at this service yet; try again in a moment."),
        );
        Self::behind(feed, Self::NotYetKnown(said, None))
    }

    /// A reference, in the field at `pointer`, to what is not known here.
    pub fn unknown(feed: &'static str, pointer: impl Into<String>, code: &'static str) -> Self {
        Self::behind(
            feed,
            vec![Invalid::new(
                pointer,
                code,
                "Rujukan ini tidak menunjuk ke data yang ada, atau data itu bukan untuk Anda; periksa penulisannya.",
                "This reference leads to nothing, or to what is not yours to see; look at its spelling.",
            )],
        )
    }
}
