//! Facilities, and whether one may be used on a day.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{CapacityPeriod, FacilityKind, FacilityState, UsabilitySpan};
use domain::shared::{FacilityId, PartyId, Unmet};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::catalog::WirePlace;
use crate::{WireBilingual, WireQuantity, present};

/// How much a facility handles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FacilityCapacity)]
#[serde(deny_unknown_fields)]
pub struct WireCapacity {
    /// So much, larger than zero ...
    pub quantity: WireQuantity,
    /// ... in this time.
    pub per: CapacityPeriod,
}

/// Registers a facility of the caller's party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kind": "slaughterhouse", "name": "RPH Dimoro", "region_code": "35.72", "village": "Kelurahan Sukorejo",
    "address": "Jalan Dimoro, Kota Blitar", "point": {"longitude_e7": 1121550000, "latitude_e7": -80950000},
    "capacity": {"quantity": {"value": "30", "unit": "HEA"}, "per": "day"}
}))]
pub struct CreateFacilityRequest {
    /// What kind it is.
    pub kind: FacilityKind,
    /// What its people call it; no two active facilities of a party have the same name.
    #[schema(example = "RPH Dimoro", min_length = 1, max_length = 120)]
    pub name: String,
    /// Region it lies in, whose government and province check its papers.
    #[schema(example = "35.72", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(deserialize_with = "crate::listed_region")]
    pub region_code: String,
    /// Village or ward it lies in.
    #[schema(example = "Kelurahan Sukorejo", min_length = 1, max_length = 120)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<String>,
    /// How to find it.
    #[schema(example = "Jalan Dimoro, Kota Blitar", min_length = 1, max_length = 500)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// A point on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<WirePlace>,
    /// How much it handles; absent where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<WireCapacity>,
}

/// Changes a facility; absent fields stay. Kind and region stay for good: another place is another facility.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"capacity": {"quantity": {"value": "35", "unit": "HEA"}, "per": "day"}}))]
pub struct UpdateFacilityRequest {
    /// What its people call it.
    #[schema(example = "RPH Dimoro", min_length = 1, max_length = 120, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Village or ward it lies in; `null` takes it away.
    #[schema(example = "Kelurahan Sukorejo", value_type = Option<String>, min_length = 1, max_length = 120)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub village: Option<Option<String>>,
    /// How to find it; `null` takes it away.
    #[schema(example = "Jalan Dimoro, Kota Blitar", value_type = Option<String>, min_length = 1, max_length = 500)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub address: Option<Option<String>>,
    /// A point on it; `null` takes it away.
    #[schema(value_type = Option<WirePlace>)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub point: Option<Option<WirePlace>>,
    /// How much it handles; `null` where that is no longer known.
    #[schema(value_type = Option<WireCapacity>)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Option<WireCapacity>>,
}

/// A facility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FacilityView {
    /// Its id.
    pub id: FacilityId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// In use or closed.
    pub state: FacilityState,
    /// Whose it is.
    pub owner_party_id: PartyId,
    /// What kind it is.
    pub kind: FacilityKind,
    /// What its people call it.
    #[schema(example = "RPH Dimoro")]
    pub name: String,
    /// Region it lies in.
    #[schema(example = "35.72")]
    pub region_code: String,
    /// Village or ward it lies in; null where none was stated.
    #[schema(example = "Kelurahan Sukorejo")]
    pub village: Option<String>,
    /// How to find it; null where nothing was stated.
    #[schema(example = "Jalan Dimoro, Kota Blitar")]
    pub address: Option<String>,
    /// A point on it; null where none is known.
    pub point: Option<WirePlace>,
    /// How much it handles; null where that is not known.
    pub capacity: Option<WireCapacity>,
    /// The day on which it was closed; null while it is in use.
    #[schema(example = json!(null))]
    pub closed_date: Option<NaiveDate>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the facilities.
    pub struct ListFacilitiesQuery {
        /// Only those of this party.
        owner_party_id: PartyId,
        /// Only those of this kind.
        kind: FacilityKind,
        /// Only those in this region.
        #[param(example = "35.72", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
        /// Only those in this state.
        state: FacilityState,
    }
}

/// Which day is asked about.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FacilityUsabilityQuery {
    /// The day, as people in Jakarta count days; today when absent.
    #[param(example = "2026-11-22")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
}

/// Whether goods may be loaded at a facility on a day, by what is known of it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FacilityUsabilityView {
    /// The facility.
    pub facility_id: FacilityId,
    /// The day.
    #[schema(example = "2026-11-22")]
    pub day: NaiveDate,
    /// Whether it may be used.
    #[schema(example = false)]
    pub usable: bool,
    /// Every rule that is not met; empty where it may be used.
    pub unmet: Vec<FacilityUnmetView>,
}

/// A rule about facilities that is not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FacilityUnmetView {
    /// Stable name of the rule.
    #[schema(example = "paper_in_force")]
    pub rule: String,
    /// What the rule was applied to.
    #[schema(example = "veterinary_control_number")]
    pub subject: String,
    /// What was found.
    pub found: WireBilingual,
    /// What is required.
    pub required: WireBilingual,
    /// What to do next.
    pub how_to_fix: WireBilingual,
    /// The law or standard behind the rule; null where the platform's own.
    #[schema(example = "Permentan 11/2020")]
    pub legal_basis: Option<String>,
}

/// A facility, and when goods may be loaded there, by what is known of it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FacilityUsabilitySpansView {
    /// The facility.
    pub facility: FacilityView,
    /// Rises with everything that this is derived from: of two answers the higher one is the later.
    #[schema(example = 19)]
    pub version: i64,
    /// Days in a row on which the same holds; all days, in order, each in one span.
    pub spans: Vec<FacilityUsabilitySpanView>,
}

/// Days in a row on which the same rules about a facility are not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FacilityUsabilitySpanView {
    /// First day; null in the first span, which has no beginning.
    #[schema(example = "2026-11-01")]
    pub from_date: Option<NaiveDate>,
    /// Last day; null in the last span, which lasts until something changes.
    #[schema(example = "2027-10-31")]
    pub until_date: Option<NaiveDate>,
    /// Whether it may be used on these days.
    #[schema(example = true)]
    pub usable: bool,
    /// Every rule that is not met on these days.
    pub unmet: Vec<FacilityUnmetView>,
}

impl From<UsabilitySpan> for FacilityUsabilitySpanView {
    fn from(span: UsabilitySpan) -> Self {
        Self {
            from_date: span.from,
            until_date: span.until,
            usable: span.unmet.is_empty(),
            unmet: span.unmet.into_iter().map(FacilityUnmetView::from).collect(),
        }
    }
}

crate::list_query! {
    /// Filters of when facilities may be used.
    pub struct ListFacilityUsabilitiesQuery {
        /// Only of this facility.
        facility_id: FacilityId,
        /// Only of those of this party.
        owner_party_id: PartyId,
        /// Only of those in this region.
        #[param(example = "35.72", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
    }
}

impl From<Unmet> for FacilityUnmetView {
    fn from(unmet: Unmet) -> Self {
        Self {
            rule: unmet.rule,
            subject: unmet.subject,
            found: unmet.found.into(),
            required: unmet.required.into(),
            how_to_fix: unmet.how_to_fix.into(),
            legal_basis: unmet.legal_basis,
        }
    }
}

impl From<FacilityUnmetView> for Unmet {
    fn from(view: FacilityUnmetView) -> Self {
        Self {
            rule: view.rule,
            subject: view.subject,
            found: view.found.into(),
            required: view.required.into(),
            how_to_fix: view.how_to_fix.into(),
            legal_basis: view.legal_basis,
        }
    }
}
