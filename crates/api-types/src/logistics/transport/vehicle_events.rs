//! Vehicle events: what a vehicle reports from the road, with the phone's own id and time.

use chrono::{DateTime, Utc};
use domain::logistics::{ShipmentState, VehicleEventType};
use domain::shared::{PartyId, ShipmentId, VehicleEventId, VehicleId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WirePlace;

/// Records a vehicle event; the same content again changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutVehicleEventRequest {
    /// The shipment.
    pub shipment_id: ShipmentId,
    /// The vehicle of it.
    pub vehicle_id: VehicleId,
    /// What happened.
    pub r#type: VehicleEventType,
    /// When, by the clock of the phone.
    pub occurred_at: DateTime<Utc>,
    /// How many animals died or were slaughtered in an emergency; only of an `animal_loss`, and there required. At most what
    /// the vehicle was loaded with.
    #[schema(example = json!(null), minimum = 1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heads: Option<i64>,
    /// Where.
    #[schema(example = "Pelabuhan Bakauheni", max_length = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Where by the phone's own position; left out where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<WirePlace>,
    /// Anything worth saying.
    #[schema(example = "Istirahat di Bakauheni.", max_length = 1000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A vehicle event; never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VehicleEventView {
    /// The id the phone gave it.
    pub id: VehicleEventId,
    /// Its ETag; it has one version.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The shipment.
    pub shipment_id: ShipmentId,
    /// The vehicle.
    pub vehicle_id: VehicleId,
    /// What happened.
    pub r#type: VehicleEventType,
    /// When, as it counts.
    pub occurred_at: DateTime<Utc>,
    /// The time the phone said, where its clock ran ahead of the server's and the report counts as of now.
    #[schema(example = json!(null))]
    pub claimed_at: Option<DateTime<Utc>>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Whether it was recorded under a backfill grant.
    #[schema(example = false)]
    pub backfilled: bool,
    /// How many animals died or were slaughtered in an emergency; of an `animal_loss`.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub heads: Option<i64>,
    /// Where.
    #[schema(example = "Pelabuhan Bakauheni")]
    pub place: Option<String>,
    /// Where by the phone's own position; null where it had none.
    #[serde(default)]
    pub point: Option<WirePlace>,
    /// Anything worth saying.
    #[schema(example = "Istirahat di Bakauheni.")]
    pub note: Option<String>,
    /// Whose phone it was.
    pub recorded_by_party_id: PartyId,
    /// Where the shipment stands when this is read.
    pub shipment_state: ShipmentState,
}

crate::list_query! {
    /// Filters of a shipment's vehicle events.
    pub struct ListVehicleEventsQuery {
        /// Only of this vehicle.
        vehicle_id: VehicleId,
        /// Only of this type.
        r#type: VehicleEventType,
    }
}
