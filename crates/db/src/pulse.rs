//! Whether the server still answers. One that stands still (a frozen machine, a way that forwards nothing any more) breaks
//! no connection: whoever waits for it would wait for ever, and whoever comes would wait behind.
//!
//! Once a second it is asked the shortest question. When it does not answer in time, every connection is dropped, so that
//! whoever waits is answered at once; whoever comes hears at once that it is away, until it answers again.

use std::sync::Arc;
use std::time::Duration;

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::pool::connect;

/// How often the server is asked.
const EVERY: Duration = Duration::from_secs(1);
/// How long it may take to answer: less than a connection may take, for one that ran out of its time is no answer.
const PATIENCE: Duration = Duration::from_millis(2500);

/// The pulse of one server as one process feels it; clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Pulse(Arc<watch::Sender<bool>>);

impl Pulse {
    /// One that is felt for as long as a clone is kept elsewhere.
    pub(crate) fn of(url: &str) -> Self {
        let pulse = Self(Arc::new(watch::Sender::new(false)));
        let weak = Arc::downgrade(&pulse.0);
        let url = url.to_owned();
        tokio::spawn(async move {
            let mut conn = None;
            while let Some(stopped) = weak.upgrade() {
                let answers = timeout(PATIENCE, ask(&url, &mut conn)).await;
                if answers.is_err() {
                    // A question is under way on it.
                    conn = None;
                }
                let changed =
                    stopped.send_if_modified(|now| std::mem::replace(now, answers.is_err()) != *now);
                if changed {
                    match answers {
                        Ok(()) => tracing::warn!("the database answers again"),
                        Err(_) => {
                            tracing::error!("the database does not answer; its connections are dropped")
                        }
                    }
                }
                drop(stopped);
                sleep(EVERY).await;
            }
        });
        pulse
    }

    /// Whether the server did not answer when it was asked last.
    pub(crate) fn has_stopped(&self) -> bool {
        *self.0.borrow()
    }

    /// Ends when the server does not answer.
    pub(crate) fn stops(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut pulse = self.0.subscribe();
        async move {
            if pulse.wait_for(|stopped| *stopped).await.is_err() {
                // Nobody feels it any more.
                std::future::pending::<()>().await;
            }
        }
    }
}

/// Asks the server; one that refuses has answered.
async fn ask(url: &str, conn: &mut Option<AsyncPgConnection>) {
    if conn.is_none() {
        *conn = connect(url.to_owned(), Handle::current(), std::future::pending()).await.ok();
    }
    if let Some(asked) = conn
        && asked.batch_execute("select 1").await.is_err()
    {
        *conn = None;
    }
}
