//! The buyer calls off, the supplier ships, the receiver weighs, counts and posts.

use anyhow::Context as _;
use api_types::logistics::{
    CallOffLineRequest, CallOffView, CaptureReceiptRequest, CountFigures, CreateCallOffRequest,
    CreateShipmentRequest, Destination, JourneyPaperRequest, ListCallOffsQuery, ListReceiptsQuery,
    ListShipmentsQuery, ReceiptLineRequest, ShipmentItemRequest, ShipmentView, VehicleRequest, WeightFigures,
    WirePacks,
};
use api_types::{TransitionRequest, WireQuantity};
use chrono::{DateTime, Days, NaiveDate, Utc};
use client::{Call, LogisticsApi};
use domain::logistics::{CallOffState, ReceiptState, ShipmentState, TransportMode};
use domain::shared::{CallOffLineId, Id, ReceiptId, ShipmentId, ShipmentItemId, TextHash, Unit};

use super::super::player::{Player, action};
use super::super::story::{CONTRACTS, Contract, Load, Order, Paper};
use super::{World, happened};

pub(in super::super) async fn play(player: &Player<'_>, world: &World) -> anyhow::Result<()> {
    for told in CONTRACTS {
        let call_off = call_off(player, world, told).await?;
        let shipment = plan_shipment(player, world, told, &call_off).await?;
        travel(player, &journey(told)?, shipment.id).await?;
        receive(player, told, &shipment).await?;
    }
    Ok(())
}

/// A quantity in kilograms.
pub(super) fn kilograms(value: &str) -> WireQuantity {
    WireQuantity { value: value.into(), unit: Unit::Kgm }
}

/// What is called off of a contract's line.
fn ordered(world: &World, told: &Contract) -> anyhow::Result<CreateCallOffRequest> {
    let (contract_id, contract_line_id) = world.contract(told.key)?;
    let line = match told.order {
        Order::Quantity(value) => CallOffLineRequest {
            form_code: None,
            contract_line_id,
            quantity: Some(WireQuantity { value: value.into(), unit: told.unit }),
            packs: None,
            over_tolerance_bp: None,
            variant_id: None,
            grade: None,
            hold_id: None,
        },
        Order::Packs(count, kind, content) => CallOffLineRequest {
            form_code: None,
            contract_line_id,
            quantity: None,
            packs: Some(WirePacks { count, kind, content: kilograms(content) }),
            over_tolerance_bp: None,
            variant_id: None,
            grade: None,
            hold_id: None,
        },
    };
    let [name, address] = told.destination;
    Ok(CreateCallOffRequest {
        delivery_windows: Vec::new(),
        contract_id,
        external_reference: Some(format!("demo-{}", told.key)),
        requested_delivery_date: told.wanted.parse()?,
        destination: Destination { name: name.into(), region_code: "31".into(), address: address.into() },
        lines: vec![line],
        note: None,
    })
}

async fn call_off(player: &Player<'_>, world: &World, told: &Contract) -> anyhow::Result<CallOffView> {
    let body = ordered(world, told)?;
    place_order(player, (told.buyer, told.supplier), &body, &happened(told.ordered)?).await
}

/// The buyer writes and issues an order, the supplier accepts it.
pub(super) async fn place_order(
    player: &Player<'_>,
    (buyer, supplier): (&str, &str),
    body: &CreateCallOffRequest,
    ordered: &TransitionRequest,
) -> anyhow::Result<CallOffView> {
    const ACCEPTED: [CallOffState; 5] = [
        CallOffState::Accepted,
        CallOffState::InFulfilment,
        CallOffState::Received,
        CallOffState::Closed,
        CallOffState::ClosedShort,
    ];
    let query =
        ListCallOffsQuery { external_reference: body.external_reference.clone(), ..Default::default() };
    let found = player.find(buyer, |services| services.logistics.list_call_offs(&query), |_| true).await?;
    let writes = action(buyer, "writes an order");
    let id = player.create(found, writes, |services| services.logistics.create_call_off(body)).await?.id;
    player
        .act(
            action(buyer, "issues the order"),
            |services| services.logistics.get_call_off(id),
            |view| view.state != CallOffState::Draft,
            |services, etag| services.logistics.issue_call_off(id, etag, ordered),
        )
        .await?;
    player
        .act(
            action(supplier, "accepts the order"),
            |services| services.logistics.get_call_off(id),
            |view| ACCEPTED.contains(&view.state),
            |services, etag| services.logistics.accept_call_off(id, etag, ordered),
        )
        .await
}

/// Where the goods of a contract are loaded.
fn origin(told: &Contract) -> &'static str {
    if told.agreement == "blitar" { "35.72" } else { "18.72" }
}

/// Papers of the journey, made out for fourteen days.
fn journey_papers(told: &Contract) -> anyhow::Result<Vec<JourneyPaperRequest>> {
    let departed: NaiveDate = told.times[0][..10].parse()?;
    let paper = |paper: &Paper| {
        let Paper { kind, number, issuer, heads } = *paper;
        JourneyPaperRequest {
            r#type: kind,
            number: number.into(),
            issuer: Some(issuer.into()),
            commodity_code: Some(told.goods[0].into()),
            head_count: heads,
            origin_region_code: origin(told).into(),
            destination_region_code: "31".into(),
            valid_from_date: departed,
            valid_until_date: Some(departed + Days::new(13)),
            sha256: TextHash::of_bytes(format!("scan of {number}").as_bytes()),
        }
    };
    Ok(told.papers.iter().map(paper).collect())
}

fn vehicles(world: &World, told: &Contract, call_off_line_id: CallOffLineId) -> Vec<VehicleRequest> {
    let vehicle = |(place, load): (usize, &Load)| {
        let is_variant = told.goods[0] == "msme_goods";
        let item = ShipmentItemRequest {
            production_date: None,
            call_off_line_id,
            quantity: WireQuantity { value: load.quantity.into(), unit: told.unit },
            heads: None,
            weight: load.weight.map(kilograms),
            packages: None,
            variant_id: is_variant.then(|| world.variants[place % world.variants.len()]),
            consolidation_lot_id: None,
        };
        VehicleRequest { seals: Vec::new(), plate: load.plate.into(), driver_name: None, items: vec![item] }
    };
    told.loads.iter().enumerate().map(vehicle).collect()
}

async fn plan_shipment(
    player: &Player<'_>,
    world: &World,
    told: &Contract,
    call_off: &CallOffView,
) -> anyhow::Result<ShipmentView> {
    let query = ListShipmentsQuery { call_off_id: Some(call_off.id), ..Default::default() };
    let found =
        player.find(told.supplier, |services| services.logistics.list_shipments(&query), |_| true).await?;
    let line = call_off.lines.first().context("an order has a line")?.id;
    let body = CreateShipmentRequest {
        expected_arrival_at: None,
        origin_facility_id: None,
        call_off_ids: vec![call_off.id],
        origin_region_code: origin(told).into(),
        origin_place: None,
        destination_region_code: "31".into(),
        destination_place: Some(told.destination[0].into()),
        carrier_party_id: None,
        mode: TransportMode::Road,
        vehicles: vehicles(world, told, line),
        journey_papers: journey_papers(told)?,
    };
    let plans = action(told.supplier, "plans the shipment");
    player.create(found, plans, |services| services.logistics.create_shipment(&body)).await
}

/// One step of a shipment's way, due in one state.
struct Leg<'a> {
    actor: &'a str,
    what: &'static str,
    at: &'a TransitionRequest,
    due: ShipmentState,
    call: for<'c> fn(&'c LogisticsApi, ShipmentId, &str, &TransitionRequest) -> Call<'c, ShipmentView>,
}

/// Who sends and who receives a shipment, and when it leaves and arrives.
pub(super) struct Journey {
    pub(super) supplier: &'static str,
    pub(super) receiver: String,
    pub(super) departed: TransitionRequest,
    pub(super) arrived: TransitionRequest,
}

fn journey(told: &Contract) -> anyhow::Result<Journey> {
    let [departed, arrived, _] = told.times;
    Ok(Journey {
        supplier: told.supplier,
        receiver: receiver_of(told),
        departed: happened(departed)?,
        arrived: happened(arrived)?,
    })
}

/// A shipment is loaded, leaves, arrives and is unloaded.
pub(super) async fn travel(player: &Player<'_>, told: &Journey, id: ShipmentId) -> anyhow::Result<()> {
    let Journey { supplier, receiver, departed, arrived } = told;
    let road = [
        Leg {
            actor: supplier,
            what: "starts loading",
            at: departed,
            due: ShipmentState::Planned,
            call: LogisticsApi::load_shipment,
        },
        Leg {
            actor: supplier,
            what: "closes the doors, papers in order",
            at: departed,
            due: ShipmentState::Loading,
            call: LogisticsApi::make_shipment_ready,
        },
        Leg {
            actor: supplier,
            what: "sends the trucks off",
            at: departed,
            due: ShipmentState::Ready,
            call: LogisticsApi::depart_shipment,
        },
        Leg {
            actor: supplier,
            what: "arrives in Jakarta",
            at: arrived,
            due: ShipmentState::Departed,
            call: LogisticsApi::arrive_shipment,
        },
        Leg {
            actor: receiver,
            what: "starts unloading",
            at: arrived,
            due: ShipmentState::Arrived,
            call: LogisticsApi::unload_shipment,
        },
    ];
    for Leg { actor, what, at, due, call } in road {
        player
            .act(
                action(actor, what),
                |services| services.logistics.get_shipment(id),
                |view| view.state != due,
                |services, etag| call(&services.logistics, id, etag, at),
            )
            .await?;
    }
    Ok(())
}

fn receiver_of(told: &Contract) -> String {
    format!("{}.receiver", told.buyer)
}

async fn receive(player: &Player<'_>, told: &Contract, shipment: &ShipmentView) -> anyhow::Result<()> {
    let receiver = receiver_of(told);
    // As from a phone: the id is the receiver's own, and the same capture is the same receipt.
    let id: ReceiptId = own_id(&format!("receipt {}", told.key), told.times[2])?;
    let query = ListReceiptsQuery { shipment_id: Some(shipment.id), ..Default::default() };
    let captured =
        player.find(&receiver, |services| services.logistics.list_receipts(&query), |view| view.id == id);
    if captured.await?.is_none() {
        let body = capture(told, shipment)?;
        let weighs = action(&receiver, "weighs and counts");
        player.send(weighs, |services| services.logistics.put_receipt(id, &body)).await?;
    }
    post(player, (&receiver, told.buyer, told.supplier), id).await
}

/// A receipt is handed in, judged, posted and confirmed, by who receives, who buys and who sells.
pub(super) async fn post(
    player: &Player<'_>,
    (receiver, buyer, supplier): (&str, &str, &str),
    id: ReceiptId,
) -> anyhow::Result<()> {
    let note = TransitionRequest::default();
    player
        .act(
            action(receiver, "hands in the receipt"),
            |services| services.logistics.get_receipt(id),
            |view| view.state != ReceiptState::Draft,
            |services, etag| services.logistics.submit_receipt(id, etag, &note),
        )
        .await?;
    player
        .act(
            action(receiver, "judges the quality"),
            |services| services.logistics.get_receipt(id),
            |view| view.state != ReceiptState::Submitted,
            |services, etag| services.logistics.inspect_receipt(id, etag, &note),
        )
        .await?;
    // Above the value of four eyes another person posts than who weighed; then the supplier has its word.
    player
        .act(
            action(buyer, "posts the receipt"),
            |services| services.logistics.get_receipt(id),
            |view| view.state != ReceiptState::Inspected,
            |services, etag| services.logistics.post_receipt(id, etag, &note),
        )
        .await?;
    player
        .act(
            action(supplier, "confirms the receipt"),
            |services| services.logistics.get_receipt(id),
            |view| view.state != ReceiptState::Posted,
            |services, etag| services.logistics.confirm_receipt(id, etag, &note),
        )
        .await?;
    Ok(())
}

/// What became of each vehicle's load.
fn capture(told: &Contract, shipment: &ShipmentView) -> anyhow::Result<CaptureReceiptRequest> {
    let mut lines = Vec::new();
    for (vehicle, load) in shipment.vehicles.iter().zip(told.loads) {
        let item = vehicle.items.first().context("a vehicle carries something")?;
        lines.push(accepted(told.unit, item.id, load)?);
    }
    Ok(CaptureReceiptRequest {
        shipment_id: shipment.id,
        received_at: Some(told.times[2].parse()?),
        documents_seen: true,
        lines,
        note: None,
    })
}

fn accepted(unit: Unit, item: ShipmentItemId, load: &Load) -> anyhow::Result<ReceiptLineRequest> {
    let mut line = ReceiptLineRequest {
        shipment_item_id: item,
        heads: None,
        pieces: None,
        packages: None,
        weight: load.accepted_weight.map(|weight| weighed(Unit::Kgm, weight)),
        volume: None,
        rejections: Vec::new(),
        note: None,
        grade: None,
    };
    let counted = || anyhow::Ok(CountFigures { accepted: load.quantity.parse()?, ..Default::default() });
    match unit {
        Unit::Hea => line.heads = Some(counted()?),
        Unit::H87 => line.pieces = Some(counted()?),
        _ => line.weight = Some(weighed(unit, load.quantity)),
    }
    Ok(line)
}

/// All of a weight is accepted.
pub(super) fn weighed(unit: Unit, accepted: &str) -> WeightFigures {
    let none = || "0".to_owned();
    WeightFigures {
        unit,
        loaded: None,
        accepted: accepted.into(),
        held_excess: none(),
        rejected: none(),
        removed: none(),
        missing: none(),
        shrink: None,
        surplus: none(),
    }
}

/// An id as a phone makes it, here from the story itself: a UUID of version 7 of the time of what it is for.
pub(super) fn own_id<T: Id>(what: &str, at: &str) -> anyhow::Result<T> {
    let at: DateTime<Utc> = at.parse()?;
    let hash = TextHash::of_bytes(what.as_bytes());
    let mut random = [0; 10];
    random.copy_from_slice(&hash.as_str().as_bytes()[..10]);
    let millis = u64::try_from(at.timestamp_millis())?;
    let uuid = uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid();
    Ok(T::from_uuid(uuid))
}
