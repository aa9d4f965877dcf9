//! Sales: what outlets sold, for the makers of the goods.

use chrono::{DateTime, NaiveDate, Utc};
use domain::shared::{OutletId, PartyId, SalesReportId, VariantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WireMoney;

/// Says what an outlet sold in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutSalesReportRequest {
    /// The outlet, of the caller's party.
    pub outlet_id: OutletId,
    /// A day, an ISO week or a month that has begun, in Asia/Jakarta: `2027-01-02`, `2027-W01`, `2027-01`.
    #[schema(example = "2027-01", max_length = 10)]
    pub period: String,
    /// What was sold, each variant once. None takes back what was told of the same period, which may then be told of in other
    /// pieces.
    #[schema(max_items = 500)]
    pub lines: Vec<SalesLineRequest>,
}

/// What was sold of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SalesLineRequest {
    /// The variant; it is or was listed in the outlet.
    pub variant_id: VariantId,
    /// How many pieces were sold; 0 where none was.
    #[schema(example = 140, minimum = 0, maximum = 1_000_000_000)]
    pub pieces: i64,
    /// What they were sold for, together.
    #[serde(default)]
    pub amount: Option<WireMoney>,
}

/// What an outlet sold in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SalesReportView {
    /// Its id.
    pub id: SalesReportId,
    /// Its ETag.
    #[schema(example = "\"v1-1d5e7c2a90b34f68\"")]
    pub etag: String,
    /// The outlet.
    pub outlet_id: OutletId,
    /// Who runs it.
    pub operator_party_id: PartyId,
    /// The period.
    #[schema(example = "2027-01")]
    pub period: String,
    /// Its first day.
    #[schema(example = "2027-01-01")]
    pub first_date: NaiveDate,
    /// Its last day.
    #[schema(example = "2027-01-31")]
    pub last_date: NaiveDate,
    /// Whether it is the latest report on the period; a later one replaces it whole, and it stays as history.
    #[schema(example = true)]
    pub current: bool,
    /// What was sold: all lines for who runs the outlet, their own goods for makers.
    pub lines: Vec<SalesLineView>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// What was sold of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SalesLineView {
    /// The variant.
    pub variant_id: VariantId,
    /// Who makes it.
    pub supplier_id: PartyId,
    /// How many pieces were sold.
    #[schema(example = 140)]
    pub pieces: i64,
    /// What they were sold for, together; null where it was not said.
    pub amount: Option<WireMoney>,
}

crate::list_query! {
    /// Filters of the sales reports.
    pub struct ListSalesReportsQuery {
        /// Only those of this outlet.
        outlet_id: OutletId,
        /// Only those on this variant.
        variant_id: VariantId,
        /// Only those whose period ends on this day or later.
        from_date: NaiveDate,
        /// Only those whose period begins on this day or earlier.
        until_date: NaiveDate,
        /// Only the latest on each period, or only what was replaced.
        current: bool,
    }
}
