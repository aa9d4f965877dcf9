//! Demands on the wire: what a buyer needs, in which period and where.

use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::DemandState;
use domain::shared::{CalendarPeriodKind, DemandId, DemandLineId, PartyId, Unit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{WireQuantity, listed_region, present};

/// A quantity of one period: a day, an ISO week, a month, a season or a festival day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduledRequest {
    /// A day (`2026-03-05`), an ISO week (`2026-W07`), a month (`2026-03`), or from the first to the last day of a season
    /// (`2026-10-01/2027-01-31`); days in Asia/Jakarta.
    #[schema(example = "2027-W07", min_length = 7, max_length = 21)]
    pub period: String,
    /// What a season or a festival day is called; a day with a name is a festival day.
    #[schema(example = json!(null), min_length = 1, max_length = 100)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How much, in the unit of the line.
    pub quantity: WireQuantity,
}

/// A quantity of one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ScheduledView {
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
    /// How much.
    pub quantity: WireQuantity,
}

/// A line of a demand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DemandLineRequest {
    /// The line of the version before that this one goes on; absent for a new line, and in a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<DemandLineId>,
    /// Code of the commodity, from the catalog.
    #[schema(example = "eggs", max_length = 40)]
    pub commodity_code: String,
    /// Code of its form.
    #[schema(example = "fresh_shell", max_length = 40)]
    pub form_code: String,
    /// The grade wanted.
    #[schema(example = "A", min_length = 1, max_length = 60)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<String>,
    /// The unit of its quantities.
    #[schema(example = "TNE")]
    pub unit: Unit,
    /// The region in which the goods are needed.
    #[schema(example = "31")]
    #[serde(deserialize_with = "listed_region")]
    pub region_code: String,
    /// Whether shares of more than the whole are accepted on purpose.
    #[schema(example = false)]
    #[serde(default)]
    pub oversubscribed: bool,
    /// How much in which period; no day belongs to two of them.
    #[schema(min_items = 1, max_items = 400)]
    pub periods: Vec<ScheduledRequest>,
}

/// A line of a demand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DemandLineView {
    /// Its id, the same in every version it goes on in.
    pub id: DemandLineId,
    /// Its number on the demand, from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// Code of the commodity.
    #[schema(example = "eggs")]
    pub commodity_code: String,
    /// Code of its form.
    #[schema(example = "fresh_shell")]
    pub form_code: String,
    /// The grade wanted.
    #[schema(example = "A")]
    pub grade: Option<String>,
    /// The unit of its quantities.
    #[schema(example = "TNE")]
    pub unit: Unit,
    /// The region in which the goods are needed.
    #[schema(example = "31")]
    pub region_code: String,
    /// Whether shares of more than the whole are accepted on purpose.
    #[schema(example = false)]
    pub oversubscribed: bool,
    /// How much in which period, in order of the days.
    pub periods: Vec<ScheduledView>,
}

/// Drafts a demand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateDemandRequest {
    /// What it is called.
    #[schema(example = "Kebutuhan telur Jakarta 2027", min_length = 1, max_length = 200)]
    pub title: String,
    /// What suppliers should know besides.
    #[schema(example = "Pengiriman pagi, sebelum pukul 06.00.", min_length = 1, max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What is needed.
    #[schema(min_items = 1, max_items = 50)]
    pub lines: Vec<DemandLineRequest>,
}

/// Changes a draft; absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateDemandRequest {
    /// What it is called.
    #[schema(example = "Kebutuhan telur Jakarta 2027", min_length = 1, max_length = 200, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What suppliers should know besides; null takes it away.
    #[schema(example = "Pengiriman pagi, sebelum pukul 06.00.", min_length = 1, max_length = 2000)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub note: Option<Option<String>>,
    /// All lines anew; their ids change.
    #[schema(min_items = 1, max_items = 50, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<DemandLineRequest>>,
}

/// Publishes a new version of what is needed: all lines anew. Periods that have begun stay as they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviseDemandRequest {
    /// Why the need changes.
    #[schema(example = "Program makan bergizi bertambah 40 sekolah.", min_length = 1, max_length = 2000)]
    pub rationale: String,
    /// What is needed from the next period on, with what has begun; a line that goes on carries its `id`.
    #[schema(min_items = 1, max_items = 50)]
    pub lines: Vec<DemandLineRequest>,
}

/// A demand, with the lines of its present version that the caller may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DemandView {
    /// Its id.
    pub id: DemandId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Who needs it.
    pub buyer_id: PartyId,
    /// The buyer's home region.
    #[schema(example = "31")]
    pub buyer_region_code: String,
    /// What it is called.
    #[schema(example = "Kebutuhan telur Jakarta 2027")]
    pub title: String,
    /// What suppliers should know besides.
    #[schema(example = "Pengiriman pagi, sebelum pukul 06.00.")]
    pub note: Option<String>,
    /// Where it stands.
    pub state: DemandState,
    /// The number of its present version, from 1.
    #[schema(example = 1)]
    pub revision: i32,
    /// What is needed: all lines for the buyer's side, else those of the commodities that an agreement covers.
    pub lines: Vec<DemandLineView>,
    /// When it was first published.
    pub published_at: Option<DateTime<Utc>>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// One version of what is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DemandVersionView {
    /// Its number, from 1.
    #[schema(example = 2)]
    pub number: i32,
    /// The day on which it was published: it counts for the periods that had not begun then. Null in a draft.
    #[schema(example = "2027-01-20")]
    pub published_date: Option<NaiveDate>,
    /// Why the need changed; null for the first.
    #[schema(example = "Program makan bergizi bertambah 40 sekolah.")]
    pub rationale: Option<String>,
    /// What it says is needed.
    pub lines: Vec<DemandLineView>,
}

crate::list_query! {
    /// Filters of a list of demands.
    pub struct ListDemandsQuery {
        /// Only this state.
        state: DemandState,
        /// Only those of this buyer.
        #[param(value_type = Option<String>)]
        buyer_id: PartyId,
        /// Only those with a line of this commodity in the present version.
        #[param(example = "eggs", max_length = 40)]
        commodity_code: String,
        /// Only those with a line in the present version that is needed in this region.
        #[param(example = "31", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
    }
}

crate::list_query! {
    /// Filters of the versions of a demand: none, oldest first.
    pub struct ListDemandVersionsQuery {}
}
