//! What people do: mostly what comes next, by who should; now and then anything, by anybody, at any time.

use api_types::TransitionRequest;
use api_types::agreement::{ContractView, TextConsentRequest};
use api_types::logistics::{
    CallOffView, CaptureReceiptRequest, CounterCallOffRequest, CounterLineRequest, DivertShipmentRequest,
    ObjectToReceiptRequest, ReceiptLineRequest, ReceiptView, RejectionFigures, ShipmentView, WeightFigures,
};
use chrono::{DateTime, TimeDelta, Utc};
use client::{AgreementApi, Call, LogisticsApi};
use domain::agreement::ContractState;
use domain::logistics::{CallOffState, ObjectionReason, ReceiptState, RejectionReason, ShipmentState};
use domain::shared::{CallOffId, ContractId, ReceiptId, ShipmentId, ShipmentItemId, TextHash};
use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use standalone::demo::PEOPLE;

use super::{AWAY, BUYER, HOME, RECEIVER, SUPPLIER, World};
use crate::caller::Request;
use crate::trade::{all_accepted, kilograms, weighed};

/// Somebody does something to something.
#[derive(Debug, Clone)]
pub struct Move {
    /// In a word.
    pub name: &'static str,
    /// What is sent.
    pub request: Request,
    /// What the answer shows.
    pub shows: Shows,
    /// The contracts it is about.
    pub contracts: Vec<ContractId>,
    /// Who may do it.
    pub may: &'static [&'static str],
    /// Whether it begins or goes on with trade that has not left the supplier yet.
    pub begins: bool,
}

/// What an answer shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// A contract.
    Contract,
    /// An order.
    Order,
    /// A shipment.
    Shipment,
    /// A receipt.
    Receipt,
}

/// A step of a lifecycle as the documentation tells it.
struct Step<S: 'static, C> {
    name: &'static str,
    from: &'static [S],
    may: &'static [&'static str],
    begins: bool,
    call: C,
}

type OnContract =
    for<'c> fn(&'c AgreementApi, ContractId, &str, &TransitionRequest) -> Call<'c, ContractView>;
type OnOrder = for<'c> fn(&'c LogisticsApi, CallOffId, &str, &TransitionRequest) -> Call<'c, CallOffView>;
type OnShipment =
    for<'c> fn(&'c LogisticsApi, ShipmentId, &str, &TransitionRequest) -> Call<'c, ShipmentView>;
type OnReceipt = for<'c> fn(&'c LogisticsApi, ReceiptId, &str, &TransitionRequest) -> Call<'c, ReceiptView>;

const BUYS: &[&str] = &[BUYER];
const SELLS: &[&str] = &[SUPPLIER];
const RECEIVES: &[&str] = &[BUYER, RECEIVER];
const SIDES: &[&str] = &[SUPPLIER, BUYER, RECEIVER];
const BUSINESSES: &[&str] = &[SUPPLIER, BUYER];
const REGIONS: &[&str] = &[HOME, AWAY];

const fn step<S, C>(
    name: &'static str,
    from: &'static [S],
    may: &'static [&'static str],
    call: C,
) -> Step<S, C> {
    Step { name, from, may, begins: false, call }
}

const fn begins<S, C: Copy>(step: Step<S, C>) -> Step<S, C> {
    Step { begins: true, name: step.name, from: step.from, may: step.may, call: step.call }
}

#[rustfmt::skip]
const CONTRACTS: &[Step<ContractState, OnContract>] = {
    use ContractState as S;
    &[
        step("suspend", &[S::Active], REGIONS, AgreementApi::suspend_contract),
        step("reinstate", &[S::Suspended], REGIONS, AgreementApi::reinstate_contract),
        step("terminate", &[S::Active, S::Suspended], REGIONS, AgreementApi::terminate_contract),
        step("fulfil", &[S::Active], BUSINESSES, AgreementApi::fulfill_contract),
        step("close contract", &[S::Fulfilled, S::EndedShort], &[HOME, AWAY, BUYER], AgreementApi::close_contract),
    ]
};

#[rustfmt::skip]
const ORDERS: &[Step<CallOffState, OnOrder>] = {
    use CallOffState as S;
    &[
        begins(step("issue", &[S::Draft], BUYS, LogisticsApi::issue_call_off)),
        begins(step("accept", &[S::Issued], SELLS, LogisticsApi::accept_call_off)),
        begins(step("accept counter-offer", &[S::Countered], BUYS, LogisticsApi::accept_counter_offer)),
        step("refuse", &[S::Issued, S::Countered], SELLS, LogisticsApi::refuse_call_off),
        step("cancel", &[S::Draft, S::Issued, S::Countered, S::Accepted], BUYS, LogisticsApi::cancel_call_off),
        step("close", &[S::Received], BUYS, LogisticsApi::close_call_off),
        step("close short", &[S::InFulfilment], BUYS, LogisticsApi::close_call_off_short),
    ]
};

#[rustfmt::skip]
const SHIPMENTS: &[Step<ShipmentState, OnShipment>] = {
    use ShipmentState as S;
    &[
        begins(step("load", &[S::Planned], SELLS, LogisticsApi::load_shipment)),
        begins(step("make ready", &[S::Loading], SELLS, LogisticsApi::make_shipment_ready)),
        begins(step("depart", &[S::Ready], SELLS, LogisticsApi::depart_shipment)),
        step("arrive", &[S::Departed, S::Diverted], SIDES, LogisticsApi::arrive_shipment),
        step("unload", &[S::Arrived], SIDES, LogisticsApi::unload_shipment),
        step("turn back", &[S::Departed, S::Diverted, S::Arrived], SIDES, LogisticsApi::turn_back_shipment),
        step("come back", &[S::Returning], SELLS, LogisticsApi::take_back_shipment),
        step("lose", &[S::Departed, S::Diverted, S::Returning], SELLS, LogisticsApi::lose_shipment),
        step("cancel shipment", &[S::Planned, S::Loading, S::Ready], SELLS, LogisticsApi::cancel_shipment),
        step("close shipment", &[S::Received], SIDES, LogisticsApi::close_shipment),
    ]
};

#[rustfmt::skip]
const RECEIPTS: &[Step<ReceiptState, OnReceipt>] = {
    use ReceiptState as S;
    &[
        step("hand in", &[S::Draft], RECEIVES, LogisticsApi::submit_receipt),
        step("inspect", &[S::Submitted], RECEIVES, LogisticsApi::inspect_receipt),
        step("post", &[S::Inspected], RECEIVES, LogisticsApi::post_receipt),
        step("confirm", &[S::Posted, S::Objected], SELLS, LogisticsApi::confirm_receipt),
        step("reverse", &[S::Posted, S::Confirmed, S::Objected], RECEIVES, LogisticsApi::reverse_receipt),
        step("resolve", &[S::Conflicted], RECEIVES, LogisticsApi::resolve_receipt),
    ]
};

/// All moves by their names, for counting which were ever let through.
pub fn names() -> Vec<&'static str> {
    let mut names = vec!["write", "counter", "plan", "divert", "capture", "object", "end short"];
    names.extend(CONTRACTS.iter().map(|step| step.name));
    names.extend(ORDERS.iter().map(|step| step.name));
    names.extend(SHIPMENTS.iter().map(|step| step.name));
    names.extend(RECEIPTS.iter().map(|step| step.name));
    names
}

/// What is done next; none when the dice chose something that there is not.
pub fn next(world: &World, dice: &mut StdRng) -> Option<Move> {
    match dice.random_range(0..100) {
        0..12 => write(world, dice),
        12..15 => counter(world, dice),
        15..24 => plan(world, dice),
        24..26 => divert(world, dice),
        26..34 => capture(world, dice),
        34..36 => object(world, dice),
        36..55 => order(world, dice),
        55..78 => shipment(world, dice),
        78..95 => receipt(world, dice),
        _ => contract(world, dice),
    }
}

/// The closing statement that one of the businesses reads, in order to end a contract short.
pub fn statement(world: &World, dice: &mut StdRng) -> Option<(ContractId, Request)> {
    let id = world.deals.choose(dice)?.view.id;
    Some((id, Request::agreement(actor(BUSINESSES, dice), |api| api.get_contract_closing_statement(id))))
}

/// A business agrees to end a contract short, as the statement says.
pub fn end_short(contract: ContractId, text_sha256: TextHash, dice: &mut StdRng) -> Move {
    let body = TextConsentRequest { text_sha256, occurred_at: None, note: None, documents: Vec::new() };
    let by = actor(BUSINESSES, dice);
    Move {
        name: "end short",
        request: Request::agreement(by, |api| api.end_contract_short(contract, "*", &body)),
        shows: Shows::Contract,
        contracts: vec![contract],
        may: BUSINESSES,
        begins: false,
    }
}

/// Mostly one of those who may; now and then anybody.
fn actor(may: &'static [&'static str], dice: &mut StdRng) -> &'static str {
    let anybody = dice.random_ratio(1, 8);
    let chosen = if anybody { PEOPLE.choose(dice).map(|one| one.subject) } else { may.choose(dice).copied() };
    chosen.unwrap_or(SUPPLIER)
}

/// Mostly now; else when it cannot have been, or was before anything here was signed.
fn occurred(dice: &mut StdRng) -> Option<DateTime<Utc>> {
    let now = web::Clock::system().now();
    match dice.random_range(0..20) {
        0 => Some(now + TimeDelta::seconds(dice.random_range(1..200))),
        1 => Some(now - TimeDelta::seconds(dice.random_range(1..20))),
        2 => Some(now - TimeDelta::minutes(dice.random_range(1..5_000))),
        3 => DateTime::from_timestamp(1_657_600_000 + dice.random_range(0..2_000_000), 0),
        _ => None,
    }
}

fn circumstances(dice: &mut StdRng) -> TransitionRequest {
    TransitionRequest { occurred_at: occurred(dice), note: Some("because".to_owned()), ..Default::default() }
}

/// Mostly a step that its state has, else any step of anything.
fn choose<'w, T, S: PartialEq + Copy, C>(
    things: &'w [T],
    state: impl Fn(&T) -> S,
    steps: &'static [Step<S, C>],
    dice: &mut StdRng,
) -> Option<(&'w T, &'static Step<S, C>)> {
    if dice.random_ratio(1, 8) {
        return Some((things.choose(dice)?, steps.choose(dice)?));
    }
    let pairs = things.iter().flat_map(|thing| steps.iter().map(move |step| (thing, step)));
    let fitting: Vec<_> = pairs.filter(|(thing, step)| step.from.contains(&state(thing))).collect();
    fitting.choose(dice).copied()
}

fn contract(world: &World, dice: &mut StdRng) -> Option<Move> {
    let (deal, step) = choose(&world.deals, |deal| deal.view.state, CONTRACTS, dice)?;
    let body = circumstances(dice);
    let by = actor(step.may, dice);
    Some(Move {
        name: step.name,
        request: Request::agreement(by, |api| (step.call)(api, deal.view.id, "*", &body)),
        shows: Shows::Contract,
        contracts: vec![deal.view.id],
        may: step.may,
        begins: step.begins,
    })
}

fn order(world: &World, dice: &mut StdRng) -> Option<Move> {
    let (order, step) = choose(&world.orders, |order| order.state, ORDERS, dice)?;
    let body = circumstances(dice);
    Some(Move {
        name: step.name,
        request: Request::logistics(actor(step.may, dice), |api| (step.call)(api, order.id, "*", &body)),
        shows: Shows::Order,
        contracts: vec![order.contract_id],
        may: step.may,
        begins: step.begins,
    })
}

fn shipment(world: &World, dice: &mut StdRng) -> Option<Move> {
    let (shipment, step) = choose(&world.shipments, |shipment| shipment.state, SHIPMENTS, dice)?;
    let body = circumstances(dice);
    Some(Move {
        name: step.name,
        request: Request::logistics(actor(step.may, dice), |api| (step.call)(api, shipment.id, "*", &body)),
        shows: Shows::Shipment,
        contracts: shipment.contract_ids.clone(),
        may: step.may,
        begins: step.begins,
    })
}

fn receipt(world: &World, dice: &mut StdRng) -> Option<Move> {
    let (receipt, step) = choose(&world.receipts, |receipt| receipt.state, RECEIPTS, dice)?;
    let body = circumstances(dice);
    Some(on_receipt(step.name, receipt, step.may, dice, |api| (step.call)(api, receipt.id, "*", &body)))
}

fn on_receipt(
    name: &'static str,
    receipt: &ReceiptView,
    may: &'static [&'static str],
    dice: &mut StdRng,
    call: impl FnOnce(&'static LogisticsApi) -> Call<'static, ReceiptView>,
) -> Move {
    let request = Request::logistics(actor(may, dice), call);
    let contracts = receipt.contract_ids.clone();
    Move { name, request, shows: Shows::Receipt, contracts, may, begins: false }
}

fn object(world: &World, dice: &mut StdRng) -> Option<Move> {
    let receipt = world.receipts.choose(dice)?;
    let body = ObjectToReceiptRequest {
        reason: ObjectionReason::WeightDiffers,
        note: "because".to_owned(),
        occurred_at: occurred(dice),
        documents: Vec::new(),
    };
    Some(on_receipt("object", receipt, SELLS, dice, |api| api.object_to_receipt(receipt.id, "*", &body)))
}

fn write(world: &World, dice: &mut StdRng) -> Option<Move> {
    let deal = world.deals.choose(dice)?;
    let key = format!("trader-{}", dice.random::<u64>());
    let mut request = deal.contract.order(&key, dice.random_range(1..=1_800));
    request.actor = actor(BUYS, dice);
    let contracts = vec![deal.view.id];
    Some(Move { name: "write", request, shows: Shows::Order, contracts, may: BUYS, begins: false })
}

fn counter(world: &World, dice: &mut StdRng) -> Option<Move> {
    let issued: Vec<&CallOffView> =
        world.orders.iter().filter(|order| order.state == CallOffState::Issued).collect();
    let order = issued.choose(dice)?;
    let line = order.lines.first()?;
    let body = CounterCallOffRequest {
        delivery_date: None,
        lines: vec![CounterLineRequest {
            call_off_line_id: line.id,
            quantity: kilograms(dice.random_range(1..=weight(&line.quantity.value) + 50)),
        }],
        occurred_at: occurred(dice),
        reason_code: None,
        note: None,
        documents: Vec::new(),
    };
    Some(Move {
        name: "counter",
        request: Request::logistics(actor(SELLS, dice), |api| api.counter_call_off(order.id, "*", &body)),
        shows: Shows::Order,
        contracts: vec![order.contract_id],
        may: SELLS,
        begins: false,
    })
}

/// Whole kilograms of a decimal.
fn weight(value: &str) -> u32 {
    value.split('.').next().and_then(|whole| whole.parse().ok()).unwrap_or_default()
}

/// Goods of one order or two, of more or less than was ordered, on one vehicle or two.
fn plan(world: &World, dice: &mut StdRng) -> Option<Move> {
    let goes = [CallOffState::Accepted, CallOffState::InFulfilment, CallOffState::Received];
    let any = dice.random_ratio(1, 10);
    let orders: Vec<&CallOffView> =
        world.orders.iter().filter(|order| any || goes.contains(&order.state)).collect();
    let first = *orders.choose(dice)?;
    let deal = world.deals.iter().find(|deal| deal.view.id == first.contract_id)?;
    let mut body = deal.contract.shipment(first);
    if dice.random_ratio(1, 3) {
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
    for item in body.vehicles.iter_mut().flat_map(|vehicle| &mut vehicle.items) {
        let whole = weight(&item.quantity.value).max(1);
        let part = if dice.random_ratio(1, 2) { whole } else { dice.random_range(1..=whole + whole / 5 + 1) };
        item.quantity = kilograms(part);
    }
    let contracts = world
        .orders
        .iter()
        .filter(|order| body.call_off_ids.contains(&order.id))
        .map(|order| order.contract_id);
    let contracts = contracts.collect();
    let request = Request::logistics(actor(SELLS, dice), |api| api.create_shipment(&body));
    let request = request.keyed(format!("trader-{}", dice.random::<u64>()));
    Some(Move { name: "plan", request, shows: Shows::Shipment, contracts, may: SELLS, begins: false })
}

fn divert(world: &World, dice: &mut StdRng) -> Option<Move> {
    let shipment = world.shipments.choose(dice)?;
    let body = DivertShipmentRequest {
        destination_region_code: (*["31", "31.75", "18.72", "36"].choose(dice)?).to_owned(),
        destination_place: None,
        occurred_at: occurred(dice),
        reason_code: None,
        note: "because".to_owned(),
        documents: Vec::new(),
    };
    Some(Move {
        name: "divert",
        request: Request::logistics(actor(SIDES, dice), |api| api.divert_shipment(shipment.id, "*", &body)),
        shows: Shows::Shipment,
        contracts: shipment.contract_ids.clone(),
        may: SIDES,
        begins: false,
    })
}

/// What came off a shipment: as loaded, with losses that add up, or anything.
fn capture(world: &World, dice: &mut StdRng) -> Option<Move> {
    use ShipmentState::{Arrived, Departed, Diverted, Unloading};
    let any = dice.random_ratio(1, 8);
    let here =
        |shipment: &&ShipmentView| any || [Departed, Diverted, Arrived, Unloading].contains(&shipment.state);
    let shipments: Vec<&ShipmentView> = world.shipments.iter().filter(here).collect();
    let shipment = shipments.choose(dice)?;
    let mut items: Vec<_> = shipment.vehicles.iter().flat_map(|vehicle| &vehicle.items).collect();
    if items.len() > 1 && dice.random_ratio(1, 4) {
        items.truncate(1);
    }
    let lines = items.iter().map(|item| received(item.id, weight(&item.quantity.value), dice)).collect();
    let body = CaptureReceiptRequest {
        shipment_id: shipment.id,
        received_at: occurred(dice),
        documents_seen: true,
        lines,
        note: None,
    };
    let request = Request::logistics(actor(RECEIVES, dice), |api| api.create_receipt(&body));
    Some(Move {
        name: "capture",
        request: request.keyed(format!("trader-{}", dice.random::<u64>())),
        shows: Shows::Receipt,
        contracts: shipment.contract_ids.clone(),
        may: RECEIVES,
        begins: false,
    })
}

fn received(item: ShipmentItemId, loaded: u32, dice: &mut StdRng) -> ReceiptLineRequest {
    let [mut missing, mut rejected, mut surplus] = [0; 3];
    match dice.random_range(0..10) {
        0..6 => {}
        6 => missing = dice.random_range(0..=loaded),
        7 => rejected = dice.random_range(0..=loaded),
        8 => surplus = dice.random_range(1..=loaded + 100),
        _ => (missing, rejected) = (dice.random_range(0..=loaded), dice.random_range(0..=loaded)),
    }
    let accepted = (loaded + surplus).saturating_sub(missing + rejected);
    let rejections = match rejected {
        0 => Vec::new(),
        _ => vec![RejectionFigures {
            reason: RejectionReason::BelowGrade,
            heads: None,
            pieces: None,
            packages: None,
            weight: Some(kilograms(rejected)),
            volume: None,
        }],
    };
    ReceiptLineRequest {
        rejections,
        note: Some("because".to_owned()),
        ..weighed(
            item,
            WeightFigures {
                rejected: rejected.to_string(),
                missing: missing.to_string(),
                surplus: surplus.to_string(),
                ..all_accepted(accepted)
            },
        )
    }
}
