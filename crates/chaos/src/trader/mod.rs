//! A trader without manners: people of the story do at random what the API offers, in any order, at any time and in
//! anybody's place, and what they are let do is judged by what each rule is *for*.
//!
//! Owns: the world as answers tell it ([`World`], [`People`]), what people do ([`moves`]) and what must never come of it
//! ([`purpose`], [`herds`], [`published`]). Knows no rule of a service: an answer may refuse anything, but what it lets
//! through must serve the purpose. A sequence is played again by its seed.

pub(crate) mod deals;
pub mod herds;
pub mod moves;
mod people;
pub mod published;
pub mod purpose;

use std::collections::BTreeMap;

use api_types::logistics::{CallOffView, JourneyPaperRequest, ReceiptView, ShipmentView};
use chrono::{DateTime, TimeDelta, Utc};
use domain::logistics::CallOffState;
use domain::shared::ContractId;

pub use deals::{Deal, Terms};
pub use people::{Grower, Member, People};

/// Who buys.
pub const BUYER: &str = "food_station";
/// Who receives for the buyer.
pub const RECEIVER: &str = "food_station.receiver";
/// Who sells.
pub const SUPPLIER: &str = "sari_makmur";
/// Who guarantees the supplier.
pub const HOME: &str = "metro.coordinator";
/// Who checks the suppliers of its region.
pub const AGENCY: &str = "metro.agency";
/// Who guarantees the buyer.
pub const AWAY: &str = "jakarta.coordinator";
/// People without any role, until they are given some in the government of the supplier's region.
pub const NEWCOMERS: [&str; 2] = ["metro.newcomer", "metro.second_newcomer"];
/// Those who have nothing to do with these contracts: other businesses of the same regions, and another cooperation.
pub const STRANGERS: [&str; 6] =
    ["kuj", "kpms", "pasar_jaya", "dharma_jaya.receiver", "blitar.coordinator", "blitar_eggs"];
/// When the contract that is told of the past was concluded: in the days for which the story's grants let the past be told.
const LONG_AGO: DateTime<Utc> = match DateTime::from_timestamp(1_662_001_200, 0) {
    Some(at) => at,
    None => DateTime::UNIX_EPOCH,
};

/// What came of a kind of step.
#[derive(Debug, Default)]
pub struct Tried {
    /// How often it was tried.
    pub made: u64,
    /// How often it was refused, by the code of the problem.
    pub refused: BTreeMap<String, u64>,
}

/// What the trader has learned from answers.
#[derive(Debug)]
pub struct World {
    /// The contracts of this sequence.
    pub deals: Vec<Deal>,
    /// Orders, as last answered.
    pub orders: Vec<CallOffView>,
    /// Shipments, as last answered.
    pub shipments: Vec<ShipmentView>,
    /// Receipts, as last answered.
    pub receipts: Vec<ReceiptView>,
    /// Papers that were made out for the herds of this sequence, as they are.
    pub herd_papers: Vec<JourneyPaperRequest>,
    /// Steps taken in this sequence.
    pub steps: u32,
    /// How often each kind of step was let through, in all sequences: what seldom was is tried more.
    pub let_through: BTreeMap<&'static str, u64>,
    /// How often each kind of step was tried in all sequences, and by what it was refused.
    pub tried: BTreeMap<&'static str, Tried>,
    /// Who holds which office, from sequence to sequence.
    pub people: People,
}

impl World {
    /// A world in which nothing is traded yet.
    pub const fn new(people: People) -> Self {
        Self {
            deals: Vec::new(),
            orders: Vec::new(),
            shipments: Vec::new(),
            receipts: Vec::new(),
            herd_papers: Vec::new(),
            steps: 0,
            let_through: BTreeMap::new(),
            tried: BTreeMap::new(),
            people,
        }
    }

    /// Begins a sequence under contracts of its own.
    pub fn begin(&mut self, deals: Vec<Deal>, herd_papers: Vec<JourneyPaperRequest>) {
        (self.deals, self.herd_papers, self.steps) = (deals, herd_papers, 0);
        self.orders.clear();
        self.shipments.clear();
        self.receipts.clear();
    }

    /// Whether one of these contracts has stopped, and logistics has read that.
    pub fn has_stopped(&self, contracts: &[ContractId]) -> bool {
        self.deals.iter().any(|deal| deal.stopped && contracts.contains(&deal.view.id))
    }

    /// The time at which a step of these contracts is told, where they are of the past: an hour after the step before.
    pub fn told_at(&self, contracts: &[ContractId]) -> Option<DateTime<Utc>> {
        let past = self.deals.iter().any(|deal| deal.past && contracts.contains(&deal.view.id));
        past.then(|| LONG_AGO + TimeDelta::hours(1 + i64::from(self.steps)))
    }

    /// Orders of a contract that have not come to an end.
    pub fn open_orders(&self, contract: ContractId) -> usize {
        use CallOffState as S;
        let ended = [S::Refused, S::Cancelled, S::Closed, S::ClosedShort];
        let open = |order: &&CallOffView| order.contract_id == contract && !ended.contains(&order.state);
        self.orders.iter().filter(open).count()
    }

    /// How much a step is wanted, of a weight: the less, the more often its kind was let through.
    pub(crate) fn eager(&self, name: &str, weight: u32) -> f64 {
        let done = u32::try_from(self.let_through.get(name).copied().unwrap_or_default());
        f64::from(weight) / (1.0 + f64::from(done.unwrap_or(u32::MAX)))
    }

    /// Notes what came of a step; none where it was let through.
    pub(crate) fn note(&mut self, name: &'static str, refused_by: Option<String>) {
        let tried = self.tried.entry(name).or_default();
        tried.made += 1;
        match refused_by {
            Some(code) => *tried.refused.entry(code).or_default() += 1,
            None => *self.let_through.entry(name).or_default() += 1,
        }
    }

    /// A kind of step and what refused it, for whoever looks why it was never let through.
    pub(crate) fn told(&self, name: &str) -> String {
        let refused = self.tried.get(name).map(|tried| &tried.refused);
        let codes = refused.into_iter().flatten().map(|(code, count)| format!("{code} {count}"));
        let codes: Vec<String> = codes.collect();
        if codes.is_empty() {
            format!("{name} (never tried)")
        } else {
            format!("{name} ({})", codes.join(", "))
        }
    }

    /// Keeps what was answered in the place of what was known of the same thing.
    pub(crate) fn learn<T>(known: &mut Vec<T>, new: T, same: impl Fn(&T, &T) -> bool) {
        match known.iter_mut().find(|old| same(old, &new)) {
            Some(old) => *old = new,
            None => known.push(new),
        }
    }
}
