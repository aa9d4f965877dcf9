//! What can be done with shipments.

use api_types::logistics::{CreateShipmentRequest, DivertShipmentRequest, UpdateShipmentRequest};
use api_types::{Check, TransitionRequest};
use chrono::Datelike as _;
use domain::logistics::{ShipmentEvent, ShipmentState};
use domain::shared::{
    Bilingual, CallOffId, IllegalTransition, Lifecycle as _, ShipmentId, allowed_events, jakarta_date,
};
use service::{Error, Tx, check_transition};
use web::{Command, Reply, RequestMeta};

use super::plan;
use super::queries;
use super::rows::{ShipmentRow, WholeShipment};
use super::steps::{Side, Step, advance, note_rule, push, sides_of};
use crate::access::op;
use crate::claims::claimed;
use crate::context::Context;
use crate::fulfilment::{ServedOrder, check_shippable, orders_in};
use crate::tenancy::Scope;

/// Plans a shipment for accepted orders of the caller's party; 201.
pub(super) async fn create_shipment(
    context: &Context,
    command: Command<op::CreateShipment, CreateShipmentRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let orders = served_orders(tx, &body.call_off_ids).await?;
            if orders.iter().any(|order| order.supplier_id != tx.caller().party()) {
                return Err(not_the_supplier());
            }
            plan::check_one_trade(tx.conn, &orders).await?;
            check_shippable(&orders)?;
            let whole = new_shipment(tx, &body, &orders).await?;
            queries::insert_shipment(tx.conn, &whole).await?;
            push(tx, "shipment.planned", &whole).await?;
            let (etag, location) = (whole.etag(), format!("/v1/shipments/{}", whole.row.id));
            Ok(Reply::created(location, &etag, &whole.view(tx.caller()))?)
        })
        .await
}

/// Changes a shipment that is planned or loading; 200.
pub(super) async fn update_shipment(
    context: &Context,
    id: ShipmentId,
    command: Command<op::UpdateShipment, UpdateShipmentRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_shipment(tx.conn, Scope::of(tx.caller()), id).await?;
            whole.row.expect_side(tx.caller().party(), &[Side::Supplier])?;
            tx.expect(&whole.etag())?;
            if !whole.row.state.may_change_load() {
                return Err(cannot_change(whole.row.state));
            }
            change(tx, &mut whole, &body).await?;
            push(tx, "shipment.changed", &whole).await?;
            Ok(Reply::ok(&whole.etag(), &whole.view(tx.caller()))?)
        })
        .await
}

/// Takes a step of the lifecycle; 200.
pub(super) async fn move_shipment(
    context: &Context,
    id: ShipmentId,
    meta: RequestMeta,
    event: ShipmentEvent,
    request: TransitionRequest,
) -> Result<Reply, web::ApiError> {
    context
        .core
        .write(meta, async move |tx| {
            let mut whole = step_of(tx, id, event).await?;
            take(tx, &mut whole, event, &request).await?;
            Ok(Reply::ok(&whole.etag(), &whole.view(tx.caller()))?)
        })
        .await
}

/// Sends a shipment on the road to another place; 200.
pub(super) async fn divert_shipment(
    context: &Context,
    id: ShipmentId,
    command: Command<op::DivertShipment, DivertShipmentRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = step_of(tx, id, ShipmentEvent::Divert).await?;
            let mut check = Check::new();
            plan::region(&mut check, "/destination_region_code", &body.destination_region_code);
            let place = check.optional_text("/destination_place", body.destination_place.as_deref(), 1..=200);
            check.finish()?;
            whole.row.destination_region_code.clone_from(&body.destination_region_code);
            whole.row.destination_place = place;
            take(tx, &mut whole, ShipmentEvent::Divert, &body.circumstances()).await?;
            Ok(Reply::ok(&whole.etag(), &whole.view(tx.caller()))?)
        })
        .await
}

/// The shipment of a step, locked, once caller, version and state fit.
async fn step_of(tx: &mut Tx<'_>, id: ShipmentId, event: ShipmentEvent) -> Result<WholeShipment, Error> {
    let whole = queries::lock_shipment(tx.conn, Scope::of(tx.caller()), id).await?;
    whole.row.expect_side(tx.caller().party(), sides_of(event))?;
    tx.expect(&whole.etag())?;
    whole.row.state.apply(event)?;
    Ok(whole)
}

async fn take(
    tx: &mut Tx<'_>,
    whole: &mut WholeShipment,
    event: ShipmentEvent,
    request: &TransitionRequest,
) -> Result<(), Error> {
    let mut check = Check::new();
    check_transition(&mut check, request, note_rule(event));
    check.finish()?;
    let claim = claimed(tx, request.occurred_at).await?;
    advance(tx, whole, Step { event, claim, request }).await
}

/// The orders a request names, each in the caller's sight.
async fn served_orders(tx: &mut Tx<'_>, ids: &[CallOffId]) -> Result<Vec<ServedOrder>, Error> {
    let mut check = Check::new();
    check.length("/call_off_ids", ids, 1..=50);
    check.finish()?;
    let orders = orders_in(tx.conn, Scope::of(tx.caller()), ids).await?;
    match ids.iter().position(|id| orders.iter().all(|order| order.id != *id)) {
        None => Ok(orders),
        Some(index) => Err(Error::field(
            &format!("/call_off_ids/{index}"),
            "unknown-call-off",
            "Surat pesanan ini tidak ditemukan.",
            "There is no such order.",
        )),
    }
}

async fn new_shipment(
    tx: &mut Tx<'_>,
    body: &CreateShipmentRequest,
    orders: &[ServedOrder],
) -> Result<WholeShipment, Error> {
    let mut check = Check::new();
    plan::region(&mut check, "/origin_region_code", &body.origin_region_code);
    plan::region(&mut check, "/destination_region_code", &body.destination_region_code);
    let origin_place = check.optional_text("/origin_place", body.origin_place.as_deref(), 1..=200);
    let destination_place =
        check.optional_text("/destination_place", body.destination_place.as_deref(), 1..=200);
    let id = tx.new_id();
    let certificates = plan::papers(tx, &mut check, id, &body.certificates);
    check.finish()?;
    let lines = plan::lines_of(tx.conn, orders).await?;
    let supplier_id = tx.caller().party();
    let (vehicles, items) = plan::load(tx, (id, supplier_id), &lines, &body.vehicles).await?;
    let number = queries::next_number(tx.conn).await?;
    let row = ShipmentRow {
        id,
        number: format!("SJ/{}/{number:06}", jakarta_date(tx.now).year()),
        supplier_id,
        // All orders have the same buyer, and there is at least one.
        buyer_id: orders.first().map_or(supplier_id, |order| order.buyer_id),
        carrier_party_id: body.carrier_party_id.filter(|carrier| *carrier != supplier_id),
        state: ShipmentState::Planned,
        origin_region_code: body.origin_region_code.clone(),
        origin_place,
        destination_region_code: body.destination_region_code.clone(),
        destination_place,
        mode: body.mode,
        departed_at: None,
        arrived_at: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    Ok(WholeShipment { row, vehicles, items, certificates })
}

async fn change(
    tx: &mut Tx<'_>,
    whole: &mut WholeShipment,
    body: &UpdateShipmentRequest,
) -> Result<(), Error> {
    let mut check = Check::new();
    let row = &mut whole.row;
    if let Some(code) = &body.destination_region_code {
        plan::region(&mut check, "/destination_region_code", code);
        row.destination_region_code.clone_from(code);
    }
    if let Some(place) = &body.origin_place {
        row.origin_place = Some(check.text("/origin_place", place, 1..=200));
    }
    if let Some(place) = &body.destination_place {
        row.destination_place = Some(check.text("/destination_place", place, 1..=200));
    }
    if let Some(papers) = &body.certificates {
        whole.certificates = plan::papers(tx, &mut check, row.id, papers);
    }
    check.finish()?;
    if let Some(vehicles) = &body.vehicles {
        let orders = orders_in(tx.conn, Scope::of(tx.caller()), &whole.call_offs()).await?;
        let lines = plan::lines_of(tx.conn, &orders).await?;
        let shipment = (whole.row.id, whole.row.supplier_id);
        (whole.vehicles, whole.items) = plan::load(tx, shipment, &lines, vehicles).await?;
        queries::replace_load(tx.conn, whole).await?;
    }
    if body.certificates.is_some() {
        queries::replace_papers(tx.conn, whole).await?;
    }
    whole.row.version += 1;
    whole.row.updated_at = tx.now;
    queries::update_shipment(tx.conn, &whole.row).await
}

fn not_the_supplier() -> Error {
    Error::Forbidden(Bilingual::new(
        "Pengiriman direncanakan oleh pemasok surat pesanan itu.",
        "A shipment is planned by the supplier of its orders.",
    ))
}

fn cannot_change(state: ShipmentState) -> Error {
    Error::State(IllegalTransition {
        current: state.to_string(),
        event: "change".to_owned(),
        allowed: allowed_events(state),
    })
}
