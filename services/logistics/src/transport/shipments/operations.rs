//! What can be done with shipments.

use api_types::logistics::{
    CreateShipmentRequest, DivertShipmentRequest, ShipmentView, UpdateShipmentRequest,
};
use api_types::{Check, TransitionRequest};
use chrono::{DateTime, Datelike as _, Utc};
use domain::logistics::{ShipmentEvent, ShipmentHappened, ShipmentState};
use domain::say;
use domain::shared::{
    Bilingual, CallOffId, DateSense, Id as _, Invalid, PartyId, PartyKind, ShipmentId, UPDATE, jakarta_date,
};
use service::{Error, Tx, replaced};
use uuid::Uuid;
use web::{Command, Reply, Transition};

use super::access::op;
use super::gate::pass_gate;
use super::origin::check_origin;
use super::papers::{expect_one_paper, papers};
use super::rows::{ShipmentRow, WholeShipment, another_side};
use super::steps::take_effect;
use super::{plan, queries};
use crate::context::Context;
use crate::ordering::{Happening, Order, check_limits, check_shippable, lock_visible_orders};
use crate::outside::find_party;

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
            if orders.iter().any(|order| order.row.supplier_id != tx.caller().party()) {
                return Err(not_the_supplier());
            }
            plan::check_one_trade(&orders)?;
            check_shippable(&orders)?;
            let followed: Vec<Uuid> = orders.iter().map(|order| order.row.id.uuid()).collect();
            tx.expect_one_side(&followed).await?;
            check_carrier(tx, body.carrier_party_id).await?;
            check_origin(tx.conn, tx.caller().party(), body.origin_facility_id, &body.origin_region_code)
                .await?;
            let whole = new_shipment(tx, &body, &orders).await?;
            check_limits(tx.conn, &orders, &whole.goods(), Happening::Planned, tx.now).await?;
            queries::insert_shipment(tx.conn, &whole).await?;
            tx.emit(&whole, ShipmentHappened::Planned).await?;
            let (etag, location) = (whole.current_etag(), format!("/v1/shipments/{}", whole.row.id));
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
            let mut whole = queries::lock_shipment(tx.conn, tx.caller(), id).await?;
            if whole.row.supplier_id != tx.caller().party() {
                return Err(Error::Forbidden(another_side()));
            }
            tx.expect(&whole.current_etag())?;
            if !whole.row.state.may_change() {
                return Err(Error::unchangeable(whole.row.state));
            }
            let before = without_names(whole.clone().view(tx.caller()));
            change(tx, &mut whole, &body).await?;
            let replaced = replaced(&before, &without_names(whole.clone().view(tx.caller())))?;
            tx.revise(&mut whole, UPDATE, ShipmentHappened::Changed, Some(replaced)).await?;
            reply(tx, whole)
        })
        .await
}

/// A shipment as it stands in its history: no person's name is kept there.
fn without_names(mut view: ShipmentView) -> ShipmentView {
    view.vehicles.iter_mut().for_each(|vehicle| vehicle.driver_name = None);
    view
}

/// Moves a shipment by a plain step; 200.
pub(super) async fn advance_shipment<O: Transition<State = ShipmentState>>(
    context: &Context,
    id: ShipmentId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    if matches!(O::EVENT, ShipmentEvent::MakeReady | ShipmentEvent::Depart) {
        // A recall, a finding or a paper that lapsed bars it from the moment on in which the catalog has said so.
        context.core.hear("catalog").await;
    }
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_shipment(tx.conn, tx.caller(), id).await?;
            let mut step = tx.begin(&whole, O::EVENT, &body).await?;
            take_effect(tx, &mut whole, O::EVENT, &mut step.occurred).await?;
            tx.finish(&mut whole, step).await?;
            reply(tx, whole)
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
            let mut whole = queries::lock_shipment(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&whole, op::DivertShipment::EVENT, &body.circumstances()).await?;
            let mut check = Check::new();
            let place = check.optional_line("/destination_place", body.destination_place.as_deref(), 1..=200);
            check.finish()?;
            whole.row.destination_region_code.clone_from(&body.destination_region_code);
            whole.row.destination_place = place;
            pass_gate(tx.conn, &mut whole, &[], step.occurred.day()).await?;
            tx.finish(&mut whole, step).await?;
            reply(tx, whole)
        })
        .await
}

/// Answers with the shipment as it is now.
fn reply(tx: &Tx<'_>, whole: WholeShipment) -> Result<Reply, Error> {
    Ok(Reply::ok(&whole.current_etag(), &whole.view(tx.caller()))?)
}

/// The orders a request names, as far as the caller may read them, locked: what is planned for them is planned by one after
/// the other.
async fn served_orders(tx: &mut Tx<'_>, ids: &[CallOffId]) -> Result<Vec<Order>, Error> {
    let mut check = Check::new();
    check.length("/call_off_ids", ids, 1..=50);
    check.finish()?;
    let orders = lock_visible_orders(tx.conn, tx.caller(), ids).await?;
    match ids.iter().position(|id| orders.iter().all(|order| order.row.id != *id)) {
        None => Ok(orders),
        Some(index) => Err(Error::field(
            &format!("/call_off_ids/{index}"),
            "unknown-call-off",
            "Surat pesanan ini tidak ditemukan; salin id-nya dari /v1/call-offs.",
            "There is no such order; copy its id from /v1/call-offs.",
        )),
    }
}

async fn new_shipment(
    tx: &mut Tx<'_>,
    body: &CreateShipmentRequest,
    orders: &[Order],
) -> Result<WholeShipment, Error> {
    let mut check = Check::new();
    let origin_place = check.optional_line("/origin_place", body.origin_place.as_deref(), 1..=200);
    let destination_place =
        check.optional_line("/destination_place", body.destination_place.as_deref(), 1..=200);
    check_expected(&mut check, body.expected_arrival_at, tx.now);
    let id = tx.new_id();
    let shown = papers(tx, &mut check, id, &body.journey_papers);
    check.finish()?;
    let supplier_id = tx.caller().party();
    expect_one_paper(tx, supplier_id, &[], &shown, |index| format!("/journey_papers/{index}")).await?;
    let lines = plan::lines_of(tx.conn, orders).await?;
    let loading = plan::Loading { shipment: id, supplier: supplier_id, lines: &lines };
    let (vehicles, items) = loading.rows(tx, &body.vehicles).await?;
    let number = queries::next_number(tx.conn).await?;
    let row = ShipmentRow {
        id,
        number: format!("SJ/{}/{number:06}", tx.today().year()),
        supplier_id,
        // All orders have the same buyer, and there is at least one.
        buyer_id: orders.first().map_or(supplier_id, |order| order.row.buyer_id),
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
        origin_facility_id: body.origin_facility_id,
        ready_date: None,
        expected_arrival_at: body.expected_arrival_at,
    };
    Ok(WholeShipment { row, vehicles, items, papers: shown })
}

/// Who drives is a carrier, or the supplier that sends: the caller.
async fn check_carrier(tx: &mut Tx<'_>, carrier: Option<PartyId>) -> Result<(), Error> {
    let Some(carrier) = carrier.filter(|carrier| *carrier != tx.caller().party()) else { return Ok(()) };
    let known = find_party(tx.conn, carrier).await?;
    let known = known.ok_or_else(|| Error::unknown("agreement", "/carrier_party_id", "unknown-party"))?;
    if known.kind == PartyKind::Carrier {
        return Ok(());
    }
    let detail = say!(
        "{party} bukan perusahaan angkutan; pilih pihak berjenis pengangkut, atau kosongkan bila pemasok mengangkut sendiri.",
        "{party} is no carrier; choose a party of that kind, or leave it out where the supplier drives itself.",
        party = Bilingual::same(known.short_name),
    );
    Err(Error::Invalid(vec![Invalid::says("/carrier_party_id", "no-carrier", detail)]))
}

/// A vehicle is expected some time from now, within the days that a plan may name.
fn check_expected(check: &mut Check, expected: Option<DateTime<Utc>>, now: DateTime<Utc>) {
    let day = expected.map(jakarta_date);
    check.optional_date("/expected_arrival_at", day, DateSense::Planned, jakarta_date(now));
}

/// Applies changes to what is on the shipment; the shipment itself is written by the caller.
async fn change(
    tx: &mut Tx<'_>,
    whole: &mut WholeShipment,
    body: &UpdateShipmentRequest,
) -> Result<(), Error> {
    if body.carrier_party_id.is_some() {
        if whole.row.state != ShipmentState::Planned {
            return Err(Error::unchangeable(whole.row.state));
        }
        check_carrier(tx, body.carrier_party_id).await?;
    }
    if let Some(facility) = body.origin_facility_id {
        check_origin(tx.conn, whole.row.supplier_id, facility, &whole.row.origin_region_code).await?;
    }
    let mut check = Check::new();
    let row = &mut whole.row;
    row.origin_facility_id = body.origin_facility_id.unwrap_or(row.origin_facility_id);
    if let Some(carrier) = body.carrier_party_id {
        row.carrier_party_id = (carrier != row.supplier_id).then_some(carrier);
    }
    if let Some(code) = &body.destination_region_code {
        row.destination_region_code.clone_from(code);
    }
    if let Some(place) = &body.origin_place {
        row.origin_place = Some(check.line("/origin_place", place, 1..=200));
    }
    if let Some(place) = &body.destination_place {
        row.destination_place = Some(check.line("/destination_place", place, 1..=200));
    }
    if let Some(expected) = body.expected_arrival_at {
        check_expected(&mut check, expected, tx.now);
        row.expected_arrival_at = expected;
    }
    let shown = body.journey_papers.as_ref().map(|shown| papers(tx, &mut check, row.id, shown));
    check.finish()?;
    if let Some(vehicles) = &body.vehicles {
        let orders = lock_visible_orders(tx.conn, tx.caller(), &whole.call_offs()).await?;
        let lines = plan::lines_of(tx.conn, &orders).await?;
        let (shipment, supplier) = (whole.row.id, whole.row.supplier_id);
        let loading = plan::Loading { shipment, supplier, lines: &lines };
        (whole.vehicles, whole.items) = loading.rows(tx, vehicles).await?;
        // What was on the shipment before goes first: only what others take counts.
        queries::replace_load(tx.conn, whole).await?;
        check_limits(tx.conn, &orders, &whole.goods(), Happening::Planned, tx.now).await?;
    }
    if let Some(shown) = shown {
        let supplier = whole.row.supplier_id;
        expect_one_paper(tx, supplier, &[], &shown, |index| format!("/journey_papers/{index}")).await?;
        whole.papers = shown;
        queries::replace_papers(tx.conn, whole).await?;
    }
    Ok(())
}

fn not_the_supplier() -> Error {
    Error::Forbidden(Bilingual::new(
        "Pengiriman direncanakan oleh pemasok surat pesanan itu.",
        "A shipment is planned by the supplier of its orders.",
    ))
}
