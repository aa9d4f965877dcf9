//! What can have happened to what has no lifecycle: commodities and variants.

use crate::labels;

labels! {
    /// What has happened to a commodity.
    pub enum CommodityHappened {
        /// It was registered.
        Registered = "registered",
        /// Its names, forms or yields changed.
        Changed = "changed",
    }
}

labels! {
    /// What has happened to a variant.
    pub enum VariantHappened {
        /// It was added to its product.
        Added = "added",
        /// Its label or packs changed.
        Changed = "changed",
        /// A permit was added.
        PermitAdded = "permit_added",
        /// A permit was withdrawn.
        PermitWithdrawn = "permit_withdrawn",
        /// A panel that saw its permits has approved it.
        PermitsChecked = "permits_checked",
        /// Its product was published.
        Published = "published",
        /// Its product was withdrawn.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// What has happened to a price that somebody has seen.
    pub enum PriceObservationHappened {
        /// It was recorded.
        Recorded = "recorded",
        /// Another corrected it.
        Corrected = "corrected",
    }
}
