//! Recommendations: what a facilitator or an auditor of an agreement advises its two sides, and what they answer.
//!
//! Changes no trade data. Refuses an answer by anybody but a coordinator of a side, and a second answer.

use crate::shared::{Role, Waiting, Waits};
use crate::{labels, lifecycle};

/// Who recommends: the facilitator of an agreement and its auditors.
pub const RECOMMENDATION_AUTHORS: &[Role] = &[Role::Facilitator, Role::Auditor];
/// Who answers: the two sides.
const SIDES: &[Role] = &[Role::Coordinator];

labels! {
    /// Where a recommendation stands.
    pub enum RecommendationState {
        /// Waits for an answer.
        Open = "open",
        /// A side will follow it.
        Accepted = "accepted",
        /// A side will not, and says why.
        Declined = "declined",
        /// Its author took it back.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// What happens to a recommendation.
    pub enum RecommendationEvent {
        /// A side takes it.
        Accept = "accept",
        /// A side does not.
        Decline = "decline",
        /// Its author takes it back.
        Withdraw = "withdraw",
    }
}

lifecycle! {
    /// What has happened to a recommendation.
    pub enum RecommendationHappened: RecommendationState, RecommendationEvent {
        Accept (Accepted = "accepted", Optional, SIDES): Open => Accepted;
        Decline (Declined = "declined", Required, SIDES): Open => Declined;
        Withdraw (Withdrawn = "withdrawn", Optional, RECOMMENDATION_AUTHORS): Open => Withdrawn;
    }
    also {
        /// It was given.
        Given = "given",
    }
}

impl Waits for RecommendationState {
    const WAITING: &'static [Waiting<Self>] =
        &[Waiting { state: Self::Open, action: "accept_recommendation", roles: SIDES }];
    const RESTING: &'static [Self] = &[];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_recommendation_is_this_table() {
        let table = "\
| state | accept | decline | withdraw |
|---|---|---|---|
| open | accepted | declined | withdrawn |
| accepted | - | - | - |
| declined | - | - | - |
| withdrawn | - | - | - |
";
        assert_eq!(transition_table::<RecommendationState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<RecommendationState>();
    }
}
