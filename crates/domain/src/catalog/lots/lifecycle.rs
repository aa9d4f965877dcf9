//! The way of a consolidation lot: weighed in, graded, sealed by two, allocated to orders, gone, and settled with its members.

use crate::catalog::{LOT_KEEPERS, LOT_SEALERS, LOT_SELLERS};
use crate::shared::{Waiting, Waits};
use crate::{labels, lifecycle};

labels! {
    /// Where a consolidation lot stands.
    pub enum LotState {
        /// Members' goods are weighed in.
        Open = "open",
        /// Goods are sorted; more may still come.
        Grading = "grading",
        /// Two have sealed what is in it.
        Sealed = "sealed",
        /// Part of it is for order lines.
        Allocated = "allocated",
        /// Everything that goes has left.
        Dispatched = "dispatched",
        /// What it brought has gone back to its members.
        Settled = "settled",
        /// Given up; its members take their goods back.
        Dissolved = "dissolved",
    }
}

labels! {
    /// What happens to a consolidation lot.
    pub enum LotEvent {
        /// Contributions are sorted.
        Grade = "grade",
        /// One of two seals what is in it.
        Seal = "seal",
        /// Part of it is set aside for an order line.
        Allocate = "allocate",
        /// What was set aside for an order line and was not loaded is free again.
        Release = "release",
        /// The last of it has left the hub.
        Dispatch = "dispatch",
        /// What it brought is settled with its members, or settled anew.
        Settle = "settle",
        /// It is given up.
        Dissolve = "dissolve",
    }
}

lifecycle! {
    /// What has happened to a consolidation lot.
    pub enum LotHappened: LotState, LotEvent {
        Grade (Graded = "graded", Optional, LOT_KEEPERS): Open | Grading => Grading;
        Seal (Sealed = "sealed", Optional, LOT_SEALERS): Grading => Sealed;
        Allocate (Allocated = "allocated", Optional, LOT_SELLERS): Sealed | Allocated => Allocated;
        Release (Released = "released", Required, LOT_SELLERS): Allocated => Allocated;
        Dispatch (Dispatched = "dispatched", Optional, LOT_SELLERS): Allocated => Dispatched;
        Settle (Settled = "settled", Optional, LOT_SELLERS): Dispatched | Settled => Settled;
        Dissolve (Dissolved = "dissolved", Required, LOT_SELLERS): Open | Grading | Sealed | Allocated => Dissolved;
    }
    also {
        /// It was opened at a hub.
        Opened = "opened",
        /// Goods of a member were weighed in.
        ContributionRecorded = "contribution_recorded",
        /// The first of two has sealed it.
        SealGiven = "seal_given",
        /// A later fact has changed what its members get.
        Adjusted = "adjusted",
    }
}

impl Waits for LotState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Open, action: "grade_consolidation_lot", roles: LOT_KEEPERS },
        Waiting { state: Self::Grading, action: "seal_consolidation_lot", roles: LOT_SEALERS },
        Waiting { state: Self::Sealed, action: "allocate_consolidation_lot", roles: LOT_SELLERS },
        Waiting { state: Self::Allocated, action: "dispatch_consolidation_lot", roles: LOT_SELLERS },
        Waiting { state: Self::Dispatched, action: "settle_consolidation_lot", roles: LOT_SELLERS },
        // Where its receipts have changed since.
        Waiting { state: Self::Settled, action: "settle_consolidation_lot", roles: LOT_SELLERS },
    ];
    const RESTING: &'static [Self] = &[];
}

impl LotState {
    /// Whether goods are still weighed in.
    pub fn takes_contributions(self) -> bool {
        matches!(self, Self::Open | Self::Grading)
    }

    /// Whether shipments may name it.
    pub fn is_loadable(self) -> bool {
        matches!(self, Self::Sealed | Self::Allocated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_a_consolidation_lot_is_this_table() {
        let table = "\
| state | grade | seal | allocate | release | dispatch | settle | dissolve |
|---|---|---|---|---|---|---|---|
| open | grading | - | - | - | - | - | dissolved |
| grading | grading | sealed | - | - | - | - | dissolved |
| sealed | - | - | allocated | - | - | - | dissolved |
| allocated | - | - | allocated | allocated | dispatched | - | dissolved |
| dispatched | - | - | - | - | - | settled | - |
| settled | - | - | - | - | - | settled | - |
| dissolved | - | - | - | - | - | - | - |
";
        assert_eq!(transition_table::<LotState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<LotState>();
    }
}
