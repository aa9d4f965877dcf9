//! Invitations: a code by which a person binds the sign-in to a membership, the first time it is used.
//!
//! Refuses a code that was used, withdrawn or is out of date; who invites never takes it up.

use chrono::{DateTime, TimeDelta, Utc};

use crate::shared::{Role, Waiting, Waits};
use crate::{labels, lifecycle};

/// Who invites: who keeps a party, and its own administrators.
pub const MEMBER_KEEPERS: &[Role] = &[Role::Coordinator, Role::PlatformAdmin, Role::PartyAdmin];

/// How long an invitation can be taken up.
pub const INVITATION_LASTS: TimeDelta = TimeDelta::days(14);

labels! {
    /// Where an invitation stands. Out of date is derived, never stored.
    pub enum InvitationState {
        /// Can be taken up.
        Open = "open",
        /// Was taken up.
        Accepted = "accepted",
        /// Was taken back.
        Withdrawn = "withdrawn",
    }
}

impl InvitationState {
    /// Whether it can be taken up at an instant.
    pub fn is_usable(self, until: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        self == Self::Open && now < until
    }
}

labels! {
    /// What happens to an invitation.
    pub enum InvitationEvent {
        /// A person signs in with it.
        Accept = "accept",
        /// Who keeps the party takes it back.
        Withdraw = "withdraw",
    }
}

lifecycle! {
    /// What has happened to an invitation.
    pub enum InvitationHappened: InvitationState, InvitationEvent {
        Accept (Accepted = "accepted", Optional, &[]): Open => Accepted;
        Withdraw (Withdrawn = "withdrawn", Optional, MEMBER_KEEPERS): Open => Withdrawn;
    }
    also {
        /// Somebody was invited.
        Given = "given",
    }
}

impl Waits for InvitationState {
    const WAITING: &'static [Waiting<Self>] = &[];
    const RESTING: &'static [Self] = &[Self::Open];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_invitation_is_this_table() {
        let table = "\
| state | accept | withdraw |
|---|---|---|
| open | accepted | withdrawn |
| accepted | - | - |
| withdrawn | - | - |
";
        assert_eq!(transition_table::<InvitationState>(), table);
    }

    #[test]
    fn an_invitation_is_taken_up_while_it_is_open_and_in_time() {
        let now: DateTime<Utc> = "2026-11-22T00:00:00Z".parse().expect("an instant");
        assert!(InvitationState::Open.is_usable(now + INVITATION_LASTS, now));
        assert!(!InvitationState::Open.is_usable(now, now));
        assert!(!InvitationState::Accepted.is_usable(now + INVITATION_LASTS, now));
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<InvitationState>();
    }
}
