//! Shipments and the papers that travel with them.

use api_types::logistics::{
    CallOffView, ConfirmJourneyPaperRequest, CreateShipmentRequest, DivertShipmentRequest,
    JourneyPaperRequest, JourneyPaperView, ShipmentView,
};
use api_types::{TransitionRequest, WireQuantity};
use client::{Call, LogisticsApi};
use domain::logistics::{CallOffState, ShipmentState};
use domain::shared::{ContractId, ShipmentId, Unit};
use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;

use super::{
    ASIDE, Move, ON, OVER, RECEIVES, SELLS, SIDES, Shows, Step, actor, begins, choose, circumstances, key,
    occurred, step, whole,
};
use crate::caller::Request;
use crate::trade::kilograms;
use crate::trader::World;

type OnShipment =
    for<'c> fn(&'c LogisticsApi, ShipmentId, &str, &TransitionRequest) -> Call<'c, ShipmentView>;

#[rustfmt::skip]
const SHIPMENTS: &[Step<ShipmentState, OnShipment>] = {
    use ShipmentState as S;
    &[
        begins(step("load", ON, &[S::Planned], SELLS, LogisticsApi::load_shipment)),
        begins(step("make ready", ON, &[S::Loading], SELLS, LogisticsApi::make_shipment_ready)),
        begins(step("depart", ON, &[S::Ready], SELLS, LogisticsApi::depart_shipment)),
        step("arrive", ON, &[S::Departed, S::Diverted], SIDES, LogisticsApi::arrive_shipment),
        step("unload", ON, &[S::Arrived], SIDES, LogisticsApi::unload_shipment),
        step("turn back", OVER, &[S::Departed, S::Diverted, S::Arrived], SIDES, LogisticsApi::turn_back_shipment),
        step("come back", ON, &[S::Returning], SELLS, LogisticsApi::take_back_shipment),
        step("lose", OVER, &[S::Departed, S::Diverted, S::Returning], SELLS, LogisticsApi::lose_shipment),
        step("cancel shipment", OVER, &[S::Planned, S::Loading, S::Ready], SELLS, LogisticsApi::cancel_shipment),
        step("close shipment", ASIDE, &[S::Received], SIDES, LogisticsApi::close_shipment),
    ]
};

pub(super) fn names() -> Vec<&'static str> {
    let mut names = vec!["plan", "divert", "show journey paper", "confirm journey paper"];
    names.extend(SHIPMENTS.iter().map(|step| step.name));
    names
}

pub(super) fn shipment(world: &World, dice: &mut StdRng) -> Option<Move> {
    let (shipment, step) = choose(world, &world.shipments, |shipment| shipment.state, SHIPMENTS, dice)?;
    let said = occurred(world, &shipment.contract_ids, dice);
    let body = circumstances(said);
    Some(Move {
        name: step.name,
        request: Request::logistics(actor(step.may, dice), |api| (step.call)(api, shipment.id, "*", &body)),
        shows: Shows::Shipment,
        contracts: shipment.contract_ids.clone(),
        may: step.may.to_vec(),
        begins: step.begins,
        said,
    })
}

/// Goods of one order or two, of more or less than was ordered, on one vehicle or two.
pub(super) fn plan(world: &World, dice: &mut StdRng) -> Option<Move> {
    use ShipmentState::{Loading, Planned, Ready};
    let waiting = |shipment: &&ShipmentView| [Planned, Loading, Ready].contains(&shipment.state);
    if world.shipments.iter().filter(waiting).count() > 2 && !dice.random_ratio(1, 4) {
        return None;
    }
    let goes = [CallOffState::Accepted, CallOffState::InFulfilment, CallOffState::Received];
    let any = dice.random_ratio(1, 10);
    let waits = |order: &&CallOffView| any || goes.contains(&order.state) && !is_on_its_way(world, order);
    let orders: Vec<&CallOffView> = world.orders.iter().filter(waits).collect();
    let first = *orders.choose(dice)?;
    let deal = world.deals.iter().find(|deal| deal.view.id == first.contract_id)?;
    let mut body = deal.contract.shipment(first);
    if dice.random_ratio(1, 4) {
        let second = *orders.choose(dice)?;
        let other = deal.contract.shipment(second);
        if second.id != first.id {
            body.call_off_ids.extend(other.call_off_ids);
            if dice.random() {
                body.vehicles.extend(other.vehicles);
            } else {
                body.vehicles[0].items.extend(other.vehicles.into_iter().flat_map(|vehicle| vehicle.items));
            }
        }
    }
    load(world, &mut body, dice);
    let ordered = world.orders.iter().filter(|order| body.call_off_ids.contains(&order.id));
    let contracts: Vec<ContractId> = ordered.map(|order| order.contract_id).collect();
    let request = Request::logistics(actor(SELLS, dice), |api| api.create_shipment(&body)).keyed(key(dice));
    let may = SELLS.to_vec();
    Some(Move { name: "plan", request, shows: Shows::Shipment, contracts, may, begins: false, said: None })
}

/// Whether a vehicle carries goods of an order, or shall.
fn is_on_its_way(world: &World, order: &CallOffView) -> bool {
    use ShipmentState::{Cancelled, Lost, Returned};
    let over = [Cancelled, Lost, Returned];
    world.shipments.iter().any(|one| one.call_off_ids.contains(&order.id) && !over.contains(&one.state))
}

/// How much of what was ordered is put on board, and which papers go with herds.
fn load(world: &World, body: &mut CreateShipmentRequest, dice: &mut StdRng) {
    let mut herds = false;
    for item in body.vehicles.iter_mut().flat_map(|vehicle| &mut vehicle.items) {
        let ordered = whole(&item.quantity.value).max(1);
        let most = ordered + ordered / 5 + 1;
        let part = if dice.random_ratio(2, 3) { ordered } else { dice.random_range(1..=most) };
        item.quantity = WireQuantity { value: part.to_string(), unit: item.quantity.unit };
        if item.quantity.unit == Unit::Hea {
            herds = true;
            item.weight = Some(kilograms(part * dice.random_range(300..400)));
        }
    }
    if herds {
        let shown: Vec<_> = world.herd_papers.iter().filter(|_| dice.random_ratio(4, 5)).cloned().collect();
        body.journey_papers = shown.into_iter().map(|paper| copied(paper, dice)).collect();
    }
}

/// Mostly a true copy; else of another spelling, or for more heads than were certified.
fn copied(mut paper: JourneyPaperRequest, dice: &mut StdRng) -> JourneyPaperRequest {
    match dice.random_range(0..16) {
        0 => paper.number = paper.number.to_lowercase().replace('/', "-"),
        1 => paper.head_count = paper.head_count.map(|heads| heads + 10),
        _ => {}
    }
    paper
}

pub(super) fn divert(world: &World, dice: &mut StdRng) -> Option<Move> {
    use ShipmentState::{Arrived, Departed};
    let any = dice.random_ratio(1, 10);
    let goes = |shipment: &&ShipmentView| any || [Departed, Arrived].contains(&shipment.state);
    let shipments: Vec<&ShipmentView> = world.shipments.iter().filter(goes).collect();
    let shipment = shipments.choose(dice)?;
    let said = occurred(world, &shipment.contract_ids, dice);
    let body = DivertShipmentRequest {
        destination_region_code: (*["31", "31.75", "18.72", "36"].choose(dice)?).to_owned(),
        destination_place: None,
        occurred_at: said,
        reason_code: None,
        note: "because".to_owned(),
        documents: Vec::new(),
    };
    Some(Move {
        name: "divert",
        request: Request::logistics(actor(SIDES, dice), |api| api.divert_shipment(shipment.id, "*", &body)),
        shows: Shows::Shipment,
        contracts: shipment.contract_ids.clone(),
        may: SIDES.to_vec(),
        begins: false,
        said,
    })
}

/// One more paper of a herd is shown, mostly one that is not there yet.
pub(super) fn show_paper(world: &World, dice: &mut StdRng) -> Option<Move> {
    let herds: Vec<&ShipmentView> =
        world.shipments.iter().filter(|shipment| carries_herds(shipment)).collect();
    let shipment = herds.choose(dice)?;
    let is_there =
        |paper: &JourneyPaperRequest| shipment.journey_papers.iter().any(|one| one.number == paper.number);
    let missing: Vec<&JourneyPaperRequest> =
        world.herd_papers.iter().filter(|paper| !is_there(paper)).collect();
    let body = copied((*missing.choose(dice)?).clone(), dice);
    let request = Request::logistics(actor(SELLS, dice), |api| api.add_journey_paper(shipment.id, &body));
    Some(on_paper("show journey paper", request.keyed(key(dice)), shipment, SELLS))
}

/// The receiver has seen the original.
pub(super) fn confirm_paper(world: &World, dice: &mut StdRng) -> Option<Move> {
    use ShipmentState::{Arrived, Unloading};
    let any = dice.random_ratio(1, 10);
    let here = |shipment: &&ShipmentView| any || [Arrived, Unloading].contains(&shipment.state);
    let shipments = world.shipments.iter().filter(here);
    let papers: Vec<(&ShipmentView, &JourneyPaperView)> = shipments
        .flat_map(|shipment| shipment.journey_papers.iter().map(move |paper| (shipment, paper)))
        .filter(|(_, paper)| any || paper.confirmed_at.is_none())
        .collect();
    let (shipment, paper) = *papers.choose(dice)?;
    let body = ConfirmJourneyPaperRequest { note: None };
    let by = actor(RECEIVES, dice);
    let request = Request::logistics(by, |api| api.confirm_journey_paper(paper.id, "*", &body));
    Some(on_paper("confirm journey paper", request, shipment, RECEIVES))
}

fn on_paper(
    name: &'static str,
    request: Request,
    shipment: &ShipmentView,
    may: &'static [&'static str],
) -> Move {
    let contracts = shipment.contract_ids.clone();
    Move { name, request, shows: Shows::Paper, contracts, may: may.to_vec(), begins: false, said: None }
}

fn carries_herds(shipment: &ShipmentView) -> bool {
    shipment.vehicles.iter().flat_map(|vehicle| &vehicle.items).any(|item| item.quantity.unit == Unit::Hea)
}
