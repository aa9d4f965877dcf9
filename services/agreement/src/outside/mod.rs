//! What other services tell and what this one tells them.

pub(crate) mod feed;
pub mod projections;

pub(crate) use projections::{
    CommodityRow, FromCatalog, FromLogistics, KnownForm, list_commodities, list_forms,
};
