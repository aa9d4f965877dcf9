//! Rows of the contributions.

use api_types::catalog::{
    ContributionGradingView, ContributionView, PutContributionRequest, WireRefusedPart, WireScale,
};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::catalog::Grading;
use domain::shared::{ConsolidationLotId, ContributionId, MemberId, PartyId, Quantity, Unit};
use service::{Error, Tx};
use web::Etag;

use crate::lots::consolidation_lots::{part, weighed};
use crate::schema::{contribution, contribution_grading};

/// A contribution as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = contribution)]
pub(in crate::lots) struct ContributionRow {
    pub(in crate::lots) id: ContributionId,
    pub(super) lot_id: ConsolidationLotId,
    pub(in crate::lots) member_id: MemberId,
    pub(super) gross_grams: i64,
    pub(super) gross_unit: Unit,
    pub(super) tare_grams: i64,
    pub(super) tare_unit: Unit,
    pub(super) scale_reference: String,
    pub(super) scale_verified_until_date: NaiveDate,
    pub(super) replaces_id: Option<ContributionId>,
    pub(super) captured_at: DateTime<Utc>,
    pub(super) claimed_at: Option<DateTime<Utc>>,
    pub(super) backfilled: bool,
    pub(super) party_id: PartyId,
    pub(super) actor_subject: String,
    pub(super) recorded_at: DateTime<Utc>,
}

/// How a contribution was sorted, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = contribution_grading)]
pub(in crate::lots) struct GradingRow {
    pub(super) contribution_id: ContributionId,
    pub(super) lot_version: i64,
    pub(super) content: serde_json::Value,
    pub(super) party_id: PartyId,
    pub(super) actor_subject: String,
    pub(super) graded_at: DateTime<Utc>,
}

/// A contribution that counts, with how it was sorted.
#[derive(Debug, Clone)]
pub(in crate::lots) struct Contribution {
    pub(in crate::lots) row: ContributionRow,
    pub(in crate::lots) grading: Option<Grading>,
}

impl GradingRow {
    /// What is said of a contribution now.
    ///
    /// # Errors
    /// When it cannot be written as JSON: our mistake.
    pub(in crate::lots) fn of(
        tx: &Tx<'_>,
        contribution_id: ContributionId,
        lot_version: i64,
        grading: &Grading,
    ) -> Result<Self, Error> {
        let content = serde_json::to_value(grading);
        Ok(Self {
            contribution_id,
            lot_version,
            content: content.map_err(|error| Error::Internal(format!("a grading: {error}")))?,
            party_id: tx.caller().party(),
            actor_subject: tx.caller().subject().to_owned(),
            graded_at: tx.now,
        })
    }

    /// What it says.
    ///
    /// # Errors
    /// When what is stored cannot be read: our mistake.
    pub(super) fn grading(&self) -> Result<Grading, Error> {
        serde_json::from_value(self.content.clone())
            .map_err(|error| Error::Internal(format!("the grading of {}: {error}", self.contribution_id)))
    }

    fn view(self) -> Result<ContributionGradingView, Error> {
        let said = self.grading()?;
        let refused = said.refused.into_iter();
        Ok(ContributionGradingView {
            grades: said.grades.into_iter().map(|(grade, grams)| part(grade, grams)).collect(),
            refused: refused
                .map(|(reason, grams)| WireRefusedPart { reason, quantity: weighed(grams) })
                .collect(),
            loss: weighed(said.loss),
            graded_at: self.graded_at,
        })
    }
}

impl ContributionRow {
    /// Grams brought.
    pub(in crate::lots) fn net(&self) -> i64 {
        self.gross_grams - self.tare_grams
    }

    /// Whether a request says the same, whoever sends it and whenever it comes in.
    pub(super) fn is_said_by(&self, body: &PutContributionRequest) -> bool {
        let said = self.claimed_at.unwrap_or(self.captured_at);
        let weight = |grams, unit| Ok(Quantity::from_stored(grams, unit));
        self.lot_id == body.consolidation_lot_id
            && self.member_id == body.member_id
            && Quantity::parse(&body.gross.value, body.gross.unit)
                == weight(self.gross_grams, self.gross_unit)
            && Quantity::parse(&body.tare.value, body.tare.unit) == weight(self.tare_grams, self.tare_unit)
            && self.scale_reference == body.scale.reference.trim()
            && self.scale_verified_until_date == body.scale.verified_until_date
            && self.replaces_id == body.replaces_contribution_id
            && said.timestamp_micros() == body.captured_at.timestamp_micros()
    }

    /// The view, with its ETag.
    ///
    /// # Errors
    /// When what is stored cannot be read: our mistake.
    pub(super) fn view(
        self,
        current: bool,
        grading: Option<GradingRow>,
    ) -> Result<(Etag, ContributionView), Error> {
        let sorted = grading.as_ref().map(|row| row.lot_version);
        let etag = Etag::with_derived(1, &format!("{current} {sorted:?}"));
        let view = ContributionView {
            etag: etag.to_string(),
            net: weighed(self.net()),
            gross: Quantity::from_stored(self.gross_grams, self.gross_unit).into(),
            tare: Quantity::from_stored(self.tare_grams, self.tare_unit).into(),
            id: self.id,
            consolidation_lot_id: self.lot_id,
            member_id: self.member_id,
            scale: WireScale {
                reference: self.scale_reference,
                verified_until_date: self.scale_verified_until_date,
            },
            replaces_contribution_id: self.replaces_id,
            current,
            grading: grading.map(GradingRow::view).transpose()?,
            captured_at: self.captured_at,
            claimed_at: self.claimed_at,
            recorded_at: self.recorded_at,
            recorded_by_party_id: self.party_id,
        };
        Ok((etag, view))
    }
}
