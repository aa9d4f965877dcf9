//! Reference prices of the catalog: what goods cost by regulation or by measure.

use db::Connection;
use domain::shared::KnownReference;
use service::{Error, projected_goods_rules};

use crate::schema::projected_reference_price;

projected_goods_rules! {
    /// A reference price the catalog has told of.
    pub struct ReferencePriceRow of ReferencePrice in projected_reference_price by legal_basis;
    /// The reference prices of some commodities, of all days, for [`domain::shared::reference_for`].
    pub fn reference_prices;
    get_reference_price(ReferencePriceId) -> ReferencePriceView
}

/// The same with their ids, for [`domain::shared::LinePrice`].
///
/// # Errors
/// As [`reference_prices`].
pub(crate) async fn known_references(
    conn: &Connection,
    commodities: &[String],
) -> Result<Vec<KnownReference>, Error> {
    let known = |row: ReferencePriceRow| Ok(KnownReference { id: row.id, row: row.dated()? });
    ReferencePriceRow::of_goods(conn, commodities).await?.into_iter().map(known).collect()
}
