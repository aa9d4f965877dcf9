//! Reference prices of the catalog: what goods cost by regulation or by measure.

use service::projected_goods_rules;

use crate::schema::projected_reference_price;

projected_goods_rules! {
    /// A reference price the catalog has told of.
    pub struct ReferencePriceRow of ReferencePrice in projected_reference_price by legal_basis;
    /// The reference prices of some commodities, of all days, for [`domain::shared::reference_for`].
    pub fn reference_prices;
    get_reference_price(ReferencePriceId) -> ReferencePriceView
}
