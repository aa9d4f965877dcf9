//! The life of a contract (perjanjian kerja sama) between two businesses under an agreement, as a table.
//!
//! Owns: the states, the facts that move them, which role records which fact, and what is derived
//! (frozen while the agreement is not in force, expired). Refuses: every fact the state does not allow.

use chrono::NaiveDate;

use crate::shared::{Begun, Period, Role, Waiting, Waits};
use crate::{labels, lifecycle};

use crate::agreement::cooperation::agreement::AgreementState;
use crate::agreement::cooperation::amendment::AMENDMENT_WRITERS;
use crate::agreement::cooperation::evaluation::EVALUATORS;

labels! {
    /// What a contract promises.
    pub enum ContractType {
        /// A fixed quantity.
        FixedQuota = "fixed_quota",
        /// A share of the buyer's demand.
        ShareOfDemand = "share_of_demand",
        /// The buyer stands by to take all of a harvest (siaga pembeli).
        StandbyBuyer = "standby_buyer",
        /// One harvest, bought on the spot.
        SpotHarvest = "spot_harvest",
        /// Cultivation for the buyer (budi daya).
        OnFarm = "on_farm",
        /// Animals held for a festival.
        FestivalHold = "festival_hold",
        /// A price, no quantity.
        PriceOnly = "price_only",
        /// A small consignment to try each other (uji coba).
        Trial = "trial",
    }
}

/// Whether the lines of a contract type state a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantityRule {
    /// Every line states the quantity committed.
    Required,
    /// No line states one.
    Absent,
}

impl ContractType {
    /// Whether lines state a quantity. What a share line commits, the commitment it names says.
    pub const fn quantity_rule(self) -> QuantityRule {
        match self {
            Self::FixedQuota | Self::Trial | Self::OnFarm | Self::FestivalHold => QuantityRule::Required,
            Self::PriceOnly | Self::StandbyBuyer | Self::ShareOfDemand | Self::SpotHarvest => {
                QuantityRule::Absent
            }
        }
    }

    /// Whether contracts of this type carry the largest amount they may reach, as no quantity limits them.
    pub fn has_value_limit(self) -> bool {
        self.quantity_rule() == QuantityRule::Absent && self != Self::ShareOfDemand
    }

    /// Whether it promises goods over time, which above a threshold asks for a trial that has passed.
    pub const fn follows_trial(self) -> bool {
        matches!(self, Self::FixedQuota | Self::ShareOfDemand | Self::OnFarm)
    }
}

labels! {
    /// Where a contract stands. Frozen and expired are derived, see [`contract_condition`].
    pub enum ContractState {
        /// Written by one of the businesses.
        Draft = "draft",
        /// Handed to both regions.
        Submitted = "submitted",
        /// A region asked for changes.
        ChangesRequested = "changes_requested",
        /// Both regions endorsed the same text.
        Endorsed = "endorsed",
        /// Both businesses signed the endorsed text.
        Signed = "signed",
        /// Takes call-offs while the guarantee chain holds.
        Active = "active",
        /// No new call-offs; goods on the road go on.
        Suspended = "suspended",
        /// What was promised has been delivered.
        Fulfilled = "fulfilled",
        /// Both businesses agreed that less than promised is enough.
        EndedShort = "ended_short",
        /// Settled and filed.
        Closed = "closed",
        /// Ended before its time, after signing.
        Terminated = "terminated",
        /// Given up before signing.
        Cancelled = "cancelled",
    }
}

labels! {
    /// A fact that moves a contract, named for the sub-resource that records it.
    pub enum ContractEvent {
        /// A business hands the text to both regions.
        Submit = "submit",
        /// A region asks for changes.
        RequestChanges = "request_changes",
        /// The second region endorsed the same text.
        Endorse = "endorse",
        /// The second business signed the endorsed text.
        Sign = "sign",
        /// Comes into force; the guarantee chain is checked.
        Activate = "activate",
        /// Stops new call-offs.
        Suspend = "suspend",
        /// Lifts a suspension.
        Reinstate = "reinstate",
        /// What was promised has been delivered.
        Fulfill = "fulfill",
        /// The second business agreed to end it with less than promised.
        EndShort = "end_short",
        /// Settles and files.
        Close = "close",
        /// Ends a signed contract before its time.
        Terminate = "terminate",
        /// Gives up an unsigned contract.
        Cancel = "cancel",
    }
}

/// Businesses in their own contract; an aggregator acts on the supplier's side for the members whose goods it
/// consolidates.
const BUSINESSES: &[Role] = &[Role::Supplier, Role::Aggregator, Role::Buyer];
/// The coordinators of the contract's two regions.
const COORDINATOR: &[Role] = &[Role::Coordinator];

lifecycle! {
    /// What has happened to a contract.
    pub enum ContractHappened: ContractState, ContractEvent {
        Submit (Submitted = "submitted", Optional, BUSINESSES): Draft | ChangesRequested => Submitted;
        RequestChanges (ChangesRequested = "changes_requested", ToMend, COORDINATOR):
            Submitted | Endorsed => ChangesRequested;
        Endorse (Endorsed = "endorsed", Optional, COORDINATOR): Submitted => Endorsed;
        Sign (Signed = "signed", Optional, BUSINESSES): Endorsed => Signed;
        Activate (Activated = "activated", Optional, COORDINATOR): Signed => Active;
        Suspend (Suspended = "suspended", Required, COORDINATOR): Active => Suspended;
        Reinstate (Reinstated = "reinstated", Optional, COORDINATOR): Suspended => Active;
        Fulfill (Fulfilled = "fulfilled", Optional, BUSINESSES): Active => Fulfilled;
        EndShort (EndedShort = "ended_short", Optional, BUSINESSES): Active | EndedShort => EndedShort;
        Close (Closed = "closed", Optional, &[Role::Coordinator, Role::Buyer]): Fulfilled | EndedShort => Closed;
        Terminate (Terminated = "terminated", Required, COORDINATOR): Signed | Active | Suspended => Terminated;
        Cancel (Cancelled = "cancelled", Optional, BUSINESSES):
            Draft | Submitted | ChangesRequested | Endorsed => Cancelled;
    }
    also {
        /// A business, or a coordinator for it, began to write it.
        Drafted = "drafted",
        /// Its text changed.
        Changed = "changed",
        /// One of the two regions endorsed the text.
        EndorsementGiven = "endorsement_given",
        /// One of the two businesses signed the text.
        SignatureGiven = "signature_given",
        /// One of the two businesses agreed to end it short.
        ShortEndingAgreed = "short_ending_agreed",
        /// One of the two coordinators agreed to terminate it.
        TerminationAgreed = "termination_agreed",
        /// An amendment was proposed: what it reduces is held back from now on.
        AmendmentProposed = "amendment_proposed",
        /// A proposed amendment was rejected, withdrawn or lapsed.
        AmendmentGivenUp = "amendment_given_up",
        /// An amendment was signed: it says what holds from its day on.
        Amended = "amended",
        /// What its share lines commit changed with the need or the commitment they name.
        Rescheduled = "rescheduled",
        /// Its agreement is under notice, and an outcome was given to it.
        NoticeGiven = "notice_given",
        /// One side told the other that it holds the contract broken.
        BreachNoticed = "breach_noticed",
    }
    changed in Draft | ChangesRequested;
}

impl Waits for ContractState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Draft, action: "submit_contract", roles: ContractEvent::Submit.roles() },
        Waiting {
            state: Self::ChangesRequested,
            action: "submit_contract",
            roles: ContractEvent::Submit.roles(),
        },
        Waiting { state: Self::Submitted, action: "endorse_contract", roles: ContractEvent::Endorse.roles() },
        Waiting { state: Self::Endorsed, action: "sign_contract", roles: ContractEvent::Sign.roles() },
        Waiting { state: Self::Signed, action: "activate_contract", roles: ContractEvent::Activate.roles() },
        Waiting { state: Self::Fulfilled, action: "close_contract", roles: ContractEvent::Close.roles() },
        Waiting { state: Self::EndedShort, action: "close_contract", roles: ContractEvent::Close.roles() },
    ];
    const RESTING: &'static [Self] = &[Self::Active, Self::Suspended];
    const BEGUN: &'static [Begun<Self>] = &[
        Begun {
            states: &[Self::Active, Self::EndedShort],
            action: "end_contract_short",
            roles: ContractEvent::EndShort.roles(),
        },
        Begun {
            states: &[Self::Signed, Self::Active, Self::Suspended],
            action: "terminate_contract",
            roles: ContractEvent::Terminate.roles(),
        },
        // Its renewal is an amendment of the period; where a season has failed, its lines name another or ask for less.
        Begun { states: &[Self::Active], action: "create_contract_amendment", roles: AMENDMENT_WRITERS },
        // What answers the notice of a breach is that the contract is kept.
        Begun { states: &[Self::Active], action: "fulfill_contract", roles: ContractEvent::Fulfill.roles() },
        // A trial that has shown something is evaluated, also once it has ended.
        Begun { states: Self::EVALUATED, action: "create_evaluation", roles: EVALUATORS },
    ];
}

impl ContractState {
    /// The states in which a trial may be evaluated: it has come into force.
    pub const EVALUATED: &[Self] =
        &[Self::Active, Self::Suspended, Self::Fulfilled, Self::EndedShort, Self::Closed, Self::Terminated];

    /// Whether its text may be amended: it is in force, if suspended.
    pub const fn is_amended(self) -> bool {
        matches!(self, Self::Active | Self::Suspended)
    }

    /// Whether its text was signed: from then on amendments alone change it.
    pub const fn is_settled(self) -> bool {
        use ContractState as S;
        !matches!(self, S::Draft | S::Submitted | S::ChangesRequested | S::Endorsed | S::Cancelled)
    }

    /// Whether it has come to its end: closed, terminated or cancelled.
    pub const fn ended(self) -> bool {
        matches!(self, Self::Closed | Self::Terminated | Self::Cancelled)
    }
}

labels! {
    /// What dates and the agreement derive about an active contract.
    pub enum DerivedCondition {
        /// Its agreement is not in force: no new call-offs, goods on the road go on.
        Frozen = "frozen",
        /// Its last day has passed.
        Expired = "expired",
        /// Its supplier is not verified now: no new call-offs, goods on the road go on.
        SupplierNotVerified = "supplier_not_verified",
        /// Its agreement is under notice: it runs out or takes no new orders, as its outcome says.
        NoticeGiven = "notice_given",
    }
}

/// What is derived about a contract on `day`, `noticed` when its agreement is under notice, `verified` while its supplier is;
/// `None` when its state says it all.
pub fn contract_condition(
    (state, period, noticed): (ContractState, &Period, bool),
    (agreement_state, agreement_period): (AgreementState, &Period),
    verified: bool,
    day: NaiveDate,
) -> Option<DerivedCondition> {
    if !matches!(state, ContractState::Signed | ContractState::Active | ContractState::Suspended) {
        return None;
    }
    if period.ended(day) {
        return Some(DerivedCondition::Expired);
    }
    if state == ContractState::Active && !agreement_state.in_force(agreement_period, day) {
        return Some(DerivedCondition::Frozen);
    }
    if state == ContractState::Active && !verified {
        return Some(DerivedCondition::SupplierNotVerified);
    }
    noticed.then_some(DerivedCondition::NoticeGiven)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_contract_table_is_as_agreed() {
        let table = "\
| state | submit | request_changes | endorse | sign | activate | suspend | reinstate | fulfill | end_short | close | terminate | cancel |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
| draft | submitted | - | - | - | - | - | - | - | - | - | - | cancelled |
| submitted | - | changes_requested | endorsed | - | - | - | - | - | - | - | - | cancelled |
| changes_requested | submitted | - | - | - | - | - | - | - | - | - | - | cancelled |
| endorsed | - | changes_requested | - | signed | - | - | - | - | - | - | - | cancelled |
| signed | - | - | - | - | active | - | - | - | - | - | terminated | - |
| active | - | - | - | - | - | suspended | - | fulfilled | ended_short | - | terminated | - |
| suspended | - | - | - | - | - | - | active | - | - | - | terminated | - |
| fulfilled | - | - | - | - | - | - | - | - | - | closed | - | - |
| ended_short | - | - | - | - | - | - | - | - | ended_short | closed | - | - |
| closed | - | - | - | - | - | - | - | - | - | - | - | - |
| terminated | - | - | - | - | - | - | - | - | - | - | - | - |
| cancelled | - | - | - | - | - | - | - | - | - | - | - | - |
";
        assert_eq!(transition_table::<ContractState>(), table);
    }

    #[test]
    fn a_contract_freezes_with_its_agreement() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let period = |until| Period { from: day("2022-06-10"), until: Some(day(until)) };
        let (contract, agreement) = (period("2023-06-09"), period("2022-12-31"));
        let on = |state, agreement_state, at| {
            contract_condition((state, &contract, false), (agreement_state, &agreement), true, day(at))
        };
        use AgreementState as A;
        use ContractState as C;
        assert_eq!(on(C::Active, A::Active, "2022-12-31"), None);
        assert_eq!(on(C::Active, A::Active, "2023-01-01"), Some(DerivedCondition::Frozen));
        assert_eq!(on(C::Active, A::Suspended, "2022-07-01"), Some(DerivedCondition::Frozen));
        assert_eq!(on(C::Active, A::Active, "2023-06-10"), Some(DerivedCondition::Expired));
        assert_eq!(on(C::Closed, A::Suspended, "2023-06-10"), None);
        let noticed = |state, verified| {
            contract_condition((state, &contract, true), (A::Active, &agreement), verified, day("2022-07-01"))
        };
        assert_eq!(noticed(C::Active, true), Some(DerivedCondition::NoticeGiven));
        assert_eq!(noticed(C::Active, false), Some(DerivedCondition::SupplierNotVerified));
        assert_eq!(noticed(C::Fulfilled, true), None);
    }

    #[test]
    fn a_contract_is_endorsed_by_governments_and_signed_by_businesses() {
        assert!(ContractEvent::Endorse.roles() == [Role::Coordinator]);
        assert!(!ContractEvent::Sign.roles().contains(&Role::Coordinator));
        assert!(ContractEvent::ALL.iter().all(|event| !event.roles().contains(&Role::PlatformAdmin)));
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<ContractState>();
    }
}
