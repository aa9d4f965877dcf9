//! The lifecycle of a product: draft, published, withdrawn; and what kind of good a product is.

use super::CommodityGroup;
use crate::labels;
use crate::shared::{Invalid, Lifecycle};

labels! {
    /// Where a product stands; only a published one is seen by others and can be listed.
    pub enum ProductState {
        /// Its supplier writes it; nobody else sees it.
        Draft = "draft",
        /// Every verified party sees it.
        Published = "published",
        /// No longer offered; kept for history.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// What happens to a product.
    pub enum ProductEvent {
        /// Its supplier shows it.
        Publish = "publish",
        /// Its supplier takes it back.
        Withdraw = "withdraw",
    }
}

impl Lifecycle for ProductState {
    type Event = ProductEvent;
    const STATES: &'static [Self] = Self::ALL;
    const EVENTS: &'static [ProductEvent] = ProductEvent::ALL;

    fn next(self, event: ProductEvent) -> Option<Self> {
        match (self, event) {
            (Self::Draft, ProductEvent::Publish) => Some(Self::Published),
            (Self::Published, ProductEvent::Withdraw) => Some(Self::Withdrawn),
            _ => None,
        }
    }
}

/// The group of a product, which decides its permits: the commodity's, unless the commodity is mixed goods, whose
/// products each say what they are.
///
/// # Errors
/// [`Invalid`] `group` at `/group` for another group than the commodity's.
pub fn product_group(
    commodity: CommodityGroup,
    wanted: Option<CommodityGroup>,
) -> Result<CommodityGroup, Invalid> {
    match wanted {
        None => Ok(commodity),
        Some(group) if group == commodity || commodity == CommodityGroup::MixedGoods => Ok(group),
        Some(_) => Err(Invalid::new(
            "/group",
            "group",
            format!("Komoditas ini termasuk kelompok {commodity}; kosongkan isian ini."),
            format!("This commodity belongs to the group {commodity}; leave this field out."),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn only_mixed_goods_say_themselves_what_they_are() {
        use CommodityGroup::{AnimalProduct, MixedGoods, ProcessedFood, Vegetable};
        assert_eq!(product_group(AnimalProduct, None), Ok(AnimalProduct));
        assert_eq!(product_group(MixedGoods, Some(ProcessedFood)), Ok(ProcessedFood));
        assert_eq!(product_group(MixedGoods, None), Ok(MixedGoods));
        let evasion = product_group(AnimalProduct, Some(Vegetable)).map_err(|invalid| invalid.pointer);
        assert_eq!(evasion, Err("/group".to_owned()));
    }

    #[test]
    fn the_whole_lifecycle_of_a_product_is_this_table() {
        let table = "\
| state | publish | withdraw |
|---|---|---|
| draft | published | - |
| published | - | withdrawn |
| withdrawn | - | - |
";
        assert_eq!(transition_table::<ProductState>(), table);
    }
}
