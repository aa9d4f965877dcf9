//! HTTP of the signals.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::logistics::{AssessSignalRequest, ListSignalsQuery, SignalView};
use api_types::{ListTransitionsQuery, Page, TransitionView};
use domain::shared::{Id as _, SignalId};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_signals).service(get_signal).service(list_signal_transitions);
    config.service(assess_signal);
}

/// The signals the caller may see, in order of their ids.
///
/// Those of the agreements of which the caller's government is a side, or which its party audits; nobody who trades sees any.
#[utoipa::path(tag = "signals", params(ListSignalsQuery), responses((status = 200, body = Page<SignalView>)))]
#[get("/v1/signals")]
async fn list_signals(
    query: Query<op::ListSignals, ListSignalsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<SignalId>::of(&query.params)?;
    let (after, limit) = (request.after, request.fetch());
    let mut conn = context.core.read().await?;
    let found = queries::list_signals(&mut conn, query.caller(), &query.params, after, limit).await?;
    let views = found.into_iter().map(|whole| whole.view(query.caller())).collect::<Result<_, Error>>()?;
    Reply::page(&page(&request, views, |signal: &SignalView| signal.id))
}

/// One signal with its evidence and what the coordinators found.
#[utoipa::path(tag = "signals", params(("id" = SignalId, Path)), responses((status = 200, body = SignalView)))]
#[get("/v1/signals/{id}")]
async fn get_signal(
    query: Query<op::GetSignal, NoParams>,
    id: Path<SignalId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let whole = queries::find_signal(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::ok(&whole.current_etag(), &whole.view(query.caller())?)
}

/// The history of a signal, oldest first.
#[utoipa::path(tag = "signals", params(("id" = SignalId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/signals/{id}/transitions")]
async fn list_signal_transitions(
    query: Query<op::ListSignalTransitions, ListTransitionsQuery>,
    id: Path<SignalId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_signal(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}

/// The coordinator of one side assesses a signal.
///
/// Needs a note. Both sides assess, and either may find otherwise later; what was found before stays. A signal bars nothing,
/// whatever is found.
#[utoipa::path(tag = "signals", params(("id" = SignalId, Path)), request_body = AssessSignalRequest,
    responses((status = 200, body = SignalView)))]
#[post("/v1/signals/{id}/assessments")]
async fn assess_signal(
    command: Command<op::AssessSignal, AssessSignalRequest>,
    id: Path<SignalId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::assess_signal(&context, id.0, command).await
}
