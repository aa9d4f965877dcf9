//! Commodities, their forms, and the yields that link the forms.
//!
//! Owns: what a commodity is, and exact conversion between its forms (900 t of paddy are 450 t of rice).
//! Refuses: conversion without a yield in force, and quantities of another dimension than the yield's.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::labels;
use crate::shared::quantity::written;
use crate::shared::{
    Bilingual, CommodityCode, Dated, DatedRule, FormCode, NaturalUnit, Quantity, QuantityError, Unit,
};

labels! {
    /// What kind of good a commodity or product is; permits are required by group.
    pub enum CommodityGroup {
        /// Animals that travel alive.
        LiveAnimal = "live_animal",
        /// Eggs, meat, milk: fresh products of animals.
        AnimalProduct = "animal_product",
        /// Rice and other cereals.
        Grain = "grain",
        /// Fresh vegetables, chilli and tomato among them.
        Vegetable = "vegetable",
        /// Fresh fruit.
        Fruit = "fruit",
        /// Fresh fish and seafood.
        Fish = "fish",
        /// Packaged processed food.
        ProcessedFood = "processed_food",
        /// Mixed goods of small businesses; taken for food unless a product says otherwise.
        MixedGoods = "mixed_goods",
    }
}

/// A form in which a commodity is traded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its code, unique within the commodity.
    pub code: FormCode,
    /// What people call it.
    pub name: Bilingual,
    /// The unit a contract line of this form usually draws down in.
    pub unit: Unit,
    /// A second measure recorded beside it (live weight beside heads); never limits, never derived.
    pub second_unit: Option<Unit>,
}

/// A traded commodity with the unit in which its people count it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commodity {
    /// Its code.
    pub code: CommodityCode,
    /// What people call it.
    pub name: Bilingual,
    /// What kind of good it is.
    pub group: CommodityGroup,
    /// The unit reports speak in.
    pub natural_unit: NaturalUnit,
    /// Its forms; at least one.
    pub forms: Vec<Form>,
}

impl Commodity {
    /// The form of this code, if the commodity has it.
    pub fn find_form(&self, code: &FormCode) -> Option<&Form> {
        self.forms.iter().find(|form| form.code == *code)
    }
}

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
    /// Nobody has stated how the forms relate on that day; a yield is never inverted or chained.
    #[error("no yield of {commodity} from {from} to {to} is in force on {day}")]
    NoYield {
        /// The commodity asked for.
        commodity: CommodityCode,
        /// The form that should go in.
        from: FormCode,
        /// The form that should come out.
        to: FormCode,
        /// The day of the conversion.
        day: NaiveDate,
    },
    /// The quantity measures something else than the yield's input (heads against kilograms).
    #[error("the yield counts {expected}, the quantity is in {found}")]
    UnlikeMeasure {
        /// The unit the yield is stated in.
        expected: Unit,
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
    /// What `quantity` of the input form gives, in the output's unit: exact in 128 bits, then rounded down to the
    /// base unit (gram, head, piece, millilitre), so that a conversion never promises more than there is.
    ///
    /// # Errors
    /// [`YieldError`] for another dimension, an empty input, or a result too large.
    pub fn apply(&self, quantity: Quantity) -> Result<Quantity, YieldError> {
        if quantity.dimension() != self.input.dimension() {
            return Err(YieldError::UnlikeMeasure { expected: self.input.unit(), found: quantity.unit() });
        }
        // Both factors are at most 10^12, their product fits in 128 bits.
        let base = (i128::from(quantity.base()) * i128::from(self.output.base()))
            .checked_div(i128::from(self.input.base()))
            .ok_or(YieldError::EmptyInput)?;
        let base = i64::try_from(base).map_err(|_| QuantityError::TooLarge)?;
        Ok(Quantity::from_base(base, self.output.unit())?)
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

/// Converts a quantity with the yield in force on `day`; of several, the one that came into force last. A form
/// converts to itself unchanged.
///
/// # Errors
/// [`YieldError`]: no yield on that day, unlike measures, or a result too large.
pub fn convert(
    yields: &[Dated<Yield>],
    wanted: Conversion<'_>,
    quantity: Quantity,
    day: NaiveDate,
) -> Result<Quantity, YieldError> {
    if wanted.from == wanted.to {
        return Ok(quantity);
    }
    yields
        .iter()
        .filter(|row| {
            let y = &row.rule;
            y.commodity == *wanted.commodity && y.from == *wanted.from && y.to == *wanted.to
        })
        .filter(|row| row.holds_on(day))
        .max_by_key(|row| row.in_force.from)
        .ok_or_else(|| YieldError::NoYield {
            commodity: wanted.commodity.clone(),
            from: wanted.from.clone(),
            to: wanted.to.clone(),
            day,
        })?
        .rule
        .apply(quantity)
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

    fn paddy_to_rice(yields: &[Dated<Yield>], paddy: Quantity, on: &str) -> Result<Quantity, YieldError> {
        let (rice, paddy_form, rice_form) =
            (code("rice"), code("paddy_harvest_dry"), code("milled_rice_medium"));
        convert(yields, Conversion { commodity: &rice, from: &paddy_form, to: &rice_form }, paddy, day(on))
    }

    #[test]
    fn nine_hundred_tonnes_of_paddy_are_four_hundred_and_fifty_of_rice() {
        let rice = paddy_to_rice(&seed_yields(), quantity("900", Unit::Tne), "2023-03-01");
        assert_eq!(rice, Ok(quantity("450", Unit::Tne)));
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
        let refused = convert(&yields, back, quantity("1", Unit::Tne), day("2023-03-01"));
        assert!(matches!(refused, Err(YieldError::NoYield { .. })), "{refused:?}");
        let heads = paddy_to_rice(&yields, quantity("30", Unit::Hea), "2023-03-01");
        assert_eq!(heads, Err(YieldError::UnlikeMeasure { expected: Unit::Tne, found: Unit::Hea }));
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
            let refused = paddy_to_rice(&[other], kilogram(), "2023-03-01");
            assert!(matches!(refused, Err(YieldError::NoYield { .. })), "{refused:?}");
        }
        assert_eq!(paddy_to_rice(&[right], kilogram(), "2023-03-01"), Ok(kilogram()));
    }

    #[test]
    fn a_form_is_found_by_its_code() {
        for commodity in crate::catalog::seed_commodities() {
            for form in &commodity.forms {
                assert_eq!(commodity.find_form(&form.code), Some(form));
            }
            assert_eq!(commodity.find_form(&code("no_such_form")), None);
        }
    }

    #[test]
    fn the_ratio_of_the_day_counts_and_the_latest_wins() {
        let old =
            of_rice(quantity("2", Unit::Kgm), quantity("1", Unit::Kgm), "2022-01-01", Some("2023-12-31"));
        let new = of_rice(quantity("100", Unit::Kgm), quantity("52", Unit::Kgm), "2023-07-01", None);
        let yields = [new, old];
        let given = |on| paddy_to_rice(&yields, quantity("100", Unit::Kgm), on).map(Quantity::value);
        assert_eq!(given("2023-06-30"), Ok("50".into()));
        assert_eq!(given("2023-07-01"), Ok("52".into()));
        assert!(matches!(given("2021-12-31"), Err(YieldError::NoYield { .. })));
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
    }
}
