//! What figures of goods and money show: weights that repeat, heads without a certificate, prices and accounts.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::shared::{Money, PriceFlag, ReferencePrice, jakarta_date};

/// Whether a weight that repeats tells something: scales that round make round weights equal by themselves, and what is packed
/// weighs as many times its pack.
pub fn is_telling_weight(grams: i64, scale_step: i64, pack: Option<i64>) -> bool {
    let fits = |step: i64| step > 0 && grams % step == 0;
    grams > 0 && !fits(scale_step) && !pack.is_some_and(fits)
}

/// Whether so many of these times lie within so many days.
pub fn repeats_within(times: &[DateTime<Utc>], count: i64, days: i64) -> bool {
    let (Ok(count @ 1..), Some(span)) = (usize::try_from(count), TimeDelta::try_days(days)) else {
        return false;
    };
    let mut times = times.to_vec();
    times.sort_unstable();
    times.windows(count).any(|run| match run {
        [first, .., last] => *last - *first <= span,
        [_] => true,
        [] => false,
    })
}

/// How many heads travelled beyond those that certificates are made out for; none where none did.
pub fn heads_beyond(travelled: i64, certified: i64) -> Option<i64> {
    let beyond = travelled.saturating_sub(certified.max(0));
    (beyond > 0).then_some(beyond)
}

/// A price far outside its band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceGap {
    /// On which side.
    pub flag: PriceFlag,
    /// The bound, in rupiah.
    pub bound: i64,
    /// By how many percent of the bound, rounded down.
    pub percent: i64,
}

/// How far a price lies outside the band of its reference, where that is more than so many percent.
pub fn price_far_outside(reference: &ReferencePrice, price: Money, percent: i64) -> Option<PriceGap> {
    let flag = reference.flag(price);
    let bound = match flag {
        PriceFlag::Below => reference.low_rupiah,
        PriceFlag::Above => reference.high_rupiah,
        PriceFlag::Within => None,
    };
    let bound = bound.filter(|bound| *bound > 0)?;
    let apart = (i128::from(price.0) - i128::from(bound)).abs() * 100;
    let far = apart > i128::from(percent) * i128::from(bound);
    far.then(|| PriceGap {
        flag,
        bound,
        percent: i64::try_from(apart / i128::from(bound)).unwrap_or(i64::MAX),
    })
}

/// Whether an account came into the place of another within so many days before the day of a payment, that day included.
pub fn account_changed_before(in_use_from: DateTime<Utc>, paid: NaiveDate, days: i64) -> bool {
    let changed = jakarta_date(in_use_from);
    (0..=days).contains(&(paid - changed).num_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{PriceBasis, PriceLevel};

    #[test]
    fn a_round_weight_or_one_of_whole_packs_tells_nothing() {
        let telling = |kilograms: i64, pack| is_telling_weight(kilograms * 1_000, 5_000, pack);
        for round in [9_000, 9_010, 9_020, 8_985, 9_025] {
            assert!(!telling(round, None), "{round} kg");
        }
        assert!(telling(9_012, None));
        assert!(is_telling_weight(9_012_345, 5_000, None));
        assert!(!telling(9_012, Some(12_000)), "751 crates of 12 kg");
        assert!(telling(9_013, Some(12_000)));
        assert!(!telling(0, None), "nothing came");
    }

    fn days(days: &[i64]) -> Vec<DateTime<Utc>> {
        let at = |day: &i64| DateTime::from_timestamp(1_795_000_000 + day * 86_400, 0).expect("an instant");
        days.iter().map(at).collect()
    }

    #[test]
    fn three_times_within_thirty_days_whatever_their_order() {
        assert!(repeats_within(&days(&[30, 0, 12]), 3, 30));
        assert!(!repeats_within(&days(&[31, 0, 12]), 3, 30));
        assert!(repeats_within(&days(&[90, 31, 0, 12, 40]), 3, 30));
        assert!(!repeats_within(&days(&[0, 1]), 3, 30));
        assert!(!repeats_within(&days(&[0, 1]), 0, 30));
    }

    #[test]
    fn heads_beyond_the_certificate_are_counted() {
        assert_eq!(heads_beyond(33, 30), Some(3));
        assert_eq!(heads_beyond(30, 30), None);
        assert_eq!(heads_beyond(5, -2), Some(5), "what others used up leaves nothing");
    }

    #[test]
    fn a_price_is_told_beyond_its_band_and_the_gap_alone() {
        let reference = ReferencePrice {
            commodity_code: "eggs".parse().expect("a code"),
            form_code: "fresh_shell".parse().expect("a code"),
            grade: None,
            region_code: None,
            level: PriceLevel::Producer,
            price_basis: PriceBasis::PerKgNet,
            low_rupiah: Some(20_000),
            high_rupiah: Some(25_000),
        };
        let far = |price| price_far_outside(&reference, Money(price), 30).map(|gap| (gap.flag, gap.percent));
        assert_eq!(far(22_000), None);
        assert_eq!(far(14_000), None, "30 percent is not beyond 30 percent");
        assert_eq!(far(13_999), Some((PriceFlag::Below, 30)));
        assert_eq!(far(32_500), None);
        assert_eq!(far(50_000), Some((PriceFlag::Above, 100)));
        let floor = ReferencePrice { high_rupiah: None, ..reference };
        assert_eq!(price_far_outside(&floor, Money(90_000), 30), None, "a floor has no highest");
    }

    #[test]
    fn an_account_is_new_for_fourteen_days() {
        let changed: DateTime<Utc> = "2026-11-01T20:00:00Z".parse().expect("an instant");
        let on = |day: &str| account_changed_before(changed, day.parse().expect("a day"), 14);
        assert!(!on("2026-11-01"), "it is the second in Jakarta");
        assert!(on("2026-11-02") && on("2026-11-16"));
        assert!(!on("2026-11-17"));
    }
}
