//! What a line of a share contract commits on a day: the sum over its periods that have begun.
//!
//! Where what a period did not take goes on to the next, the sum is the whole rule. Where it does not, an ended period counts
//! for no more than was taken in it: what was called off in its days, as far as that is accepted or still on order. So
//! nothing of it is offered again, and what was taken of it stays committed.

use chrono::NaiveDate;

/// A period of a line, as it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommittedPeriod {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
    /// What is committed in it, in base units.
    pub quantity: i64,
}

impl CommittedPeriod {
    /// Whether it has begun on a day.
    pub fn begun(&self, day: NaiveDate) -> bool {
        self.from <= day
    }

    /// What of it goes to nobody, where nothing rolls over, by what orders issued on their days take.
    pub fn lapsed(&self, taken: &[TakenOn], day: NaiveDate) -> i64 {
        if day <= self.until {
            return 0;
        }
        let within = taken.iter().filter(|one| (self.from..=self.until).contains(&one.issued));
        (self.quantity - within.map(|one| one.base).sum::<i64>()).max(0)
    }
}

/// What the orders issued on a day take of a line: accepted, and still on order; in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenOn {
    /// The day in Jakarta on which they were issued.
    pub issued: NaiveDate,
    /// How much.
    pub base: i64,
}

/// What the periods of a line commit on a day. `taken` is asked of a line alone whose periods do not roll over.
pub fn committed_in(periods: &[CommittedPeriod], taken: Option<&[TakenOn]>, day: NaiveDate) -> i64 {
    let begun = periods.iter().filter(|one| one.begun(day));
    begun.map(|one| one.quantity - taken.map_or(0, |taken| one.lapsed(taken, day))).sum()
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;

    fn day(number: u64) -> NaiveDate {
        let first: NaiveDate = "2026-01-01".parse().expect("a date");
        first.checked_add_days(Days::new(number)).expect("a day")
    }

    fn period(from: u64, until: u64, quantity: i64) -> CommittedPeriod {
        CommittedPeriod { from: day(from), until: day(until), quantity }
    }

    #[test]
    fn what_a_period_did_not_take_goes_on_or_lapses() {
        let periods = [period(0, 9, 100), period(10, 19, 100)];
        let taken = [TakenOn { issued: day(3), base: 40 }];
        let on = |number, taken| committed_in(&periods, taken, day(number));
        assert_eq!((on(9, None), on(10, None)), (100, 200));
        assert_eq!(
            (on(9, Some(&taken[..])), on(10, Some(&taken[..])), on(20, Some(&taken[..]))),
            (100, 140, 40)
        );
    }

    proptest! {
        /// A plain loop over the days hands each period its quantity, takes it away at its end, and lets a buyer order what is
        /// left; the formula offers exactly as much on every day.
        #[test]
        fn what_may_be_ordered_is_what_a_plain_loop_leaves(
            lengths in prop::collection::vec((1_u64..9, 0_u64..3, 0_i64..100), 1..8),
            orders in prop::collection::vec((0_u64..70, 1_i64..60), 0..40),
            rolls_over: bool,
        ) {
            let (mut periods, mut next) = (Vec::new(), 0);
            for (days, gap, quantity) in lengths {
                periods.push(period(next, next + days - 1, quantity));
                next += days + gap;
            }
            let (mut left, mut taken, mut sum) = (0, Vec::new(), 0);
            for number in 0..75 {
                let today = day(number);
                for one in &periods {
                    if one.from == today {
                        left += one.quantity;
                    }
                }
                let callable = |taken: &[TakenOn], sum: i64| {
                    committed_in(&periods, (!rolls_over).then_some(taken), today) - sum
                };
                prop_assert_eq!(callable(&taken, sum), left);
                for (_, wanted) in orders.iter().filter(|(on, _)| *on == number) {
                    if *wanted <= callable(&taken, sum) {
                        taken.push(TakenOn { issued: today, base: *wanted });
                        (sum, left) = (sum + wanted, left - wanted);
                        prop_assert_eq!(callable(&taken, sum), left);
                    }
                }
                if !rolls_over && periods.iter().any(|one| one.until == today) {
                    left = 0;
                }
            }
        }
    }
}
