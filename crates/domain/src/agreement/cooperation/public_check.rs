//! What a paper with an authenticity code is worth on a day: the answer of the public check.
//!
//! Owns: the status of contracts, orders and delivery notes, and every reason why one does not hold now. Says nothing
//! commercial.

use chrono::NaiveDate;

use crate::labels;
use crate::shared::Period;

use crate::agreement::cooperation::agreement::AgreementState;
use crate::agreement::cooperation::contract::ContractState;
use crate::agreement::cooperation::endings::ContractOutcome;

labels! {
    /// What kind of paper a code stands on.
    pub enum PaperKind {
        /// A contract of two businesses.
        Contract = "contract",
        /// An order under a contract.
        CallOff = "call_off",
        /// The delivery note of a shipment.
        DeliveryNote = "delivery_note",
    }
}

labels! {
    /// What a paper is worth on a day.
    pub enum AuthenticityStatus {
        /// It holds, and both governments vouch for it.
        Valid = "valid",
        /// It is genuine and does not hold now; `reasons` say why.
        NotNow = "not_now",
        /// It is genuine and has come to its end.
        Ended = "ended",
    }
}

labels! {
    /// Why a genuine paper does not hold now.
    pub enum NotNowReason {
        /// The contract's first day has not come.
        ContractNotBegun = "contract_not_begun",
        /// The contract's last day has passed.
        ContractExpired = "contract_expired",
        /// A government suspended the contract.
        ContractSuspended = "contract_suspended",
        /// The agreement of the two governments is suspended.
        AgreementSuspended = "agreement_suspended",
        /// The agreement was terminated.
        AgreementTerminated = "agreement_terminated",
        /// The agreement has come to its end otherwise.
        AgreementEnded = "agreement_ended",
        /// The agreement's first day has not come.
        AgreementNotBegun = "agreement_not_begun",
        /// The agreement's last day has passed.
        AgreementExpired = "agreement_expired",
        /// Notice was given: the agreement ends.
        NoticeGiven = "notice_given",
        /// The supplier is not verified on this day.
        SupplierNotVerified = "supplier_not_verified",
        /// The supplier has not accepted the order.
        NotAccepted = "not_accepted",
        /// The goods have not left.
        NotDeparted = "not_departed",
        /// The newest news of orders and shipments has not arrived.
        NotYetKnown = "not_yet_known",
    }
}

/// A contract, as far as its worth goes.
#[derive(Debug, Clone, Copy)]
pub struct CheckedContract {
    /// Where it stands.
    pub state: ContractState,
    /// Its days.
    pub period: Period,
    /// What becomes of it, where its agreement is under notice or was terminated.
    pub outcome: Option<ContractOutcome>,
    /// Where its agreement stands.
    pub agreement: AgreementState,
    /// The days on which its agreement holds.
    pub agreement_period: Period,
    /// Whether the supplier is verified that day.
    pub supplier_verified: bool,
}

/// How far an order or a shipment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It waits for something, for this reason.
    Waits(NotNowReason),
    /// It is under way.
    UnderWay,
    /// It has come to its end.
    Ended,
}

/// An answer: the status and, where it does not hold now, every reason.
pub type Worth = (AuthenticityStatus, Vec<NotNowReason>);

/// What a contract is worth on `day`; `None` before its first activation, when it has no code.
pub fn contract_worth(contract: &CheckedContract, day: NaiveDate) -> Option<Worth> {
    use ContractState as S;
    match contract.state {
        S::Active | S::Suspended => Some(judged(reasons(contract, day))),
        S::Fulfilled | S::EndedShort | S::Closed | S::Terminated => {
            Some((AuthenticityStatus::Ended, Vec::new()))
        }
        S::Draft | S::Submitted | S::ChangesRequested | S::Endorsed | S::Signed | S::Cancelled => None,
    }
}

/// What an order or a delivery note under a contract is worth on `day`; `current` says whether its state is the newest.
/// It never outlives its contract; what was ordered before an agreement ends is delivered as the contract's outcome says.
pub fn paper_worth(progress: Progress, current: bool, contract: &CheckedContract, day: NaiveDate) -> Worth {
    let above = contract_worth(contract, day);
    let ended = progress == Progress::Ended || matches!(&above, Some((AuthenticityStatus::Ended, _)));
    if ended {
        return (AuthenticityStatus::Ended, Vec::new());
    }
    let mut reasons = above.map(|(_, reasons)| reasons).unwrap_or_default();
    reasons.retain(|reason| !contract.delivers_despite(*reason));
    if let Progress::Waits(reason) = progress {
        reasons.push(reason);
    }
    if !current {
        reasons.push(NotNowReason::NotYetKnown);
    }
    judged(reasons)
}

impl CheckedContract {
    /// Whether goods that were ordered are delivered all the same.
    fn delivers_despite(&self, reason: NotNowReason) -> bool {
        use NotNowReason as R;
        match reason {
            R::NoticeGiven => true,
            R::AgreementTerminated | R::AgreementExpired => self.outcome == Some(ContractOutcome::RunOut),
            _ => false,
        }
    }
}

fn judged(reasons: Vec<NotNowReason>) -> Worth {
    let status = if reasons.is_empty() { AuthenticityStatus::Valid } else { AuthenticityStatus::NotNow };
    (status, reasons)
}

fn reasons(contract: &CheckedContract, day: NaiveDate) -> Vec<NotNowReason> {
    use NotNowReason as R;
    let (state, above) = (contract.agreement, &contract.agreement_period);
    let goes_on = matches!(state, AgreementState::Active | AgreementState::Suspended);
    let all = [
        (day < contract.period.from, R::ContractNotBegun),
        (contract.period.ended(day), R::ContractExpired),
        (contract.state == ContractState::Suspended, R::ContractSuspended),
        (state == AgreementState::Suspended, R::AgreementSuspended),
        (state == AgreementState::Terminated, R::AgreementTerminated),
        (!goes_on && state != AgreementState::Terminated, R::AgreementEnded),
        (goes_on && day < above.from, R::AgreementNotBegun),
        (goes_on && above.ended(day), R::AgreementExpired),
        (contract.outcome.is_some(), R::NoticeGiven),
        (!contract.supplier_verified, R::SupplierNotVerified),
    ];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn good() -> CheckedContract {
        let period = Period { from: day("2026-01-01"), until: Some(day("2026-12-31")) };
        CheckedContract {
            state: ContractState::Active,
            period,
            outcome: None,
            agreement: AgreementState::Active,
            agreement_period: Period { until: Some(day("2027-06-09")), ..period },
            supplier_verified: true,
        }
    }

    #[test]
    fn a_contract_says_every_reason_why_it_does_not_hold_now() {
        use NotNowReason as R;
        let on = |contract: CheckedContract, at: &str| contract_worth(&contract, day(at)).expect("a worth");
        assert_eq!(on(good(), "2026-11-28"), (AuthenticityStatus::Valid, vec![]));
        let not_now = |reasons: &[R]| (AuthenticityStatus::NotNow, reasons.to_vec());
        for (contract, at, reasons) in [
            (good(), "2025-12-31", vec![R::ContractNotBegun, R::AgreementNotBegun]),
            (good(), "2027-01-01", vec![R::ContractExpired]),
            (
                CheckedContract { state: ContractState::Suspended, ..good() },
                "2026-11-28",
                vec![R::ContractSuspended],
            ),
            (
                CheckedContract { agreement: AgreementState::Suspended, ..good() },
                "2026-11-28",
                vec![R::AgreementSuspended],
            ),
            (
                CheckedContract { agreement: AgreementState::Terminated, ..good() },
                "2026-11-28",
                vec![R::AgreementTerminated],
            ),
            (
                CheckedContract { outcome: Some(ContractOutcome::Close), supplier_verified: false, ..good() },
                "2026-11-28",
                vec![R::NoticeGiven, R::SupplierNotVerified],
            ),
        ] {
            assert_eq!(on(contract, at), not_now(&reasons));
        }
    }

    #[test]
    fn a_contract_without_a_code_has_no_worth_and_one_that_ended_says_so() {
        use ContractState as S;
        let of = |state| contract_worth(&CheckedContract { state, ..good() }, day("2026-11-28"));
        for state in [S::Draft, S::Submitted, S::ChangesRequested, S::Endorsed, S::Signed, S::Cancelled] {
            assert_eq!(of(state), None, "{state}");
        }
        for state in [S::Fulfilled, S::EndedShort, S::Closed, S::Terminated] {
            assert_eq!(of(state), Some((AuthenticityStatus::Ended, vec![])), "{state}");
        }
    }

    #[test]
    fn a_paper_never_outlives_its_contract() {
        use AuthenticityStatus as A;
        let today = day("2026-11-28");
        let worth = |progress, current, contract| paper_worth(progress, current, &contract, today);
        assert_eq!(worth(Progress::UnderWay, true, good()), (A::Valid, vec![]));
        assert_eq!(worth(Progress::Ended, true, good()), (A::Ended, vec![]));
        let over = CheckedContract { state: ContractState::Terminated, ..good() };
        assert_eq!(worth(Progress::UnderWay, true, over), (A::Ended, vec![]));
        let ended = CheckedContract { agreement: AgreementState::Terminated, ..good() };
        let runs_out = CheckedContract { outcome: Some(ContractOutcome::RunOut), ..ended };
        assert_eq!(worth(Progress::UnderWay, true, runs_out), (A::Valid, vec![]), "it is delivered");
        let closes = CheckedContract { outcome: Some(ContractOutcome::Close), ..ended };
        let terminated = vec![NotNowReason::AgreementTerminated];
        assert_eq!(worth(Progress::UnderWay, true, closes), (A::NotNow, terminated));
        let fraud = CheckedContract { supplier_verified: false, ..good() };
        let waits = Progress::Waits(NotNowReason::NotDeparted);
        let all = [NotNowReason::SupplierNotVerified, NotNowReason::NotDeparted, NotNowReason::NotYetKnown];
        assert_eq!(worth(waits, false, fraud), (A::NotNow, all.to_vec()));
    }
}
