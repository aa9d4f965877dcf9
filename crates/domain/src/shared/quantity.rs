//! Exact quantities: an integer in the base unit of its dimension, a UN/CEFACT Rec 20 code on the wire.

use std::fmt;

use crate::labels;

labels! {
    /// What a quantity measures; only equal dimensions are ever compared or added.
    pub enum Dimension {
        /// Base unit gram.
        Mass = "mass",
        /// Live animals, base unit head.
        Head = "head",
        /// Base unit piece.
        Piece = "piece",
        /// Base unit millilitre.
        Volume = "volume",
    }
}

labels! {
    /// UN/CEFACT Recommendation 20 unit codes the platform trades in.
    pub enum Unit {
        /// Kilogram.
        Kgm = "KGM",
        /// Tonne.
        Tne = "TNE",
        /// Gram.
        Grm = "GRM",
        /// Head of animals.
        Hea = "HEA",
        /// Piece.
        H87 = "H87",
        /// Litre.
        Ltr = "LTR",
        /// Millilitre.
        Mlt = "MLT",
    }
}

impl Dimension {
    /// The unit in which it is shown to people when no line says otherwise.
    pub const fn plain_unit(self) -> Unit {
        match self {
            Self::Mass => Unit::Kgm,
            Self::Head => Unit::Hea,
            Self::Piece => Unit::H87,
            Self::Volume => Unit::Ltr,
        }
    }
}

impl Unit {
    /// The dimension the unit measures.
    pub const fn dimension(self) -> Dimension {
        match self {
            Self::Kgm | Self::Tne | Self::Grm => Dimension::Mass,
            Self::Hea => Dimension::Head,
            Self::H87 => Dimension::Piece,
            Self::Ltr | Self::Mlt => Dimension::Volume,
        }
    }

    /// How many decimal places the base unit leaves: 1 kg = 10^3 g.
    const fn places(self) -> u32 {
        match self {
            Self::Tne => 6,
            Self::Kgm | Self::Ltr => 3,
            Self::Grm | Self::Hea | Self::H87 | Self::Mlt => 0,
        }
    }
}

/// Why a text is not an exact quantity of its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Not plain digits with an optional decimal point.
    #[error("write digits with an optional decimal point, such as 9000 or 12.5")]
    Form,
    /// More decimal places than the base unit allows.
    #[error("too many decimal places for the unit")]
    Places,
    /// Larger than the platform records.
    #[error("too large")]
    TooLarge,
}

/// A non-negative exact amount of something, in the unit people wrote it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quantity {
    base: i64,
    unit: Unit,
}

impl Quantity {
    /// The largest base amount: one million million grams, a million tonnes.
    pub const MAX_BASE: i64 = 1_000_000_000_000;

    /// From an amount in the base unit (gram, head, piece, millilitre), shown in `unit`.
    ///
    /// # Errors
    /// [`QuantityError::TooLarge`] outside `0..=MAX_BASE`.
    pub const fn from_base(base: i64, unit: Unit) -> Result<Self, QuantityError> {
        if base < 0 || base > Self::MAX_BASE { Err(QuantityError::TooLarge) } else { Ok(Self { base, unit }) }
    }

    /// From stored figures; a negative figure counts as zero.
    pub const fn from_stored(base: i64, unit: Unit) -> Self {
        let base = if base < 0 { 0 } else { base };
        Self { base, unit }
    }

    /// Reads an exact decimal such as `12.5`; refuses signs, exponents, separators and spare places.
    ///
    /// # Errors
    /// [`QuantityError`] naming what is wrong; nothing is ever rounded.
    pub fn parse(value: &str, unit: Unit) -> Result<Self, QuantityError> {
        Self::from_base(Self::parse_sum(value, unit)?, unit)
    }

    /// Reads an amount that was told, in base units: a sum may be more than anybody writes.
    ///
    /// # Errors
    /// As [`Self::parse`], but for what 64 bits hold.
    pub fn parse_sum(value: &str, unit: Unit) -> Result<i64, QuantityError> {
        let (whole, fraction) = value.split_once('.').map_or((value, None), |(w, f)| (w, Some(f)));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole)
            || fraction.is_some_and(|f| !digits(f))
            || (whole.len() > 1 && whole.starts_with('0'))
        {
            return Err(QuantityError::Form);
        }
        let fraction = fraction.unwrap_or("");
        if fraction.len() > unit.places() as usize {
            return Err(QuantityError::Places);
        }
        let padded = format!("{whole}{fraction:0<places$}", places = unit.places() as usize);
        // Digits alone: what cannot be read is too large.
        padded.parse().map_err(|_| QuantityError::TooLarge)
    }

    /// The amount in the base unit of its dimension.
    pub const fn base(self) -> i64 {
        self.base
    }

    /// The unit it is written in.
    pub const fn unit(self) -> Unit {
        self.unit
    }

    /// What it measures.
    pub const fn dimension(self) -> Dimension {
        self.unit.dimension()
    }

    /// The exact decimal in its unit, without trailing zeros: 12500 g in `KGM` is `12.5`.
    pub fn value(self) -> String {
        decimal(self.base, self.unit.places())
    }

    /// The same amount written in another unit; `None` when the dimensions differ.
    pub fn in_unit(self, unit: Unit) -> Option<Self> {
        (unit.dimension() == self.dimension()).then_some(Self { base: self.base, unit })
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.value(), self.unit)
    }
}

/// The exact signed decimal of a base amount in a unit: -12500 g in `KGM` is `-12.5`.
///
/// For the figures that can be negative (callable, shrink), which a [`Quantity`] never is. Amounts
/// beyond 64 bits, a million times the largest quantity, show as the largest one.
pub fn signed_value(base: i128, unit: Unit) -> String {
    let magnitude = i64::try_from(base.unsigned_abs()).unwrap_or(i64::MAX);
    let sign = if base < 0 { "-" } else { "" };
    format!("{sign}{}", Quantity::from_stored(magnitude, unit).value())
}

fn decimal(base: i64, places: u32) -> String {
    let scale = 10_i64.pow(places);
    let (whole, rest) = (base / scale, base % scale);
    if rest == 0 {
        return whole.to_string();
    }
    let fraction = format!("{rest:0>width$}", width = places as usize);
    format!("{whole}.{}", fraction.trim_end_matches('0'))
}

/// A quantity as it is written: a decimal text and its unit.
pub(crate) mod written {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Quantity, Unit};

    #[derive(Serialize, Deserialize)]
    struct Written {
        value: String,
        unit: Unit,
    }

    pub(crate) fn serialize<S: Serializer>(quantity: &Quantity, writer: S) -> Result<S::Ok, S::Error> {
        Written { value: quantity.value(), unit: quantity.unit() }.serialize(writer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(reader: D) -> Result<Quantity, D::Error> {
        let Written { value, unit } = Written::deserialize(reader)?;
        Quantity::parse(&value, unit).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_bad_number_is_refused_never_read_as_zero() {
        for text in
            ["15.500,00", "Rp 15.500", "", "1e3", "-1", "+1", " 1", "1.", ".5", "0x1", "१", "01", "NaN"]
        {
            assert_eq!(Quantity::parse(text, Unit::Kgm), Err(QuantityError::Form), "{text}");
        }
        assert_eq!(Quantity::parse("1.0005", Unit::Kgm), Err(QuantityError::Places));
        assert_eq!(Quantity::parse("1.5", Unit::Hea), Err(QuantityError::Places));
        assert_eq!(Quantity::parse("9999999999999999", Unit::Grm), Err(QuantityError::TooLarge));
    }

    #[test]
    fn units_of_one_dimension_are_one_amount() {
        let tonnes = Quantity::parse("9", Unit::Tne).expect("nine tonnes");
        assert_eq!(tonnes.in_unit(Unit::Kgm).map(Quantity::value), Some("9000".to_owned()));
        assert_eq!(tonnes.in_unit(Unit::Hea), None);
    }

    #[test]
    fn an_amount_is_not_negative_not_beyond_the_largest_and_says_its_unit() {
        let most = Quantity::from_base(Quantity::MAX_BASE, Unit::Tne).expect("the largest");
        assert_eq!((most.to_string().as_str(), most.dimension()), ("1000000 TNE", Dimension::Mass));
        for outside in [-1, Quantity::MAX_BASE + 1] {
            assert_eq!(Quantity::from_base(outside, Unit::Tne), Err(QuantityError::TooLarge));
        }
        assert_eq!(Quantity::parse("1000000.000001", Unit::Tne), Err(QuantityError::TooLarge));
        assert_eq!(Quantity::from_stored(-1, Unit::Grm), Quantity::from_stored(0, Unit::Grm));
        for (text, base) in [("0", 0), ("0.5", 500), ("10.25", 10_250)] {
            assert_eq!(Quantity::parse(text, Unit::Kgm).map(Quantity::base), Ok(base), "{text}");
        }
    }

    #[test]
    fn a_negative_figure_keeps_its_sign_and_its_places() {
        assert_eq!(signed_value(-12_500, Unit::Kgm), "-12.5");
        assert_eq!(signed_value(-1, Unit::Kgm), "-0.001");
        assert_eq!(signed_value(0, Unit::Tne), "0");
        assert_eq!(signed_value(30, Unit::Hea), "30");
        assert_eq!(signed_value(i128::MAX, Unit::Grm), i64::MAX.to_string());
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(base in 0..=Quantity::MAX_BASE, unit in 0..Unit::ALL.len()) {
            let quantity = Quantity::from_base(base, Unit::ALL[unit]).expect("in range");
            prop_assert_eq!(Quantity::parse(&quantity.value(), quantity.unit()), Ok(quantity));
        }
    }
}
