//! What people do: mostly what comes next, by who should; now and then anything, by anybody, at any time.
//!
//! What was seldom let through is tried more often. Heuristics of what comes next may be wrong, and refused: they decide
//! what is tried, never what is right.

mod gate;
mod offices;
mod road;
mod suppliers;
mod trade;

use api_types::TransitionRequest;
use chrono::{DateTime, TimeDelta, Utc};
use domain::shared::ContractId;
use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use standalone::demo::{ADMINISTRATOR, PEOPLE};

use super::{AWAY, BUYER, HOME, NEWCOMERS, RECEIVER, SUPPLIER, World};
use crate::caller::Request;

pub use trade::{end_short, statement};

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
    pub may: Vec<&'static str>,
    /// Whether it begins or goes on with trade that has not left the supplier yet.
    pub begins: bool,
    /// When it is said to have happened, if not now.
    pub said: Option<DateTime<Utc>>,
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
    /// A paper of a shipment.
    Paper,
    /// A receipt.
    Receipt,
    /// A membership.
    Member,
    /// A supplier's verification.
    Verification,
    /// A grant to record the past.
    Grant,
}

/// A step of a lifecycle as the documentation tells it.
struct Step<S: 'static, C> {
    name: &'static str,
    weight: u32,
    from: &'static [S],
    may: &'static [&'static str],
    begins: bool,
    call: C,
}

/// How much is wanted what leads on.
const ON: u32 = 20;
/// How much what leads back or aside.
const ASIDE: u32 = 3;
/// How much what ends.
const OVER: u32 = 1;

const BUYS: &[&str] = &[BUYER];
const SELLS: &[&str] = &[SUPPLIER];
const RECEIVES: &[&str] = &[BUYER, RECEIVER];
const SIDES: &[&str] = &[SUPPLIER, BUYER, RECEIVER];
const BUSINESSES: &[&str] = &[SUPPLIER, BUYER];
const REGIONS: &[&str] = &[HOME, AWAY];

const fn step<S, C>(
    name: &'static str,
    weight: u32,
    from: &'static [S],
    may: &'static [&'static str],
    call: C,
) -> Step<S, C> {
    Step { name, weight, from, may, begins: false, call }
}

const fn begins<S, C: Copy>(step: Step<S, C>) -> Step<S, C> {
    Step {
        begins: true,
        name: step.name,
        weight: step.weight,
        from: step.from,
        may: step.may,
        call: step.call,
    }
}

/// All moves by their names, for counting which were ever let through.
pub fn names() -> Vec<&'static str> {
    [trade::names(), road::names(), gate::names(), offices::names(), suppliers::names()].concat()
}

/// What is done next; none when the dice chose something that there is not.
pub fn next(world: &World, dice: &mut StdRng) -> Option<Move> {
    match dice.random_range(0..100) {
        0..6 => trade::write(world, dice),
        6..8 => trade::counter(world, dice),
        8..16 => road::plan(world, dice),
        16..18 => road::divert(world, dice),
        18..20 => road::show_paper(world, dice),
        20..22 => road::confirm_paper(world, dice),
        22..34 => gate::capture(world, dice),
        34..36 => gate::object(world, dice),
        36..48 => trade::order(world, dice),
        48..68 => road::shipment(world, dice),
        68..82 => gate::receipt(world, dice),
        82..85 => trade::contract(world, dice),
        85..90 => offices::membership(world, dice),
        90..93 => offices::grant(world, dice),
        _ => suppliers::verification(world, dice),
    }
}

/// What brings trade to its end, of which half of a sequence consists: without it, hardly an order was ever received whole.
const ONWARD: &[&str] = &[
    "write",
    "issue",
    "accept",
    "accept counter-offer",
    "plan",
    "load",
    "make ready",
    "depart",
    "arrive",
    "unload",
    "come back",
    "capture",
    "hand in",
    "inspect",
    "resolve",
    "post",
    "confirm",
    "object",
    "close",
    "close shipment",
    "reinstate",
    "fulfil",
    "close contract",
];

/// Of much that somebody could do next, what leads on and is told as it should be, by who should: the kind that was tried
/// least. None when the dice chose nothing of the sort.
pub fn onward(world: &World, dice: &mut StdRng) -> Option<Move> {
    let leads_on = |one: &Move| {
        let told = one.said == world.told_at(&one.contracts);
        ONWARD.contains(&one.name) && told && one.may.contains(&one.request.actor)
    };
    let could: Vec<Move> = (0..60).filter_map(|_| next(world, dice)).filter(leads_on).collect();
    could.into_iter().min_by_key(|one| world.tried.get(one.name).map_or(0, |tried| tried.made))
}

/// Mostly one of those who may; now and then anybody.
fn actor(may: &[&'static str], dice: &mut StdRng) -> &'static str {
    if may.is_empty() || dice.random_ratio(1, 10) {
        let anybody = PEOPLE.iter().map(|one| one.subject).chain(NEWCOMERS).chain([ADMINISTRATOR]);
        let anybody: Vec<&'static str> = anybody.collect();
        return anybody.choose(dice).copied().unwrap_or(SUPPLIER);
    }
    may.choose(dice).copied().unwrap_or(SUPPLIER)
}

/// Mostly now, or as the past is told; else when it cannot have been, or was before anything here was signed.
fn occurred(world: &World, contracts: &[ContractId], dice: &mut StdRng) -> Option<DateTime<Utc>> {
    let now = web::Clock::system().now();
    match dice.random_range(0..60) {
        0 => Some(now + TimeDelta::seconds(dice.random_range(1..200))),
        1 => Some(now + TimeDelta::days(dice.random_range(1..40))),
        2 => Some(now - TimeDelta::seconds(dice.random_range(1..20))),
        3 => Some(now - TimeDelta::minutes(dice.random_range(1..5_000))),
        4 => DateTime::from_timestamp(1_657_600_000 + dice.random_range(0..2_000_000), 0),
        5 => DateTime::from_timestamp(1_700_000_000 + dice.random_range(0..2_000_000), 0),
        _ => world.told_at(contracts),
    }
}

fn circumstances(said: Option<DateTime<Utc>>) -> TransitionRequest {
    TransitionRequest { occurred_at: said, note: Some("because".to_owned()), ..Default::default() }
}

/// Mostly a step that its state has, the less often let through the more often; else any step of anything.
fn choose<'w, T, S: PartialEq + Copy, C>(
    world: &World,
    things: &'w [T],
    state: impl Fn(&T) -> S,
    steps: &'static [Step<S, C>],
    dice: &mut StdRng,
) -> Option<(&'w T, &'static Step<S, C>)> {
    if dice.random_ratio(1, 12) {
        return Some((things.choose(dice)?, steps.choose(dice)?));
    }
    let pairs = things.iter().flat_map(|thing| steps.iter().map(move |step| (thing, step)));
    let fitting: Vec<_> = pairs.filter(|(thing, step)| step.from.contains(&state(thing))).collect();
    fitting.choose_weighted(dice, |(_, step)| world.eager(step.name, step.weight)).ok().copied()
}

/// Mostly what has a weight, the less often let through the more often; else anything of these.
fn pick(world: &World, wanted: &[(&'static str, u32)], dice: &mut StdRng) -> Option<&'static str> {
    if dice.random_ratio(1, 12) {
        return wanted.choose(dice).map(|(name, _)| *name);
    }
    let chosen = wanted.choose_weighted(dice, |(name, weight)| world.eager(name, *weight));
    chosen.ok().map(|(name, _)| *name)
}

/// Whole units of a decimal.
fn whole(value: &str) -> u32 {
    value.split('.').next().and_then(|whole| whole.parse().ok()).unwrap_or_default()
}

/// A name of its own for what is made, under which it is sent again until it is answered.
fn key(dice: &mut StdRng) -> String {
    format!("trader-{}", dice.random::<u64>())
}
