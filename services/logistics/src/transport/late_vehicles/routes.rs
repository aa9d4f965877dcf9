//! HTTP of the late vehicles.

use actix_web::get;
use actix_web::web::Data;
use api_types::Page;
use api_types::logistics::{LateVehicleView, ListLateVehiclesQuery};
use domain::shared::VehicleId;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, PageRequest, Query, Reply, page};

use super::access::op;
use super::queries;
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_late_vehicles);
}

/// The vehicles that are late now, of the shipments that the caller may read, in the order they were planned.
///
/// Late is a vehicle that has not left by the end of the day on which its goods are wanted, or has not arrived when it was
/// expected; after how many hours is said by `/v1/lateness-rules`. An order that is changed to another day, or a shipment whose
/// expected arrival is told anew before it leaves, is judged by that.
#[utoipa::path(tag = "late-vehicles", params(ListLateVehiclesQuery),
    responses((status = 200, body = Page<LateVehicleView>)))]
#[get("/v1/late-vehicles")]
async fn list_late_vehicles(
    query: Query<op::ListLateVehicles, ListLateVehiclesQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<VehicleId>::of(&query.params)?;
    let (now, place) = (context.core.clock.now(), (request.after, request.fetch()));
    let mut conn = context.core.read().await?;
    let views = queries::late_vehicles(&mut conn, query.caller(), &query.params, place, now).await?;
    Reply::page(&page(&request, views, |late: &LateVehicleView| late.vehicle_id))
}
