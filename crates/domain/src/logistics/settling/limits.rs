//! The times of claims: dated rows, never constants.
//!
//! Owns until when a claim is made, pursued and decided. Refuses: to store what a window decides; it is derived when read.

use std::ops::RangeInclusive;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::claim::barred;
use super::terms::claim_refused;
use crate::shared::{
    Bilingual, Dated, DatedRule, Period, Refusal, RefusalCode, Unmet, jakarta_date, last_in_force,
};
use crate::{labels, say, words};

labels! {
    /// A time by which claims are judged.
    pub enum ClaimFigure {
        /// Hours from the posting in which perishable goods are claimed.
        NoticeHoursPerishable = "notice_hours_perishable",
        /// Hours from the posting in which any other goods are claimed.
        NoticeHours = "notice_hours_other",
        /// Days in which a claim that nobody disputes is pursued; after them it is barred.
        PursueDays = "pursue_days",
        /// Days from the dispute in which both coordinators decide.
        DecisionDays = "decision_days",
    }
}

/// A time: what a dated row says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRule {
    /// Which time.
    pub figure: ClaimFigure,
    /// Hours or days.
    pub value: i64,
}

impl DatedRule for ClaimRule {
    const TABLE: &'static str = "claim_rule";

    fn key(&self) -> String {
        self.figure.to_string()
    }
}

impl ClaimFigure {
    /// What a row may say: some hours or days, and not more than a year's.
    pub const fn bounds(self) -> RangeInclusive<i64> {
        match self {
            Self::NoticeHoursPerishable | Self::NoticeHours => 1..=8_784,
            Self::PursueDays | Self::DecisionDays => 1..=366,
        }
    }

    /// The figure in force on a day; of several rows the one that came into force last.
    fn on(self, rules: &[Dated<ClaimRule>], day: NaiveDate) -> Option<i64> {
        last_in_force(rules, day, |rule| rule.figure == self).map(|row| row.rule.value)
    }

    fn days_after(self, rules: &[Dated<ClaimRule>], day: NaiveDate) -> Option<NaiveDate> {
        day.checked_add_days(Days::new(self.on(rules, day)?.unsigned_abs()))
    }
}

/// Until when goods are claimed that were posted at an instant; without a row there is no end.
pub fn notice_due(
    rules: &[Dated<ClaimRule>],
    perishable: bool,
    posted_at: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let figure = if perishable { ClaimFigure::NoticeHoursPerishable } else { ClaimFigure::NoticeHours };
    let hours = figure.on(rules, jakarta_date(posted_at))?;
    posted_at.checked_add_signed(TimeDelta::try_hours(hours)?)
}

/// The last day on which a claim that somebody moved on a day is pursued; none where no row says.
pub fn pursue_until(rules: &[Dated<ClaimRule>], moved: NaiveDate) -> Option<NaiveDate> {
    ClaimFigure::PursueDays.days_after(rules, moved)
}

/// The last day on which both coordinators decide what was disputed on a day; none where no row says.
pub fn decision_due(rules: &[Dated<ClaimRule>], disputed: NaiveDate) -> Option<NaiveDate> {
    ClaimFigure::DecisionDays.days_after(rules, disputed)
}

/// Whether goods may still be claimed.
///
/// # Errors
/// `claim-window-closed`.
pub fn check_notice(due: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), Refusal> {
    let Some(due) = due.filter(|due| now > *due) else { return Ok(()) };
    let (due, now) = words::date_times(due, now);
    let how = Bilingual::new(
        "Masa klaim atas penerimaan ini sudah lewat. Bicarakan dengan pihak lain; koreksi yang disepakati dicatat pada tagihan berikutnya.",
        "The time to claim goods of this receipt has passed. Speak with the other side; what you agree on is corrected in the next statement.",
    );
    let required = say!("klaim paling lambat {due}", "a claim by {due}", due = due);
    let unmet = Unmet::new("claim_within_window", "receipt", now, required, how);
    Err(claim_refused(RefusalCode::ClaimWindowClosed, unmet))
}

impl super::ClaimState {
    /// What its last day decides on a day.
    pub fn condition(self, due: Option<NaiveDate>, today: NaiveDate) -> Option<super::ClaimCondition> {
        due.filter(|due| today > *due).and(self.when_due_has_passed())
    }

    /// Whether somebody may still take a step besides giving it up.
    ///
    /// # Errors
    /// `claim-window-closed` once it is barred.
    pub fn check_pursued(self, due: Option<NaiveDate>, today: NaiveDate) -> Result<(), Refusal> {
        let barred_by = due.filter(|_| self.condition(due, today) == Some(super::ClaimCondition::TimeBarred));
        match barred_by {
            Some(due) => Err(barred(say!("langkah paling lambat {due}", "a step by {due}", due = due))),
            None => Ok(()),
        }
    }
}

/// The rows to start with.
pub fn seed_claim_rules() -> Vec<Dated<ClaimRule>> {
    let row = |figure, value, source: &str| Dated {
        rule: ClaimRule { figure, value },
        in_force: Period { from: FIRST_DAY, until: None },
        source: source.to_owned(),
    };
    vec![
        row(
            ClaimFigure::NoticeHoursPerishable,
            24,
            "Platform rule: perishable goods are claimed within a day of the posting",
        ),
        row(
            ClaimFigure::NoticeHours,
            72,
            "Platform rule: all other goods are claimed within three days of the posting",
        ),
        row(ClaimFigure::PursueDays, 90, "Platform rule: a claim that nobody pursues for 90 days is barred"),
        row(
            ClaimFigure::DecisionDays,
            14,
            "Platform rule: both coordinators decide within 14 days of the dispute",
        ),
    ]
}

/// The rows are used from the first year of recorded trade.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2022, 1, 1).expect("the first of January exists");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistics::{ClaimCondition, ClaimState};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn perishable_goods_are_claimed_within_a_day_and_others_within_three() {
        let posted = at("2026-11-22T03:00:00Z");
        let due = |perishable| notice_due(&seed_claim_rules(), perishable, posted);
        assert_eq!(
            [due(true), due(false)],
            [Some(at("2026-11-23T03:00:00Z")), Some(at("2026-11-25T03:00:00Z"))]
        );
        assert_eq!(check_notice(due(true), at("2026-11-23T03:00:00Z")), Ok(()));
        let refusal = check_notice(due(true), at("2026-11-23T03:00:01Z")).expect_err("too late");
        assert_eq!(refusal.code, RefusalCode::ClaimWindowClosed);
        assert_eq!(refusal.unmet[0].required.id, "klaim paling lambat 23 November 2026 pukul 10.00.00 WIB");
        assert_eq!(notice_due(&[], true, posted), None);
        assert_eq!(check_notice(None, at("2036-11-23T03:00:01Z")), Ok(()));
    }

    #[test]
    fn dates_bar_what_nobody_pursues_and_make_a_decision_overdue() {
        let rules = seed_claim_rules();
        let disputed = decision_due(&rules, day("2026-11-22"));
        assert_eq!(disputed, Some(day("2026-12-06")));
        let on = |state: ClaimState, today: &str| state.condition(disputed, day(today));
        assert_eq!(on(ClaimState::Disputed, "2026-12-06"), None);
        assert_eq!(on(ClaimState::Mediated, "2026-12-07"), Some(ClaimCondition::Overdue));
        assert_eq!(on(ClaimState::Open, "2026-12-07"), Some(ClaimCondition::TimeBarred));
        assert_eq!(on(ClaimState::Decided, "2026-12-07"), None);
        assert_eq!(pursue_until(&rules, day("2026-11-22")), Some(day("2027-02-20")));
        assert_eq!(
            ClaimState::Disputed.check_pursued(disputed, day("2027-01-01")),
            Ok(()),
            "it is late, not barred"
        );
        let refusal = ClaimState::Open.check_pursued(disputed, day("2027-01-01")).expect_err("barred");
        assert_eq!(refusal.unmet[0].rule, "claim_pursued_in_time");
        assert_eq!(ClaimState::Open.check_pursued(None, day("2099-01-01")), Ok(()));
    }
}
