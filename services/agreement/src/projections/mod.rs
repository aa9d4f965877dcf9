//! What this service keeps of the others' facts: commodities of the catalog, posted receipts of logistics.
//!
//! Each projection reads the resource an event points at and upserts it in the transaction that moves the
//! cursor; applying an event again changes nothing.

mod catalog;
mod logistics;
mod queries;

pub(crate) use catalog::CatalogProjection;
pub(crate) use logistics::LogisticsProjection;
pub(crate) use queries::{CommodityRow, KnownForm, list_commodities, list_forms};
