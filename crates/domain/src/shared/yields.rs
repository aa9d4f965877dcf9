//! Yields: how much of one form of a commodity becomes how much of another, while a dated row says so.
//!
//! Owns: exact conversion between forms (900 t of paddy are 450 t of rice). Refuses: conversion without a row for just these
//! two forms (a yield is never inverted and rows are never chained: milling by two steps is another row), and anything but
//! weight (heads are no kilograms of meat).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::quantity::written;
use super::{
    Bilingual, CommodityCode, Dated, DatedRule, Dimension, FormCode, Quantity, QuantityError, Unit,
    last_in_force,
};
use crate::say;

/// How much of one form becomes how much of another.
///
/// The ratio is kept as the two quantities people agreed on, so it is an exact rational.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Yield {
    /// The commodity both forms belong to.
    #[serde(rename = "commodity_code")]
    pub commodity: CommodityCode,
    /// The form that goes in.
    #[serde(rename = "from_form_code")]
    pub from: FormCode,
    /// The form that comes out.
    #[serde(rename = "to_form_code")]
    pub to: FormCode,
    /// So much of `from` ...
    #[serde(with = "written")]
    pub input: Quantity,
    /// ... gives so much of `to`.
    #[serde(with = "written")]
    pub output: Quantity,
}

impl DatedRule for Yield {
    const TABLE: &'static str = "yield";

    fn key(&self) -> String {
        format!("{} {} {}", self.commodity, self.from, self.to)
    }
}

/// Why a quantity cannot be converted from one form to another.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum YieldError {
    /// Weight alone is converted.
    #[error("a yield converts weight, not {found}")]
    NoWeight {
        /// The unit that was given.
        found: Unit,
    },
    /// The yield's input is zero: it states nothing.
    #[error("a yield needs an input above zero")]
    EmptyInput,
    /// The result is more than a quantity can hold.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
}

impl Yield {
    /// What it says, as grams of the one form and of the other.
    ///
    /// # Errors
    /// [`YieldError`] for what is no weight, or an empty input.
    pub fn ratio(&self) -> Result<Ratio, YieldError> {
        for quantity in [self.input, self.output] {
            expect_weight(quantity)?;
        }
        Ratio::new(self.input.base(), self.output.base()).ok_or(YieldError::EmptyInput)
    }

    /// What `quantity` of the input form gives, in the output's unit: exact in 128 bits, then rounded down to the gram, so
    /// that a conversion never promises more than there is.
    ///
    /// # Errors
    /// [`YieldError`] for what is no weight, an empty input, or a result too large.
    pub fn apply(&self, quantity: Quantity) -> Result<Quantity, YieldError> {
        expect_weight(quantity)?;
        let base = self.ratio()?.of(quantity.base().into());
        let base = i64::try_from(base).map_err(|_| QuantityError::TooLarge)?;
        Ok(Quantity::from_base(base, self.output.unit())?)
    }
}

fn expect_weight(quantity: Quantity) -> Result<(), YieldError> {
    match quantity.dimension() {
        Dimension::Mass => Ok(()),
        _ => Err(YieldError::NoWeight { found: quantity.unit() }),
    }
}

/// So many grams of one form count as so many of another: what a yield says on a day, to be kept with what was counted by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio {
    input: i64,
    output: i64,
}

impl Ratio {
    /// Every amount counts as itself.
    pub const SAME: Self = Self { input: 1, output: 1 };

    /// `input` counts as `output`, both in base units; `None` unless the input is above zero and the output is not below.
    pub fn new(input: i64, output: i64) -> Option<Self> {
        (input > 0 && output >= 0).then_some(Self { input, output })
    }

    /// So much, in base units ...
    pub const fn input(self) -> i64 {
        self.input
    }

    /// ... counts as so much.
    pub const fn output(self) -> i64 {
        self.output
    }

    /// What so much more adds to what counts already, in base units: the whole is converted before and after.
    pub fn adds(self, before: i128, more: i128) -> i128 {
        self.of(before + more) - self.of(before)
    }

    /// The most that counts as no more than so much, both in base units; all there can be where it counts as nothing.
    pub fn most(self, counted: i64) -> i64 {
        let whole = (i128::from(counted.max(-1)) + 1) * i128::from(self.input) - 1;
        match self.output {
            0 => i64::MAX,
            output => i64::try_from(whole.div_euclid(i128::from(output))).unwrap_or(i64::MAX).max(0),
        }
    }

    /// What an amount in base units counts as, rounded down. Of an amount that grows, convert the whole: the parts of it,
    /// each rounded down, may be less.
    pub fn of(self, base: i128) -> i128 {
        // Sums of quantities and a factor of 10^12 at most: far from the edge of 128 bits.
        (base * i128::from(self.output)).div_euclid(i128::from(self.input))
    }
}

/// The forms between which a quantity is converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversion<'a> {
    /// The commodity both forms belong to.
    pub commodity: &'a CommodityCode,
    /// The form the quantity is in.
    pub from: &'a FormCode,
    /// The form wanted.
    pub to: &'a FormCode,
}

/// A yield that is asked for, in words.
pub fn yield_asked(from: &str, to: &str, day: NaiveDate) -> Bilingual {
    let code = |form: &str| Bilingual::same(format!("`{form}`"));
    say!(
        "rendemen {from} ke {to} yang berlaku pada {day}",
        "a yield from {from} to {to} in force on {day}",
        from = code(from),
        to = code(to),
        day = day,
    )
}

/// The yield between two forms in force on a day: the row for just these two, never another one inverted, nor two chained. None
/// where nobody has stated how they relate then.
pub fn yield_on<'y>(
    yields: &'y [Dated<Yield>],
    wanted: Conversion<'_>,
    day: NaiveDate,
) -> Option<&'y Dated<Yield>> {
    last_in_force(yields, day, |Yield { commodity, from, to, .. }| {
        (commodity, from, to) == (wanted.commodity, wanted.from, wanted.to)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::seed_yields;
    use crate::shared::Period;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn code<T: std::str::FromStr>(text: &str) -> T
    where
        T::Err: std::fmt::Debug,
    {
        text.parse().expect("a code")
    }

    fn quantity(value: &str, unit: Unit) -> Quantity {
        Quantity::parse(value, unit).expect("a quantity")
    }

    fn of_rice(input: Quantity, output: Quantity, from: &str, until: Option<&str>) -> Dated<Yield> {
        Dated {
            rule: Yield {
                commodity: code("rice"),
                from: code("paddy_harvest_dry"),
                to: code("milled_rice_medium"),
                input,
                output,
            },
            in_force: Period { from: day(from), until: until.map(day) },
            source: "test".into(),
        }
    }

    fn paddy_to_rice(
        yields: &[Dated<Yield>],
        paddy: Quantity,
        on: &str,
    ) -> Option<Result<Quantity, YieldError>> {
        let (rice, paddy_form, rice_form) =
            (code("rice"), code("paddy_harvest_dry"), code("milled_rice_medium"));
        let wanted = Conversion { commodity: &rice, from: &paddy_form, to: &rice_form };
        yield_on(yields, wanted, day(on)).map(|row| row.rule.apply(paddy))
    }

    #[test]
    fn nine_hundred_tonnes_of_paddy_are_four_hundred_and_fifty_of_rice() {
        let rice = paddy_to_rice(&seed_yields(), quantity("900", Unit::Tne), "2023-03-01");
        assert_eq!(rice, Some(Ok(quantity("450", Unit::Tne))));
    }

    #[test]
    fn the_rest_of_a_gram_is_dropped_never_promised() {
        let two_thirds = of_rice(quantity("3", Unit::Kgm), quantity("2", Unit::Kgm), "2022-01-01", None);
        assert_eq!(two_thirds.rule.apply(quantity("1", Unit::Grm)), Ok(Quantity::from_stored(0, Unit::Kgm)));
        assert_eq!(two_thirds.rule.apply(quantity("1", Unit::Kgm)), Ok(quantity("0.666", Unit::Kgm)));
    }

    #[test]
    fn unlike_forms_and_unlike_measures_are_refused() {
        let yields = seed_yields();
        let (rice, brown, paddy) = (code("rice"), code("brown_rice"), code("paddy_harvest_dry"));
        let back = Conversion { commodity: &rice, from: &brown, to: &paddy };
        assert_eq!(yield_on(&yields, back, day("2023-03-01")), None);
        let heads = paddy_to_rice(&yields, quantity("30", Unit::Hea), "2023-03-01");
        assert_eq!(heads, Some(Err(YieldError::NoWeight { found: Unit::Hea })));
        let meat = of_rice(quantity("1", Unit::Hea), quantity("200", Unit::Kgm), "2022-01-01", None);
        assert_eq!(meat.rule.ratio(), Err(YieldError::NoWeight { found: Unit::Hea }), "heads are no weight");
        let empty = of_rice(quantity("0", Unit::Kgm), quantity("2", Unit::Kgm), "2022-01-01", None);
        assert_eq!(empty.rule.apply(quantity("1", Unit::Kgm)), Err(YieldError::EmptyInput));
    }

    #[test]
    fn only_a_yield_from_this_form_to_that_one_counts() {
        let kilogram = || quantity("1", Unit::Kgm);
        let right = of_rice(kilogram(), kilogram(), "2022-01-01", None);
        let others = [
            Yield { commodity: code("maize"), ..right.rule.clone() },
            Yield { from: code("brown_rice"), ..right.rule.clone() },
            Yield { to: code("brown_rice"), ..right.rule.clone() },
        ];
        for other in others {
            let other = Dated { rule: other, ..right.clone() };
            assert_eq!(paddy_to_rice(&[other], kilogram(), "2023-03-01"), None);
        }
        assert_eq!(paddy_to_rice(&[right], kilogram(), "2023-03-01"), Some(Ok(kilogram())));
    }

    #[test]
    fn the_ratio_of_the_day_counts_and_the_latest_wins() {
        let old =
            of_rice(quantity("2", Unit::Kgm), quantity("1", Unit::Kgm), "2022-01-01", Some("2023-12-31"));
        let new = of_rice(quantity("100", Unit::Kgm), quantity("52", Unit::Kgm), "2023-07-01", None);
        let yields = [new, old];
        let given =
            |on| paddy_to_rice(&yields, quantity("100", Unit::Kgm), on).map(|rice| rice.map(Quantity::value));
        assert_eq!(given("2023-06-30"), Some(Ok("50".into())));
        assert_eq!(given("2023-07-01"), Some(Ok("52".into())));
        assert_eq!(given("2021-12-31"), None);
    }

    proptest! {
        #[test]
        fn the_most_that_counts_as_no_more_is_the_most(
            input in 1..2_000_000_i64, output in 0..2_000_000_i64, counted in 0..1_000_000_000_i64,
        ) {
            let ratio = Ratio::new(input, output).expect("a ratio");
            let most = ratio.most(counted);
            prop_assert!(ratio.of(most.into()) <= counted.into());
            prop_assert!(output == 0 || ratio.of(i128::from(most) + 1) > counted.into());
        }
    }

    proptest! {
        #[test]
        fn a_yield_is_the_floor_of_the_exact_ratio(
            amount in 0..=Quantity::MAX_BASE, input in 1..=Quantity::MAX_BASE, output in 0..=Quantity::MAX_BASE,
        ) {
            let stated = of_rice(
                Quantity::from_stored(input, Unit::Grm), Quantity::from_stored(output, Unit::Grm), "2022-01-01", None);
            let exact = i128::from(amount) * i128::from(output);
            match stated.rule.apply(Quantity::from_stored(amount, Unit::Grm)) {
                Ok(result) => {
                    let floor = i128::from(result.base()) * i128::from(input);
                    prop_assert!(floor <= exact && exact < floor + i128::from(input));
                }
                Err(error) => {
                    prop_assert_eq!(error, YieldError::Quantity(QuantityError::TooLarge));
                    prop_assert!(exact / i128::from(input) > i128::from(Quantity::MAX_BASE));
                }
            }
        }

        #[test]
        fn converting_parts_never_gives_more_than_converting_the_whole(
            one in 0..400_000_000_i64, two in 0..400_000_000_i64, input in 1..1000_i64, output in 0..1000_i64,
        ) {
            let stated = of_rice(
                Quantity::from_stored(input, Unit::Grm), Quantity::from_stored(output, Unit::Grm), "2022-01-01", None);
            let base = |grams| stated.rule.apply(Quantity::from_stored(grams, Unit::Grm)).map(Quantity::base);
            let parts = base(one).expect("small") + base(two).expect("small");
            let whole = base(one + two).expect("small");
            prop_assert!(parts <= whole && whole <= parts + 1);
        }

        #[test]
        fn what_is_milled_never_gives_more_than_went_in_and_more_paddy_never_less_rice(
            one in 0..=Quantity::MAX_BASE, more in 0..=Quantity::MAX_BASE,
            input in 1..=Quantity::MAX_BASE, share in 0..=10_000_i64,
        ) {
            let output = i64::try_from(i128::from(input) * i128::from(share) / 10_000).expect("at most the input");
            let ratio = Ratio::new(input, output).expect("a ratio");
            let (one, more) = (i128::from(one), i128::from(one) + i128::from(more));
            prop_assert!(ratio.of(one) <= one && ratio.of(one) <= ratio.of(more));
            prop_assert_eq!(Ratio::SAME.of(more), more);
        }

        #[test]
        fn without_a_row_for_just_these_two_forms_on_that_day_nothing_is_converted(
            base in 0..1_000_000_i64, from in 0..5_usize, to in 0..5_usize, year in 2010..2030_i32,
        ) {
            let (all, rice) = (seed_yields(), code("rice"));
            let forms: [FormCode; 5] =
                ["paddy_harvest_dry", "paddy_mill_dry", "brown_rice", "milled_rice_medium", "milled_rice_premium"].map(code);
            let on = NaiveDate::from_ymd_opt(year, 6, 1).expect("a date");
            let wanted = Conversion { commodity: &rice, from: &forms[from], to: &forms[to] };
            let stated = all.iter().filter(|row| row.rule.from == forms[from] && row.rule.to == forms[to]);
            let stated = stated.filter(|row| row.rule.commodity == rice && row.holds_on(on)).count();
            let given = yield_on(&all, wanted, on).map(|row| row.rule.apply(Quantity::from_stored(base, Unit::Kgm)));
            prop_assert_eq!(given.is_some(), stated == 1);
            if let Some(given) = given {
                prop_assert!(given.expect("a weight").base() <= base);
            }
        }
    }
}
