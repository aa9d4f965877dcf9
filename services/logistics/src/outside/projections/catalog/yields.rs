//! Yields of the catalog: how the forms of a commodity become each other.

use service::projected_goods_rules;

use crate::schema::projected_yield;

projected_goods_rules! {
    /// A yield the catalog has told of.
    pub struct YieldRow of Yield in projected_yield by source;
    /// The yields of some commodities, of all days, for [`domain::shared::yield_on`].
    pub fn yields;
    get_yield(YieldId) -> YieldView
}
