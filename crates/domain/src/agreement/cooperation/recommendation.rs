//! Recommendations: what a facilitator or an auditor of an agreement advises its two sides, and what they answer.
//!
//! Changes no trade data. Each side answers for itself: it is accepted once both have accepted it, declined as soon as one
//! declines. Refuses an answer by anybody but a coordinator of a side, and a second answer of a side.

use crate::shared::{Role, Waiting, Waits};
use crate::{labels, lifecycle};

/// Who recommends: the facilitator of an agreement and its auditors.
pub const RECOMMENDATION_AUTHORS: &[Role] = &[Role::Facilitator, Role::Auditor];
/// Who answers: the two sides.
const SIDES: &[Role] = &[Role::Coordinator];

labels! {
    /// Where a recommendation stands.
    pub enum RecommendationState {
        /// Waits for the answers of both sides.
        Open = "open",
        /// Both sides will follow it.
        Accepted = "accepted",
        /// A side will not, and says why.
        Declined = "declined",
        /// Its author took it back.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// What a side answers.
    pub enum RecommendationAnswer {
        /// It will follow it.
        Accepted = "accepted",
        /// It will not.
        Declined = "declined",
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
        /// One of the two sides accepted it; the other has not answered yet.
        AcceptanceGiven = "acceptance_given",
    }
}

/// Where a recommendation stands once one more of `sides` has answered; none where it has answered before.
pub fn answered<P: Copy + Eq>(
    given: &[(P, RecommendationAnswer)],
    new: (P, RecommendationAnswer),
    sides: &[P],
) -> Option<RecommendationState> {
    let said = |side: &P| given.iter().chain([&new]).find(|(by, _)| by == side).map(|(_, answer)| *answer);
    if given.iter().any(|(by, _)| *by == new.0) {
        return None;
    }
    let all = |answer| sides.iter().all(|side| said(side) == Some(answer));
    Some(match new.1 {
        RecommendationAnswer::Declined => RecommendationState::Declined,
        RecommendationAnswer::Accepted if all(RecommendationAnswer::Accepted) => {
            RecommendationState::Accepted
        }
        RecommendationAnswer::Accepted => RecommendationState::Open,
    })
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
    fn it_is_accepted_by_both_sides_and_declined_by_one() {
        use RecommendationAnswer::{Accepted, Declined};
        use RecommendationState as S;
        let sides = ["metro", "jakarta"];
        let after = |given: &[_], new| answered(given, new, &sides);
        assert_eq!(after(&[], ("metro", Accepted)), Some(S::Open));
        assert_eq!(after(&[("metro", Accepted)], ("jakarta", Accepted)), Some(S::Accepted));
        assert_eq!(after(&[("metro", Accepted)], ("jakarta", Declined)), Some(S::Declined));
        assert_eq!(after(&[], ("jakarta", Declined)), Some(S::Declined));
        assert_eq!(after(&[("metro", Accepted)], ("metro", Declined)), None, "a side answers once");
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<RecommendationState>();
    }
}
