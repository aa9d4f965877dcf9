//! Outlets (gerai): where goods of the regions are sold.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{OutletKind, OutletState};
use domain::shared::{OutletId, PartyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::present;

/// Opens an outlet of the caller's party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateOutletRequest {
    /// Name on its sign.
    #[schema(example = "Jakmart Pasar Pramuka", min_length = 1, max_length = 120)]
    pub name: String,
    /// Whether it is set aside for the products of one region.
    pub kind: OutletKind,
    /// The operator's chain it belongs to; it stays in it for good.
    #[schema(example = "Jakmart", min_length = 2, max_length = 60)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<String>,
    /// Region it stands in.
    #[schema(example = "31", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(deserialize_with = "crate::listed_region")]
    pub region_code: String,
    /// Postal address.
    #[schema(example = "Jalan Raya Kramat Jati 1, Jakarta Timur", max_length = 500)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The region whose products a `dedicated_outlet` is set aside for: suppliers of this region, or of what lies in it, and no
    /// others. Required of a `dedicated_outlet`, and of no other kind.
    #[schema(example = "35.72", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(
        default,
        deserialize_with = "crate::some_listed_region",
        skip_serializing_if = "Option::is_none"
    )]
    pub dedicated_region_code: Option<String>,
    /// The day of its opening, Asia/Jakarta: until then it is `planned`, and nothing in it is for sale. Absent or null for an
    /// outlet that is open.
    #[schema(example = "2027-01-02")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_date: Option<NaiveDate>,
}

/// Changes an outlet; absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateOutletRequest {
    /// Name on its sign.
    #[schema(example = "Jakmart Kramat Jati", min_length = 1, max_length = 120, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whether it is set aside for the products of one region.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub kind: Option<OutletKind>,
    /// Postal address; `null` takes it away.
    #[schema(example = "Jalan Raya Kramat Jati 1, Jakarta Timur", value_type = Option<String>, max_length = 500)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub address: Option<Option<String>>,
    /// The region that it is set aside for; listings of suppliers of others hold no longer.
    #[schema(example = "35.72", pattern = r"^[0-9]{2}(\.[0-9]{2})?$", nullable = false)]
    #[serde(
        default,
        deserialize_with = "crate::some_listed_region",
        skip_serializing_if = "Option::is_none"
    )]
    pub dedicated_region_code: Option<String>,
    /// Another day of its opening, Asia/Jakarta, today or later, while it is `planned`.
    #[schema(example = "2027-01-09", nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub opens_date: Option<NaiveDate>,
}

/// An outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutletView {
    /// Its id.
    pub id: OutletId,
    /// Its ETag, for changes; changes also with `state`.
    #[schema(example = "\"v1-1f2e3d4c\"")]
    pub etag: String,
    /// The party that runs it.
    pub operator_party_id: PartyId,
    /// Name on its sign.
    #[schema(example = "Jakmart Pasar Pramuka")]
    pub name: String,
    /// Whether it is set aside for the products of one region.
    pub kind: OutletKind,
    /// The operator's chain it belongs to.
    #[schema(example = "Jakmart")]
    pub chain: Option<String>,
    /// Region it stands in.
    #[schema(example = "31")]
    pub region_code: String,
    /// Postal address.
    #[schema(example = "Jalan Raya Kramat Jati 1, Jakarta Timur")]
    pub address: Option<String>,
    /// The region whose products it is set aside for; null where it is for those of all.
    #[schema(example = "35.72")]
    pub dedicated_region_code: Option<String>,
    /// The day of its opening, Asia/Jakarta; null where none was said.
    #[schema(example = "2027-01-02")]
    pub opens_date: Option<NaiveDate>,
    /// The day on which it closed; null while it has not, and where that is not known.
    #[schema(example = json!(null))]
    pub closed_date: Option<NaiveDate>,
    /// Where it stands today: `planned` before `opens_date`.
    pub state: OutletState,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the outlets.
    pub struct ListOutletsQuery {
        /// Only those this party runs.
        operator_party_id: PartyId,
        /// Only those in this region.
        #[param(example = "31", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
        /// Only those of this chain.
        #[param(example = "Jakmart", max_length = 60)]
        chain: String,
        /// Only this kind.
        kind: OutletKind,
        /// Only this state.
        state: OutletState,
    }
}
