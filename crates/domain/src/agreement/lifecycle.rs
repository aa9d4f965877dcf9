//! The life of an agreement (kesepakatan bersama) between two regional governments, as a table.
//!
//! Owns: the states, the facts that move them, who may record which fact, and what dates derive
//! (expired). Refuses: every fact the state does not allow. Consents of both sides stand in `consent`.

use chrono::NaiveDate;

use crate::labels;
use crate::shared::{Lifecycle, Period, Role};

labels! {
    /// One of the two equal governments of an agreement.
    pub enum Side {
        /// The government that offered the agreement.
        Initiator = "initiator",
        /// The government that answers the offer.
        Counterpart = "counterpart",
    }
}

impl Side {
    /// The other government.
    pub const fn other(self) -> Self {
        match self {
            Self::Initiator => Self::Counterpart,
            Self::Counterpart => Self::Initiator,
        }
    }
}

labels! {
    /// Where an agreement stands. Expired is derived from its period, see [`AgreementState::expired`].
    pub enum AgreementState {
        /// Written by the initiator, not yet sent.
        Draft = "draft",
        /// Offered by letter; waits for the answer.
        Offered = "offered",
        /// Both sides work on the text.
        InDiscussion = "in_discussion",
        /// Both confirmed the text; a regional council (DPRD) must approve it.
        AwaitingCouncil = "awaiting_council",
        /// One text is settled and waits for signatures.
        ReadyToSign = "ready_to_sign",
        /// Signed by both sides.
        Signed = "signed",
        /// In force: contracts and call-offs may be made under it.
        Active = "active",
        /// No new contracts or call-offs; goods on the road go on.
        Suspended = "suspended",
        /// Done as planned.
        Completed = "completed",
        /// Ended before its time.
        Terminated = "terminated",
        /// Declined by the counterpart.
        Rejected = "rejected",
        /// Taken back by the initiator.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// A fact that moves an agreement, named for the sub-resource that records it.
    pub enum AgreementEvent {
        /// The initiator sends its offer letter.
        Offer = "offer",
        /// The counterpart answers; later, either side takes an unsigned text back into discussion.
        OpenDiscussion = "open_discussion",
        /// The confirmed text needs a council's approval.
        RequireCouncil = "require_council",
        /// The last council that had to approve has approved.
        ApproveCouncil = "approve_council",
        /// The second coordinator confirmed the same text.
        ConfirmText = "confirm_text",
        /// The second side signed the same text.
        Sign = "sign",
        /// Comes into force.
        Activate = "activate",
        /// Stops new contracts and call-offs.
        Suspend = "suspend",
        /// Lifts a suspension.
        Reinstate = "reinstate",
        /// Ends as planned.
        Complete = "complete",
        /// Ends before its time.
        Terminate = "terminate",
        /// The counterpart declines.
        Reject = "reject",
        /// The initiator takes it back.
        Withdraw = "withdraw",
    }
}

impl Lifecycle for AgreementState {
    type Event = AgreementEvent;
    const STATES: &'static [Self] = Self::ALL;
    const EVENTS: &'static [AgreementEvent] = AgreementEvent::ALL;

    fn next(self, event: AgreementEvent) -> Option<Self> {
        use AgreementEvent as E;
        use AgreementState as S;
        Some(match (self, event) {
            (S::Draft, E::Offer) => S::Offered,
            (S::Offered | S::AwaitingCouncil | S::ReadyToSign, E::OpenDiscussion) => S::InDiscussion,
            (S::InDiscussion, E::RequireCouncil) => S::AwaitingCouncil,
            (S::InDiscussion, E::ConfirmText) | (S::AwaitingCouncil, E::ApproveCouncil) => S::ReadyToSign,
            (S::ReadyToSign, E::Sign) => S::Signed,
            (S::Signed, E::Activate) | (S::Suspended, E::Reinstate) => S::Active,
            (S::Active, E::Suspend) => S::Suspended,
            (S::Active, E::Complete) => S::Completed,
            (S::Signed | S::Active | S::Suspended, E::Terminate) => S::Terminated,
            (S::Offered | S::InDiscussion | S::AwaitingCouncil | S::ReadyToSign, E::Reject) => S::Rejected,
            (S::Draft | S::Offered | S::InDiscussion | S::AwaitingCouncil | S::ReadyToSign, E::Withdraw) => {
                S::Withdrawn
            }
            _ => return None,
        })
    }
}

labels! {
    /// What dates derive about an agreement.
    pub enum AgreementCondition {
        /// Its last day has passed although nobody completed or terminated it.
        Expired = "expired",
    }
}

impl AgreementState {
    /// What is derived about it on `day`; `None` when its state says it all.
    pub fn condition(self, period: &Period, day: NaiveDate) -> Option<AgreementCondition> {
        self.expired(period, day).then_some(AgreementCondition::Expired)
    }

    /// Whether its last day has passed although nobody completed or terminated it.
    pub fn expired(self, period: &Period, day: NaiveDate) -> bool {
        let ended = matches!(self, Self::Completed | Self::Terminated | Self::Rejected | Self::Withdrawn);
        !ended && period.ended(day)
    }

    /// Whether new contracts and call-offs may be made under it on `day`.
    pub fn in_force(self, period: &Period, day: NaiveDate) -> bool {
        self == Self::Active && period.contains(day)
    }

    /// Whether the text may still be edited; in later states only an amendment changes it.
    pub const fn editable(self) -> bool {
        matches!(self, Self::Draft | Self::InDiscussion)
    }
}

/// Whether somebody with `roles` in the government of `side` may record `event` in `state`.
///
/// Coordinators run the procedure, regional signers sign and terminate. The initiator offers and
/// withdraws, the counterpart answers and rejects; everything else is open to both sides.
pub fn may_act_on_agreement(
    state: AgreementState,
    event: AgreementEvent,
    roles: &[Role],
    side: Side,
) -> bool {
    use AgreementEvent as E;
    let role = match event {
        E::Sign | E::Terminate => roles.contains(&Role::RegionalSigner),
        E::Suspend | E::Reinstate => {
            roles.contains(&Role::Coordinator) || roles.contains(&Role::RegionalSigner)
        }
        _ => roles.contains(&Role::Coordinator),
    };
    let only = match event {
        E::Offer | E::Withdraw => Some(Side::Initiator),
        E::Reject => Some(Side::Counterpart),
        E::OpenDiscussion if state == AgreementState::Offered => Some(Side::Counterpart),
        _ => None,
    };
    role && only.is_none_or(|only| only == side)
}

/// Whether `side` may lift a suspension: only the government that suspended may.
pub fn may_reinstate(suspended_by: Side, side: Side) -> bool {
    suspended_by == side
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{allowed_events, transition_table};

    #[test]
    fn the_whole_agreement_table_is_as_agreed() {
        let table = "\
| state | offer | open_discussion | require_council | approve_council | confirm_text | sign | activate | suspend | reinstate | complete | terminate | reject | withdraw |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
| draft | offered | - | - | - | - | - | - | - | - | - | - | - | withdrawn |
| offered | - | in_discussion | - | - | - | - | - | - | - | - | - | rejected | withdrawn |
| in_discussion | - | - | awaiting_council | - | ready_to_sign | - | - | - | - | - | - | rejected | withdrawn |
| awaiting_council | - | in_discussion | - | ready_to_sign | - | - | - | - | - | - | - | rejected | withdrawn |
| ready_to_sign | - | in_discussion | - | - | - | signed | - | - | - | - | - | rejected | withdrawn |
| signed | - | - | - | - | - | - | active | - | - | - | terminated | - | - |
| active | - | - | - | - | - | - | - | suspended | - | completed | terminated | - | - |
| suspended | - | - | - | - | - | - | - | - | active | - | terminated | - | - |
| completed | - | - | - | - | - | - | - | - | - | - | - | - | - |
| terminated | - | - | - | - | - | - | - | - | - | - | - | - | - |
| rejected | - | - | - | - | - | - | - | - | - | - | - | - | - |
| withdrawn | - | - | - | - | - | - | - | - | - | - | - | - | - |
";
        assert_eq!(transition_table::<AgreementState>(), table);
    }

    #[test]
    fn a_refused_event_names_what_is_allowed() {
        let refused = AgreementState::Offered.apply(AgreementEvent::Sign).expect_err("not yet");
        assert_eq!(refused.allowed, allowed_events(AgreementState::Offered));
        assert_eq!(refused.allowed, ["open_discussion", "reject", "withdraw"]);
    }

    #[test]
    fn expiry_is_derived_from_the_period() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let period = Period { from: day("2022-06-10"), until: Some(day("2027-06-09")) };
        let last = day("2027-06-09");
        let after = day("2027-06-10");
        assert!(AgreementState::Active.in_force(&period, last));
        assert!(!AgreementState::Active.in_force(&period, after));
        assert!(AgreementState::Active.expired(&period, after));
        assert!(!AgreementState::Active.expired(&period, last));
        assert!(!AgreementState::Completed.expired(&period, after));
        assert!(!AgreementState::Suspended.in_force(&period, last));
    }

    #[test]
    fn each_fact_has_its_role_and_its_side() {
        use AgreementEvent as E;
        use AgreementState as S;
        let may = may_act_on_agreement;
        let coordinator = [Role::Coordinator];
        let signer = [Role::RegionalSigner];
        assert!(may(S::Draft, E::Offer, &coordinator, Side::Initiator));
        assert!(!may(S::Draft, E::Offer, &coordinator, Side::Counterpart));
        assert!(!may(S::Offered, E::OpenDiscussion, &coordinator, Side::Initiator));
        assert!(may(S::Offered, E::OpenDiscussion, &coordinator, Side::Counterpart));
        assert!(may(S::ReadyToSign, E::OpenDiscussion, &coordinator, Side::Initiator));
        assert!(!may(S::Offered, E::Reject, &coordinator, Side::Initiator));
        assert!(!may(S::ReadyToSign, E::Sign, &coordinator, Side::Initiator));
        assert!(may(S::Active, E::Suspend, &signer, Side::Counterpart));
        for event in AgreementEvent::ALL {
            for side in Side::ALL {
                let nobody = [Role::PlatformAdmin, Role::Facilitator, Role::Auditor, Role::Client];
                assert!(!may(S::Active, *event, &nobody, *side), "{event}");
            }
        }
        assert!(may_reinstate(Side::Initiator, Side::Initiator));
        assert!(!may_reinstate(Side::Initiator, Side::Initiator.other()));
    }
}
