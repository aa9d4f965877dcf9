//! What other services tell and what this one tells them.

pub(crate) mod feed;
mod freshness;
mod goods;
pub mod projections;

pub(crate) use freshness::{expect_fresh_logistics, logistics_is_fresh, unless_late_news};
pub(crate) use goods::{Asked, NO_YIELD, check_also, check_goods, finish_goods};
pub(crate) use projections::{
    CommodityRow, FromCatalog, FromLogistics, KnownForm, accepted_by_day, accepted_by_line, applied_version,
    find_call_off_by_code, find_shipment_by_code, last_received_at, list_commodities, list_forms,
    open_by_line, open_call_offs, ordered_by_day, shipments_on_the_road, yields,
};
