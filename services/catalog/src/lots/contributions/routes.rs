//! HTTP of the contributions.

use actix_web::web::Data;
use actix_web::{get, put};
use api_types::Page;
use api_types::catalog::{ContributionView, ListContributionsQuery, PutContributionRequest};
use domain::shared::ContributionId;
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{operations, queries};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(put_contribution).service(list_contributions);
}

/// Weighs goods of a member into a lot, with the phone's own id.
///
/// 201 for a new one, 200 for the same content again, 409 for other content under the same id: `con_` and 32 hexadecimal
/// digits. Net is gross less tare, more than nothing; the scale's verification holds on the day, and the member is one of the
/// cooperative's then. After the lot is sealed nothing is weighed in any more.
#[utoipa::path(tag = "contributions", params(("id" = ContributionId, Path)), request_body = PutContributionRequest,
    responses((status = 201, body = ContributionView), (status = 200, body = ContributionView)))]
#[put("/v1/contributions/{id}")]
async fn put_contribution(
    command: Command<op::PutContribution, PutContributionRequest>,
    id: Path<ContributionId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::put_contribution(&context, id.0, command).await
}

/// The contributions that the caller may read, in order of their ids; those that others have replaced included.
#[utoipa::path(tag = "contributions", params(ListContributionsQuery),
    responses((status = 200, body = Page<ContributionView>)))]
#[get("/v1/contributions")]
async fn list_contributions(
    query: Query<op::ListContributions, ListContributionsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<ContributionId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (caller, after) = (query.caller(), request.after);
    let rows = queries::list_contributions(&mut conn, caller, &query.params, after, request.fetch()).await?;
    let views = rows.into_iter().map(|(row, current, grading)| Ok(row.view(current, grading)?.1));
    let views = views.collect::<Result<_, Error>>()?;
    Reply::page(&page(&request, views, |one: &ContributionView| one.id))
}
