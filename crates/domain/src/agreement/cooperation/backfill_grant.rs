//! Grants to record the past: one side of an agreement proposes, the other confirms, either ends.
//!
//! What a grant lets in moves figures that were told before, so no side gives one alone.

use crate::shared::{Role, Waiting, Waits};
use crate::{labels, lifecycle};

labels! {
    /// Where a backfill grant stands.
    pub enum BackfillGrantState {
        /// Waits for the other side.
        Proposed = "proposed",
        /// Lets its party record those days, for as long as it may be used.
        InForce = "in_force",
        /// A side ended it.
        Ended = "ended",
        /// The side that proposed it took it back.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// What happens to a backfill grant.
    pub enum BackfillGrantEvent {
        /// The other side agrees.
        Confirm = "confirm",
        /// A side ends it; what was recorded by it stays, and stays marked.
        End = "end",
        /// The side that proposed it takes it back.
        Withdraw = "withdraw",
    }
}

/// The coordinators of the two sides.
const SIDES: &[Role] = &[Role::Coordinator];

lifecycle! {
    /// What has happened to a backfill grant.
    pub enum BackfillGrantHappened: BackfillGrantState, BackfillGrantEvent {
        Confirm (Confirmed = "confirmed", Optional, SIDES): Proposed => InForce;
        End (Ended = "ended", Required, SIDES): InForce => Ended;
        Withdraw (Withdrawn = "withdrawn", Optional, SIDES): Proposed => Withdrawn;
    }
    also {
        /// One side proposed it.
        Proposed = "proposed",
        /// One side gave it alone, as was done before both had to agree.
        Granted = "granted",
    }
}

impl Waits for BackfillGrantState {
    const WAITING: &'static [Waiting<Self>] =
        &[Waiting { state: Self::Proposed, action: "confirm_backfill_grant", roles: SIDES }];
    const RESTING: &'static [Self] = &[Self::InForce];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_backfill_grant_is_this_table() {
        let table = "\
| state | confirm | end | withdraw |
|---|---|---|---|
| proposed | in_force | - | withdrawn |
| in_force | - | ended | - |
| ended | - | - | - |
| withdrawn | - | - | - |
";
        assert_eq!(transition_table::<BackfillGrantState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<BackfillGrantState>();
    }
}
