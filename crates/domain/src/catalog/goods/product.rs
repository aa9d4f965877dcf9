//! The lifecycle of a product: draft, published, withdrawn; and what kind of good a product is.

use crate::catalog::{CommodityGroup, SELLERS};
use crate::shared::{Invalid, Waiting, Waits};
use crate::{labels, lifecycle, say};

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

lifecycle! {
    /// What has happened to a product.
    pub enum ProductHappened: ProductState, ProductEvent {
        Publish (Published = "published", Optional, SELLERS): Draft => Published;
        Withdraw (Withdrawn = "withdrawn", Optional, SELLERS): Published => Withdrawn;
    }
    also {
        /// Its supplier wrote it.
        Drafted = "drafted",
        /// Its texts changed.
        Changed = "changed",
    }
    changed in Draft | Published;
}

impl Waits for ProductState {
    const WAITING: &'static [Waiting<Self>] =
        &[Waiting { state: Self::Draft, action: "publish_product", roles: ProductEvent::Publish.roles() }];
    const RESTING: &'static [Self] = &[Self::Published];
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
        Some(_) => {
            let detail = say!(
                "Komoditas ini termasuk kelompok {commodity}; kosongkan isian ini.",
                "This commodity belongs to the group {commodity}; leave this field out.",
                commodity = commodity,
            );
            Err(Invalid::says("/group", "group", detail))
        }
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

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<ProductState>();
    }
}
