//! Distributions: what a buyer accepted goes on to its outlets, line by line and to the gram.
//!
//! Owns: that no more goes on than was accepted and not taken back by claims, and whether an outlet takes goods on a day. What was
//! recorded is never changed: a correction is a distribution of its own in the place of another.

use chrono::NaiveDate;

use crate::shared::{ReceiptLineId, Refusal, RefusalCode, Unit, Unmet};
use crate::{labels, say, words};

labels! {
    /// What has happened to a distribution.
    pub enum DistributionHappened {
        /// It was recorded, perhaps in the place of another.
        Recorded = "recorded",
    }
}

labels! {
    /// Why what was recorded counts no more.
    pub enum ErrorReason {
        /// A correction took its place.
        Corrected = "corrected",
        /// The receipt of its goods was taken back.
        ReceiptReversed = "receipt_reversed",
    }
}

/// What goes on of a line of a receipt, in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DistributedGoods {
    /// The line.
    pub line: ReceiptLineId,
    /// What it accepted.
    pub accepted: i64,
    /// What claims took back of that.
    pub taken_back: i64,
    /// What has gone on before and counts.
    pub before: i64,
    /// What shall go on now.
    pub now: i64,
    /// The unit that people read these figures in.
    pub unit: Unit,
}

impl DistributedGoods {
    /// What is left of the line for outlets.
    fn left(&self) -> i128 {
        let left = i128::from(self.accepted) - i128::from(self.taken_back) - i128::from(self.before);
        left.max(0)
    }
}

/// No more goes on than was accepted.
///
/// # Errors
/// `distribution-exceeds-received` naming each line, with what is left of it.
pub fn check_distributed(goods: &[DistributedGoods]) -> Result<(), Refusal> {
    let beyond = goods.iter().filter(|one| i128::from(one.now) > one.left()).map(|one| {
        let most = words::amount(one.left(), one.unit);
        let how = say!(
            "Dari baris penerimaan ini masih tersisa {most}; salurkan paling banyak sebanyak itu.",
            "What is left of this line of the receipt is {most}; give the outlets that much at most.",
            most = most.clone(),
        );
        let required = say!("paling banyak {most}", "at most {most}", most = most);
        let found = words::amount(one.now, one.unit);
        Unmet::new("distribution_within_accepted", one.line, found, required, how)
    });
    Refusal::unless_empty(RefusalCode::DistributionExceedsReceived, beyond.collect())
}

/// The days on which an outlet is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutletDays {
    /// The first of them, where it was said.
    pub opens: Option<NaiveDate>,
    /// Whether it has closed for good.
    pub closed: bool,
    /// The last of them, where it has closed and that is known.
    pub closes: Option<NaiveDate>,
}

impl OutletDays {
    /// Whether it takes goods on a day.
    pub fn takes_goods_on(&self, day: NaiveDate) -> bool {
        let opened = self.opens.is_none_or(|opens| opens <= day);
        let stands = !self.closed || self.closes.is_some_and(|closes| day <= closes);
        opened && stands
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Id as _;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn goods(accepted: i64, taken_back: i64, before: i64, now: i64) -> DistributedGoods {
        let line = ReceiptLineId::from_uuid(Uuid::from_u128(1));
        DistributedGoods { line, accepted, taken_back, before, now, unit: Unit::Kgm }
    }

    #[test]
    fn what_is_left_goes_on_to_the_gram() {
        assert_eq!(check_distributed(&[goods(420_000, 0, 419_999, 1)]), Ok(()));
        let refusal = check_distributed(&[goods(420_000, 0, 419_999, 2)]).expect_err("a gram too much");
        assert_eq!(refusal.code, RefusalCode::DistributionExceedsReceived);
        assert_eq!(refusal.unmet[0].required.en, "at most 0.001 kg");
        assert_eq!(refusal.unmet[0].found.id, "0,002 kg");
    }

    #[test]
    fn what_a_claim_took_back_goes_to_no_outlet() {
        assert_eq!(check_distributed(&[goods(10, 4, 0, 6)]), Ok(()));
        assert!(check_distributed(&[goods(10, 4, 0, 7)]).is_err());
        // A claim may end after the goods have gone on.
        let refusal = check_distributed(&[goods(10, 4, 10, 1)]).expect_err("nothing is left");
        assert_eq!(refusal.unmet[0].required.en, "at most 0 kg");
    }

    #[test]
    fn every_line_that_does_not_fit_is_named() {
        let refusal = check_distributed(&[goods(1, 0, 0, 2), goods(1, 0, 0, 1), goods(1, 0, 1, 1)]);
        assert_eq!(refusal.expect_err("two lines").unmet.len(), 2);
    }

    #[test]
    fn an_outlet_takes_goods_from_its_first_day_to_its_last() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let always = OutletDays { opens: None, closed: false, closes: None };
        assert!(always.takes_goods_on(day("2026-11-30")));
        let days =
            OutletDays { opens: Some(day("2026-11-02")), closed: true, closes: Some(day("2026-11-30")) };
        for (on, takes) in
            [("2026-11-01", false), ("2026-11-02", true), ("2026-11-30", true), ("2026-12-01", false)]
        {
            assert_eq!(days.takes_goods_on(day(on)), takes, "{on}");
        }
        let unknown = OutletDays { closes: None, ..days };
        assert!(!unknown.takes_goods_on(day("2026-11-15")));
    }

    proptest! {
        #[test]
        fn distributions_one_after_the_other_never_come_to_more_than_was_accepted(
            accepted in 0_i64..10_000,
            asked in proptest::collection::vec((1_i64..3_000, any::<bool>()), 0..40),
        ) {
            let mut gone: Vec<i64> = Vec::new();
            for (now, corrects) in asked {
                // A correction takes the place of what went before.
                let replaced = if corrects { gone.pop() } else { None };
                let before = gone.iter().sum();
                match check_distributed(&[goods(accepted, 0, before, now)]) {
                    Ok(()) => gone.push(now),
                    Err(_) => gone.extend(replaced),
                }
                prop_assert!(gone.iter().sum::<i64>() <= accepted);
            }
        }
    }
}
