//! How figures and unmet rules are put into words; owns no rule.

use std::fmt::Display;

use crate::shared::{Bilingual, Dimension, Quantity, Unit, Unmet};

/// The unit in which a dimension is shown to people when no line says otherwise.
pub(super) const fn plain_unit(dimension: Dimension) -> Unit {
    match dimension {
        Dimension::Mass => Unit::Kgm,
        Dimension::Head => Unit::Hea,
        Dimension::Piece => Unit::H87,
        Dimension::Volume => Unit::Ltr,
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

/// A signed amount with its unit, as a person reads it: `-12.5 KGM`.
pub(super) fn signed(base: impl Into<i128>, unit: Unit) -> String {
    format!("{} {unit}", signed_value(base.into(), unit))
}

/// An unmet rule without a legal basis.
pub(super) fn unmet(
    rule: &str,
    subject: impl Display,
    found: impl Display,
    required: impl Display,
    how_to_fix: Bilingual,
) -> Unmet {
    Unmet {
        rule: rule.to_owned(),
        subject: subject.to_string(),
        found: found.to_string(),
        required: required.to_string(),
        how_to_fix,
        legal_basis: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negative_figure_keeps_its_sign_and_its_places() {
        assert_eq!(signed_value(-12_500, Unit::Kgm), "-12.5");
        assert_eq!(signed_value(-1, Unit::Kgm), "-0.001");
        assert_eq!(signed_value(0, Unit::Tne), "0");
        assert_eq!(signed(30, Unit::Hea), "30 HEA");
        assert_eq!(signed_value(i128::MAX, Unit::Grm), i64::MAX.to_string());
    }
}
