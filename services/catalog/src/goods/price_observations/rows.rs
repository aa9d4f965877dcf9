//! Rows of the prices that were seen.

use api_types::catalog::{PriceObservationEventData, PriceObservationView, PutPriceObservationRequest};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::shared::{Id, Money, PartyId, PriceBasis, PriceLevel, PriceObservationId};
use service::{Announced, Error};
use web::Etag;

use super::queries::Position;
use crate::schema::price_observation;

/// A price that was seen, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = price_observation)]
pub(super) struct PriceObservationRow {
    pub(super) id: PriceObservationId,
    pub(super) commodity_code: String,
    pub(super) form_code: String,
    pub(super) grade: Option<String>,
    pub(super) region_code: String,
    pub(super) level: PriceLevel,
    pub(super) price_basis: PriceBasis,
    pub(super) price_rupiah: i64,
    pub(super) observed_date: NaiveDate,
    pub(super) source: String,
    pub(super) corrects_id: Option<PriceObservationId>,
    pub(super) corrected_by_id: Option<PriceObservationId>,
    pub(super) party_id: PartyId,
    pub(super) actor_subject: String,
    pub(super) recorded_at: DateTime<Utc>,
}

impl PriceObservationRow {
    /// Whether a request says the same, whoever sends it and whenever it comes in.
    pub(super) fn is_said_by(&self, body: &PutPriceObservationRequest) -> bool {
        self.commodity_code == body.commodity_code
            && self.form_code == body.form_code
            && self.grade == body.grade
            && self.region_code == body.region_code
            && self.level == body.level
            && self.price_basis == body.price_basis
            && self.price_rupiah == body.price.amount
            && body.price.currency == "IDR"
            && self.observed_date == body.observed_date
            && self.source == body.source.trim()
            && self.corrects_id == body.corrects_observation_id
    }

    /// Its ETag; a correction is the one thing that changes it.
    pub(super) fn etag(&self) -> Etag {
        Etag::of(if self.corrected_by_id.is_some() { 2 } else { 1 })
    }

    /// Where a page that ends with it ended.
    pub(super) fn position(&self) -> Position {
        Position { observed_date: self.observed_date, id: self.id }
    }

    pub(super) fn view(self) -> PriceObservationView {
        PriceObservationView {
            etag: self.etag().to_string(),
            id: self.id,
            commodity_code: self.commodity_code,
            form_code: self.form_code,
            grade: self.grade,
            region_code: self.region_code,
            level: self.level,
            price_basis: self.price_basis,
            price: Money(self.price_rupiah).into(),
            observed_date: self.observed_date,
            source: self.source,
            corrects_observation_id: self.corrects_id,
            corrected_by_observation_id: self.corrected_by_id,
            recorded_by_party_id: self.party_id,
            recorded_at: self.recorded_at,
        }
    }
}

impl Announced for PriceObservationRow {
    type Data = PriceObservationEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> PriceObservationEventData {
        PriceObservationEventData {
            price_observation_id: self.id,
            commodity_code: self.commodity_code.clone(),
            form_code: self.form_code.clone(),
            region_code: self.region_code.clone(),
            level: self.level,
            observed_date: self.observed_date,
            corrected_by_observation_id: self.corrected_by_id,
        }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::Everybody)
    }
}
