//! Recalls on the wire.

use chrono::{DateTime, Utc};
use domain::catalog::{RecallHazard, RecallState};
use domain::shared::{ConsolidationLotId, OutletId, PartyId, RecallId, VariantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Recalls goods of one maker, or lots of one cooperative, wherever they are listed or loaded under their name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "variant_ids": ["var_0192f0c1a2b37c4d8e5f60718293a4b5"], "hazard": "undeclared_allergen",
    "reason": "Kacang tanah tidak tertulis pada label.", "advice": "Kembalikan ke gerai; uang diganti."
}))]
pub struct CreateRecallRequest {
    /// The variants, all of one maker; none where lots are recalled.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub variant_ids: Vec<VariantId>,
    /// The consolidation lots, all of one cooperative at one hub; none where variants are recalled.
    #[serde(default)]
    #[schema(max_items = 50, example = json!([]))]
    pub lot_ids: Vec<ConsolidationLotId>,
    /// Why, in one word.
    pub hazard: RecallHazard,
    /// Why, in words that buyers understand.
    #[schema(example = "Kacang tanah tidak tertulis pada label.", min_length = 1, max_length = 2000)]
    pub reason: String,
    /// What whoever has the goods is to do with them.
    #[schema(example = "Kembalikan ke gerai; uang diganti.", min_length = 1, max_length = 2000)]
    pub advice: String,
}

/// A recall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecallView {
    /// Its id.
    pub id: RecallId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Where it stands.
    pub state: RecallState,
    /// Whose goods they are: the maker of the variants; of lots the hub or cooperative that recalled them, the cooperative where a
    /// government did.
    pub supplier_id: PartyId,
    /// Who recalled them: the maker, or a government of its region.
    pub issued_by_party_id: PartyId,
    /// The variants that are recalled.
    pub variant_ids: Vec<VariantId>,
    /// The consolidation lots that are recalled.
    #[serde(default)]
    pub lot_ids: Vec<ConsolidationLotId>,
    /// Why, in one word.
    pub hazard: RecallHazard,
    /// Why, in words.
    #[schema(example = "Kacang tanah tidak tertulis pada label.")]
    pub reason: String,
    /// What whoever has the goods is to do with them.
    #[schema(example = "Kembalikan ke gerai; uang diganti.")]
    pub advice: String,
    /// The outlets that have the goods listed, or suspended, now.
    pub outlet_ids: Vec<OutletId>,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of a list of recalls.
    pub struct ListRecallsQuery {
        /// Only in this state.
        state: RecallState,
        /// Only of goods of this maker.
        supplier_id: PartyId,
        /// Only of this variant.
        variant_id: VariantId,
        /// Only of this consolidation lot.
        lot_id: ConsolidationLotId,
    }
}
