//! The lifecycle of a product: draft, published, withdrawn.

use crate::labels;
use crate::shared::Lifecycle;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

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
