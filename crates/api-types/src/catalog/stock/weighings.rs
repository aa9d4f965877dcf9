//! What animals weigh.

use chrono::{DateTime, NaiveDate, Utc};
use domain::shared::{AnimalId, PartyId, WeighingId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WireQuantity;

/// Says what an animal weighed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutWeighingRequest {
    /// The animal; one of the caller's party.
    pub animal_id: AnimalId,
    /// Its live weight in grams.
    #[schema(example = 352500, minimum = 1, maximum = 3000000)]
    pub grams: i64,
    /// When it was weighed; the past beyond the window for late phones needs a backfill grant.
    #[schema(example = "2026-11-20T02:30:00Z")]
    pub weighed_at: DateTime<Utc>,
    /// The number of the scale, as it stands on it.
    #[schema(example = "TMB-0917", min_length = 1, max_length = 60)]
    pub scale: String,
    /// The last day on which the verification of the scale holds.
    #[schema(example = "2027-06-30")]
    pub scale_verified_until_date: NaiveDate,
}

/// A weighing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WeighingView {
    /// Its id.
    pub id: WeighingId,
    /// Its ETag; it never changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The animal.
    pub animal_id: AnimalId,
    /// Whose it was then.
    pub owner_party_id: PartyId,
    /// Its live weight.
    pub weight: WireQuantity,
    /// When it was weighed.
    #[schema(example = "2026-11-20T02:30:00Z")]
    pub weighed_at: DateTime<Utc>,
    /// The time said, where the clock that said it ran ahead of the server's.
    #[schema(example = json!(null))]
    pub claimed_at: Option<DateTime<Utc>>,
    /// The number of the scale.
    #[schema(example = "TMB-0917")]
    pub scale: String,
    /// The last day on which the verification of the scale holds.
    #[schema(example = "2027-06-30")]
    pub scale_verified_until_date: NaiveDate,
    /// When the server recorded it.
    pub recorded_at: DateTime<Utc>,
    /// Party of who recorded it.
    pub recorded_by_party_id: PartyId,
}

/// What events of a weighing tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WeighingEventData {
    /// The weighing.
    pub weighing_id: WeighingId,
    /// The animal.
    pub animal_id: AnimalId,
    /// Whose it is.
    pub owner_party_id: PartyId,
}

crate::list_query! {
    /// Filters of the weighings.
    pub struct ListWeighingsQuery {
        /// Only those of this animal.
        animal_id: AnimalId,
    }
}
