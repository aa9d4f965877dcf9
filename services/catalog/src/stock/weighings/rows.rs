//! Rows of the weighings.

use api_types::catalog::{PutWeighingRequest, WeighingEventData, WeighingView};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::shared::{AnimalId, PartyId, Quantity, Unit, WeighingId};
use web::Etag;

use crate::schema::weighing;

/// A weighing as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = weighing)]
pub(super) struct WeighingRow {
    pub(super) id: WeighingId,
    pub(super) animal_id: AnimalId,
    pub(super) owner_party_id: PartyId,
    pub(super) grams: i64,
    pub(super) scale: String,
    pub(super) scale_verified_until_date: NaiveDate,
    pub(super) weighed_at: DateTime<Utc>,
    pub(super) claimed_at: Option<DateTime<Utc>>,
    pub(super) backfilled: bool,
    pub(super) party_id: PartyId,
    pub(super) actor_subject: String,
    pub(super) recorded_at: DateTime<Utc>,
}

impl WeighingRow {
    /// Its ETag: it never changes.
    pub(super) fn etag() -> Etag {
        Etag::of(1)
    }

    /// Whether a request says the same, whoever sends it and whenever it comes in.
    pub(super) fn is_said_by(&self, body: &PutWeighingRequest) -> bool {
        let said = self.claimed_at.unwrap_or(self.weighed_at);
        self.animal_id == body.animal_id
            && self.grams == body.grams
            && self.scale == body.scale.trim()
            && self.scale_verified_until_date == body.scale_verified_until_date
            && said.timestamp_micros() == body.weighed_at.timestamp_micros()
    }

    /// What the event of it tells.
    pub(super) fn event_data(&self) -> WeighingEventData {
        WeighingEventData {
            weighing_id: self.id,
            animal_id: self.animal_id,
            owner_party_id: self.owner_party_id,
        }
    }

    pub(super) fn view(self) -> WeighingView {
        WeighingView {
            etag: Self::etag().to_string(),
            id: self.id,
            animal_id: self.animal_id,
            owner_party_id: self.owner_party_id,
            weight: Quantity::from_stored(self.grams, Unit::Kgm).into(),
            weighed_at: self.weighed_at,
            claimed_at: self.claimed_at,
            scale: self.scale,
            scale_verified_until_date: self.scale_verified_until_date,
            recorded_at: self.recorded_at,
            recorded_by_party_id: self.party_id,
        }
    }
}
