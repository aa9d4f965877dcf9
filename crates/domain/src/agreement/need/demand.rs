//! The life of a demand: what a buyer needs, when and where, told to the regions it has agreements with.

use crate::shared::{Role, Waiting, Waits};
use crate::{labels, lifecycle};

/// Who says what is needed.
const BUYER: &[Role] = &[Role::Buyer];
/// Who commits to a part of it.
const PARTNERS: &[Role] = &[Role::Coordinator];

labels! {
    /// Where a demand stands.
    pub enum DemandState {
        /// Written by the buyer, read by nobody else.
        Draft = "draft",
        /// Told to the partner regions, which may commit to a part of it.
        Published = "published",
        /// Nothing more is wanted on it.
        Closed = "closed",
        /// Taken back before anybody committed.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// A fact that moves a demand.
    pub enum DemandEvent {
        /// The buyer tells the partner regions.
        Publish = "publish",
        /// The buyer wants nothing more on it.
        Close = "close",
        /// The buyer takes it back.
        Withdraw = "withdraw",
    }
}

lifecycle! {
    /// What has happened to a demand.
    pub enum DemandHappened: DemandState, DemandEvent {
        Publish (Published = "published", Optional, BUYER): Draft => Published;
        Close (Closed = "closed", Optional, BUYER): Published => Closed;
        Withdraw (Withdrawn = "withdrawn", Required, BUYER): Draft | Published => Withdrawn;
    }
    also {
        /// The buyer began to write it.
        Drafted = "drafted",
        /// What the draft says changed.
        Changed = "changed",
        /// A new version of what is needed was published.
        Revised = "revised",
    }
    changed in Draft;
}

impl Waits for DemandState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Draft, action: "publish_demand", roles: BUYER },
        Waiting { state: Self::Published, action: "create_commitment", roles: PARTNERS },
    ];
    const RESTING: &'static [Self] = &[];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_demand_is_this_table() {
        let table = "\
| state | publish | close | withdraw |
|---|---|---|---|
| draft | published | - | withdrawn |
| published | - | closed | withdrawn |
| closed | - | - | - |
| withdrawn | - | - | - |
";
        assert_eq!(transition_table::<DemandState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<DemandState>();
    }
}
