//! What animals weigh: weighings on verified scales, and the classes of live weight, which are dated rows.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::catalog::goods::seed::{commodity_code, date, grade_code};
use crate::labels;
use crate::shared::quantity::written;
use crate::shared::{CommodityCode, Dated, DatedRule, GradeCode, Period, Quantity, Unit};

labels! {
    /// What has happened to a weighing.
    pub enum WeighingHappened {
        /// It was recorded.
        Recorded = "recorded",
    }
}

/// A class of live weight: animals of this weight or more, up to where the next class begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveWeightClass {
    /// The commodity.
    pub commodity_code: CommodityCode,
    /// What the class is called.
    pub class: GradeCode,
    /// The least weight in it.
    #[serde(with = "written")]
    pub from_weight: Quantity,
}

impl DatedRule for LiveWeightClass {
    const TABLE: &'static str = "live_weight_class";

    fn key(&self) -> String {
        format!("{} {}", self.commodity_code, self.class)
    }

    /// Two classes of a commodity do not begin at one weight, either.
    fn meets(&self, other: &Self) -> bool {
        let begins = |one: &Self| (one.commodity_code.clone(), one.from_weight.base());
        self.key() == other.key() || begins(self) == begins(other)
    }
}

/// The class of a weight in grams by the rows of its commodity in force on a day; none below the lowest.
pub fn class_of_weight<'a>(
    rows: &'a [Dated<LiveWeightClass>],
    commodity: &str,
    grams: i64,
    day: NaiveDate,
) -> Option<&'a LiveWeightClass> {
    let reached = |rule: &&LiveWeightClass| {
        rule.commodity_code.as_str() == commodity && rule.from_weight.base() <= grams
    };
    let in_force = rows.iter().filter(|row| row.holds_on(day)).map(|row| &row.rule);
    in_force.filter(reached).max_by_key(|rule| rule.from_weight.base())
}

/// The least weight in grams of a class by the rows of its commodity in force on a day; none where there is no such class.
pub fn least_weight_of(
    rows: &[Dated<LiveWeightClass>],
    commodity: &str,
    class: &str,
    day: NaiveDate,
) -> Option<i64> {
    let is =
        |rule: &LiveWeightClass| rule.commodity_code.as_str() == commodity && rule.class.as_str() == class;
    let row = rows.iter().find(|row| row.holds_on(day) && is(&row.rule))?;
    Some(row.rule.from_weight.base())
}

/// Two weighings of one animal closer than this are one that was sent twice.
const APART: TimeDelta = TimeDelta::minutes(1);

/// Whether two weighings of one animal are the same one under two ids: less than a minute apart.
pub fn is_weighed_twice(one: DateTime<Utc>, other: DateTime<Utc>) -> bool {
    (one - other).abs() < APART
}

/// The classes the platform starts with.
pub fn seed_live_weight_classes() -> Vec<Dated<LiveWeightClass>> {
    let rows = [("class_a", 450), ("class_b", 350), ("class_c", 300), ("class_d", 250)];
    let row = |(class, kilograms): (&'static str, i64)| {
        let rule = LiveWeightClass {
            commodity_code: commodity_code("cattle"),
            class: grade_code(class),
            from_weight: Quantity::from_stored(kilograms * 1000, Unit::Kgm),
        };
        let in_force = Period { from: date(2026, 11, 1), until: None };
        Dated { rule, in_force, source: SOURCE.to_owned() }
    };
    rows.into_iter().map(row).collect()
}

/// Where the first classes come from.
const SOURCE: &str = "Platform rule: the classes of live weight in which festival cattle are asked for";

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_weight_is_of_the_highest_class_that_it_reaches() {
        let rows = seed_live_weight_classes();
        let class = |grams, on: &str| {
            class_of_weight(&rows, "cattle", grams, day(on)).map(|row| row.class.to_string())
        };
        let class_today = |grams| class(grams, "2026-11-22");
        assert_eq!(class_today(249_999), None);
        assert_eq!(class_today(250_000).as_deref(), Some("class_d"));
        assert_eq!(class_today(349_999).as_deref(), Some("class_c"));
        assert_eq!(class_today(350_000).as_deref(), Some("class_b"));
        assert_eq!(class_today(1_200_000).as_deref(), Some("class_a"));
        assert_eq!(class(400_000, "2026-10-31"), None, "no row, no class");
        assert_eq!(class_of_weight(&rows, "chicken", 400_000, day("2026-11-22")), None);
        assert_eq!(least_weight_of(&rows, "cattle", "class_b", day("2026-11-22")), Some(350_000));
        assert_eq!(least_weight_of(&rows, "cattle", "class_z", day("2026-11-22")), None);
    }

    #[test]
    fn two_classes_begin_at_two_weights() {
        let rows = seed_live_weight_classes();
        let (first, second) = (&rows[0].rule, &rows[1].rule);
        let same_weight = LiveWeightClass { from_weight: first.from_weight, ..second.clone() };
        assert!(!first.meets(second) && first.meets(&same_weight) && second.meets(&same_weight));
    }

    #[test]
    fn less_than_a_minute_apart_is_one_weighing() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        let first = at("2026-11-22T03:00:00Z");
        assert!(is_weighed_twice(first, at("2026-11-22T03:00:59Z")));
        assert!(is_weighed_twice(at("2026-11-22T03:00:59Z"), first));
        assert!(!is_weighed_twice(first, at("2026-11-22T03:01:00Z")));
    }
}
