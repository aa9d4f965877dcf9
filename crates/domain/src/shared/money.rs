//! Whole rupiah in 64 bits; amounts computed in 128 bits and rounded once, half up.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::{Dimension, Quantity, Unit};
use crate::labels;

/// Whole rupiah (ISO 4217 `IDR`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub i64);

impl Money {
    /// What a price may be: a million million rupiah at most; every whole number up to it is exact in JSON.
    pub const PRICES: RangeInclusive<i64> = 1..=1_000_000_000_000;
    /// What one line of a receipt may be worth at most: the sum of nine million such lines still fits 64 bits.
    pub const LARGEST_AMOUNT: Self = Self(1_000_000_000_000);
}

labels! {
    /// What one price counts.
    pub enum PriceBasis {
        /// Rupiah per kilogram net weight.
        PerKgNet = "per_kg_net",
        /// Rupiah per kilogram live weight.
        PerKgLive = "per_kg_live",
        /// Rupiah per head.
        PerHead = "per_head",
        /// Rupiah per piece.
        PerPiece = "per_piece",
        /// Rupiah per litre.
        PerLitre = "per_litre",
    }
}

impl PriceBasis {
    /// The dimension the price multiplies.
    pub const fn dimension(self) -> Dimension {
        match self {
            Self::PerKgNet | Self::PerKgLive => Dimension::Mass,
            Self::PerHead => Dimension::Head,
            Self::PerPiece => Dimension::Piece,
            Self::PerLitre => Dimension::Volume,
        }
    }

    /// What prices of goods of a unit usually count: live animals are priced by their weight.
    pub const fn usual(unit: Unit) -> Self {
        match unit.dimension() {
            Dimension::Mass => Self::PerKgNet,
            Dimension::Head => Self::PerKgLive,
            Dimension::Piece => Self::PerPiece,
            Dimension::Volume => Self::PerLitre,
        }
    }

    /// How many base units one price covers: a kilogram is 1,000 grams.
    const fn base_per_price(self) -> i128 {
        match self {
            Self::PerKgNet | Self::PerKgLive | Self::PerLitre => 1000,
            Self::PerHead | Self::PerPiece => 1,
        }
    }
}

/// A price: rupiah and what they buy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// Rupiah per basis.
    pub money: Money,
    /// What is counted.
    pub basis: PriceBasis,
}

impl Price {
    /// The amount for a quantity, rounded once, half up, to one rupiah.
    /// `None` when the quantity is not of the basis' dimension, or the amount exceeds [`Money::LARGEST_AMOUNT`].
    pub fn amount(self, quantity: Quantity) -> Option<Money> {
        if quantity.dimension() != self.basis.dimension() {
            return None;
        }
        let per = self.basis.base_per_price();
        let exact = i128::from(self.money.0) * i128::from(quantity.base());
        let amount = i64::try_from((exact + per / 2).div_euclid(per)).ok().map(Money)?;
        (amount <= Money::LARGEST_AMOUNT).then_some(amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn live_animals_are_priced_by_weight() {
        let usual = |unit| PriceBasis::usual(unit).label();
        let all = [Unit::Kgm, Unit::Hea, Unit::H87, Unit::Ltr].map(usual);
        assert_eq!(all, ["per_kg_net", "per_kg_live", "per_piece", "per_litre"]);
    }

    #[test]
    fn amounts_round_once_half_up() {
        let price = Price { money: Money(22_500), basis: PriceBasis::PerKgNet };
        let amount = |grams| price.amount(Quantity::from_stored(grams, Unit::Grm));
        assert_eq!(amount(9_000_000), Some(Money(202_500_000)));
        let odd = Price { money: Money(1), basis: PriceBasis::PerKgNet };
        assert_eq!(odd.amount(Quantity::from_stored(499, Unit::Grm)), Some(Money(0)));
        assert_eq!(odd.amount(Quantity::from_stored(500, Unit::Grm)), Some(Money(1)));
        assert_eq!(price.amount(Quantity::from_stored(1, Unit::Hea)), None);
        let dear = Price { money: Money::LARGEST_AMOUNT, basis: PriceBasis::PerHead };
        assert_eq!(dear.amount(Quantity::from_stored(1, Unit::Hea)), Some(Money::LARGEST_AMOUNT));
        assert_eq!(dear.amount(Quantity::from_stored(2, Unit::Hea)), None, "no sum of them overflows");
    }
}
