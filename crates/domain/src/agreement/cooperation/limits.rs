//! How long things may take between two sides: dated rows, never constants.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::labels;
use crate::shared::{Dated, DatedRule};

labels! {
    /// What a number of days limits.
    pub enum LimitKind {
        /// How long one side's consent to an ending waits for the other's.
        EndingConsent = "ending_consent",
        /// How long before its end a termination by one side is told to the other.
        TerminationNotice = "termination_notice",
        /// How long a grant to record the past may be used once both sides agreed.
        BackfillUse = "backfill_use",
        /// How long a role that decides waits for a coordinator of its region before an administrator of the platform may
        /// confirm it.
        CoordinatorFirst = "coordinator_first",
        /// How long a proposed amendment waits for its consents.
        AmendmentOpen = "amendment_open",
        /// How long before its end the renewal of an agreement or a contract is offered.
        RenewalOffered = "renewal_offered",
        /// How long after a receipt claims about it may be raised.
        ClaimsWindow = "claims_window",
        /// How long after its last day a commitment may still be delivered and explained.
        CommitmentGrace = "commitment_grace",
        /// How long after its last day the evaluation of a trial may be due.
        TrialEvaluation = "trial_evaluation",
        /// How long the contract of a spot harvest holds at most.
        SpotHarvest = "spot_harvest",
        /// How old a forecast of a harvest may be before it is set apart from what is counted on.
        ForecastAge = "forecast_age",
        /// How long a confirmed bank account waits, in days of 24 hours, before it is the one to pay.
        BankAccountCooling = "bank_account_cooling",
    }
}

/// A number of days that cooperation is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CooperationLimit {
    /// What it limits.
    pub kind: LimitKind,
    /// The days.
    pub days: u16,
}

impl DatedRule for CooperationLimit {
    const TABLE: &'static str = "cooperation_limit";

    fn key(&self) -> String {
        self.kind.to_string()
    }
}

/// The days of a kind, as the rows say on a day; none where no row does.
pub fn limit_on(rows: &[Dated<CooperationLimit>], kind: LimitKind, day: NaiveDate) -> Option<u16> {
    rows.iter().find(|row| row.rule.kind == kind && row.holds_on(day)).map(|row| row.rule.days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Period;

    #[test]
    fn a_limit_is_what_its_row_says_on_the_day() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let rule = CooperationLimit { kind: LimitKind::TerminationNotice, days: 45 };
        let in_force = Period { from: day("2026-01-01"), until: Some(day("2026-12-31")) };
        let rows = [Dated { rule, in_force, source: "a decree".to_owned() }];
        let on = |kind, at: &str| limit_on(&rows, kind, day(at));
        assert_eq!(on(LimitKind::TerminationNotice, "2026-12-31"), Some(45));
        assert_eq!(on(LimitKind::TerminationNotice, "2027-01-01"), None);
        assert_eq!(on(LimitKind::EndingConsent, "2026-12-31"), None);
    }
}
