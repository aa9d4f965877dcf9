//! What stands against a contract right now, for everybody who reads its lines and orders: nothing new is ordered, or goods
//! of an order that have not left do not leave. Derived when read, never stored.

use chrono::NaiveDate;

use crate::labels;
use crate::shared::Period;

labels! {
    /// Whether what stands against it may pass.
    pub enum ConditionStatus {
        /// It may: a suspension is lifted, a paper renewed.
        NotNow = "not_now",
        /// It does not.
        Ended = "ended",
    }
}

labels! {
    /// Why nothing new is ordered, or goods of an order that have not left do not leave.
    pub enum ConditionReason {
        /// The contract has not been put into force.
        ContractNotActive = "contract_not_active",
        /// The contract is suspended.
        ContractSuspended = "contract_suspended",
        /// The contract was terminated.
        ContractTerminated = "contract_terminated",
        /// The contract is fulfilled, closed or cancelled.
        ContractEnded = "contract_ended",
        /// The contract's first day has not come.
        ContractNotBegun = "contract_not_begun",
        /// The contract's last day has passed.
        ContractExpired = "contract_expired",
        /// The agreement is being ended, and the contract's last day for new orders has passed; what is ordered is delivered.
        OrdersEnded = "orders_ended",
        /// The agreement has not been put into force.
        AgreementNotActive = "agreement_not_active",
        /// The agreement is suspended.
        AgreementSuspended = "agreement_suspended",
        /// The agreement was terminated.
        AgreementTerminated = "agreement_terminated",
        /// The agreement is completed, rejected or withdrawn.
        AgreementEnded = "agreement_ended",
        /// The agreement's first day has not come.
        AgreementNotBegun = "agreement_not_begun",
        /// The agreement's last day has passed.
        AgreementExpired = "agreement_expired",
        /// The supplier is not verified: never was, or its verification is suspended or revoked.
        SupplierNotVerified = "supplier_not_verified",
        /// A paper of the supplier's verification has lapsed.
        SupplierLapsed = "supplier_lapsed",
        /// The news of the agreement or of the supplier are on their way here.
        NotYetKnown = "not_yet_known",
    }
}

impl ConditionReason {
    /// Of the state of a contract, by its label.
    pub(super) fn of_contract(state: &str) -> Option<Self> {
        match state {
            "active" => None,
            "suspended" => Some(Self::ContractSuspended),
            "terminated" => Some(Self::ContractTerminated),
            "fulfilled" | "ended_short" | "closed" | "cancelled" => Some(Self::ContractEnded),
            _ => Some(Self::ContractNotActive),
        }
    }

    /// Of the days of a contract.
    pub(super) fn of_contract_period(days: &Period, day: NaiveDate) -> Option<Self> {
        outside(days, day, Self::ContractNotBegun, Self::ContractExpired)
    }

    /// Of the state of an agreement, by its label.
    pub(super) fn of_agreement(state: &str) -> Option<Self> {
        match state {
            "active" => None,
            "suspended" => Some(Self::AgreementSuspended),
            "terminated" => Some(Self::AgreementTerminated),
            "completed" | "rejected" | "withdrawn" => Some(Self::AgreementEnded),
            _ => Some(Self::AgreementNotActive),
        }
    }

    /// Of the days of an agreement.
    pub(super) fn of_agreement_period(days: &Period, day: NaiveDate) -> Option<Self> {
        outside(days, day, Self::AgreementNotBegun, Self::AgreementExpired)
    }

    /// Of the supplier's verification, by the last day it holds.
    pub(super) fn of_supplier(verified_until: Option<NaiveDate>, day: NaiveDate) -> Option<Self> {
        match verified_until {
            None => Some(Self::SupplierNotVerified),
            Some(until) => (day > until).then_some(Self::SupplierLapsed),
        }
    }

    /// Whether it does not pass.
    const fn is_final(self) -> bool {
        matches!(
            self,
            Self::ContractTerminated
                | Self::ContractEnded
                | Self::OrdersEnded
                | Self::AgreementTerminated
                | Self::AgreementEnded
        )
    }
}

fn outside(
    days: &Period,
    day: NaiveDate,
    before: ConditionReason,
    after: ConditionReason,
) -> Option<ConditionReason> {
    match day < days.from {
        true => Some(before),
        false => (!days.contains(day)).then_some(after),
    }
}

/// What stands against a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Whether it may pass.
    pub status: ConditionStatus,
    /// Every reason; never empty.
    pub reasons: Vec<ConditionReason>,
}

impl Condition {
    /// What stands against it for reasons; `None` without any.
    pub fn of(reasons: Vec<ConditionReason>) -> Option<Self> {
        let ended = reasons.iter().any(|reason| reason.is_final());
        let status = if ended { ConditionStatus::Ended } else { ConditionStatus::NotNow };
        (!reasons.is_empty()).then_some(Self { status, reasons })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_ended_once_one_of_its_reasons_does_not_pass() {
        use ConditionReason as R;
        let status = |reasons| Condition::of(reasons).map(|condition| condition.status);
        assert_eq!(status(vec![]), None);
        assert_eq!(status(vec![R::ContractSuspended, R::SupplierLapsed]), Some(ConditionStatus::NotNow));
        assert_eq!(status(vec![R::SupplierLapsed, R::AgreementTerminated]), Some(ConditionStatus::Ended));
    }
}
