//! What a buyer found of a trial: passed, passed with conditions, failed; and for how long that opens a quota.
//!
//! Owns: who evaluates and who answers, and from which day on a trial counts as passed. It is never changed: a correction is
//! a new evaluation that takes the place of the old one.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};

use crate::shared::{Begun, CommodityCode, Role, Waiting, Waits};
use crate::{labels, lifecycle};

/// Who evaluates: the buyer of the trial.
pub const EVALUATORS: &[Role] = &[Role::Buyer];
/// Who answers: its supplier.
const ANSWERERS: &[Role] = &[Role::Supplier, Role::Aggregator];

labels! {
    /// What a trial has shown.
    pub enum EvaluationResult {
        /// It went well.
        Pass = "pass",
        /// It counts as passed once every condition is met.
        Conditional = "conditional",
        /// It did not go well.
        Fail = "fail",
    }
}

labels! {
    /// Where an evaluation stands.
    pub enum EvaluationState {
        /// Waits for the supplier's answer; it counts already.
        Submitted = "submitted",
        /// The supplier agrees.
        Confirmed = "confirmed",
        /// The supplier does not agree, and says why.
        Objected = "objected",
        /// Another evaluation of the same trial took its place.
        Superseded = "superseded",
    }
}

labels! {
    /// What happens to an evaluation.
    pub enum EvaluationEvent {
        /// The supplier agrees.
        Confirm = "confirm",
        /// The supplier does not.
        Object = "object",
        /// A correction takes its place.
        Supersede = "supersede",
    }
}

lifecycle! {
    /// What has happened to an evaluation.
    pub enum EvaluationHappened: EvaluationState, EvaluationEvent {
        Confirm (Confirmed = "confirmed", Optional, ANSWERERS): Submitted | Objected => Confirmed;
        Object (Objected = "objected", Required, ANSWERERS): Submitted => Objected;
        Supersede (Superseded = "superseded", Optional, &[]): Submitted | Confirmed | Objected => Superseded;
    }
    also {
        /// The buyer gave it.
        Given = "given",
        /// One of its conditions was met.
        ConditionMet = "condition_met",
    }
}

impl EvaluationState {
    /// The states in which it is the evaluation of its trial.
    pub const COUNTING: &[Self] = &[Self::Submitted, Self::Confirmed, Self::Objected];
}

impl Waits for EvaluationState {
    const WAITING: &'static [Waiting<Self>] =
        &[Waiting { state: Self::Submitted, action: "confirm_evaluation", roles: ANSWERERS }];
    const RESTING: &'static [Self] = &[Self::Objected];
    // What the buyer asked for is seen to by the buyer.
    const BEGUN: &'static [Begun<Self>] =
        &[Begun { states: Self::COUNTING, action: "fulfil_evaluation_condition", roles: EVALUATORS }];
}

/// An evaluation, as far as it opens a quota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluated {
    /// What the trial was about.
    pub commodities: BTreeSet<CommodityCode>,
    /// What it has shown.
    pub result: EvaluationResult,
    /// The day of the evaluation, as claimed.
    pub on: NaiveDate,
    /// The days on which its conditions were met, in their order.
    pub conditions: Vec<Option<NaiveDate>>,
    /// The day from which another took its place.
    pub superseded_on: Option<NaiveDate>,
}

impl Evaluated {
    /// The day from which on the trial counts as passed; none while it does not.
    pub fn passed_from(&self) -> Option<NaiveDate> {
        match self.result {
            EvaluationResult::Pass => Some(self.on),
            EvaluationResult::Conditional => {
                let met: Option<Vec<NaiveDate>> = self.conditions.iter().copied().collect();
                met.map(|days| days.into_iter().fold(self.on, NaiveDate::max))
            }
            EvaluationResult::Fail => None,
        }
    }

    /// The last day on which it opens a quota, so many months after the evaluation.
    pub fn opens_until(&self, months: u32) -> NaiveDate {
        self.on.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
    }

    /// Whether it was the evaluation of its trial on a day.
    pub fn stands_on(&self, day: NaiveDate) -> bool {
        self.on <= day && self.superseded_on.is_none_or(|other| day < other)
    }

    /// Whether it opens a quota on a day.
    pub fn opens_on(&self, day: NaiveDate, months: u32) -> bool {
        let passed = self.passed_from().is_some_and(|from| from <= day);
        self.stands_on(day) && passed && day <= self.opens_until(months)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shared::transition_table;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn evaluated(result: EvaluationResult, conditions: &[Option<&str>]) -> Evaluated {
        Evaluated {
            commodities: BTreeSet::from(["eggs".parse().expect("a code")]),
            result,
            on: day("2025-10-20"),
            conditions: conditions.iter().map(|met| met.map(day)).collect(),
            superseded_on: None,
        }
    }

    #[test]
    fn the_whole_lifecycle_of_an_evaluation_is_this_table() {
        let table = "\
| state | confirm | object | supersede |
|---|---|---|---|
| submitted | confirmed | objected | superseded |
| confirmed | - | - | superseded |
| objected | confirmed | - | superseded |
| superseded | - | - | - |
";
        assert_eq!(transition_table::<EvaluationState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<EvaluationState>();
    }

    #[test]
    fn a_pass_opens_from_its_day_for_so_many_months_and_a_fail_never() {
        let pass = evaluated(EvaluationResult::Pass, &[]);
        let opens = |on: &str| pass.opens_on(day(on), 24);
        assert_eq!(
            ["2025-10-19", "2025-10-20", "2027-10-20", "2027-10-21"].map(opens),
            [false, true, true, false]
        );
        assert!(!evaluated(EvaluationResult::Fail, &[]).opens_on(day("2025-10-20"), 24));
    }

    #[test]
    fn a_condition_opens_from_the_day_on_which_the_last_was_met() {
        let met = |conditions: &[Option<&str>], on: &str| {
            evaluated(EvaluationResult::Conditional, conditions).opens_on(day(on), 24)
        };
        let both = [Some("2025-12-01"), Some("2025-11-01")];
        assert_eq!((met(&both, "2025-11-30"), met(&both, "2025-12-01")), (false, true));
        assert!(!met(&[Some("2025-12-01"), None], "2026-01-01"));
        assert!(!met(&both, "2027-10-21"), "the months count from the evaluation");
    }

    #[test]
    fn a_correction_takes_its_place_from_its_day_on() {
        let old =
            Evaluated { superseded_on: Some(day("2026-01-10")), ..evaluated(EvaluationResult::Pass, &[]) };
        assert_eq!((old.opens_on(day("2026-01-09"), 24), old.opens_on(day("2026-01-10"), 24)), (true, false));
    }

    proptest! {
        /// Day by day: nothing opens that the plain words do not say, and it opens on one run of days.
        #[test]
        fn it_opens_on_one_run_of_days(
            result in 0..3_usize, on in 0..900_i64, met in prop::collection::vec(prop::option::of(0..900_i64), 0..4),
            other in prop::option::of(0..900_i64), months in 0..30_u32,
        ) {
            let at = |number: i64| day("2024-01-01") + chrono::TimeDelta::days(number);
            let result = EvaluationResult::ALL[result];
            let one = Evaluated {
                result,
                on: at(on),
                conditions: met.iter().map(|met| met.map(at)).collect(),
                superseded_on: other.map(at),
                ..evaluated(result, &[])
            };
            let mut runs = 0;
            let mut before = false;
            for number in 0..2_000 {
                let opens = one.opens_on(at(number), months);
                let good = match result {
                    EvaluationResult::Pass => true,
                    EvaluationResult::Fail => false,
                    EvaluationResult::Conditional => met.iter().all(|met| met.is_some_and(|met| met <= number)),
                };
                let in_time = on <= number && at(number) <= one.opens_until(months);
                prop_assert_eq!(opens, good && in_time && other.is_none_or(|other| number < other), "day {}", number);
                runs += i32::from(opens && !before);
                before = opens;
            }
            prop_assert!(runs <= 1);
        }
    }
}
