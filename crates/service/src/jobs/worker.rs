//! Who does the jobs: one after the other in each process, each under a lease that is renewed while it goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use db::jobs::{self, Ending, JobRow};
use db::{Connection, DbError, Fault as _};
use domain::shared::{Bilingual, JobState};
use futures_util::future::{Either, select};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;
use web::token::{Claims, TokenVerifier};
use web::{Access, ApiError, Caller, Marks, Platform, ProblemCode, RequestMeta};

use super::{JobKind, failure};
use crate::{Core, Error, Feature, Tx};

/// How often a worker looks by itself, for jobs asked for at another process or lost with one.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How often a worker says that it is still at a job, and how far.
const SAY: Duration = Duration::from_millis(500);
/// How long a job may wait: its file, and who asked for it, are judged as they are then.
const MOST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// How long a job may take.
const MOST_TIME: Duration = Duration::from_secs(15 * 60);
/// How often a job is taken up.
const MOST_ATTEMPTS: i32 = 3;

/// How far a job is; shared with whatever counts.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicI64,
    /// Of how much; below zero while that is not known.
    of: AtomicI64,
}

impl Progress {
    /// So much more is done.
    pub fn add(&self, more: i64) {
        self.done.fetch_add(more, Ordering::Relaxed);
    }

    /// Of so much.
    pub fn of(&self, all: i64) {
        self.of.store(all, Ordering::Relaxed);
    }

    fn now(&self) -> (i64, Option<i64>) {
        let of = self.of.load(Ordering::Relaxed);
        (self.done.load(Ordering::Relaxed), (of >= 0).then_some(of))
    }
}

/// A job that this process is at.
pub struct Running {
    core: Core,
    row: JobRow,
    /// Who asked for it, by which request.
    pub meta: RequestMeta,
    file: Arc<Vec<u8>>,
    lease: Uuid,
    progress: Arc<Progress>,
    tokens: TokenVerifier,
}

/// Why nobody says any more that this worker is at a job.
enum Left {
    /// It is not this worker's any more.
    Lost,
    /// The process stops, or could not say so for as long as it is believed.
    Unheard,
}

impl Running {
    /// The core of the service that is at it.
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// What it is asked to do.
    ///
    /// # Errors
    /// [`Error::Internal`] for what is none of this release.
    pub fn input<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_value(self.row.input.clone()).map_err(|error| {
            Error::Internal(format!("what a job is asked for is none of this release: {error}"))
        })
    }

    /// What it works on; empty where it came without a file.
    pub fn file(&self) -> Arc<Vec<u8>> {
        self.file.clone()
    }

    /// How far it is.
    pub fn progress(&self) -> Arc<Progress> {
        self.progress.clone()
    }

    /// Ends it in the transaction of its effect: `work` says in which state, and what came of it.
    ///
    /// # Errors
    /// Those of `work`; [`Error::NotFound`] when it was cancelled or is another worker's by now. Nothing has happened then.
    pub async fn finish<T: Serialize>(
        &self,
        conn: &mut Connection,
        work: impl AsyncFn(&mut Tx<'_>) -> Result<(JobState, T), Error>,
    ) -> Result<(), Error> {
        self.core
            .effect(conn, &self.meta, async |tx: &mut Tx<'_>| {
                self.expect_asker()?;
                let (state, result) = work(tx).await?;
                let result = serde_json::to_value(result)
                    .map_err(|error| Error::Internal(format!("what came of a job is no JSON: {error}")))?;
                self.end(
                    tx.conn,
                    Ending { state, result: Some(result), failure: None, progress: self.progress.now() },
                )
                .await
            })
            .await
    }

    /// Who asked for it may still act: the token was not revoked since.
    fn expect_asker(&self) -> Result<(), Error> {
        if !self.tokens.is_revoked(self.meta.caller.claims()) {
            return Ok(());
        }
        Err(Error::Forbidden(Bilingual::new(
            "Wewenang orang yang meminta pekerjaan ini sudah dicabut; mintalah dengan wewenang yang berlaku.",
            "Who asked for this job may not act any more; ask for it with rights that are in force.",
        )))
    }

    async fn end(&self, conn: &mut Connection, ending: Ending) -> Result<(), Error> {
        match jobs::end(conn, self.row.id, self.lease, &ending, self.core.clock.now()).await? {
            true => Ok(()),
            false => Err(Error::NotFound),
        }
    }

    /// Says every half second that somebody is at it, until it cannot.
    async fn keep(&self) -> Left {
        let mut believed = Instant::now() + jobs::LEASE;
        while !self.core.is_stopping() && Instant::now() < believed {
            sleep(SAY).await;
            let kept = async {
                let mut conn = self.core.db.own().await?;
                jobs::keep(&mut conn, self.row.id, self.lease, self.progress.now()).await
            };
            match kept.await {
                Ok(true) => believed = Instant::now() + jobs::LEASE,
                Ok(false) => return Left::Lost,
                Err(error) => tracing::warn!(service = self.core.name, %error, "a job cannot be kept now"),
            }
        }
        Left::Unheard
    }

    /// Ends or gives back what did not end by itself.
    async fn close(&self, left: Result<(), Error>) -> Result<(), DbError> {
        let Err(error) = left else { return Ok(()) };
        let mut conn = self.core.db.own().await?;
        let (attempts, stops) = (self.row.attempts, self.core.is_stopping());
        let passes = error.database().is_some_and(DbError::passes);
        if stops || (passes && attempts < MOST_ATTEMPTS) {
            // That the process stops is not the job's doing.
            let counted = if stops { attempts - 1 } else { attempts };
            return jobs::give_back(&mut conn, self.row.id, self.lease, counted).await;
        }
        let told = serde_json::to_value(failure(error)).unwrap_or(Value::Null);
        let ending = Ending {
            state: JobState::Failed,
            result: None,
            failure: Some(told),
            progress: self.progress.now(),
        };
        jobs::end(&mut conn, self.row.id, self.lease, &ending, self.core.clock.now()).await.map(drop)
    }
}

/// Does the jobs of a service's features, until the process stops.
pub async fn work<C: Clone + 'static>(
    core: Core,
    platform: Platform,
    context: C,
    features: &'static [Feature<C>],
) {
    let kinds: Vec<&'static JobKind<C>> = features.iter().flat_map(Feature::jobs).collect();
    while !core.is_stopping() {
        match next(&core, &platform, &context, &kinds).await {
            Ok(true) => {}
            Ok(false) => drop(timeout(LOOK_AGAIN, core.asked.notified()).await),
            Err(_) if core.is_stopping() => return,
            Err(error) => {
                tracing::warn!(service = core.name, %error, "jobs wait");
                sleep(LOOK_AGAIN).await;
            }
        }
    }
}

/// Does the next job; false when there is none.
async fn next<C: Clone + 'static>(
    core: &Core,
    platform: &Platform,
    context: &C,
    kinds: &[&'static JobKind<C>],
) -> Result<bool, DbError> {
    let operations: Vec<&str> = kinds.iter().map(|kind| kind.operation.id).collect();
    let lease = core.clock.new_uuid();
    let mut conn = core.db.own().await?;
    let taken = core.db.transact_on(&mut conn, async |conn: &mut Connection| {
        jobs::take(conn, &operations, lease, core.clock.now()).await
    });
    let Some((row, file)) = taken.await? else { return Ok(false) };
    drop(conn);
    let kind = kinds.iter().find(|kind| kind.operation.id == row.operation);
    let Some((kind, meta)) =
        kind.and_then(|kind| Some((*kind, asked_by(&row, kind.operation, &platform.marks)?)))
    else {
        // Its lease ends, and another release may know it.
        tracing::error!(service = core.name, job = %row.id, "a job is none of this release");
        return Ok(true);
    };
    let progress = Arc::new(Progress { of: AtomicI64::new(-1), ..Progress::default() });
    let file = Arc::new(file.unwrap_or_default());
    let (core, tokens) = (core.clone(), platform.tokens.clone());
    let job = Arc::new(Running { core, row, meta, file, lease, progress, tokens });
    let left = attend(job.clone(), context.clone(), kind).await;
    job.close(left).await?;
    Ok(true)
}

/// Who asked for a job, by which request.
fn asked_by(row: &JobRow, access: Access, marks: &Marks) -> Option<RequestMeta> {
    let claims = serde_json::from_value::<Claims>(row.claims.clone()).ok()?;
    let caller = Caller::new(Arc::new(claims), marks.clone());
    let address = row.address.parse().ok()?;
    Some(RequestMeta { caller, access, request_id: row.request_id, address, key: None, if_match: None })
}

/// Runs a job while it is this worker's; what was under way then comes to nothing.
async fn attend<C: Clone + 'static>(
    job: Arc<Running>,
    context: C,
    kind: &'static JobKind<C>,
) -> Result<(), Error> {
    if job.row.attempts > MOST_ATTEMPTS {
        return Err(Error::Internal(format!("the workers of job {} were lost", job.row.id)));
    }
    if job.core.clock.now() - job.row.created_at > MOST_WAIT {
        return Err(waited_too_long());
    }
    job.expect_asker()?;
    let at_it = job.clone();
    let mut task = actix_web::rt::spawn(async move { (kind.run)(&context, &at_it).await });
    let done = {
        let within = timeout(MOST_TIME, &mut task);
        match select(std::pin::pin!(within), std::pin::pin!(job.keep())).await {
            Either::Left((Ok(ended), _)) => {
                ended.unwrap_or_else(|error| Err(Error::Internal(format!("a job ended: {error}"))))
            }
            Either::Left((Err(_), _)) => Err(takes_too_long()),
            Either::Right((Left::Lost, _)) => Err(Error::NotFound),
            Either::Right((Left::Unheard, _)) => {
                Err(Error::Db(DbError::Unavailable("nobody was told that the job goes on".to_owned())))
            }
        }
    };
    task.abort();
    done
}

fn waited_too_long() -> Error {
    let detail = Bilingual::new(
        "Pekerjaan ini menunggu lebih dari 15 menit karena layanan sibuk; mintalah lagi.",
        "This job has waited for more than 15 minutes, for the service is busy; ask for it again.",
    );
    Error::Api(ApiError::new(ProblemCode::Overloaded).detail(detail))
}

fn takes_too_long() -> Error {
    let detail = Bilingual::new(
        "Pekerjaan ini memerlukan lebih dari 15 menit; bagi berkasnya menjadi beberapa bagian.",
        "This job takes more than 15 minutes; divide its file into several.",
    );
    Error::Api(ApiError::new(ProblemCode::PayloadTooLarge).detail(detail))
}
