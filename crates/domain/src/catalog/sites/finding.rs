//! Findings: what an inspection found not to hold, mended by the owner, verified by other eyes, or waived.

use chrono::NaiveDate;

use crate::catalog::{FACILITY_KEEPERS, INSPECTORS};
use crate::shared::{Bilingual, Period, Refusal, Waiting, Waits};
use crate::{labels, lifecycle};

labels! {
    /// How severe a finding is.
    pub enum FindingSeverity {
        /// To be mended in time.
        Minor = "minor",
        /// To be mended soon.
        Major = "major",
        /// Nothing is loaded at the facility until it is settled.
        Critical = "critical",
    }
}

labels! {
    /// Where a finding stands.
    pub enum FindingState {
        /// Nobody has mended it.
        Open = "unsettled",
        /// The owner says that it is mended.
        Acted = "acted_on",
        /// Somebody else has seen that it is.
        Verified = "verified",
        /// It is let be, for a reason.
        Waived = "waived",
        /// It was never there: the answer that found it was corrected.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// What happens to a finding.
    pub enum FindingEvent {
        /// The owner mends it.
        Act = "act_on",
        /// Somebody sees that it is mended.
        Verify = "verify",
        /// It was not mended, or came back.
        Reopen = "reopen",
        /// It is let be.
        Waive = "waive",
        /// The answer that found it is corrected.
        Withdraw = "withdraw",
    }
}

lifecycle! {
    /// What has happened to a finding.
    pub enum FindingHappened: FindingState, FindingEvent {
        Act (Acted = "acted_on", Required, FACILITY_KEEPERS): Open => Acted;
        Verify (Verified = "verified", Optional, INSPECTORS): Acted => Verified;
        Reopen (Reopened = "reopened", ToMend, INSPECTORS): Acted | Verified => Open;
        Waive (Waived = "waived", Required, INSPECTORS): Open | Acted => Waived;
        Withdraw (Withdrawn = "withdrawn", Optional, INSPECTORS): Open | Acted | Verified | Waived => Withdrawn;
    }
    also {
        /// An inspection found it.
        Found = "found",
    }
}

impl Waits for FindingState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Open, action: "act_on_finding", roles: FACILITY_KEEPERS },
        Waiting { state: Self::Acted, action: "verify_finding", roles: INSPECTORS },
    ];
    const RESTING: &'static [Self] = &[Self::Verified, Self::Waived];
}

impl FindingState {
    /// Whether nothing more is to be done about it.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Verified | Self::Waived | Self::Withdrawn)
    }
}

/// A finding as usability reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFinding {
    /// How severe it is.
    pub severity: FindingSeverity,
    /// The day on which it was found.
    pub found_on: NaiveDate,
    /// The day on which it was verified or waived; none while it is not.
    pub settled_on: Option<NaiveDate>,
    /// The days on which it stood settled before it was reopened, each time.
    pub settled_before: Vec<Period>,
}

impl KnownFinding {
    /// Whether it bars the facility on a day.
    pub fn bars(&self, day: NaiveDate) -> bool {
        self.severity == FindingSeverity::Critical
            && day >= self.found_on
            && self.settled_on.is_none_or(|settled| day < settled)
            && !self.settled_before.iter().any(|settled| settled.contains(day))
    }

    /// The days on which it begins or ends to bar.
    pub(super) fn turning_days(&self) -> impl Iterator<Item = NaiveDate> {
        let before = self.settled_before.iter().flat_map(|settled| {
            [Some(settled.from), settled.until.and_then(|until| until.succ_opt())].into_iter().flatten()
        });
        before.chain([self.found_on]).chain(self.settled_on)
    }
}

/// The days for which a finding stood settled that is reopened on a day; none where it was no whole day.
pub fn stood_settled(settled_on: NaiveDate, reopened_on: NaiveDate) -> Option<Period> {
    let until = reopened_on.pred_opt().filter(|until| *until >= settled_on)?;
    Some(Period { from: settled_on, until: Some(until) })
}

/// What was mended is verified by somebody else than who mended it.
///
/// # Errors
/// `four-eyes`.
pub fn check_verifier(verifier: &str, acted_by: Option<&str>) -> Result<(), Refusal> {
    if acted_by != Some(verifier) {
        return Ok(());
    }
    let how = Bilingual::new(
        "Mintalah orang lain memverifikasi perbaikan ini.",
        "Ask another person to verify what was mended.",
    );
    let found = Bilingual::new("orang yang memperbaiki", "the person who mended it");
    Err(Refusal::another_person("four_eyes", "verifier", found, how))
}

/// A critical finding is never waived by its finder alone.
///
/// # Errors
/// `four-eyes`.
pub fn check_waiver(severity: FindingSeverity, waiver: &str, found_by: &str) -> Result<(), Refusal> {
    if severity != FindingSeverity::Critical || waiver != found_by {
        return Ok(());
    }
    let how = Bilingual::new(
        "Temuan kritis dikecualikan oleh orang lain, bukan oleh penemunya sendiri.",
        "A critical finding is waived by another person, not by its finder alone.",
    );
    let found = Bilingual::new("penemu temuan ini", "the finder");
    Err(Refusal::another_person("critical_waived_by_another", "waiver", found, how))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::goods::seed::date;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_a_finding_is_this_table() {
        let table = "\
| state | act_on | verify | reopen | waive | withdraw |
|---|---|---|---|---|---|
| unsettled | acted_on | - | - | waived | withdrawn |
| acted_on | - | verified | unsettled | waived | withdrawn |
| verified | - | - | unsettled | - | withdrawn |
| waived | - | - | - | - | withdrawn |
| withdrawn | - | - | - | - | - |
";
        assert_eq!(transition_table::<FindingState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<FindingState>();
    }

    #[test]
    fn a_critical_finding_bars_from_its_day_until_it_is_settled() {
        let of = |severity, settled_on| KnownFinding {
            severity,
            found_on: date(2026, 11, 1),
            settled_on,
            settled_before: Vec::new(),
        };
        let critical = of(FindingSeverity::Critical, Some(date(2026, 11, 10)));
        assert!(!critical.bars(date(2026, 10, 31)) && critical.bars(date(2026, 11, 1)));
        assert!(critical.bars(date(2026, 11, 9)) && !critical.bars(date(2026, 11, 10)));
        assert!(of(FindingSeverity::Critical, None).bars(date(2030, 1, 1)));
        assert!(!of(FindingSeverity::Major, None).bars(date(2026, 11, 1)));
    }

    #[test]
    fn a_reopened_finding_bars_again_and_not_on_the_days_it_stood_settled() {
        let days = stood_settled(date(2026, 11, 10), date(2026, 11, 13));
        let finding = KnownFinding {
            severity: FindingSeverity::Critical,
            found_on: date(2026, 11, 1),
            settled_on: None,
            settled_before: days.into_iter().collect(),
        };
        assert!(finding.bars(date(2026, 11, 9)) && !finding.bars(date(2026, 11, 10)));
        assert!(!finding.bars(date(2026, 11, 12)) && finding.bars(date(2026, 11, 13)));
        assert_eq!(
            stood_settled(date(2026, 11, 10), date(2026, 11, 10)),
            None,
            "settled and reopened in a day"
        );
    }

    #[test]
    fn other_eyes_verify_and_waive_what_is_critical() {
        assert!(check_verifier("ani", Some("budi")).is_ok() && check_verifier("ani", None).is_ok());
        assert_eq!(check_verifier("ani", Some("ani")).expect_err("one").unmet[0].rule, "four_eyes");
        let waive = |severity, by| check_waiver(severity, by, "ani");
        assert!(waive(FindingSeverity::Critical, "budi").is_ok());
        assert!(waive(FindingSeverity::Major, "ani").is_ok());
        let refused = waive(FindingSeverity::Critical, "ani").expect_err("alone");
        assert_eq!(refused.unmet[0].rule, "critical_waived_by_another");
    }
}
