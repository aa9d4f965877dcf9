//! What other services tell and what this one tells them.

pub(crate) mod feed;
mod freshness;
mod goods;
pub mod projections;

pub(crate) use freshness::{expect_fresh_logistics, logistics_is_fresh, unless_late_news};
pub(crate) use goods::{Asked, NO_YIELD, UNKNOWN_VARIANT, check_also, check_goods, finish_goods};
pub(crate) use projections::{
    CommodityRow, Deliveries, FailedSeason, FromCatalog, FromLogistics, KnownForm, OpenLine, SeasonRow,
    accepted_by_day, accepted_by_line, accepted_rupiah, applied_version, current_forecasts, deliveries_of,
    failed_seasons, find_call_off_by_code, find_shipment_by_code, first_accepted_at, known_references,
    known_variants, last_received_at, list_commodities, list_forms, open_call_offs, open_lines,
    ordered_by_day, reference_prices, seasons_by_id, shipments_on_the_road, yields,
};
