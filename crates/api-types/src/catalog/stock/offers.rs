//! Stock offers of suppliers.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{AnimalSex, OfferCondition, OfferGroup, StockOfferState};
use domain::shared::{FacilityId, PartyId, PriceBasis, StockOfferId, Unit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{WireMoney, WireQuantity, present};

/// Animals of an offer that are alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = OfferGroup)]
#[serde(deny_unknown_fields)]
pub struct WireOfferGroup {
    /// The breed, as breeders call it.
    #[schema(example = "Limosin", min_length = 1, max_length = 60)]
    #[serde(default)]
    pub breed: Option<String>,
    /// The sex.
    #[serde(default)]
    pub sex: Option<AnimalSex>,
    /// The class of live weight, one of `/v1/live-weight-classes`.
    #[schema(example = "class_b", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    #[serde(default)]
    pub weight_class: Option<String>,
    /// How many.
    #[schema(example = 30, minimum = 1, maximum = 1000000)]
    pub heads: i64,
}

impl From<OfferGroup> for WireOfferGroup {
    fn from(group: OfferGroup) -> Self {
        let OfferGroup { breed, sex, weight_class, heads } = group;
        Self { breed, sex, weight_class, heads }
    }
}

/// Writes down what the caller's party has to offer; nobody else reads it before it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "commodity_code": "cattle", "form_code": "live", "heads": 50, "region_code": "18.72",
    "least_lot": {"value": "5", "unit": "HEA"}, "available_from_date": "2026-12-01",
    "available_until_date": "2027-05-20", "price": {"amount": 58000, "currency": "IDR"}, "price_basis": "per_kg_live",
    "groups": [{"breed": "Limosin", "sex": "male_animal", "weight_class": "class_b", "heads": 50}]
}))]
pub struct CreateStockOfferRequest {
    /// The commodity.
    #[schema(example = "cattle", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub commodity_code: String,
    /// One of its forms.
    #[schema(example = "live", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub form_code: String,
    /// How much, of goods that are weighed, measured or counted in pieces; this or `heads`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<WireQuantity>,
    /// How many live animals; this or `quantity`.
    #[schema(example = 50, minimum = 1, maximum = 1000000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heads: Option<i64>,
    /// The least that is held at once; a step where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_lot: Option<WireQuantity>,
    /// What is held is a multiple of it; of nothing in particular where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<WireQuantity>,
    /// Region it lies in; that of the facility, where one is named.
    #[schema(example = "18.72", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(deserialize_with = "crate::listed_region")]
    pub region_code: String,
    /// The facility of the caller's party where it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facility_id: Option<FacilityId>,
    /// The first day on which it can be had.
    #[schema(example = "2026-12-01")]
    pub available_from_date: NaiveDate,
    /// The last day on which it can be had, today or later.
    #[schema(example = "2027-05-20")]
    pub available_until_date: NaiveDate,
    /// What one `price_basis` costs, where it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<WireMoney>,
    /// What the price counts; with `price` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_basis: Option<PriceBasis>,
    /// Of live animals, those that are alike; they sum to `heads`, and need no tags.
    #[schema(max_items = 100)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<WireOfferGroup>,
}

/// Changes an offer; absent fields stay. It never says less than what buyers hold of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"available_until_date": "2027-05-25"}))]
pub struct UpdateStockOfferRequest {
    /// How much, of an offer that says `quantity`.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub quantity: Option<WireQuantity>,
    /// How many, of an offer that says `heads`.
    #[schema(example = 45, minimum = 1, maximum = 1000000, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub heads: Option<i64>,
    /// The least that is held at once.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub least_lot: Option<WireQuantity>,
    /// What is held is a multiple of it.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub step: Option<WireQuantity>,
    /// The first day on which it can be had.
    #[schema(example = "2026-12-01", nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub available_from_date: Option<NaiveDate>,
    /// The last day on which it can be had.
    #[schema(example = "2027-05-25", nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub available_until_date: Option<NaiveDate>,
    /// What one `price_basis` costs; with `price_basis`.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub price: Option<WireMoney>,
    /// What the price counts; with `price`.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub price_basis: Option<PriceBasis>,
    /// All groups in the place of those it had; none where empty.
    #[schema(max_items = 100, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<WireOfferGroup>>,
}

/// A stock offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StockOfferView {
    /// Its id.
    pub id: StockOfferId,
    /// Its ETag, for changes; it changes with what is held and with the day, too.
    #[schema(example = "\"v2-1f2e3d4c\"")]
    pub etag: String,
    /// Where it stands.
    pub state: StockOfferState,
    /// What dates and holds make of it today; derived, never stored.
    pub condition: OfferCondition,
    /// Whose it is.
    pub supplier_id: PartyId,
    /// The commodity.
    #[schema(example = "cattle")]
    pub commodity_code: String,
    /// Its form.
    #[schema(example = "live")]
    pub form_code: String,
    /// Region it lies in.
    #[schema(example = "18.72")]
    pub region_code: String,
    /// The facility where it lies.
    pub facility_id: Option<FacilityId>,
    /// How much is offered.
    pub quantity: WireQuantity,
    /// How many heads that is; null of goods that are no live animals.
    #[schema(example = 50)]
    pub heads: Option<i64>,
    /// What holds keep of it today that are not converted.
    pub held: WireQuantity,
    /// What was converted for orders.
    pub converted: WireQuantity,
    /// What is left to be held.
    pub free: WireQuantity,
    /// The least that is held at once.
    pub least_lot: WireQuantity,
    /// What is held is a multiple of it.
    pub step: WireQuantity,
    /// The first day on which it can be had.
    #[schema(example = "2026-12-01")]
    pub available_from_date: NaiveDate,
    /// The last day on which it can be had.
    #[schema(example = "2027-05-20")]
    pub available_until_date: NaiveDate,
    /// What one `price_basis` costs; null where none was said, and for who neither trades nor accounts for trade.
    pub price: Option<WireMoney>,
    /// What the price counts.
    pub price_basis: Option<PriceBasis>,
    /// Animals that are alike.
    pub groups: Vec<WireOfferGroup>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What events of a stock offer tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StockOfferEventData {
    /// The offer.
    pub stock_offer_id: StockOfferId,
    /// Whose it is.
    pub supplier_id: PartyId,
    /// The commodity.
    #[schema(example = "cattle")]
    pub commodity_code: String,
    /// Its form.
    #[schema(example = "live")]
    pub form_code: String,
    /// Where it lies.
    #[schema(example = "18.72")]
    pub region_code: String,
    /// Where it stands.
    pub state: StockOfferState,
    /// Its version.
    pub version: i64,
}

crate::list_query! {
    /// Filters of the stock offers.
    pub struct ListStockOffersQuery {
        /// Only those of this party.
        supplier_id: PartyId,
        /// Only those of this commodity.
        #[param(example = "cattle", max_length = 40)]
        commodity_code: String,
        /// Only those in this state.
        state: StockOfferState,
    }
}

crate::list_query! {
    /// What is looked for among the stock that can be had.
    pub struct ListAvailableStockQuery {
        /// Only this commodity.
        #[param(example = "eggs", max_length = 40)]
        commodity_code: String,
        /// Only what lies in this region; a province stands for its cities and regencies too.
        #[param(example = "35", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
        /// Only what can be had on this day; today where absent.
        #[param(example = "2026-12-10")]
        day: NaiveDate,
        /// Only where so much is left, in `unit`.
        #[param(example = "500", pattern = r"^(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$", max_length = 22)]
        least_quantity: String,
        /// The unit of `least_quantity`; only what is measured so.
        #[param(example = "KGM")]
        unit: Unit,
        /// Words in the names of commodity or form, in either language: `telur`, `live cattle`.
        #[param(example = "telur", max_length = 100)]
        q: String,
    }
}
