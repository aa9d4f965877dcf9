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
    /// What a contract may be limited to: a thousand million million rupiah at most, exact in JSON.
    pub const VALUE_LIMITS: RangeInclusive<i64> = 1..=1_000_000_000_000_000;
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
        let amount = i64::try_from(self.value(quantity)?).ok().map(Money)?;
        (amount <= Money::LARGEST_AMOUNT).then_some(amount)
    }

    /// The same in rupiah, however large. `None` when the quantity is not of the basis' dimension.
    pub fn value(self, quantity: Quantity) -> Option<i128> {
        let per = self.basis.base_per_price();
        let exact = i128::from(self.money.0) * i128::from(quantity.base());
        (quantity.dimension() == self.basis.dimension()).then(|| (exact + per / 2).div_euclid(per))
    }

    /// The most of the basis' dimension, in base units, whose [`Price::value`] is no more than some rupiah; nothing for less
    /// than none.
    pub fn affordable(self, rupiah: i128) -> i64 {
        let per = self.basis.base_per_price();
        // Half up: the value is the rupiah or less exactly while price x quantity stays below (rupiah + 1/2) x per.
        let below = (rupiah.max(-1) + 1) * per - per / 2;
        let most = (below - 1).max(0).div_euclid(i128::from(self.money.0.max(1)));
        i64::try_from(most).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn live_animals_are_priced_by_weight() {
        let usual = |unit| PriceBasis::usual(unit).label();
        let all = [Unit::Kgm, Unit::Hea, Unit::H87, Unit::Ltr].map(usual);
        assert_eq!(all, ["per_kg_net", "per_kg_live", "per_piece", "per_litre"]);
    }

    proptest! {
        #[test]
        fn what_is_affordable_is_the_most_that_costs_no_more(
            price in 1..2_000_000_i64, rupiah in 0..50_000_000_i128, basis in 0..2_usize,
        ) {
            let (basis, unit) = [(PriceBasis::PerKgNet, Unit::Grm), (PriceBasis::PerHead, Unit::Hea)][basis];
            let price = Price { money: Money(price), basis };
            let value = |base| price.value(Quantity::from_stored(base, unit)).expect("of the basis");
            let most = price.affordable(rupiah);
            prop_assert!(value(most) <= rupiah && value(most + 1) > rupiah);
            prop_assert_eq!(price.affordable(-rupiah - 1), 0);
        }
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
