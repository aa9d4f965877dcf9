//! Live animals.

use chrono::{DateTime, Utc};
use domain::catalog::{AnimalSex, AnimalState};
use domain::shared::{AnimalId, PartyId, StockOfferId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{WireQuantity, present};

/// Registers an animal of the caller's party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "commodity_code": "cattle", "tag": "ID-18-0004711", "breed": "Limosin", "sex": "male_animal", "birth": "2024-05"
}))]
pub struct CreateAnimalRequest {
    /// The commodity; one with a form that is counted in heads.
    #[schema(example = "cattle", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub commodity_code: String,
    /// Its tag, in letters and digits; no two animals have the same, whoever owns them.
    #[schema(example = "ID-18-0004711", min_length = 3, max_length = 40)]
    pub tag: String,
    /// The breed, as breeders call it.
    #[schema(example = "Limosin", min_length = 1, max_length = 60)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breed: Option<String>,
    /// The sex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<AnimalSex>,
    /// The day of birth, or its month alone.
    #[schema(example = "2024-05", pattern = "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$", max_length = 10)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<String>,
    /// The offer of the caller's party that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer_id: Option<StockOfferId>,
}

/// Changes what is known of an animal; absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"breed": "Simental"}))]
pub struct UpdateAnimalRequest {
    /// The breed.
    #[schema(example = "Simental", min_length = 1, max_length = 60, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub breed: Option<String>,
    /// The sex.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub sex: Option<AnimalSex>,
    /// The day of birth, or its month alone.
    #[schema(
        example = "2024-05-17",
        pattern = "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$",
        max_length = 10,
        nullable = false
    )]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub birth: Option<String>,
    /// The offer that it belongs to; null where to none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub offer_id: Option<Option<StockOfferId>>,
}

/// An animal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnimalView {
    /// Its id.
    pub id: AnimalId,
    /// Its ETag, for changes; it changes with its weight, too.
    #[schema(example = "\"v1-1f2e3d4c\"")]
    pub etag: String,
    /// How it is.
    pub state: AnimalState,
    /// Whose it is.
    pub owner_party_id: PartyId,
    /// The commodity.
    #[schema(example = "cattle")]
    pub commodity_code: String,
    /// Its tag.
    #[schema(example = "ID-18-0004711")]
    pub tag: String,
    /// The breed.
    #[schema(example = "Limosin")]
    pub breed: Option<String>,
    /// The sex.
    pub sex: Option<AnimalSex>,
    /// The day of birth, or its month alone where that is what is known.
    #[schema(example = "2024-05")]
    pub birth: Option<String>,
    /// The offer that it belongs to.
    pub offer_id: Option<StockOfferId>,
    /// What it weighed last; null before it was weighed.
    pub weight: Option<WireQuantity>,
    /// When that was.
    #[schema(example = "2026-11-20T02:30:00Z")]
    pub weighed_at: Option<DateTime<Utc>>,
    /// The class of that weight by the rows of `/v1/live-weight-classes` in force today; null below the lowest.
    #[schema(example = "class_b")]
    pub weight_class: Option<String>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What events of an animal tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnimalEventData {
    /// The animal.
    pub animal_id: AnimalId,
    /// Whose it is.
    pub owner_party_id: PartyId,
    /// The commodity.
    #[schema(example = "cattle")]
    pub commodity_code: String,
    /// The offer that it belongs to.
    pub offer_id: Option<StockOfferId>,
    /// How it is.
    pub state: AnimalState,
    /// Its version.
    pub version: i64,
}

crate::list_query! {
    /// Filters of the animals.
    pub struct ListAnimalsQuery {
        /// Only those of this party.
        owner_party_id: PartyId,
        /// Only those of this offer.
        offer_id: StockOfferId,
        /// Only those in this state.
        state: AnimalState,
        /// Only the one with this tag, however it is spelled.
        #[param(example = "ID-18-0004711", max_length = 40)]
        tag: String,
    }
}
