//! Jobs: what takes too long for an answer; see `service::jobs`. Each feature says what can be asked for. A job is its party's alone.

mod access;

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::{CancelJobRequest, JobView, ListJobsQuery, Page};
use domain::shared::JobId;
use service::{Feature, jobs};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply, Tag};

use crate::app::FEATURES;
use crate::context::Context;
use crate::outside::jobs::access::op;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes,
    access::OPERATIONS,
    &[Tag { name: "jobs", about: "What takes too long for an answer: files of rows." }],
);

fn routes(config: &mut ServiceConfig) {
    config.service(list_catalog_jobs).service(get_catalog_job).service(cancel_catalog_job);
}

/// The jobs of the caller's party, the newest first; for 30 days after their end.
#[utoipa::path(tag = "jobs", params(ListJobsQuery), responses((status = 200, body = Page<JobView>)))]
#[get("/v1/catalog-jobs")]
async fn list_catalog_jobs(
    query: Query<op::ListCatalogJobs, ListJobsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    jobs::list(&context.core, &query).await
}

/// One job: where it stands, how far it is, and what came of it.
#[utoipa::path(tag = "jobs", params(("id" = JobId, Path)), responses((status = 200, body = JobView)))]
#[get("/v1/catalog-jobs/{id}")]
async fn get_catalog_job(
    query: Query<op::GetCatalogJob, NoParams>,
    id: Path<JobId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    jobs::get(&context.core, query.caller(), id.0).await
}

/// Cancels a job that has not ended: nothing comes of it.
///
/// For who may ask for one of its kind.
#[utoipa::path(tag = "jobs", params(("id" = JobId, Path)), request_body = CancelJobRequest,
    responses((status = 200, body = JobView)))]
#[post("/v1/catalog-jobs/{id}/cancellations")]
async fn cancel_catalog_job(
    command: Command<op::CancelCatalogJob, CancelJobRequest>,
    id: Path<JobId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    jobs::cancel(&context.core, FEATURES, id.0, command).await
}
