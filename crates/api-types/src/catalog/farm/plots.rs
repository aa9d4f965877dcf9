//! Plots of suppliers.

use chrono::{DateTime, Utc};
use domain::catalog::{LandKind, PlotState};
use domain::shared::{PartyId, PlotId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{WirePlace, present};

/// Registers a plot of the caller's party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Blok Ganjar Agung 3", "region_code": "18.72", "area_m2": 12500, "land_kind": "irrigated_field",
    "point": {"longitude_e7": 1053066700, "latitude_e7": -51131000}
}))]
pub struct CreatePlotRequest {
    /// What its people call it; no two plots in use of a party have the same name.
    #[schema(example = "Blok Ganjar Agung 3", min_length = 1, max_length = 120)]
    pub name: String,
    /// Region it lies in.
    #[schema(example = "18.72", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(deserialize_with = "crate::listed_region")]
    pub region_code: String,
    /// Its area in square metres, at most 10,000 hectares.
    #[schema(example = 12500, minimum = 1, maximum = 100000000)]
    pub area_m2: i64,
    /// What kind of land it is.
    pub land_kind: LandKind,
    /// A point on it; this or `boundary`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<WirePlace>,
    /// The corners of its boundary in order, closed or not; it must not cross itself. This or `point`.
    #[schema(min_items = 3, max_items = 201)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Vec<WirePlace>>,
}

/// Changes a plot; absent fields stay. Seasons planned before keep the area they were planned with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Blok Ganjar Agung 4", "area_m2": 13000}))]
pub struct UpdatePlotRequest {
    /// What its people call it.
    #[schema(example = "Blok Ganjar Agung 4", min_length = 1, max_length = 120, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its area in square metres.
    #[schema(example = 13000, minimum = 1, maximum = 100000000, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub area_m2: Option<i64>,
    /// What kind of land it is.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub land_kind: Option<LandKind>,
    /// A point on it, in the place of the point or boundary it had.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub point: Option<WirePlace>,
    /// The corners of its boundary, in the place of the point or boundary it had.
    #[schema(min_items = 3, max_items = 201, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Vec<WirePlace>>,
}

/// A plot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlotView {
    /// Its id.
    pub id: PlotId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// In use or retired.
    pub state: PlotState,
    /// Whose it is.
    pub owner_party_id: PartyId,
    /// What its people call it.
    #[schema(example = "Blok Ganjar Agung 3")]
    pub name: String,
    /// Region it lies in.
    #[schema(example = "18.72")]
    pub region_code: String,
    /// Its area in square metres.
    #[schema(example = 12500)]
    pub area_m2: i64,
    /// What kind of land it is.
    pub land_kind: LandKind,
    /// A point on it; null where its boundary is known.
    pub point: Option<WirePlace>,
    /// The corners of its boundary in order, each once; null where only a point is known.
    #[schema(example = json!(null))]
    pub boundary: Option<Vec<WirePlace>>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the plots.
    pub struct ListPlotsQuery {
        /// Only those of this party.
        owner_party_id: PartyId,
        /// Only those in this region.
        #[param(example = "18.72", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
        /// Only those of this kind of land.
        land_kind: LandKind,
        /// Only those in this state.
        state: PlotState,
    }
}
