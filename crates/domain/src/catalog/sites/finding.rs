//! Findings: what an inspection found not to hold, mended by the owner, verified by other eyes, or waived.

use chrono::NaiveDate;

use crate::catalog::{FACILITY_KEEPERS, INSPECTORS};
use crate::shared::{Bilingual, Refusal, RefusalCode, Unmet, Waiting, Waits};
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
    }
}

lifecycle! {
    /// What has happened to a finding.
    pub enum FindingHappened: FindingState, FindingEvent {
        Act (Acted = "acted_on", Required, FACILITY_KEEPERS): Open => Acted;
        Verify (Verified = "verified", Optional, INSPECTORS): Acted => Verified;
        Reopen (Reopened = "reopened", ToMend, INSPECTORS): Acted | Verified => Open;
        Waive (Waived = "waived", Required, INSPECTORS): Open | Acted => Waived;
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
    const RESTING: &'static [Self] = &[Self::Verified];
}

impl FindingState {
    /// Whether nothing more is to be done about it.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Verified | Self::Waived)
    }
}

/// A finding as usability reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownFinding {
    /// How severe it is.
    pub severity: FindingSeverity,
    /// The day on which it was found.
    pub found_on: NaiveDate,
    /// The day on which it was verified or waived; none while it is not.
    pub settled_on: Option<NaiveDate>,
}

impl KnownFinding {
    /// Whether it bars the facility on a day.
    pub fn bars(&self, day: NaiveDate) -> bool {
        self.severity == FindingSeverity::Critical
            && day >= self.found_on
            && self.settled_on.is_none_or(|settled| day < settled)
    }
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
    Err(another_person("four_eyes", "verifier", found, how))
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
    Err(another_person("critical_waived_by_another", "waiver", found, how))
}

fn another_person(rule: &str, subject: &str, found: Bilingual, how: Bilingual) -> Refusal {
    let required = Bilingual::new("orang lain", "another person");
    Refusal::rule(RefusalCode::FourEyes, vec![Unmet::new(rule, subject, found, required, how)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::goods::seed::date;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_a_finding_is_this_table() {
        let table = "\
| state | act_on | verify | reopen | waive |
|---|---|---|---|---|
| unsettled | acted_on | - | - | waived |
| acted_on | - | verified | unsettled | waived |
| verified | - | - | unsettled | - |
| waived | - | - | - | - |
";
        assert_eq!(transition_table::<FindingState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<FindingState>();
    }

    #[test]
    fn a_critical_finding_bars_from_its_day_until_it_is_settled() {
        let of = |severity, settled_on| KnownFinding { severity, found_on: date(2026, 11, 1), settled_on };
        let critical = of(FindingSeverity::Critical, Some(date(2026, 11, 10)));
        assert!(!critical.bars(date(2026, 10, 31)) && critical.bars(date(2026, 11, 1)));
        assert!(critical.bars(date(2026, 11, 9)) && !critical.bars(date(2026, 11, 10)));
        assert!(of(FindingSeverity::Critical, None).bars(date(2030, 1, 1)));
        assert!(!of(FindingSeverity::Major, None).bars(date(2026, 11, 1)));
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
