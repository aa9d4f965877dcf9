//! HTTP of the loss statistics.

use actix_web::get;
use actix_web::web::Data;
use api_types::Page;
use api_types::logistics::{ListLossStatisticsQuery, LossStatisticView};
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, PageRequest, Query, Reply, page};

use super::access::op;
use super::queries::{self, LossKey};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_loss_statistics);
}

/// What was lost on the way, per route, commodity and measure.
///
/// Over the posted receipts that the caller may read and that were not taken back, in order of the codes. The figures of each
/// entry close exactly.
#[utoipa::path(tag = "loss-statistics", params(ListLossStatisticsQuery),
    responses((status = 200, body = Page<LossStatisticView>)))]
#[get("/v1/loss-statistics")]
async fn list_loss_statistics(
    query: Query<op::ListLossStatistics, ListLossStatisticsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<LossKey>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let (after, limit) = (request.after.as_ref(), request.fetch());
    let views = queries::losses(&mut conn, query.caller(), &query.params, after, limit).await?;
    Reply::page(&page(&request, views, LossKey::of))
}
