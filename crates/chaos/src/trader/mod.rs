//! A trader without manners: people of the story do at random what the API offers, in any order, at any time and in
//! anybody's place, and what they are let do is judged by what each rule is *for*.
//!
//! Owns: the world as answers tell it ([`World`]), what people do ([`moves`]) and what must never come of it
//! ([`purpose`]). Knows no rule of a service: an answer may refuse anything, but what it lets through must serve the
//! purpose. A sequence is played again by its seed.

mod deals;
pub mod moves;
pub mod purpose;

use api_types::logistics::{CallOffView, ReceiptView, ShipmentView};
use domain::shared::ContractId;

pub use deals::Deal;

/// Who buys.
pub const BUYER: &str = "food_station";
/// Who receives for the buyer.
pub const RECEIVER: &str = "food_station.receiver";
/// Who sells.
pub const SUPPLIER: &str = "sari_makmur";
/// Who guarantees the supplier.
pub const HOME: &str = "metro.coordinator";
/// Who guarantees the buyer.
pub const AWAY: &str = "jakarta.coordinator";
/// Those who have nothing to do with these contracts: other businesses of the same regions, and another cooperation.
pub const STRANGERS: [&str; 6] =
    ["kuj", "kpms", "pasar_jaya", "dharma_jaya.receiver", "blitar.coordinator", "blitar_eggs"];

/// What the trader has learned from answers in one sequence.
#[derive(Debug, Default)]
pub struct World {
    /// The contracts.
    pub deals: Vec<Deal>,
    /// Orders, as last answered.
    pub orders: Vec<CallOffView>,
    /// Shipments, as last answered.
    pub shipments: Vec<ShipmentView>,
    /// Receipts, as last answered.
    pub receipts: Vec<ReceiptView>,
}

impl World {
    /// Whether one of these contracts has stopped, and logistics has read that.
    pub fn has_stopped(&self, contracts: &[ContractId]) -> bool {
        self.deals.iter().any(|deal| deal.stopped && contracts.contains(&deal.view.id))
    }

    /// Keeps what was answered in the place of what was known of the same thing.
    pub(crate) fn learn<T>(known: &mut Vec<T>, new: T, same: impl Fn(&T, &T) -> bool) {
        match known.iter_mut().find(|old| same(old, &new)) {
            Some(old) => *old = new,
            None => known.push(new),
        }
    }
}
