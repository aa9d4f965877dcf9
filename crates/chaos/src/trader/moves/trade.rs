//! Contracts and orders.

use api_types::agreement::{ContractView, TextConsentRequest};
use api_types::logistics::{CallOffView, CounterCallOffRequest, CounterLineRequest, ShipmentView};
use api_types::{TransitionRequest, WireQuantity};
use chrono::Days;
use client::{AgreementApi, Call, LogisticsApi};
use domain::agreement::ContractState;
use domain::logistics::{CallOffState, ShipmentState};
use domain::shared::{CallOffId, ContractId, TextHash, jakarta_date};
use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;

use super::{
    ASIDE, BUSINESSES, BUYS, Move, ON, OVER, REGIONS, SELLS, Shows, Step, actor, begins, choose,
    circumstances, key, occurred, step, whole,
};
use crate::caller::Request;
use crate::trader::{AWAY, BUYER, Deal, HOME, SUPPLIER, World};

type OnContract =
    for<'c> fn(&'c AgreementApi, ContractId, &str, &TransitionRequest) -> Call<'c, ContractView>;
type OnOrder = for<'c> fn(&'c LogisticsApi, CallOffId, &str, &TransitionRequest) -> Call<'c, CallOffView>;

#[rustfmt::skip]
const CONTRACTS: &[Step<ContractState, OnContract>] = {
    use ContractState as S;
    &[
        step("suspend", ASIDE, &[S::Active], REGIONS, AgreementApi::suspend_contract),
        step("reinstate", ON, &[S::Suspended], REGIONS, AgreementApi::reinstate_contract),
        step("terminate", OVER, &[S::Active, S::Suspended], REGIONS, AgreementApi::terminate_contract),
        step("fulfil", ON, &[S::Active], BUSINESSES, AgreementApi::fulfill_contract),
        step("close contract", ON, &[S::Fulfilled, S::EndedShort], &[HOME, AWAY, BUYER], AgreementApi::close_contract),
    ]
};

#[rustfmt::skip]
const ORDERS: &[Step<CallOffState, OnOrder>] = {
    use CallOffState as S;
    &[
        begins(step("issue", ON, &[S::Draft], BUYS, LogisticsApi::issue_call_off)),
        begins(step("accept", ON, &[S::Issued], SELLS, LogisticsApi::accept_call_off)),
        begins(step("accept counter-offer", ON, &[S::Countered], BUYS, LogisticsApi::accept_counter_offer)),
        step("refuse", OVER, &[S::Issued, S::Countered], SELLS, LogisticsApi::refuse_call_off),
        step("cancel", OVER, &[S::Draft, S::Issued, S::Countered, S::Accepted], BUYS, LogisticsApi::cancel_call_off),
        step("close", ON, &[S::Received], BUYS, LogisticsApi::close_call_off),
        step("close short", ASIDE, &[S::InFulfilment], BUYS, LogisticsApi::close_call_off_short),
    ]
};

pub(super) fn names() -> Vec<&'static str> {
    let mut names = vec!["write", "counter", "end short"];
    names.extend(CONTRACTS.iter().map(|step| step.name));
    names.extend(ORDERS.iter().map(|step| step.name));
    names
}

/// Nothing of a contract is on order or on the road.
fn is_quiet(world: &World, deal: &Deal) -> bool {
    use ShipmentState as S;
    let moves =
        [S::Planned, S::Loading, S::Ready, S::Departed, S::Diverted, S::Arrived, S::Unloading, S::Returning];
    let open = |shipment: &ShipmentView| {
        shipment.contract_ids.contains(&deal.view.id) && moves.contains(&shipment.state)
    };
    world.open_orders(deal.view.id) == 0 && !world.shipments.iter().any(open)
}

/// All that was promised seems to be there, and nothing open.
fn is_ripe(world: &World, deal: &Deal) -> bool {
    let orders = world.orders.iter().filter(|order| order.contract_id == deal.view.id);
    let accepted = orders.flat_map(|order| &order.lines).map(|line| whole(&line.accepted.value));
    is_quiet(world, deal) && accepted.sum::<u32>() >= deal.quantity
}

/// Contracts mostly end late in a sequence: there would be no trade under them.
pub(super) fn contract(world: &World, dice: &mut StdRng) -> Option<Move> {
    let (deal, step) = choose(world, &world.deals, |deal| deal.view.state, CONTRACTS, dice)?;
    let early = match step.name {
        "fulfil" => !is_ripe(world, deal),
        "terminate" => world.steps < 50,
        _ => false,
    };
    if early && !dice.random_ratio(1, 20) {
        return None;
    }
    let contracts = vec![deal.view.id];
    let said = occurred(world, &contracts, dice);
    let body = circumstances(said);
    let mut may = step.may.to_vec();
    if may.contains(&HOME) {
        may.extend(world.people.coordinators());
    }
    let by = actor(&may, dice);
    Some(Move {
        name: step.name,
        request: Request::agreement(by, |api| (step.call)(api, deal.view.id, "*", &body)),
        shows: Shows::Contract,
        contracts,
        may,
        begins: step.begins,
        said,
    })
}

/// The closing statement that one of the businesses reads, in order to end a contract short.
pub fn statement(world: &World, dice: &mut StdRng) -> Option<(ContractId, Request)> {
    let half = world.deals.iter().find(|deal| deal.half_ended.is_some());
    let quiet: Vec<&Deal> = world.deals.iter().filter(|deal| is_quiet(world, deal)).collect();
    let deal = half.or_else(|| quiet.choose(dice).copied()).or_else(|| world.deals.choose(dice))?;
    let by = match deal.half_ended {
        Some(BUYER) => SUPPLIER,
        Some(_) => BUYER,
        None => actor(BUSINESSES, dice),
    };
    Some((deal.view.id, Request::agreement(by, |api| api.get_contract_closing_statement(deal.view.id))))
}

/// Who has read the statement of a contract agrees to end it short, as it says; now and then somebody else does.
pub fn end_short(
    contract: ContractId,
    text_sha256: TextHash,
    reader: &'static str,
    dice: &mut StdRng,
) -> Move {
    let body = TextConsentRequest { text_sha256, occurred_at: None, note: None, documents: Vec::new() };
    let by = actor(&[reader], dice);
    Move {
        name: "end short",
        request: Request::agreement(by, |api| api.end_contract_short(contract, "*", &body)),
        shows: Shows::Contract,
        contracts: vec![contract],
        may: BUSINESSES.to_vec(),
        begins: false,
        said: None,
    }
}

pub(super) fn order(world: &World, dice: &mut StdRng) -> Option<Move> {
    let (order, step) = choose(world, &world.orders, |order| order.state, ORDERS, dice)?;
    let contracts = vec![order.contract_id];
    let said = occurred(world, &contracts, dice);
    let body = circumstances(said);
    Some(Move {
        name: step.name,
        request: Request::logistics(actor(step.may, dice), |api| (step.call)(api, order.id, "*", &body)),
        shows: Shows::Order,
        contracts,
        may: step.may.to_vec(),
        begins: step.begins,
        said,
    })
}

/// What is left of a contract, or a part of it, or a little more; what is begun is mostly finished first.
pub(super) fn write(world: &World, dice: &mut StdRng) -> Option<Move> {
    let deal = world.deals.choose(dice)?;
    let orders = world.orders.iter().filter(|order| order.contract_id == deal.view.id);
    let ended = [CallOffState::Refused, CallOffState::Cancelled];
    let held = orders.filter(|order| !ended.contains(&order.state)).flat_map(|order| &order.lines);
    let held: u32 = held.map(|line| whole(&line.quantity.value)).sum();
    let left = deal.quantity.saturating_sub(held);
    if (left == 0 || world.open_orders(deal.view.id) > 1) && !dice.random_ratio(1, 12) {
        return None;
    }
    let value = match dice.random_range(0..10) {
        0..4 => left.max(1),
        4 => deal.quantity + deal.quantity / 20,
        _ => dice.random_range(1..=left / 2 + 1),
    };
    let today = jakarta_date(web::Clock::system().now());
    let wanted = if deal.past { deal.view.valid_until_date } else { today + Days::new(14) };
    let mut request = deal.contract.order_of(&key(dice), deal.amount(value), wanted);
    request.actor = actor(BUYS, dice);
    let (contracts, may) = (vec![deal.view.id], BUYS.to_vec());
    Some(Move { name: "write", request, shows: Shows::Order, contracts, may, begins: false, said: None })
}

pub(super) fn counter(world: &World, dice: &mut StdRng) -> Option<Move> {
    let issued: Vec<&CallOffView> =
        world.orders.iter().filter(|order| order.state == CallOffState::Issued).collect();
    let order = issued.choose(dice)?;
    let line = order.lines.first()?;
    let most = whole(&line.quantity.value);
    let value = dice.random_range(1..=most + most / 20 + 1);
    let contracts = vec![order.contract_id];
    let said = occurred(world, &contracts, dice);
    let body = CounterCallOffRequest {
        delivery_date: None,
        lines: vec![CounterLineRequest {
            call_off_line_id: line.id,
            quantity: WireQuantity { value: value.to_string(), unit: line.quantity.unit },
        }],
        occurred_at: said,
        reason_code: None,
        note: None,
        documents: Vec::new(),
    };
    Some(Move {
        name: "counter",
        request: Request::logistics(actor(SELLS, dice), |api| api.counter_call_off(order.id, "*", &body)),
        shows: Shows::Order,
        contracts,
        may: SELLS.to_vec(),
        begins: false,
        said,
    })
}
