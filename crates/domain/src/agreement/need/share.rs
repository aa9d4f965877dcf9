//! What a share of a need comes to: period by period, by the version of the need that counts for it.
//!
//! A version counts for the periods that had not begun on the day it was published; the first counts for all of its own.
//! A share of one period is floor(need x share / 10,000) in base units, and a sum is the sum of those.

use chrono::NaiveDate;

use crate::shared::Scheduled;

/// A share in basis points: 1 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShareBp(u16);

impl ShareBp {
    /// The whole.
    pub const WHOLE: u16 = 10_000;

    /// From basis points; none for 0 and for more than the whole.
    pub const fn new(basis_points: u16) -> Option<Self> {
        if basis_points >= 1 && basis_points <= Self::WHOLE { Some(Self(basis_points)) } else { None }
    }

    /// The basis points.
    pub const fn basis_points(self) -> u16 {
        self.0
    }

    /// The share of a quantity in base units, rounded down.
    pub fn of(self, base: i64) -> i64 {
        let part = i128::from(base) * i128::from(self.0) / i128::from(Self::WHOLE);
        // A part of a number of 64 bits has no more of them.
        i64::try_from(part).unwrap_or(i64::MAX)
    }
}

/// What one version says is needed on a line; its periods share no day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedVersion {
    /// The day on which it was published.
    pub published: NaiveDate,
    /// How much in which period.
    pub schedule: Vec<Scheduled>,
}

/// What is needed by the versions of a line, oldest first: each period as the last version says that was published before
/// it began. In order of the days.
pub fn needs_in_force(versions: &[NeedVersion]) -> Vec<Scheduled> {
    let mut needs: Vec<Scheduled> = Vec::new();
    for (index, version) in versions.iter().enumerate() {
        let begun = |one: &Scheduled| one.period.begun(version.published);
        needs.retain(begun);
        needs.extend(version.schedule.iter().filter(|one| index == 0 || !begun(one)).cloned());
    }
    needs.sort_by(|one, other| one.period.cmp(&other.period));
    needs
}

/// A share in one period, in base units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodShare {
    /// The period, with what is needed in it.
    pub need: Scheduled,
    /// Whether it has begun on the day asked for.
    pub begun: bool,
    /// The share of it.
    pub share: i64,
}

/// What a share comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareOfNeed {
    /// Period by period, in order of the days.
    pub periods: Vec<PeriodShare>,
    /// The sum over the periods that have begun.
    pub begun: i64,
}

/// What a share of a line's need comes to on a day, by its versions, oldest first.
pub fn share_of_need(versions: &[NeedVersion], share: ShareBp, day: NaiveDate) -> ShareOfNeed {
    let period = |need: Scheduled| PeriodShare {
        begun: need.period.begun(day),
        share: share.of(need.quantity.base()),
        need,
    };
    let periods: Vec<PeriodShare> = needs_in_force(versions).into_iter().map(period).collect();
    let begun = periods.iter().filter(|one| one.begun).map(|one| one.share).sum();
    ShareOfNeed { periods, begun }
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;
    use crate::shared::{CalendarPeriod, Quantity, Unit};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn need(code: &str, base: i64) -> Scheduled {
        Scheduled {
            period: CalendarPeriod::parse(code, None).expect("a period"),
            quantity: Quantity::from_base(base, Unit::Grm).expect("a quantity"),
        }
    }

    fn version(published: &str, needs: &[(&str, i64)]) -> NeedVersion {
        let schedule = needs.iter().map(|(code, base)| need(code, *base)).collect();
        NeedVersion { published: day(published), schedule }
    }

    fn shares(versions: &[NeedVersion], basis_points: u16, at: &str) -> (Vec<(String, i64, bool)>, i64) {
        let share = ShareBp::new(basis_points).expect("a share");
        let found = share_of_need(versions, share, day(at));
        let told = |one: &PeriodShare| (one.need.period.code(), one.share, one.begun);
        (found.periods.iter().map(told).collect(), found.begun)
    }

    #[test]
    fn a_share_lies_between_one_and_ten_thousand_basis_points() {
        assert_eq!(ShareBp::new(0), None);
        assert_eq!(ShareBp::new(10_001), None);
        assert_eq!(ShareBp::new(1).map(|share| share.of(9_999)), Some(0));
        assert_eq!(ShareBp::new(10_000).map(|share| share.of(i64::MAX)), Some(i64::MAX));
        assert_eq!(ShareBp::new(3_333).map(|share| share.of(100)), Some(33), "rounded down");
    }

    #[test]
    fn each_period_is_rounded_by_itself_and_the_sum_adds_those_that_have_begun() {
        let versions = [version("2026-01-15", &[("2026-01", 101), ("2026-02", 101), ("2026-03", 101)])];
        let told = |code: &str, begun| (code.to_owned(), 50, begun);
        let whole = vec![told("2026-01", true), told("2026-02", true), told("2026-03", false)];
        assert_eq!(shares(&versions, 5_000, "2026-02-01"), (whole, 100));
    }

    #[test]
    fn a_new_version_counts_from_the_next_period_that_has_not_begun() {
        let versions = [
            version("2026-01-01", &[("2026-01", 100), ("2026-02", 100), ("2026-03", 100)]),
            version("2026-02-01", &[("2026-01", 7), ("2026-02", 7), ("2026-03", 80), ("2026-04", 60)]),
            version("2026-02-28", &[("2026-03", 90)]),
        ];
        let (periods, begun) = shares(&versions, 10_000, "2026-03-01");
        let told: Vec<_> = periods.iter().map(|(code, base, _)| (code.as_str(), *base)).collect();
        assert_eq!(told, [("2026-01", 100), ("2026-02", 100), ("2026-03", 90)]);
        assert_eq!(begun, 290);
    }

    /// Weeks of 2026, each once, with needs; the days on which the versions were published.
    fn stories() -> impl Strategy<Value = Vec<NeedVersion>> {
        let schedule = prop::collection::btree_map(1_u32..30, 1_i64..=1_000_000, 1..12);
        prop::collection::vec((0_u64..220, schedule), 1..5).prop_map(|mut versions| {
            versions.sort_by_key(|(published, _)| *published);
            let written = |(published, weeks): (u64, std::collections::BTreeMap<u32, i64>)| NeedVersion {
                published: day("2026-01-01").checked_add_days(Days::new(published)).expect("a day"),
                schedule: weeks.iter().map(|(week, base)| need(&format!("2026-W{week:02}"), *base)).collect(),
            };
            versions.into_iter().map(written).collect()
        })
    }

    proptest! {
        /// The plain loop asks of every week which version speaks for it.
        #[test]
        fn a_share_is_what_a_plain_loop_finds(
            versions in stories(), share in 1_u16..=10_000, after in 0_u64..240
        ) {
            let today = day("2026-01-01").checked_add_days(Days::new(after)).expect("a day");
            let (mut periods, mut sum) = (Vec::new(), 0);
            for week in 1..30 {
                let code = format!("2026-W{week:02}");
                let first = need(&code, 1).period.first();
                let mut speaks = &versions[0];
                for version in &versions {
                    if version.published < first {
                        speaks = version;
                    }
                }
                for one in speaks.schedule.iter().filter(|one| one.period.code() == code) {
                    let part = one.quantity.base() * i64::from(share) / 10_000;
                    periods.push((code.clone(), part, first <= today));
                    sum += if first <= today { part } else { 0 };
                }
            }
            prop_assert_eq!(shares(&versions, share, &today.to_string()), (periods, sum));
        }

        #[test]
        fn shares_of_a_whole_never_exceed_it(base in 0..=Quantity::MAX_BASE, one in 1_u16..10_000) {
            let (one, other) = (ShareBp::new(one).expect("a share"), ShareBp::new(10_000 - one).expect("a share"));
            let sum = one.of(base) + other.of(base);
            prop_assert!(sum <= base && sum >= base - 1);
        }
    }
}
