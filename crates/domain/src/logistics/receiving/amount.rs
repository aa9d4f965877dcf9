//! What a receipt line is worth: its price times what was accepted, in the measure the price names.
//!
//! Rounded once per line, half up, to one rupiah; totals add rounded lines. Refuses to price what was not
//! measured: a price per kilogram live never falls back to heads.

use crate::logistics::ReceiptMeasures;
use crate::shared::{Bilingual, Money, Price, Quantity, Refusal, RefusalCode, Unmet};
use crate::{say, words};

/// The amount of one receipt line: price x accepted in the price's own measure.
///
/// # Errors
/// `price-basis-not-measured` when that measure was not taken; `amount-too-large` beyond [`Money::LARGEST_AMOUNT`].
pub fn receipt_line_amount(price: Price, measures: &ReceiptMeasures, line: &str) -> Result<Money, Refusal> {
    let dimension = price.basis.dimension();
    let Some(accepted) = measures.accepted_in(dimension) else {
        let fix = say!(
            "Harga baris ini dihitung {basis}; catat jumlah yang diterima dalam ukuran itu.",
            "The price of this line is {basis}; record what was accepted in that measure.",
            basis = price.basis,
        );
        let unmet = Unmet::new("price_basis_measured", line, words::none(), dimension, fix);
        return Err(Refusal::rule(RefusalCode::PriceBasisNotMeasured, vec![unmet]));
    };
    let accepted = Quantity::from_stored(accepted, dimension.plain_unit());
    price.amount(accepted).ok_or_else(|| {
        let fix = Bilingual::new("Periksa harga dan jumlahnya.", "Check the price and the quantity.");
        let found = say!("{accepted}, {price}", "{accepted}, {price}", accepted = accepted, price = price);
        let most = say!("paling banyak {most}", "at most {most}", most = Money::LARGEST_AMOUNT);
        let unmet = Unmet::new("largest_amount", line, found, most, fix);
        Refusal::rule(RefusalCode::AmountTooLarge, vec![unmet])
    })
}

/// The sum of rounded line amounts; `None` beyond 64 bits.
pub fn total_amount(lines: impl IntoIterator<Item = Money>) -> Option<Money> {
    lines.into_iter().try_fold(0_i64, |sum, Money(line)| sum.checked_add(line)).map(Money)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logistics::{HeadCount, WeightCount};
    use crate::shared::PriceBasis;

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

    fn amount(rupiah: i64, basis: PriceBasis) -> Result<Money, Refusal> {
        receipt_line_amount(Price { money: Money(rupiah), basis }, &cattle(), "lines/0")
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
}
