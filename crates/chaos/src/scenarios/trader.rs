//! Random people at random steps over three processes whose news are late, lost and repeated: what they are let do
//! serves the purpose of the rules, in every sequence.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use api_types::agreement::{BackfillGrantView, ClosingStatementView, ContractView};
use api_types::logistics::{JourneyPaperView, ReceiptView, ShipmentView};
use domain::agreement::ContractState;
use domain::shared::{CallOffId, ShipmentId, Unit};
use rand::RngExt as _;
use rand::rngs::StdRng;

use crate::caller::{Heard, Request};
use crate::link::Mode;
use crate::trade::Trade;
use crate::trader::deals::herd_papers;
use crate::trader::moves::{self, Move, Shows};
use crate::trader::published::{self, Published};
use crate::trader::{BUYER, Deal, People, SUPPLIER, Terms, World, purpose};
use crate::{Figures, Plan, Shape, Stack, audit};

/// Steps of a sequence.
const STEPS: u32 = 80;
/// And of one in CI.
const FEW_STEPS: u32 = 50;
/// How long a request is repeated before it counts as refused: late news may be the refusal.
const PATIENCE: Duration = Duration::from_secs(120);
/// Published reports that are asked for again after each sequence.
const KEPT: usize = 9;
/// From how many sequences on every kind of step must have been let through: what never is proves nothing.
const ENOUGH: u32 = 20;

/// What was refused, and what strangers tried.
#[derive(Default)]
struct Counted {
    refused: u64,
    peeks: u64,
}

/// Every sequence trades under contracts of its own; who holds which office goes on from one to the next.
///
/// # Errors
/// When somebody was let do what no rule is there to allow.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let (mut stack, trade) = Trade::start("trader", plan, Shape::SINGLE).await?;
    let (since, mut counted, mut published) = (Instant::now(), Counted::default(), Vec::new());
    let mut world = World::new(People::of_the_story(&trade).await?);
    let mut sequences = 0;
    while sequences < plan.rounds(3, 1_000) && plan.has_time(since) {
        let mut dice = plan.rng(u64::from(sequences));
        let steps = plan.pick(FEW_STEPS, STEPS);
        let played =
            sequence(&mut stack, &trade, &mut world, &mut dice, (sequences, steps), &mut counted).await;
        played.with_context(|| format!("in sequence {sequences}"))?;
        published.extend(published::publish(&trade, web::Clock::system().now()).await?);
        let older: &[Published] = &published[published.len().saturating_sub(KEPT)..];
        for report in older {
            report
                .still_stands(&trade, &stack)
                .await
                .with_context(|| format!("after sequence {sequences}"))?;
        }
        sequences += 1;
    }
    let names = moves::names();
    let never: Vec<&str> =
        names.iter().copied().filter(|name| !world.let_through.contains_key(name)).collect();
    let why: Vec<String> = never.iter().map(|name| world.told(name)).collect();
    ensure!(sequences < ENOUGH || never.is_empty(), "nobody was ever let {}", why.join(", "));
    let told: Vec<String> = world.let_through.iter().map(|(name, count)| format!("{name} {count}")).collect();
    Ok(Figures::default()
        .with("sequences", sequences)
        .with("steps let through", world.let_through.values().sum::<u64>())
        .with("refused", counted.refused)
        .with("strangers' looks", counted.peeks)
        .with("kinds of steps", format!("{} of {}", names.len() - never.len(), names.len()))
        .with("never let through", why.join(", "))
        .with("of each", told.join(", "))
        .with("against the purpose", 0))
}

async fn sequence(
    stack: &mut Stack,
    trade: &Trade,
    world: &mut World,
    dice: &mut StdRng,
    (number, steps): (u32, u32),
    counted: &mut Counted,
) -> anyhow::Result<()> {
    set_news(stack, Mode::Pass);
    world.people.let_somebody_grow(trade, number).await?;
    let deals = conclude(trade, number).await?;
    world.begin(deals, herd_papers(number, [14, 9]));
    set_news(stack, weather(dice));
    for step in 0..steps {
        world.steps = step;
        note_what_is_known(stack, world).await?;
        if let Some(next) = choose(trade, world, dice).await? {
            let taken = take(trade, world, next, dice, counted).await;
            if let Err(error) = taken {
                let feeds = audit::feeds_told(stack).await?;
                return Err(error.context(format!("step {step}, while\n{feeds}\n")));
            }
        }
        look(trade, world, dice.random_range(0..10_000), counted).await?;
        if dice.random_ratio(1, 400) {
            let service = dice.random_range(0..3);
            stack.kill(service, 0)?;
            stack.restart(service, 0).await?;
        }
    }
    set_news(stack, Mode::Pass);
    audit::all_caught_up(stack, Duration::from_secs(60)).await?;
    purpose::holds(stack).await
}

/// A contract without tolerance that one order may fulfil, a larger one with tolerance, one that is told of the past, and
/// one for animals.
async fn conclude(trade: &Trade, number: u32) -> anyhow::Result<Vec<Deal>> {
    let terms = |title: &str, unit, quantity, over_tolerance_bp, past| {
        let title = format!("{title} {number}");
        Terms { title, unit, quantity, over_tolerance_bp, past }
    };
    let mut deals = Vec::new();
    for terms in [
        terms("Beras ketat", Unit::Kgm, 900, 0, false),
        terms("Beras longgar", Unit::Kgm, 8_000, 500, false),
        terms("Beras lampau", Unit::Kgm, 2_000, 200, true),
        terms("Sapi", Unit::Hea, 40, 0, false),
    ] {
        deals.push(Deal::conclude(trade, &terms).await.with_context(|| terms.title.clone())?);
    }
    Ok(deals)
}

/// Takes a step, judges what came of it, and learns what it showed.
async fn take(
    trade: &Trade,
    world: &mut World,
    next: Move,
    dice: &mut StdRng,
    counted: &mut Counted,
) -> anyhow::Result<()> {
    // A name of its own each time: repeating is another scenario's.
    let request = next.request.clone().keyed(format!("trader-{}", dice.random::<u64>()));
    let heard = trade.caller.until_answered(&request, PATIENCE).await;
    let heard = heard.with_context(|| next.name)?;
    purpose::judge(world, &next, &heard)?;
    let refused_by = (!heard.is_success()).then(|| heard.text("code"));
    counted.refused += u64::from(refused_by.is_some());
    world.note(next.name, refused_by);
    if !heard.is_success() {
        return Ok(());
    }
    learn(trade, world, &next, &heard).await
}

/// How the news between services fares for a while.
fn weather(dice: &mut StdRng) -> Mode {
    match dice.random_range(0..4) {
        0 => Mode::Pass,
        1 => Mode::Delay(Duration::from_millis(dice.random_range(1..400))),
        _ => Mode::DropAnswers(0.1),
    }
}

fn set_news(stack: &Stack, mode: Mode) {
    for link in ["logistics->agreement", "agreement->logistics", "logistics->catalog", "agreement->catalog"] {
        stack.link(link).set(mode);
    }
}

async fn choose(trade: &Trade, world: &World, dice: &mut StdRng) -> anyhow::Result<Option<Move>> {
    if !dice.random_ratio(1, 30) {
        let onward = if dice.random() { moves::onward(world, dice) } else { None };
        // What the dice choose there may be nothing of yet.
        return Ok(onward.or_else(|| (0..50).find_map(|_| moves::next(world, dice))));
    }
    let Some((contract, ask)) = moves::statement(world, dice) else { return Ok(None) };
    let heard = trade.caller.until_answered(&ask, PATIENCE).await?;
    let statement = heard.read::<ClosingStatementView>().ok();
    Ok(statement.map(|statement| moves::end_short(contract, statement.text_sha256, ask.actor, dice)))
}

/// A contract has stopped for logistics once it has read so.
async fn note_what_is_known(stack: &Stack, world: &mut World) -> anyhow::Result<()> {
    if world.deals.iter().any(|deal| deal.stopping && !deal.stopped)
        && audit::caught_up_so_far(stack, Duration::ZERO).await.is_ok()
    {
        world.deals.iter_mut().for_each(|deal| deal.stopped = deal.stopping);
    }
    Ok(())
}

/// Keeps what was answered, and asks for what follows from it by itself.
async fn learn(trade: &Trade, world: &mut World, done: &Move, heard: &Heard) -> anyhow::Result<()> {
    match done.shows {
        Shows::Contract => learn_contract(world, done, heard.read()?)?,
        Shows::Order => World::learn(&mut world.orders, heard.read()?, |old, new| old.id == new.id),
        Shows::Shipment => {
            let shipment: ShipmentView = heard.read()?;
            let orders = shipment.call_off_ids.clone();
            World::learn(&mut world.shipments, shipment, |old, new| old.id == new.id);
            refresh_orders(trade, world, &orders).await?;
        }
        Shows::Paper => {
            refresh_shipment(trade, world, heard.read::<JourneyPaperView>()?.shipment_id).await?;
        }
        Shows::Receipt => {
            let receipt: ReceiptView = heard.read()?;
            let shipment = receipt.shipment_id;
            World::learn(&mut world.receipts, receipt, |old, new| old.id == new.id);
            refresh_receipts(trade, world, shipment).await?;
            refresh_shipment(trade, world, shipment).await?;
        }
        Shows::Member => {
            world.people.learn_member(done, heard.read()?)?;
            world.people.members.iter().for_each(|member| trade.caller.forget(member.holder));
        }
        Shows::Verification => {
            if let Some(grower) = &mut world.people.grower {
                grower.verification = Some(heard.read()?);
            }
        }
        Shows::Grant => {
            let grant: BackfillGrantView = heard.read()?;
            World::learn(&mut world.people.grants, grant, |old, new| old.id == new.id);
        }
    }
    Ok(())
}

fn learn_contract(world: &mut World, done: &Move, view: ContractView) -> anyhow::Result<()> {
    let deal = world.deals.iter_mut().find(|deal| deal.view.id == view.id);
    let deal = deal.context("a contract of this sequence")?;
    let was_stopped = deal.stopped;
    deal.stopping = view.state != ContractState::Active;
    // In force again, whether or not that has been read.
    deal.stopped = was_stopped && deal.stopping;
    let agreed = done.name == "end short" && view.state == ContractState::Active;
    deal.half_ended = agreed.then_some(done.request.actor);
    deal.view = view;
    Ok(())
}

async fn refresh_orders(trade: &Trade, world: &mut World, ids: &[CallOffId]) -> anyhow::Result<()> {
    for order in world.orders.iter_mut().filter(|order| ids.contains(&order.id)) {
        let ask = Request::logistics(BUYER, |api| api.get_call_off(order.id));
        *order = trade.caller.done(&ask).await?.read()?;
    }
    Ok(())
}

async fn refresh_shipment(trade: &Trade, world: &mut World, id: ShipmentId) -> anyhow::Result<()> {
    let ask = Request::logistics(SUPPLIER, |api| api.get_shipment(id));
    let shipment: ShipmentView = trade.caller.done(&ask).await?.read()?;
    let orders = shipment.call_off_ids.clone();
    World::learn(&mut world.shipments, shipment, |old, new| old.id == new.id);
    refresh_orders(trade, world, &orders).await
}

/// What happens to one capture of some goods happens to others of them.
async fn refresh_receipts(trade: &Trade, world: &mut World, of: ShipmentId) -> anyhow::Result<()> {
    for receipt in world.receipts.iter_mut().filter(|receipt| receipt.shipment_id == of) {
        let ask = Request::logistics(BUYER, |api| api.get_receipt(receipt.id));
        *receipt = trade.caller.done(&ask).await?.read()?;
    }
    Ok(())
}

/// A stranger looks, and sees nothing.
async fn look(trade: &Trade, world: &World, pick: usize, counted: &mut Counted) -> anyhow::Result<()> {
    let Some(ask) = purpose::peek(world, pick) else { return Ok(()) };
    let heard = trade.caller.until_answered(&ask, PATIENCE).await?;
    ensure!(heard.status == 404, "{} was shown {}: {}", ask.actor, ask.sent.path, heard.status);
    counted.peeks += 1;
    Ok(())
}
