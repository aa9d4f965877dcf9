//! Applications: a person who is signed in and a member of nothing asks for a party of its own business.
//!
//! Answered by the coordinator of the home region, with reasons where refused. Refuses kinds that are no businesses.

use crate::shared::{PartyKind, Role, Waiting, Waits};
use crate::{labels, lifecycle};

/// Who answers: the coordinator of the home region.
const COORDINATOR: &[Role] = &[Role::Coordinator];

labels! {
    /// Where an application stands.
    pub enum PartyApplicationState {
        /// Waits for the coordinator.
        Submitted = "submitted",
        /// The party is registered.
        Accepted = "accepted",
        /// Not registered, with the reason.
        Refused = "refused",
        /// The applicant took it back.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// What happens to an application.
    pub enum PartyApplicationEvent {
        /// The coordinator registers the party.
        Accept = "accept",
        /// The coordinator does not.
        Refuse = "refuse",
        /// The applicant takes it back.
        Withdraw = "withdraw",
    }
}

lifecycle! {
    /// What has happened to an application.
    pub enum PartyApplicationHappened: PartyApplicationState, PartyApplicationEvent {
        Accept (Accepted = "accepted", Optional, COORDINATOR): Submitted => Accepted;
        Refuse (Refused = "refused", ToMend, COORDINATOR): Submitted => Refused;
        Withdraw (Withdrawn = "withdrawn", Optional, &[]): Submitted => Withdrawn;
    }
    also {
        /// It was handed in.
        Submitted = "submitted",
    }
}

impl Waits for PartyApplicationState {
    const WAITING: &'static [Waiting<Self>] =
        &[Waiting { state: Self::Submitted, action: "accept_party_application", roles: COORDINATOR }];
    const RESTING: &'static [Self] = &[];
}

/// Whether a person can ask for a party of this kind: businesses, and who carries for them.
pub const fn can_be_applied_for(kind: PartyKind) -> bool {
    kind.trades() || matches!(kind, PartyKind::Carrier)
}

/// The roles an applicant gets in the new party: its administration, and the trade of its kind.
pub fn applicants_roles(kind: PartyKind) -> Vec<Role> {
    let trade = match kind {
        PartyKind::Carrier => Role::Carrier,
        PartyKind::RegionalEnterprise => Role::Buyer,
        _ => Role::Supplier,
    };
    vec![Role::PartyAdmin, trade]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::roles_of_kind;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_party_application_is_this_table() {
        let table = "\
| state | accept | refuse | withdraw |
|---|---|---|---|
| submitted | accepted | refused | withdrawn |
| accepted | - | - | - |
| refused | - | - | - |
| withdrawn | - | - | - |
";
        assert_eq!(transition_table::<PartyApplicationState>(), table);
    }

    #[test]
    fn an_applicant_gets_roles_that_fit_and_decide_nothing() {
        for kind in PartyKind::ALL.iter().copied().filter(|kind| can_be_applied_for(*kind)) {
            for role in applicants_roles(kind) {
                assert!(roles_of_kind(kind).contains(&role) && !role.decides(), "{kind} {role}");
            }
        }
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<PartyApplicationState>();
    }
}
