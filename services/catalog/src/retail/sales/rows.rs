//! Rows of the sales reports.

use api_types::catalog::{PutSalesReportRequest, SalesLineView, SalesReportEventData, SalesReportView};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::shared::{Money, OutletId, PartyId, SalesReportId, VariantId};
use web::Etag;

use super::queries::Position;
use crate::schema::{sales_report, sales_report_line};

/// A report as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sales_report)]
pub(super) struct SalesReportRow {
    pub(super) id: SalesReportId,
    pub(super) outlet_id: OutletId,
    pub(super) operator_party_id: PartyId,
    pub(super) period: String,
    pub(super) first_date: NaiveDate,
    pub(super) last_date: NaiveDate,
    pub(super) actor_subject: String,
    pub(super) recorded_at: DateTime<Utc>,
}

/// A line of a report as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sales_report_line)]
pub(super) struct SalesLineRow {
    pub(super) report_id: SalesReportId,
    pub(super) number: i32,
    pub(super) variant_id: VariantId,
    pub(super) supplier_id: PartyId,
    pub(super) pieces: i64,
    pub(super) amount_rupiah: Option<i64>,
}

impl SalesReportRow {
    /// Whether a request says the same.
    pub(super) fn is_said_by(&self, lines: &[SalesLineRow], body: &PutSalesReportRequest) -> bool {
        let stored = lines.iter().map(|line| (line.variant_id, line.pieces, line.amount_rupiah));
        let said = body.lines.iter();
        let said =
            said.map(|line| (line.variant_id, line.pieces, line.amount.as_ref().map(|money| money.amount)));
        self.outlet_id == body.outlet_id && self.period == body.period && stored.eq(said)
    }

    /// Where a page that ends with it ended.
    pub(super) fn position(&self) -> Position {
        Position { first_date: self.first_date, id: self.id }
    }

    /// What the event of it tells.
    pub(super) fn event_data(&self) -> SalesReportEventData {
        SalesReportEventData {
            sales_report_id: self.id,
            outlet_id: self.outlet_id,
            operator_party_id: self.operator_party_id,
            period: self.period.clone(),
        }
    }

    pub(super) fn view(self, current: bool, lines: Vec<SalesLineView>) -> SalesReportView {
        SalesReportView {
            etag: etag(current).to_string(),
            id: self.id,
            outlet_id: self.outlet_id,
            operator_party_id: self.operator_party_id,
            period: self.period,
            first_date: self.first_date,
            last_date: self.last_date,
            current,
            lines,
            recorded_at: self.recorded_at,
        }
    }
}

impl SalesLineRow {
    pub(super) fn view(self) -> SalesLineView {
        SalesLineView {
            variant_id: self.variant_id,
            supplier_id: self.supplier_id,
            pieces: self.pieces,
            amount: self.amount_rupiah.map(|rupiah| Money(rupiah).into()),
        }
    }
}

/// The ETag of a report: it never changes, but a later one may replace it.
pub(super) fn etag(current: bool) -> Etag {
    Etag::with_derived(1, if current { "current" } else { "replaced" })
}
