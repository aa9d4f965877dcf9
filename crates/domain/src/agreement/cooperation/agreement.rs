//! The life of an agreement (kesepakatan bersama) between two regional governments, as a table.
//!
//! Owns: the states, the facts that move them, who may record which fact, and what dates derive
//! (expired, under notice). Refuses: every fact the state does not allow. Consents of both sides stand in `consent`, how it
//! ends in `endings`.

use chrono::NaiveDate;

use crate::shared::{Begun, Period, Role, Waiting, Waits};
use crate::{labels, lifecycle};

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
        /// Both coordinators agreed to the closing statement.
        Complete = "complete",
        /// Ends before its time: both governments agreed, or one gave notice and the notice has run out.
        Terminate = "terminate",
        /// The counterpart declines.
        Reject = "reject",
        /// The initiator takes it back.
        Withdraw = "withdraw",
    }
}

const COORDINATOR: &[Role] = &[Role::Coordinator];
const GOVERNMENT: &[Role] = &[Role::Coordinator, Role::RegionalSigner];

lifecycle! {
    /// What has happened to an agreement.
    pub enum AgreementHappened: AgreementState, AgreementEvent {
        Offer (Offered = "offered", Optional, COORDINATOR): Draft => Offered;
        OpenDiscussion (DiscussionOpened = "discussion_opened", Optional, COORDINATOR):
            Offered | AwaitingCouncil | ReadyToSign => InDiscussion;
        RequireCouncil (CouncilRequired = "council_required", Optional, &[]): InDiscussion => AwaitingCouncil;
        ApproveCouncil (CouncilApproved = "council_approved", Optional, COORDINATOR): AwaitingCouncil => ReadyToSign;
        ConfirmText (TextConfirmed = "text_confirmed", Optional, COORDINATOR): InDiscussion => ReadyToSign;
        Sign (Signed = "signed", Optional, &[Role::RegionalSigner]): ReadyToSign => Signed;
        Activate (Activated = "activated", Optional, COORDINATOR): Signed => Active;
        Suspend (Suspended = "suspended", Required, GOVERNMENT): Active => Suspended;
        Reinstate (Reinstated = "reinstated", Optional, GOVERNMENT): Suspended => Active;
        Complete (Completed = "completed", Optional, COORDINATOR): Active => Completed;
        Terminate (Terminated = "terminated", Required, &[Role::RegionalSigner]):
            Signed | Active | Suspended => Terminated;
        Reject (Rejected = "rejected", Required, COORDINATOR):
            Offered | InDiscussion | AwaitingCouncil | ReadyToSign => Rejected;
        Withdraw (Withdrawn = "withdrawn", Optional, COORDINATOR):
            Draft | Offered | InDiscussion | AwaitingCouncil | ReadyToSign => Withdrawn;
    }
    also {
        /// The initiator began to write it.
        Drafted = "drafted",
        /// Its text changed.
        Changed = "changed",
        /// One of the two sides signed.
        SignatureGiven = "signature_given",
        /// An auditor was let in.
        AuditorAssigned = "auditor_assigned",
        /// A side wants an auditor; the other has not agreed yet.
        AuditorProposed = "auditor_proposed",
        /// A side no longer wants an auditor, who reads no further.
        AuditorEnded = "auditor_ended",
        /// One of the two coordinators agreed to the closing statement.
        CompletionAgreed = "completion_agreed",
        /// One government proposed to terminate it together.
        TerminationProposed = "termination_proposed",
        /// One government gave notice.
        NoticeGiven = "notice_given",
        /// An amendment was signed: it says what holds from its day on.
        Amended = "amended",
    }
    changed in Draft | InDiscussion;
}

/// Where both sides may want an auditor: past the draft, and not given up.
const AUDITED: &[AgreementState] = &[
    AgreementState::Offered,
    AgreementState::InDiscussion,
    AgreementState::AwaitingCouncil,
    AgreementState::ReadyToSign,
    AgreementState::Signed,
    AgreementState::Active,
    AgreementState::Suspended,
    AgreementState::Completed,
    AgreementState::Terminated,
];

impl Waits for AgreementState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Draft, action: "offer_agreement", roles: AgreementEvent::Offer.roles() },
        Waiting {
            state: Self::Offered,
            action: "discuss_agreement",
            roles: AgreementEvent::OpenDiscussion.roles(),
        },
        Waiting {
            state: Self::InDiscussion,
            action: "confirm_agreement_text",
            roles: AgreementEvent::ConfirmText.roles(),
        },
        Waiting {
            state: Self::AwaitingCouncil,
            action: "record_council_approval",
            roles: AgreementEvent::ApproveCouncil.roles(),
        },
        Waiting { state: Self::ReadyToSign, action: "sign_agreement", roles: AgreementEvent::Sign.roles() },
        Waiting {
            state: Self::Signed,
            action: "activate_agreement",
            roles: AgreementEvent::Activate.roles(),
        },
    ];
    const RESTING: &'static [Self] = &[Self::Active, Self::Suspended];
    const BEGUN: &'static [Begun<Self>] = &[
        Begun {
            states: &[Self::Active],
            action: "complete_agreement",
            roles: AgreementEvent::Complete.roles(),
        },
        Begun {
            states: &[Self::Signed, Self::Active, Self::Suspended],
            action: "terminate_agreement",
            roles: AgreementEvent::Terminate.roles(),
        },
        Begun { states: AUDITED, action: "assign_agreement_auditor", roles: COORDINATOR },
        // Its renewal is an amendment of the period.
        Begun { states: &[Self::Active], action: "create_agreement_amendment", roles: COORDINATOR },
    ];
}

labels! {
    /// What dates derive about an agreement.
    pub enum AgreementCondition {
        /// Its last day has passed although nobody completed or terminated it.
        Expired = "expired",
        /// One government gave notice; it goes on until the notice has run out.
        NoticeGiven = "notice_given",
        /// The notice has run out: it has ended.
        Ended = "ended",
    }
}

/// The days of an agreement: as signed, and from when on it no longer holds after a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgreementDays {
    /// As in the text.
    pub period: Period,
    /// The first day on which it no longer holds; none without a notice.
    pub ends_date: Option<NaiveDate>,
}

impl AgreementDays {
    /// The days on which it holds.
    pub fn holds(&self) -> Period {
        let last = self.ends_date.and_then(|ends| ends.pred_opt());
        let until = [self.period.until, last].into_iter().flatten().min();
        Period { from: self.period.from, until }
    }
}

impl AgreementState {
    /// What is derived about it on `day`; `None` when its state says it all.
    pub fn condition(self, days: &AgreementDays, day: NaiveDate) -> Option<AgreementCondition> {
        use AgreementCondition as C;
        match days.ends_date {
            _ if self.ended() => None,
            Some(ends) if ends <= day => Some(C::Ended),
            _ if days.period.ended(day) => Some(C::Expired),
            Some(_) => Some(C::NoticeGiven),
            None => None,
        }
    }

    /// Whether it has come to its end.
    pub const fn ended(self) -> bool {
        matches!(self, Self::Completed | Self::Terminated | Self::Rejected | Self::Withdrawn)
    }

    /// Whether new contracts and call-offs may be made under it on `day`.
    pub fn in_force(self, period: &Period, day: NaiveDate) -> bool {
        self == Self::Active && period.contains(day)
    }
}

/// The side that alone may record `event` in `state`: the initiator offers and withdraws, the counterpart answers and
/// rejects; `None` where both may.
pub const fn side_of_event(state: AgreementState, event: AgreementEvent) -> Option<Side> {
    use AgreementEvent as E;
    match (event, state) {
        (E::Offer | E::Withdraw, _) => Some(Side::Initiator),
        (E::Reject, _) | (E::OpenDiscussion, AgreementState::Offered) => Some(Side::Counterpart),
        _ => None,
    }
}

/// Whether `side` may lift a suspension: only the government that suspended may.
pub fn may_reinstate(suspended_by: Side, side: Side) -> bool {
    suspended_by == side
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{Lifecycle as _, allowed_events, transition_table};

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
        assert_eq!(
            refused.allowed,
            allowed_events(AgreementState::Offered),
            "an offered text is not changed"
        );
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
        let days = AgreementDays { period, ends_date: None };
        assert_eq!(AgreementState::Active.condition(&days, after), Some(AgreementCondition::Expired));
        assert_eq!(AgreementState::Active.condition(&days, last), None);
        assert_eq!(AgreementState::Completed.condition(&days, after), None);
        assert!(!AgreementState::Suspended.in_force(&period, last));
    }

    #[test]
    fn a_notice_is_derived_and_so_is_its_end() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let period = Period { from: day("2022-06-10"), until: Some(day("2027-06-09")) };
        let days = AgreementDays { period, ends_date: Some(day("2026-12-02")) };
        let on = |state: AgreementState, at: &str| state.condition(&days, day(at));
        use AgreementCondition as C;
        assert_eq!(on(AgreementState::Active, "2026-12-01"), Some(C::NoticeGiven));
        assert_eq!(on(AgreementState::Suspended, "2026-12-02"), Some(C::Ended));
        assert_eq!(on(AgreementState::Terminated, "2026-12-02"), None);
        assert!(AgreementState::Active.in_force(&days.holds(), day("2026-12-01")));
        assert!(!AgreementState::Active.in_force(&days.holds(), day("2026-12-02")));
        let late = AgreementDays { period, ends_date: Some(day("2030-01-01")) };
        assert_eq!(late.holds(), period);
        assert_eq!(AgreementState::Active.condition(&late, day("2027-06-10")), Some(C::Expired));
    }

    #[test]
    fn each_fact_has_its_role_and_its_side() {
        use AgreementEvent as E;
        use AgreementState as S;
        let may = |state, event: E, role, side| {
            event.roles().contains(&role) && side_of_event(state, event).is_none_or(|only| only == side)
        };
        let (coordinator, signer) = (Role::Coordinator, Role::RegionalSigner);
        assert!(may(S::Draft, E::Offer, coordinator, Side::Initiator));
        assert!(!may(S::Draft, E::Offer, coordinator, Side::Counterpart));
        assert!(!may(S::Offered, E::OpenDiscussion, coordinator, Side::Initiator));
        assert!(may(S::Offered, E::OpenDiscussion, coordinator, Side::Counterpart));
        assert!(may(S::ReadyToSign, E::OpenDiscussion, coordinator, Side::Initiator));
        assert!(!may(S::Offered, E::Reject, coordinator, Side::Initiator));
        assert!(!may(S::ReadyToSign, E::Sign, coordinator, Side::Initiator));
        assert!(may(S::Active, E::Suspend, signer, Side::Counterpart));
        for event in AgreementEvent::ALL {
            for nobody in [Role::PlatformAdmin, Role::Facilitator, Role::Auditor, Role::Client] {
                assert!(!event.roles().contains(&nobody), "{event}");
            }
        }
        assert!(may_reinstate(Side::Initiator, Side::Initiator));
        assert!(!may_reinstate(Side::Initiator, Side::Initiator.other()));
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<AgreementState>();
    }
}
