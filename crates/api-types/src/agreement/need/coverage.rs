//! How needs are covered, and what nobody has promised yet, on the wire. Prices appear nowhere here.

use chrono::NaiveDate;
use domain::shared::{CalendarPeriodKind, DemandId, DemandLineId, PartyId, SeasonId, Unit};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::WireQuantity;

/// Which lines are asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DemandQuery {
    /// Only this line.
    #[param(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand_line_id: Option<DemandLineId>,
}

/// What is needed in one period of a line, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CoveragePeriodView {
    /// The period, as it is written.
    #[schema(example = "2027-W07")]
    pub period: String,
    /// What a season or a festival day is called.
    #[schema(example = json!(null))]
    pub name: Option<String>,
    /// What kind of period it is.
    pub kind: CalendarPeriodKind,
    /// Its first day.
    #[schema(example = "2027-02-15")]
    pub first_date: NaiveDate,
    /// Its last day.
    #[schema(example = "2027-02-21")]
    pub last_date: NaiveDate,
    /// What is needed.
    pub need: WireQuantity,
    /// What was promised for it.
    pub committed: WireQuantity,
    /// What nobody has promised: need less committed, never negative.
    pub gap: WireQuantity,
    /// What was ordered for its days; null for who reads only its own region's part.
    pub ordered: Option<WireQuantity>,
    /// What receipts of its days accepted; null for who reads only its own region's part.
    pub accepted: Option<WireQuantity>,
}

/// What one committing region promised for a period, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RegionPeriodView {
    /// The period, as it is written.
    #[schema(example = "2027-W07")]
    pub period: String,
    /// What it promised for it.
    pub committed: WireQuantity,
    /// What was ordered of it for its days.
    pub ordered: WireQuantity,
    /// What receipts of its days accepted of it.
    pub accepted: WireQuantity,
}

/// The part of one committing region in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RegionCoverageView {
    /// The committing region.
    #[schema(example = "18.72")]
    pub region_code: String,
    /// What it promised.
    pub committed: WireQuantity,
    /// What lines of contracts that deliver on its commitments promise; of ended contracts what was accepted.
    pub contracted: WireQuantity,
    /// What was ordered on them.
    pub ordered: WireQuantity,
    /// What receipts accepted on them.
    pub accepted: WireQuantity,
    /// Period by period, where there is something to tell. Orders and receipts whose day lies in no period stand in the sums
    /// alone, and so does what is contracted, which has no periods.
    pub periods: Vec<RegionPeriodView>,
}

/// A line of a demand with what covers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineCoverageView {
    /// The line.
    pub demand_line_id: DemandLineId,
    /// Code of the commodity.
    #[schema(example = "eggs")]
    pub commodity_code: String,
    /// Code of its form.
    #[schema(example = "fresh_shell")]
    pub form_code: String,
    /// The region in which the goods are needed.
    #[schema(example = "31")]
    pub region_code: String,
    /// What is needed in all periods.
    pub need: WireQuantity,
    /// What was promised for them.
    pub committed: WireQuantity,
    /// The sum of the gaps of the periods: what one period has too much does not cover another.
    pub gap: WireQuantity,
    /// What is contracted; null for who reads only its own region's part.
    pub contracted: Option<WireQuantity>,
    /// What was ordered; null for who reads only its own region's part.
    pub ordered: Option<WireQuantity>,
    /// What was accepted; null for who reads only its own region's part.
    pub accepted: Option<WireQuantity>,
    /// Period by period, in order of the days.
    pub periods: Vec<CoveragePeriodView>,
    /// Committing region by region, in order of their codes: all for the buyer's side, else those whose commitments the caller
    /// reads.
    pub regions: Vec<RegionCoverageView>,
}

/// How a demand is covered, by what has arrived here of orders and receipts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DemandCoverageView {
    /// The demand.
    pub demand_id: DemandId,
    /// The number of its present version.
    #[schema(example = 1)]
    pub revision: i32,
    /// The lines that the caller reads.
    pub lines: Vec<LineCoverageView>,
}

/// A period of a published need for which less was promised than is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DemandGapView {
    /// The demand.
    pub demand_id: DemandId,
    /// The line of it.
    pub demand_line_id: DemandLineId,
    /// Who needs the goods.
    pub buyer_id: PartyId,
    /// The buyer's home region.
    #[schema(example = "31")]
    pub buyer_region_code: String,
    /// Code of the commodity.
    #[schema(example = "eggs")]
    pub commodity_code: String,
    /// Code of its form.
    #[schema(example = "fresh_shell")]
    pub form_code: String,
    /// The grade wanted.
    #[schema(example = "A")]
    pub grade: Option<String>,
    /// The region in which the goods are needed.
    #[schema(example = "31")]
    pub region_code: String,
    /// The unit of the quantities.
    #[schema(example = "TNE")]
    pub unit: Unit,
    /// The period, as it is written.
    #[schema(example = "2027-W07")]
    pub period: String,
    /// What a season or a festival day is called.
    #[schema(example = json!(null))]
    pub name: Option<String>,
    /// Its first day.
    #[schema(example = "2027-02-15")]
    pub first_date: NaiveDate,
    /// Its last day.
    #[schema(example = "2027-02-21")]
    pub last_date: NaiveDate,
    /// What is needed.
    pub need: WireQuantity,
    /// What was promised for it.
    pub committed: WireQuantity,
    /// What nobody has promised.
    pub gap: WireQuantity,
    /// Seasons grown for contracts of the buyer that were to be harvested in these days, and failed: what is promised of them
    /// stays promised, and the period stands in the list even where there is no gap.
    #[serde(default)]
    pub failed_season_ids: Vec<SeasonId>,
}

/// What is needed in one period of a line, and what growers expect to bring in in its days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ForecastPeriodView {
    /// The period, as it is written.
    #[schema(example = "2027-W10")]
    pub period: String,
    /// Its first day.
    #[schema(example = "2027-03-08")]
    pub first_date: NaiveDate,
    /// Its last day.
    #[schema(example = "2027-03-14")]
    pub last_date: NaiveDate,
    /// What is needed.
    pub need: WireQuantity,
    /// What was promised for it by the regions whose forecasts these are.
    pub committed: WireQuantity,
    /// The sum of the latest forecasts whose days begin in the period, of seasons that go on.
    pub forecast: WireQuantity,
    /// The sum of those that are too old to count on, by the row `forecast_age` of `/v1/cooperation-limits`; not in `forecast`.
    pub stale: WireQuantity,
    /// What the same regions promised of the same goods to other needs, in periods that begin in these days.
    pub promised_elsewhere: WireQuantity,
}

/// A line of a demand with what growers expect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineForecastsView {
    /// The line.
    pub demand_line_id: DemandLineId,
    /// Code of the commodity.
    #[schema(example = "rice")]
    pub commodity_code: String,
    /// Code of its form.
    #[schema(example = "paddy_mill_dry")]
    pub form_code: String,
    /// The committing regions whose forecasts are added: all for the buyer's side, else those whose commitments the caller reads.
    #[schema(example = json!(["18.72"]))]
    pub region_codes: Vec<String>,
    /// Period by period, in order of the days.
    pub periods: Vec<ForecastPeriodView>,
}

/// What growers expect to bring in, set against a demand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DemandForecastsView {
    /// The demand.
    pub demand_id: DemandId,
    /// The number of its present version.
    #[schema(example = 1)]
    pub revision: i32,
    /// The lines that the caller reads.
    pub lines: Vec<LineForecastsView>,
}

crate::list_query! {
    /// Filters of the gaps in published needs.
    pub struct ListDemandGapsQuery {
        /// Only of this commodity.
        #[param(example = "eggs", max_length = 40)]
        commodity_code: String,
        /// Only goods needed in this region.
        #[param(example = "31", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
        /// Only periods that end on this day or later.
        from_date: NaiveDate,
        /// Only periods that begin on this day or earlier.
        until_date: NaiveDate,
    }
}
