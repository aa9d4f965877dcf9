//! HTTP of the papers of a journey.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::logistics::{ConfirmJourneyPaperRequest, JourneyPaperRequest, JourneyPaperView};
use domain::shared::{JourneyPaperId, ShipmentId};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::operations;
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(add_journey_paper).service(get_journey_paper).service(confirm_journey_paper);
}

/// Shows one more paper of a shipment that is not at its end.
///
/// On the road, too: a diversion may need papers for the new place.
#[utoipa::path(tag = "journey-papers", params(("id" = ShipmentId, Path)), request_body = JourneyPaperRequest,
    responses((status = 201, body = JourneyPaperView)))]
#[post("/v1/shipments/{id}/journey-papers")]
async fn add_journey_paper(
    command: Command<op::AddJourneyPaper, JourneyPaperRequest>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::add_journey_paper(&context, id.0, command).await
}

/// One paper of a shipment.
#[utoipa::path(tag = "journey-papers", params(("id" = JourneyPaperId, Path)),
    responses((status = 200, body = JourneyPaperView)))]
#[get("/v1/journey-papers/{id}")]
async fn get_journey_paper(
    query: Query<op::GetJourneyPaper, NoParams>,
    id: Path<JourneyPaperId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::get_journey_paper(&context, query.caller(), id.0).await
}

/// Confirms that a paper is genuine and fits what is on board.
///
/// By a veterinary officer of the authority that issues it, or by the receiver once the shipment has arrived: a veterinary
/// certificate and a manifest by the government of the origin, an entry recommendation by that of the destination, a
/// quarantine certificate by the quarantine authority (a central agency) or the government of the destination. A machine of
/// that authority reports that the paper was issued, as evidence.
#[utoipa::path(tag = "journey-papers", params(("id" = JourneyPaperId, Path)),
    request_body = ConfirmJourneyPaperRequest, responses((status = 200, body = JourneyPaperView)))]
#[post("/v1/journey-papers/{id}/confirmations")]
async fn confirm_journey_paper(
    command: Command<op::ConfirmJourneyPaper, ConfirmJourneyPaperRequest>,
    id: Path<JourneyPaperId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::confirm_journey_paper(&context, id.0, command).await
}
