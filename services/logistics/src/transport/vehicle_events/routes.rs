//! HTTP of the vehicle events.

use actix_web::web::Data;
use actix_web::{get, put};
use api_types::Page;
use api_types::logistics::{ListVehicleEventsQuery, PutVehicleEventRequest, VehicleEventView};
use domain::shared::{ShipmentId, VehicleEventId};
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, Command, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::{operations, queries};
use crate::context::Context;
use crate::transport::shipments::find_shipment;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(put_vehicle_event).service(list_shipment_vehicle_events);
}

/// Records a vehicle event with the phone's own id.
///
/// 201 for a new one, 200 for the same content again, 409 for other content under the same id. The id is the phone's own:
/// `vev_` and 32 hexadecimal digits. A mistyped arrival is corrected by another `arrived` of the same party with a `note`,
/// before anything of the vehicle is received; without a note the earliest arrival stays.
#[utoipa::path(tag = "vehicle-events", params(("id" = VehicleEventId, Path)), request_body = PutVehicleEventRequest,
    responses((status = 201, body = VehicleEventView), (status = 200, body = VehicleEventView)))]
#[put("/v1/vehicle-events/{id}")]
async fn put_vehicle_event(
    command: Command<op::PutVehicleEvent, PutVehicleEventRequest>,
    id: Path<VehicleEventId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    operations::put_vehicle_event(&context, id.0, command).await
}

/// What the vehicles of a shipment reported, in order of the ids their phones gave.
#[utoipa::path(tag = "vehicle-events", params(("id" = ShipmentId, Path), ListVehicleEventsQuery),
    responses((status = 200, body = Page<VehicleEventView>)))]
#[get("/v1/shipments/{id}/vehicle-events")]
async fn list_shipment_vehicle_events(
    query: Query<op::ListShipmentVehicleEvents, ListVehicleEventsQuery>,
    id: Path<ShipmentId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<VehicleEventId>::of(&query.params)?;
    let mut conn = context.core.read().await?;
    let whole = find_shipment(&conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    let rows = queries::list_events(&mut conn, id.0, &query.params, request.after, request.fetch()).await?;
    let views = rows.into_iter().map(|row| row.view(whole.row.state)).collect();
    Reply::page(&page(&request, views, |event: &VehicleEventView| event.id))
}
