//! Jobs: what takes too long for an answer. A feature says what can be asked for ([`JobKind`], by
//! [`Feature::with_jobs`](crate::Feature::with_jobs)); an operation asks for it ([`ask`]) and answers with the job, which its
//! party follows and cancels; one worker of each process does one job after the other ([`work`]).
//!
//! A job is done wholly or not at all: it ends in the transaction of its effect ([`Running::finish`]), and only while it is its
//! worker's. One whose worker is lost, or stops, is begun anew.

mod worker;

use api_types::{JobFailureView, JobProgressView, JobView, ListJobsQuery, WireBilingual};
use db::jobs::{self, JobRow, NewJob};
use domain::say;
use domain::shared::{Bilingual, JobId, JobState};
use futures_util::future::LocalBoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use web::{
    Access, ApiError, Caller, Command, Language, Operation, PageRequest, ProblemCode, Query, Reply, page,
};

pub use worker::{Progress, Running, work};

use crate::{Core, Error, Feature, Tx};

/// How many jobs of a party may be waiting or under way.
const MOST_OPEN: i64 = 3;

/// Something that can be asked for.
pub struct JobKind<C: 'static> {
    /// The operation that asks for it: who may ask for it, may cancel it.
    pub operation: Access,
    /// Does it; ends with [`Running::finish`].
    pub run: for<'a> fn(&'a C, &'a Running) -> LocalBoxFuture<'a, Result<(), Error>>,
}

/// Asks for a job in the name of the caller's party, in the transaction of the request; gives its view.
///
/// # Errors
/// 503 while the party has as many jobs as it may; database errors.
pub async fn ask(tx: &mut Tx<'_>, input: &impl Serialize, file: Option<&[u8]>) -> Result<JobView, Error> {
    let party = tx.caller().party();
    if jobs::count_open(tx.conn, party).await? >= MOST_OPEN {
        return Err(too_many());
    }
    let json = |what: Result<Value, serde_json::Error>| {
        what.map_err(|error| Error::Internal(format!("what a job is asked for is no JSON: {error}")))
    };
    let new = NewJob {
        id: tx.new_id(),
        party_id: party,
        operation: tx.meta.access.id,
        state: JobState::Waiting,
        claims: json(serde_json::to_value(tx.caller().claims()))?,
        address: tx.meta.address.to_string(),
        request_id: tx.meta.request_id,
        input: json(serde_json::to_value(input))?,
        file,
        created_at: tx.now,
    };
    view(jobs::insert(tx.conn, &new).await?)
}

/// One page of the jobs of the caller's party, the newest first.
///
/// # Errors
/// For a bad cursor or limit; database errors.
pub async fn list<O>(core: &Core, query: &Query<O, ListJobsQuery>) -> Result<Reply, ApiError> {
    let request = PageRequest::<JobId>::of(&query.params)?;
    let mut conn = core.read().await?;
    let (party, state) = (query.caller().party(), query.params.state);
    let rows = jobs::list(&mut conn, party, state, request.after, request.fetch()).await;
    let views = rows.map_err(Error::from)?.into_iter().map(view).collect::<Result<Vec<_>, Error>>()?;
    Reply::page(&page(&request, views, |view: &JobView| view.id))
}

/// A job of the caller's party.
///
/// # Errors
/// 404 for any other; database errors.
pub async fn get(core: &Core, caller: &Caller, id: JobId) -> Result<Reply, ApiError> {
    let mut conn = core.read().await?;
    let row = jobs::find(&mut conn, caller.party(), id).await.map_err(Error::from)?;
    Reply::json(&view(row.ok_or(Error::NotFound)?)?)
}

/// Cancels a job of the caller's party: nothing comes of it.
///
/// # Errors
/// 404 for any other, 403 for who could not have asked for it, 409 once it has ended; database errors.
pub async fn cancel<C, O: Operation, B: 'static>(
    core: &Core,
    features: &'static [Feature<C>],
    id: JobId,
    command: Command<O, B>,
) -> Result<Reply, ApiError> {
    core.write(command.meta, async move |tx| {
        let row = jobs::lock(tx.conn, tx.caller().party(), id).await?.ok_or(Error::NotFound)?;
        let kind = features.iter().flat_map(Feature::jobs).find(|kind| kind.operation.id == row.operation);
        if !kind.is_some_and(|kind| kind.operation.allows(tx.caller().roles())) {
            return Err(Error::Forbidden(askers_own()));
        }
        let cancelled = jobs::cancel(tx.conn, id, tx.now).await?;
        let cancelled = cancelled.ok_or_else(|| Error::State(row.state.ended_already()))?;
        Ok(Reply::json(&view(cancelled)?)?)
    })
    .await
}

/// What is shown of a job.
fn view(row: JobRow) -> Result<JobView, Error> {
    Ok(JobView {
        id: row.id,
        party_id: row.party_id,
        operation: row.operation,
        state: row.state,
        progress: JobProgressView { done: row.progress, of: row.progress_of },
        report: read(row.result)?,
        failure: read(row.failure)?,
        created_at: row.created_at,
        started_at: row.started_at,
        ended_at: row.ended_at,
    })
}

fn read<T: DeserializeOwned>(stored: Option<Value>) -> Result<Option<T>, Error> {
    let read = stored.map(serde_json::from_value).transpose();
    read.map_err(|error| Error::Internal(format!("what came of a job is none of this release: {error}")))
}

/// Why a job came to nothing, in both languages.
fn failure(error: Error) -> JobFailureView {
    let error = ApiError::from(error);
    let [id, en] = [Language::Indonesian, Language::English].map(|one| error.problem(one, String::new()));
    JobFailureView { code: en.code, detail: WireBilingual { id: id.detail, en: en.detail } }
}

fn too_many() -> Error {
    let detail = say!(
        "Masih ada {most} pekerjaan pihak Anda yang belum selesai. Tunggu salah satunya, atau batalkan.",
        "{most} jobs of your party have not ended. Wait for one of them, or cancel it.",
        most = domain::words::count(i128::from(MOST_OPEN)),
    );
    Error::Api(ApiError::new(ProblemCode::Overloaded).detail(detail).retry_after(10))
}

fn askers_own() -> Bilingual {
    Bilingual::new(
        "Pekerjaan ini dibatalkan oleh orang yang berhak memintanya.",
        "This job is cancelled by who may ask for it.",
    )
}
