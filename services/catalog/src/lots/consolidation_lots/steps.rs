//! HTTP of the steps of a consolidation lot.

use actix_web::post;
use actix_web::web::Data;
use api_types::TransitionRequest;
use api_types::catalog::{
    AllocateLotRequest, ConsolidationLotView, GradeLotRequest, ReleaseLotAllocationRequest, SealLotRequest,
};
use domain::shared::ConsolidationLotId;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, Command, Path, Reply};

use super::access::op;
use super::{allocations, gradings, operations, seals};
use crate::context::Context;
use crate::lots::settlements;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(grade_consolidation_lot)
        .service(seal_consolidation_lot)
        .service(allocate_consolidation_lot);
    config.service(dispatch_consolidation_lot).service(settle_consolidation_lot);
    config.service(release_lot_allocation).service(dissolve_consolidation_lot);
}

/// Says how contributions are sorted.
///
/// Grades, what goes back and the loss of each are its net weight to the gram. A later word on a contribution takes the place of
/// the earlier; what was sealed by one before has to be sealed again.
#[utoipa::path(tag = "consolidation-lots", params(("id" = ConsolidationLotId, Path)), request_body = GradeLotRequest,
    responses((status = 200, body = ConsolidationLotView)))]
#[post("/v1/consolidation-lots/{id}/gradings")]
async fn grade_consolidation_lot(
    command: Command<op::GradeConsolidationLot, GradeLotRequest>,
    id: Path<ConsolidationLotId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    gradings::grade_consolidation_lot(&context, id.0, command).await
}

/// Seals what is in a lot.
///
/// Once each contribution is sorted: by one person of the hub and one of the cooperative, or, where the hub is the cooperative's
/// own, of the government of its region. The second seal closes the lot.
#[utoipa::path(tag = "consolidation-lots", params(("id" = ConsolidationLotId, Path)), request_body = SealLotRequest,
    responses((status = 200, body = ConsolidationLotView)))]
#[post("/v1/consolidation-lots/{id}/seals")]
async fn seal_consolidation_lot(
    command: Command<op::SealConsolidationLot, SealLotRequest>,
    id: Path<ConsolidationLotId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    seals::seal_consolidation_lot(&context, id.0, command).await
}

/// Sets a part of a lot aside for an order line.
///
/// The order is the hub's or the cooperative's to deliver, and accepted. Of each grade no more is set aside than there is;
/// shipments name the lot and load at most what it sets aside for their order line.
#[utoipa::path(tag = "consolidation-lots", params(("id" = ConsolidationLotId, Path)), request_body = AllocateLotRequest,
    responses((status = 200, body = ConsolidationLotView)))]
#[post("/v1/consolidation-lots/{id}/allocations")]
async fn allocate_consolidation_lot(
    command: Command<op::AllocateConsolidationLot, AllocateLotRequest>,
    id: Path<ConsolidationLotId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    allocations::allocate_consolidation_lot(&context, id.0, command).await
}

/// Frees what is set aside for an order line and was not loaded, with a reason: such as an order that was cancelled.
///
/// What shipments carry stays set aside for it.
#[utoipa::path(tag = "consolidation-lots", params(("id" = ConsolidationLotId, Path)),
    request_body = ReleaseLotAllocationRequest, responses((status = 200, body = ConsolidationLotView)))]
#[post("/v1/consolidation-lots/{id}/allocation-releases")]
async fn release_lot_allocation(
    command: Command<op::ReleaseLotAllocation, ReleaseLotAllocationRequest>,
    id: Path<ConsolidationLotId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    allocations::release_lot_allocation(&context, id.0, command).await
}

/// Says that everything of a lot that goes has left.
///
/// Once each shipment that carries it has departed; none names it from then on.
#[utoipa::path(tag = "consolidation-lots", params(("id" = ConsolidationLotId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ConsolidationLotView)))]
#[post("/v1/consolidation-lots/{id}/dispatches")]
async fn dispatch_consolidation_lot(
    command: Command<op::DispatchConsolidationLot, TransitionRequest>,
    id: Path<ConsolidationLotId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::dispatch_consolidation_lot(&context, id.0, command).await
}

/// Settles a lot with its members.
///
/// Once everything loaded is received, or will not arrive. Where a receipt changes afterwards, settling again makes a statement
/// that adjusts the first.
#[utoipa::path(tag = "consolidation-lots", params(("id" = ConsolidationLotId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ConsolidationLotView)))]
#[post("/v1/consolidation-lots/{id}/settlements")]
async fn settle_consolidation_lot(
    command: Command<op::SettleConsolidationLot, TransitionRequest>,
    id: Path<ConsolidationLotId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    settlements::settle_consolidation_lot(&context, id.0, command.meta, command.body).await
}

/// Gives a lot up, with a reason.
///
/// While nothing of it is set aside for an order; its members take their goods back.
#[utoipa::path(tag = "consolidation-lots", params(("id" = ConsolidationLotId, Path)), request_body = TransitionRequest,
    responses((status = 200, body = ConsolidationLotView)))]
#[post("/v1/consolidation-lots/{id}/dissolutions")]
async fn dissolve_consolidation_lot(
    command: Command<op::DissolveConsolidationLot, TransitionRequest>,
    id: Path<ConsolidationLotId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::dissolve_consolidation_lot(&context, id.0, command).await
}
