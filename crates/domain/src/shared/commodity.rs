//! Names of traded goods that all three rooms speak: commodity and form codes, and natural units.
//!
//! Owns the form of the codes only; which commodities exist is reference data of the catalog.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Dimension, Invalid, Unit};
use crate::labels;

/// A text that is not a code of a commodity or form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a code is 2 to 40 characters of lower snake_case, such as milled_rice_medium")]
pub struct CodeError;

/// Whether a text is lower snake_case: words of letters and digits, the first starting with a letter.
fn is_code(text: &str) -> bool {
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    (2..=40).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.split('_').all(word)
}

macro_rules! code_types {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The code as it travels and is stored.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl FromStr for $name {
            type Err = CodeError;
            fn from_str(text: &str) -> Result<Self, CodeError> {
                if is_code(text) { Ok(Self(text.to_owned())) } else { Err(CodeError) }
            }
        }
        impl TryFrom<String> for $name {
            type Error = CodeError;
            fn try_from(text: String) -> Result<Self, CodeError> {
                if is_code(&text) { Ok(Self(text)) } else { Err(CodeError) }
            }
        }
        impl From<$name> for String {
            fn from(code: $name) -> Self {
                code.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

impl CommodityCode {
    /// Reads the code of a commodity out of a request's field; whether the catalog has it is another question.
    ///
    /// # Errors
    /// [`Invalid`] `unknown-commodity` at `pointer`.
    pub fn from_field(pointer: &str, text: &str) -> Result<Self, Invalid> {
        text.parse().map_err(|_: CodeError| Self::unknown(pointer))
    }

    /// A field that names no commodity.
    pub fn unknown(pointer: &str) -> Invalid {
        Invalid::new(
            pointer,
            "unknown-commodity",
            "Gunakan kode komoditas dari katalog, misalnya eggs untuk telur; daftar lengkap di /v1/commodities.",
            "Use a code of the catalog, such as eggs; the list is at /v1/commodities.",
        )
    }
}

impl GradeCode {
    /// Reads a grade out of a request's field.
    ///
    /// # Errors
    /// [`Invalid`] `code` at `pointer`.
    pub fn from_field(pointer: &str, text: &str) -> Result<Self, Invalid> {
        text.parse().map_err(|_: CodeError| {
            Invalid::new(
                pointer,
                "code",
                "Tulis mutu dengan 2 sampai 40 huruf kecil, angka, dan garis bawah, misalnya `curly` untuk cabai keriting.",
                "Write the grade in 2 to 40 lower-case letters, digits and underscores, such as `curly` of red chilli.",
            )
        })
    }
}

code_types! {
    /// Names a commodity, such as `rice`.
    CommodityCode;
    /// Names a form within a commodity, such as `paddy_harvest_dry`.
    FormCode;
    /// Names a grade of a form that has a price of its own, such as `curly` of red chilli.
    GradeCode;
}

labels! {
    /// The unit in which people count a commodity, and in which reports speak: a unit, or vehicles received.
    pub enum NaturalUnit {
        /// Tonnes: eggs, rice.
        Tne = "TNE",
        /// Kilograms.
        Kgm = "KGM",
        /// Grams.
        Grm = "GRM",
        /// Heads: cattle.
        Hea = "HEA",
        /// Pieces.
        H87 = "H87",
        /// Litres.
        Ltr = "LTR",
        /// Millilitres.
        Mlt = "MLT",
        /// Distinct vehicles with something accepted: mixed small-business goods. Not a unit of quantity.
        Vehicle = "vehicle",
    }
}

impl NaturalUnit {
    /// The unit of quantity, or `None` where vehicles are counted.
    pub const fn unit(self) -> Option<Unit> {
        match self {
            Self::Tne => Some(Unit::Tne),
            Self::Kgm => Some(Unit::Kgm),
            Self::Grm => Some(Unit::Grm),
            Self::Hea => Some(Unit::Hea),
            Self::H87 => Some(Unit::H87),
            Self::Ltr => Some(Unit::Ltr),
            Self::Mlt => Some(Unit::Mlt),
            Self::Vehicle => None,
        }
    }

    /// The unit in which people count one form of a commodity that they count so: the commodity's own, where the form is
    /// measured so at all; else what the form is measured in, weight in tonnes. Cattle are counted, carcasses weighed.
    pub fn of_form(self, unit: Unit, second: Option<Unit>) -> Self {
        let measured = |own: Unit| {
            [Some(unit), second].into_iter().flatten().any(|form| form.dimension() == own.dimension())
        };
        match self.unit() {
            Some(own) if !measured(own) && unit.dimension() == Dimension::Mass => Self::Tne,
            Some(own) if !measured(own) => unit.into(),
            _ => self,
        }
    }
}

impl From<Unit> for NaturalUnit {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Tne => Self::Tne,
            Unit::Kgm => Self::Kgm,
            Unit::Grm => Self::Grm,
            Unit::Hea => Self::Hea,
            Unit::H87 => Self::H87,
            Unit::Ltr => Self::Ltr,
            Unit::Mlt => Self::Mlt,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_lower_snake_case_of_two_to_forty_characters() {
        for good in ["rice", "milled_rice_premium", "b2", &"a".repeat(40)] {
            assert_eq!(good.parse::<CommodityCode>().as_ref().map(CommodityCode::as_str), Ok(good));
        }
        for bad in ["", "r", "Rice", "2b", "_rice", "rice_", "a__b", "beras merah", "béras", &"a".repeat(41)]
        {
            assert_eq!(bad.parse::<FormCode>(), Err(CodeError), "{bad}");
        }
    }

    #[test]
    fn a_code_travels_as_plain_text_and_is_checked_on_the_way_in() {
        let code: CommodityCode = serde_json::from_str(r#""eggs""#).expect("a good code");
        assert_eq!(serde_json::to_string(&code).expect("text"), r#""eggs""#);
        assert_eq!(code.to_string(), "eggs");
        assert!(serde_json::from_str::<CommodityCode>(r#""Eggs""#).is_err());
    }

    #[test]
    fn a_form_is_counted_as_its_commodity_where_it_is_measured_so() {
        use NaturalUnit as N;
        for (commodity, unit, second, form) in [
            (N::Hea, Unit::Hea, Some(Unit::Kgm), N::Hea),
            (N::Hea, Unit::Kgm, None, N::Tne),
            (N::Tne, Unit::H87, Some(Unit::Grm), N::Tne),
            (N::Tne, Unit::H87, None, N::H87),
            (N::Vehicle, Unit::H87, Some(Unit::Kgm), N::Vehicle),
        ] {
            assert_eq!(commodity.of_form(unit, second), form, "{commodity} {unit}");
        }
    }

    #[test]
    fn every_unit_is_a_natural_unit_of_the_same_label() {
        for unit in Unit::ALL {
            let natural: NaturalUnit = unit.label().parse().expect("the same label");
            assert_eq!((natural.unit(), NaturalUnit::from(*unit)), (Some(*unit), natural));
        }
        assert_eq!(NaturalUnit::Vehicle.unit(), None);
    }
}
