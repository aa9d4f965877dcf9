//! How much of a need is covered, period by period: what was promised for it, and what happened in its days.

use chrono::NaiveDate;

use crate::shared::{CalendarPeriod, Scheduled};

/// A period of a need, with what was promised for it in base units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoveredPeriod {
    /// What is needed.
    pub need: Scheduled,
    /// What was promised for it.
    pub committed: i64,
}

impl CoveredPeriod {
    /// What is needed and not promised; never negative.
    pub fn gap(&self) -> i64 {
        (self.need.quantity.base() - self.committed).max(0)
    }
}

/// A need, in order of the days and without overlaps, with what promises come to in its periods. What is promised for a part of
/// a period counts for the period.
pub fn cover<'a>(
    needs: &[Scheduled],
    promised: impl IntoIterator<Item = &'a Scheduled>,
) -> Vec<CoveredPeriod> {
    let covered = |need: &Scheduled| CoveredPeriod { need: need.clone(), committed: 0 };
    let mut periods: Vec<CoveredPeriod> = needs.iter().map(covered).collect();
    for one in promised {
        let place = place_of(needs, one.period.first());
        if let Some(index) = place.filter(|index| needs[*index].period.covers(&one.period)) {
            periods[index].committed += one.quantity.base();
        }
    }
    periods
}

/// What amounts of single days come to in each period of a need; what lies in none is left out.
pub fn amounts_in(needs: &[Scheduled], amounts: &[(NaiveDate, i64)]) -> Vec<i64> {
    let mut sums = vec![0; needs.len()];
    for (day, base) in amounts {
        if let Some(index) = place_of(needs, *day) {
            sums[index] += base;
        }
    }
    sums
}

/// The period that has a day.
fn place_of(needs: &[Scheduled], day: NaiveDate) -> Option<usize> {
    let begun = needs.partition_point(|need| need.period.begun(day));
    let index = begun.checked_sub(1)?;
    let has = |period: &CalendarPeriod| !period.ended(day);
    has(&needs[index].period).then_some(index)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shared::{Quantity, Unit};

    fn scheduled(code: &str, base: i64) -> Scheduled {
        Scheduled {
            period: CalendarPeriod::parse(code, None).expect("a period"),
            quantity: Quantity::from_base(base, Unit::Grm).expect("a quantity"),
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn what_is_promised_for_a_part_counts_for_the_whole_and_a_gap_is_never_negative() {
        let needs = [scheduled("2026-01", 10), scheduled("2026-03", 10)];
        let promised = [
            scheduled("2026-W02", 4),
            scheduled("2026-01-31", 3),
            scheduled("2026-02", 100),
            scheduled("2026-W14", 100),
            scheduled("2026-03", 12),
        ];
        let covered = cover(&needs, &promised);
        let told: Vec<_> = covered.iter().map(|one| (one.committed, one.gap())).collect();
        assert_eq!(told, [(7, 3), (12, 0)], "a week that is only partly in March is in no period");
    }

    #[test]
    fn an_amount_counts_in_the_period_that_has_its_day() {
        let needs = [scheduled("2026-01", 10), scheduled("2026-03", 10)];
        let amounts =
            [("2025-12-31", 1), ("2026-01-01", 2), ("2026-01-31", 4), ("2026-02-01", 8), ("2026-03-31", 16)];
        let amounts: Vec<_> = amounts.iter().map(|(at, base)| (day(at), *base)).collect();
        assert_eq!(amounts_in(&needs, &amounts), [6, 16]);
        assert!(amounts_in(&[], &amounts).is_empty());
    }

    proptest! {
        #[test]
        fn a_plain_loop_covers_the_same(
            needs in prop::collection::btree_set(1_u32..=12, 0..12),
            promised in prop::collection::vec((1_u32..=12, 1_u32..=28, 0_i64..1000, any::<bool>()), 0..30),
        ) {
            let needs: Vec<_> = needs.into_iter().map(|month| scheduled(&format!("2026-{month:02}"), 500)).collect();
            let code = |month: u32, day: u32, whole: bool| {
                if whole { format!("2026-{month:02}") } else { format!("2026-{month:02}-{day:02}") }
            };
            let promised: Vec<_> =
                promised.iter().map(|(month, day, base, whole)| scheduled(&code(*month, *day, *whole), *base)).collect();
            let mut plain = Vec::new();
            for need in &needs {
                let mut sum = 0;
                for one in &promised {
                    if need.period.covers(&one.period) {
                        sum += one.quantity.base();
                    }
                }
                plain.push((sum, if sum < 500 { 500 - sum } else { 0 }));
            }
            let told: Vec<_> = cover(&needs, &promised).iter().map(|one| (one.committed, one.gap())).collect();
            prop_assert_eq!(told, plain);
        }
    }
}
