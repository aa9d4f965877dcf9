//! What buyers hold of stock offers.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{AnimalState, HoldCondition, HoldState};
use domain::shared::{AnimalId, ContractId, HoldId, PartyId, StockOfferId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{TransitionRequest, WireQuantity};

/// Holds something of a stock offer for the caller's party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "offer_id": "off_0192f0c1a2b37c4d8e5f60718293a4b5", "contract_id": "ctr_0192f0c1a2b37c4d8e5f60718293a4b5",
    "heads": 10, "hold_until_date": "2027-05-10"
}))]
pub struct CreateHoldRequest {
    /// The offer.
    pub offer_id: StockOfferId,
    /// A contract of the caller's party with the supplier of the offer that is in force.
    pub contract_id: ContractId,
    /// How much, of an offer of goods; this or `heads`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<WireQuantity>,
    /// How many, of an offer of live animals; this or `quantity`.
    #[schema(example = 10, minimum = 1, maximum = 1000000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heads: Option<i64>,
    /// The last day on which it is held; after it, it holds nothing unless it was converted.
    #[schema(example = "2027-05-10")]
    pub hold_until_date: NaiveDate,
    /// Animals of the offer that are held by name, none where it does not matter which.
    #[schema(max_items = 200)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub animal_ids: Vec<AnimalId>,
}

/// Agrees to a hold; the supplier may name the animals, where the buyer has not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"note": "Disiapkan di kandang selatan."}))]
pub struct ConfirmHoldRequest {
    /// The animals that are held, of the same offer.
    #[schema(max_items = 200)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub animal_ids: Vec<AnimalId>,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Explanation.
    #[schema(example = "Disiapkan di kandang selatan.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

crate::circumstances!(ConfirmHoldRequest: occurred_at, note);

/// Puts one animal in the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubstituteAnimalRequest {
    /// The animal that is held now.
    pub animal_id: AnimalId,
    /// The one that takes its place: of the same offer, healthy, held for nobody, of an equal or better class of weight.
    pub substitute_id: AnimalId,
    /// Why; the buyer reads it.
    #[schema(example = "Sapi pertama mati pada 3 Mei.", min_length = 1, max_length = 2000)]
    pub note: String,
}

impl SubstituteAnimalRequest {
    /// What its history keeps of it.
    pub fn circumstances(&self) -> TransitionRequest {
        TransitionRequest { note: Some(self.note.clone()), ..Default::default() }
    }
}

/// An animal that a hold names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HoldAnimalView {
    /// The animal.
    pub animal_id: AnimalId,
    /// Its tag.
    #[schema(example = "ID-18-0004711")]
    pub tag: String,
    /// How it is now.
    pub state: AnimalState,
    /// The animal that took its place; null while it is held.
    #[schema(example = json!(null))]
    pub substituted_by_id: Option<AnimalId>,
}

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HoldView {
    /// Its id.
    pub id: HoldId,
    /// Its ETag, for steps; it changes with its animals and with the day, too.
    #[schema(example = "\"v2-1f2e3d4c\"")]
    pub etag: String,
    /// Where it stands.
    pub state: HoldState,
    /// Whether its last day has passed before it was converted; derived, never stored. A lapsed one holds nothing.
    pub condition: HoldCondition,
    /// The offer.
    pub offer_id: StockOfferId,
    /// Who offers.
    pub supplier_id: PartyId,
    /// Who holds.
    pub buyer_id: PartyId,
    /// The contract it is held under.
    pub contract_id: ContractId,
    /// The commodity.
    #[schema(example = "cattle")]
    pub commodity_code: String,
    /// Its form.
    #[schema(example = "live")]
    pub form_code: String,
    /// How much is held.
    pub quantity: WireQuantity,
    /// How many heads that is; null of goods that are no live animals.
    #[schema(example = 10)]
    pub heads: Option<i64>,
    /// The last day on which it is held.
    #[schema(example = "2027-05-10")]
    pub hold_until_date: NaiveDate,
    /// The animals it names, also those that were substituted.
    pub animals: Vec<HoldAnimalView>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// What events of a hold tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HoldEventData {
    /// The hold.
    pub hold_id: HoldId,
    /// The offer.
    pub offer_id: StockOfferId,
    /// Who offers.
    pub supplier_id: PartyId,
    /// Who holds.
    pub buyer_id: PartyId,
    /// The contract it is held under.
    pub contract_id: ContractId,
    /// Where it stands.
    pub state: HoldState,
    /// Its version.
    pub version: i64,
}

crate::list_query! {
    /// Filters of the holds.
    pub struct ListHoldsQuery {
        /// Only those on this offer.
        offer_id: StockOfferId,
        /// Only those under this contract.
        contract_id: ContractId,
        /// Only those of this supplier.
        supplier_id: PartyId,
        /// Only those of this buyer.
        buyer_id: PartyId,
        /// Only those in this state.
        state: HoldState,
    }
}
