//! HTTP of the curations.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{
    CreateCurationRequest, CurationView, CuratorView, DecideCurationRequest, ListCurationsQuery,
    ListCuratorsQuery, ReviewCurationRequest, ScoreCurationRequest, SubmitCurationRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::{CurationId, Id as _, MembershipId, jakarta_date};
use service::{Error, list_transitions};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{decisions, operations, panels, queries, submissions, views};
use crate::context::Context;
use crate::outside::{MemberRow, list_judges};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(create_curation).service(list_curations).service(get_curation).service(submit_curation);
    config.service(screen_curation).service(request_curation_sample).service(receive_curation_sample);
    config
        .service(review_curation)
        .service(list_curation_curators)
        .service(score_curation)
        .service(decide_curation)
        .service(withdraw_curation)
        .service(list_curation_transitions);
}

/// Prepares a curation.
///
/// The supplier names the outlets, or a chain, of one operator; the curation is a draft until submitted.
#[utoipa::path(tag = "curations", request_body = CreateCurationRequest,
    responses((status = 201, body = CurationView)))]
#[post("/v1/curations")]
async fn create_curation(
    command: Command<op::CreateCuration, CreateCurationRequest>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::create_curation(&context, command).await
}

/// The curations of the caller's side, oldest first.
#[utoipa::path(tag = "curations", params(ListCurationsQuery), responses((status = 200, body = Page<CurationView>)))]
#[get("/v1/curations")]
async fn list_curations(
    query: Query<op::ListCurations, ListCurationsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<CurationId>::of(&query.params)?;
    let (day, caller) = (jakarta_date(context.core.clock.now()), query.caller());
    let mut conn = context.core.read().await?;
    let rows =
        queries::list_curations(&mut conn, caller, &query.params, request.after, request.fetch()).await?;
    let views = views::views(&mut conn, rows, day).await?;
    Reply::page(&page(&request, views, |curation: &CurationView| curation.id))
}

/// One curation.
#[utoipa::path(tag = "curations", params(("id" = CurationId, Path)), responses((status = 200, body = CurationView)))]
#[get("/v1/curations/{id}")]
async fn get_curation(
    query: Query<op::GetCuration, NoParams>,
    id: Path<CurationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let day = jakarta_date(context.core.clock.now());
    let mut conn = context.core.read().await?;
    let row = queries::find_curation(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Ok(views::reply(&mut conn, row, day).await?)
}

/// Submits a curation, also again after changes or after taking it back.
///
/// The version of the variant as it is now goes to the curators, with pictures of it; a draft can be judged, a withdrawn product
/// cannot. Once it is submitted again, `changes` says what differs from the submission before.
#[utoipa::path(tag = "curations", params(("id" = CurationId, Path)), request_body = SubmitCurationRequest,
    responses((status = 200, body = CurationView)))]
#[post("/v1/curations/{id}/submissions")]
async fn submit_curation(
    command: Command<op::SubmitCuration, SubmitCurationRequest>,
    id: Path<CurationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    submissions::submit_curation(&context, id.0, command).await
}

/// Takes a curation back before it is decided.
///
/// By the supplier, who may submit it again: in another round, with another panel.
#[utoipa::path(tag = "curations", params(("id" = CurationId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CurationView)))]
#[post("/v1/curations/{id}/withdrawals")]
async fn withdraw_curation(
    command: Command<op::WithdrawCuration, TransitionRequest>,
    id: Path<CurationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_curation(&context, id.0, command).await
}

/// Begins to look through papers and label.
#[utoipa::path(tag = "curations", params(("id" = CurationId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CurationView)))]
#[post("/v1/curations/{id}/screenings")]
async fn screen_curation(
    command: Command<op::ScreenCuration, TransitionRequest>,
    id: Path<CurationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_curation(&context, id.0, command).await
}

/// Asks the supplier for samples.
///
/// The note says how many, and where to send them.
#[utoipa::path(tag = "curations", params(("id" = CurationId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CurationView)))]
#[post("/v1/curations/{id}/sample-requests")]
async fn request_curation_sample(
    command: Command<op::RequestCurationSample, TransitionRequest>,
    id: Path<CurationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_curation(&context, id.0, command).await
}

/// Records that the samples have arrived.
#[utoipa::path(tag = "curations", params(("id" = CurationId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = CurationView)))]
#[post("/v1/curations/{id}/sample-receipts")]
async fn receive_curation_sample(
    command: Command<op::ReceiveCurationSample, TransitionRequest>,
    id: Path<CurationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::advance_curation(&context, id.0, command).await
}

/// Begins the panel's review, or calls another panel before anybody has scored.
///
/// Two curators at least, of the outlets' operator, of its region's government or of the supplier's; one at least of the operator
/// and one of the supplier's region, nobody of the supplier or a party related to it.
#[utoipa::path(tag = "curations", params(("id" = CurationId, Path)), request_body = ReviewCurationRequest,
    responses((status = 200, body = CurationView)))]
#[post("/v1/curations/{id}/reviews")]
async fn review_curation(
    command: Command<op::ReviewCuration, ReviewCurationRequest>,
    id: Path<CurationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    panels::review_curation(&context, id.0, command).await
}

/// Who may be called to the panel: the curators of the outlets' operator, of its region's government and of the supplier's.
#[utoipa::path(tag = "curations", params(("id" = CurationId, Path), ListCuratorsQuery),
    responses((status = 200, body = Page<CuratorView>)))]
#[get("/v1/curations/{id}/curators")]
async fn list_curation_curators(
    query: Query<op::ListCurationCurators, ListCuratorsQuery>,
    id: Path<CurationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<MembershipId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let row = queries::find_curation(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    let judges: Vec<_> = row.judges().collect();
    let rows = list_judges(&conn, &judges, request.after, request.fetch()).await?;
    let view = |row: MemberRow| CuratorView {
        member_id: row.id,
        party_id: row.party_id,
        display_name: row.display_name,
    };
    let views = rows.into_iter().map(view).collect();
    Reply::page(&page(&request, views, |view: &CuratorView| view.member_id))
}

/// A member of the panel scores.
///
/// Each member in person, with a token of the party it judges for; until the decision the points may be given again.
#[utoipa::path(tag = "curations", params(("id" = CurationId, Path)), request_body = ScoreCurationRequest,
    responses((status = 200, body = CurationView)))]
#[post("/v1/curations/{id}/scores")]
async fn score_curation(
    command: Command<op::ScoreCuration, ScoreCurationRequest>,
    id: Path<CurationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    panels::score_curation(&context, id.0, command).await
}

/// Records the panel's decision.
///
/// Every member has scored, unless changes are requested. An approval holds for the version submitted, the channels of the curation, its term
/// and so many packages a month; the grade follows from the panel's points by the thresholds of the day.
#[utoipa::path(tag = "curations", params(("id" = CurationId, Path)), request_body = DecideCurationRequest,
    responses((status = 200, body = CurationView)))]
#[post("/v1/curations/{id}/decisions")]
async fn decide_curation(
    command: Command<op::DecideCuration, DecideCurationRequest>,
    id: Path<CurationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    decisions::decide_curation(&context, id.0, command).await
}

/// The history of a curation, oldest first.
#[utoipa::path(tag = "curations", params(("id" = CurationId, Path), ListTransitionsQuery),
    responses((status = 200, body = Page<TransitionView>)))]
#[get("/v1/curations/{id}/transitions")]
async fn list_curation_transitions(
    query: Query<op::ListCurationTransitions, ListTransitionsQuery>,
    id: Path<CurationId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    queries::find_curation(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    Reply::page(&list_transitions(&mut conn, query.caller(), id.0.uuid(), &query.params).await?)
}
