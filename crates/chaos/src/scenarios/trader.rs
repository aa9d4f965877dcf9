//! Random people at random steps over three processes whose news are late, lost and repeated: what they are let do
//! serves the purpose of the rules, in every sequence.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use api_types::agreement::{ClosingStatementView, ContractView};
use domain::agreement::ContractState;
use rand::RngExt as _;
use rand::rngs::StdRng;

use crate::caller::{Heard, Request};
use crate::link::Mode;
use crate::trade::Trade;
use crate::trader::moves::{self, Move, Shows};
use crate::trader::purpose::{self, Published};
use crate::trader::{BUYER, Deal, SUPPLIER, World};
use crate::{Figures, Plan, Shape, Stack, audit};

/// Steps of a sequence.
const STEPS: usize = 60;
/// How long a request is repeated before it counts as refused: late news may be the refusal.
const PATIENCE: Duration = Duration::from_secs(120);
/// Published reports that are asked for again after each sequence.
const KEPT: usize = 5;

/// What was let through and what was refused, by move.
#[derive(Default)]
struct Counted {
    done: BTreeMap<&'static str, u64>,
    refused: u64,
    peeks: u64,
}

/// Every sequence trades under two contracts of its own.
///
/// # Errors
/// When somebody was let do what no rule is there to allow.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let (mut stack, trade) = Trade::start("trader", plan, Shape::SINGLE).await?;
    let (since, mut counted, mut published) = (Instant::now(), Counted::default(), Vec::new());
    let mut sequences = 0;
    while sequences < plan.rounds(3, 1_000) && plan.has_time(since) {
        let mut dice = plan.rng(u64::from(sequences));
        let played = sequence(&mut stack, &trade, &mut dice, sequences, &mut counted).await;
        played.with_context(|| format!("in sequence {sequences}"))?;
        let now = web::Clock::system().now();
        published.push(purpose::publish(&trade, now).await?);
        let older: &[Published] = &published[published.len().saturating_sub(KEPT)..];
        for report in older {
            report.still_stands(&trade).await?;
        }
        sequences += 1;
    }
    let never: Vec<&str> =
        moves::names().into_iter().filter(|name| !counted.done.contains_key(name)).collect();
    ensure!(sequences < 100 || never.is_empty(), "nobody was ever let {}", never.join(", "));
    Ok(Figures::default()
        .with("sequences", sequences)
        .with("steps let through", counted.done.values().sum::<u64>())
        .with("refused", counted.refused)
        .with("strangers' looks", counted.peeks)
        .with("kinds of steps", format!("{} of {}", counted.done.len(), moves::names().len()))
        .with("against the purpose", 0))
}

async fn sequence(
    stack: &mut Stack,
    trade: &Trade,
    dice: &mut StdRng,
    number: u32,
    counted: &mut Counted,
) -> anyhow::Result<()> {
    set_news(stack, Mode::Pass);
    let title = |which: &str| format!("Beras {which} {number}");
    let deals = vec![
        Deal::conclude(trade, &title("ketat"), 5_000, 0).await?,
        Deal::conclude(trade, &title("longgar"), 8_000, 500).await?,
    ];
    let mut world = World { deals, ..World::default() };
    set_news(stack, weather(dice));
    for step in 0..STEPS {
        note_what_is_known(stack, &mut world).await?;
        if let Some(next) = choose(trade, &world, dice).await? {
            // A name of its own each time: repeating is another scenario's.
            let request = next.request.clone().keyed(format!("trader-{}", dice.random::<u64>()));
            let heard = trade.caller.until_answered(&request, PATIENCE).await;
            let heard = heard.with_context(|| format!("step {step}: {}", next.name))?;
            purpose::judge(&world, &next, &heard).with_context(|| format!("step {step}"))?;
            count(counted, &next, &heard);
            learn(&mut world, &next, &heard)?;
        }
        look(trade, &world, dice.random_range(0..10_000), counted).await?;
        if dice.random_ratio(1, 20) {
            refresh(trade, &mut world).await?;
        }
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
    if !dice.random_ratio(1, 40) {
        // What the dice choose there may be nothing of yet.
        return Ok((0..50).find_map(|_| moves::next(world, dice)));
    }
    let Some((contract, ask)) = moves::statement(world, dice) else { return Ok(None) };
    let heard = trade.caller.until_answered(&ask, PATIENCE).await?;
    let statement = heard.read::<ClosingStatementView>().ok();
    Ok(statement.map(|statement| moves::end_short(contract, statement.text_sha256, dice)))
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

fn count(counted: &mut Counted, done: &Move, heard: &Heard) {
    if heard.is_success() {
        *counted.done.entry(done.name).or_default() += 1;
    } else {
        counted.refused += 1;
    }
}

fn learn(world: &mut World, done: &Move, heard: &Heard) -> anyhow::Result<()> {
    if !heard.is_success() {
        return Ok(());
    }
    match done.shows {
        Shows::Contract => {
            let view: ContractView = heard.read()?;
            let deal = world.deals.iter_mut().find(|deal| deal.view.id == view.id);
            let deal = deal.context("a contract of this sequence")?;
            let was_stopped = deal.stopped;
            deal.stopping = view.state != ContractState::Active;
            // In force again, whether or not that has been read.
            deal.stopped = was_stopped && deal.stopping;
            deal.view = view;
        }
        Shows::Order => World::learn(&mut world.orders, heard.read()?, |old, new| old.id == new.id),
        Shows::Shipment => World::learn(&mut world.shipments, heard.read()?, |old, new| old.id == new.id),
        Shows::Receipt => World::learn(&mut world.receipts, heard.read()?, |old, new| old.id == new.id),
    }
    Ok(())
}

/// What followed by itself is learned by asking.
async fn refresh(trade: &Trade, world: &mut World) -> anyhow::Result<()> {
    for order in &mut world.orders {
        *order =
            trade.caller.done(&Request::logistics(BUYER, |api| api.get_call_off(order.id))).await?.read()?;
    }
    for shipment in &mut world.shipments {
        let ask = Request::logistics(SUPPLIER, |api| api.get_shipment(shipment.id));
        *shipment = trade.caller.done(&ask).await?.read()?;
    }
    for receipt in &mut world.receipts {
        *receipt =
            trade.caller.done(&Request::logistics(BUYER, |api| api.get_receipt(receipt.id))).await?.read()?;
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
