//! What a receipt line is worth: its price, as its contract line's rule finds it, times what was accepted, in the measure the
//! price names. Goods of another form than that of their contract line are paid for as what they count as there.
//!
//! Rounded once per line, half up, to one rupiah; totals add rounded lines. Refuses to price what was not
//! measured: a price per kilogram live never falls back to heads.

use crate::logistics::ReceiptMeasures;
use crate::shared::{
    Bilingual, Dimension, KnownReference, LinePrice, Money, NoPrice, Price, PriceFound, PricedGoods,
    Quantity, Refusal, RefusalCode, Unmet, Weighed,
};
use crate::{say, words};

/// What a receipt line is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineWorth {
    /// Its amount, rounded once.
    pub amount: Money,
    /// The price it met; none of a rule where nothing was accepted.
    pub price: Option<PriceFound>,
}

/// Why a receipt line has no amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unpriced {
    /// What it says does not do.
    Refused(Refusal),
    /// It names no grade yet.
    GradeOpen(Refusal),
    /// No reference price is in force; one may be on its way.
    NoReference(Refusal),
}

/// What a receipt line is worth: the price that its goods meet x accepted in the price's own measure. Of `goods` what was
/// weighed is taken from the measures.
///
/// # Errors
/// [`Unpriced`]: `price-basis-not-measured` when a measure that the price asks for was not taken, `price-not-found` where the
/// rule has no price for the goods, `amount-too-large` beyond [`Money::LARGEST_AMOUNT`].
pub fn receipt_line_worth(
    price: &LinePrice,
    goods: &PricedGoods<'_>,
    measures: &ReceiptMeasures,
    references: &[KnownReference],
    line: &str,
) -> Result<LineWorth, Unpriced> {
    let dimension = price.basis.dimension();
    let accepted = measures.accepted_in(dimension).ok_or_else(|| {
        let fix = say!(
            "Harga baris ini dihitung {basis}; catat jumlah yang diterima dalam ukuran itu.",
            "The price of this line is {basis}; record what was accepted in that measure.",
            basis = price.basis,
        );
        let unmet = Unmet::new("price_basis_measured", line, words::none(), dimension, fix);
        Unpriced::Refused(Refusal::rule(RefusalCode::PriceBasisNotMeasured, vec![unmet]))
    })?;
    if accepted == 0 && price.rule.fixed_price().is_none() {
        return Ok(LineWorth { amount: Money(0), price: None });
    }
    // Classes of weight are of the form that has the price, too.
    let counted = |grams: i64| i64::try_from(goods.counts.of(grams.into())).unwrap_or(i64::MAX);
    let weighed = weighed(measures).map(|one| Weighed { grams: counted(one.grams), ..one });
    let goods = PricedGoods { weighed, ..*goods };
    let found = price.find(&goods, references).map_err(|missing| unpriced(&missing, price, line))?;
    let accepted = Quantity::from_stored(counted(accepted), dimension.plain_unit());
    let amount = found.price().amount(accepted).ok_or_else(|| too_large(accepted, found.price(), line))?;
    Ok(LineWorth { amount, price: Some(found) })
}

/// What was accepted, weighed and counted: heads where there are some, else pieces.
fn weighed(measures: &ReceiptMeasures) -> Option<Weighed> {
    let grams = measures.accepted_in(Dimension::Mass)?;
    let counted = |counted| Some(Weighed { grams, count: measures.accepted_in(counted)?, counted });
    counted(Dimension::Head).or_else(|| counted(Dimension::Piece))
}

fn unpriced(missing: &NoPrice, price: &LinePrice, line: &str) -> Unpriced {
    let code = match missing {
        NoPrice::NotWeighed => RefusalCode::PriceBasisNotMeasured,
        _ => RefusalCode::PriceNotFound,
    };
    let refusal = Refusal::rule(code, vec![missing.unmet(&price.rule, line)]);
    match missing {
        NoPrice::NoGrade => Unpriced::GradeOpen(refusal),
        NoPrice::NoReference => Unpriced::NoReference(refusal),
        _ => Unpriced::Refused(refusal),
    }
}

fn too_large(accepted: Quantity, price: Price, line: &str) -> Unpriced {
    let fix = Bilingual::new("Periksa harga dan jumlahnya.", "Check the price and the quantity.");
    let found = say!("{accepted}, {price}", "{accepted}, {price}", accepted = accepted, price = price);
    let most = say!("paling banyak {most}", "at most {most}", most = Money::LARGEST_AMOUNT);
    let unmet = Unmet::new("largest_amount", line, found, most, fix);
    Unpriced::Refused(Refusal::rule(RefusalCode::AmountTooLarge, vec![unmet]))
}

/// The sum of rounded line amounts; `None` beyond 64 bits.
pub fn total_amount(lines: impl IntoIterator<Item = Money>) -> Option<Money> {
    lines.into_iter().try_fold(0_i64, |sum, Money(line)| sum.checked_add(line)).map(Money)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistics::{HeadCount, WeightCount};
    use crate::shared::{PriceBasis, PriceRule, Ratio, WeightClass};

    fn cattle() -> ReceiptMeasures {
        ReceiptMeasures {
            heads: Some(HeadCount { loaded: 30, accepted: 28, rejected: 2, ..HeadCount::default() }),
            weight: Some(WeightCount {
                loaded: 10_000_500,
                accepted: 9_000_500,
                shrink: 1_000_000,
                ..WeightCount::default()
            }),
            ..ReceiptMeasures::default()
        }
    }

    fn goods() -> PricedGoods<'static> {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date");
        PricedGoods {
            commodity: "cattle",
            form: "live",
            counts: Ratio::SAME,
            grade: None,
            variant: None,
            weighed: None,
            day,
        }
    }

    fn worth(rule: PriceRule, basis: PriceBasis, measures: &ReceiptMeasures) -> Result<LineWorth, Unpriced> {
        receipt_line_worth(&LinePrice { rule, basis }, &goods(), measures, &[], "lines/0")
    }

    fn amount(rupiah: i64, basis: PriceBasis) -> Result<Money, Refusal> {
        match worth(PriceRule::fixed(Money(rupiah)), basis, &cattle()) {
            Ok(worth) => Ok(worth.amount),
            Err(Unpriced::Refused(refusal)) => Err(refusal),
            Err(other) => panic!("a fixed price asks for nothing: {other:?}"),
        }
    }

    #[test]
    fn each_price_takes_its_own_measure() {
        assert_eq!(amount(57_000, PriceBasis::PerKgLive), Ok(Money(513_028_500)));
        assert_eq!(amount(17_000_000, PriceBasis::PerHead), Ok(Money(476_000_000)));
        let refusal = amount(5_000, PriceBasis::PerLitre).expect_err("no volume was measured");
        assert_eq!(refusal.code, RefusalCode::PriceBasisNotMeasured);
        assert_eq!(refusal.unmet[0].required.id, "volume");
    }

    #[test]
    fn a_line_is_rounded_once_and_a_total_adds_rounded_lines() {
        assert_eq!(amount(1, PriceBasis::PerKgLive), Ok(Money(9_001)));
        assert_eq!(total_amount([Money(9_001), Money(9_001)]), Some(Money(18_002)));
        assert_eq!(total_amount([Money(i64::MAX), Money(1)]), None);
        assert_eq!(total_amount([]), Some(Money(0)));
    }

    #[test]
    fn an_amount_that_no_sum_would_hold_is_refused() {
        assert_eq!(
            amount(i64::MAX, PriceBasis::PerHead).map_err(|refusal| refusal.code),
            Err(RefusalCode::AmountTooLarge)
        );
    }

    /// Two classes of live weight of a head, in kilograms.
    fn by_weight() -> PriceRule {
        let class = |from_kg: i64, below_kg: Option<i64>, price| WeightClass {
            from_grams: from_kg * 1000,
            below_grams: below_kg.map(|kg| kg * 1000),
            price_rupiah: Money(price),
        };
        PriceRule::ByWeightClass { classes: vec![class(300, Some(350), 56_000), class(350, None, 58_000)] }
    }

    #[test]
    fn classes_take_the_average_of_the_same_line() {
        // 9,000.5 kg of 28 head: 321 kg each.
        let found = worth(by_weight(), PriceBasis::PerKgLive, &cattle()).expect("a price");
        assert_eq!(found.amount, Money(504_028_000));
        let price = found.price.expect("a price");
        assert_eq!(price.price_rupiah, Money(56_000));
        assert_eq!(
            price.said().en,
            "9,000.5 kg of 28 head: their average lies in the class 300 kg to below 350 kg."
        );
        let mut heavy = cattle();
        heavy.heads = heavy.heads.map(|heads| HeadCount { accepted: 25, ..heads });
        let found = worth(by_weight(), PriceBasis::PerHead, &heavy).expect("a price");
        assert_eq!(found.amount, Money(25 * 58_000));
        let mut light = cattle();
        light.weight = light.weight.map(|weight| WeightCount { accepted: 8_399_999, ..weight });
        let Err(Unpriced::Refused(refusal)) = worth(by_weight(), PriceBasis::PerKgLive, &light) else {
            panic!("a gram below the lowest class");
        };
        assert_eq!(
            (refusal.code, refusal.unmet[0].rule.as_str()),
            (RefusalCode::PriceNotFound, "weight_class_agreed")
        );
        assert!(refusal.unmet[0].how_to_fix.en.contains("300 kg to below 350 kg and 350 kg or more"));
    }

    #[test]
    fn what_a_rule_asks_for_is_named_and_nothing_accepted_asks_for_nothing() {
        let uncounted = ReceiptMeasures { heads: None, ..cattle() };
        let Err(Unpriced::Refused(refusal)) = worth(by_weight(), PriceBasis::PerKgLive, &uncounted) else {
            panic!("no heads were counted");
        };
        assert_eq!(refusal.code, RefusalCode::PriceBasisNotMeasured);
        assert_eq!(refusal.unmet[0].rule, "weighed_and_counted");
        let nothing = ReceiptMeasures {
            heads: Some(HeadCount { loaded: 30, rejected: 30, ..HeadCount::default() }),
            weight: Some(WeightCount { loaded: 10_000_500, rejected: 10_000_500, ..WeightCount::default() }),
            ..ReceiptMeasures::default()
        };
        let found = worth(by_weight(), PriceBasis::PerKgLive, &nothing).expect("it is worth nothing");
        assert_eq!(found, LineWorth { amount: Money(0), price: None });
        let fixed = worth(PriceRule::fixed(Money(57_000)), PriceBasis::PerKgLive, &nothing).expect("a price");
        assert!(fixed.amount == Money(0) && fixed.price.is_some());
    }
}
