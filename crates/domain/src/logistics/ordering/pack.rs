//! Packs: sacks, crates and cartons that people order by, with the factor that makes them exact.
//!
//! The factor is stored on the order line when the order is made, so that a later change of the pack
//! never changes an old order. Refuses a pack that contains nothing.

use crate::labels;
use crate::shared::{Quantity, QuantityError};

labels! {
    /// UN/CEFACT package codes (Recommendation 21 with the `X` of Recommendation 20).
    pub enum PackKind {
        /// Sack (karung).
        Sack = "XSA",
        /// Crate (peti).
        Crate = "XCR",
        /// Carton (karton).
        Carton = "XCT",
        /// Box (kotak).
        Box = "XBX",
        /// Bag (kantong).
        Bag = "XBG",
    }
}

/// A kind of pack with what one of it contains, as stored on an order line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pack {
    /// What kind of pack.
    pub kind: PackKind,
    content: Quantity,
}

impl Pack {
    /// A pack that contains `content`, such as a sack of 25 kg.
    ///
    /// # Errors
    /// [`QuantityError::Form`] when the content is zero.
    pub const fn new(kind: PackKind, content: Quantity) -> Result<Self, QuantityError> {
        if content.base() == 0 { Err(QuantityError::Form) } else { Ok(Self { kind, content }) }
    }

    /// What one pack contains.
    pub const fn content(self) -> Quantity {
        self.content
    }

    /// What a number of packs contains, exactly, in the unit of the content.
    ///
    /// # Errors
    /// [`QuantityError::Form`] for a negative number, [`QuantityError::TooLarge`] beyond what is recorded.
    pub fn total(self, count: i64) -> Result<Quantity, QuantityError> {
        if count < 0 {
            return Err(QuantityError::Form);
        }
        let base = count.checked_mul(self.content.base()).ok_or(QuantityError::TooLarge)?;
        Quantity::from_base(base, self.content.unit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Unit;

    fn sack() -> Pack {
        let content = Quantity::parse("25", Unit::Kgm).expect("25 kg");
        Pack::new(PackKind::Sack, content).expect("a sack contains something")
    }

    #[test]
    fn packs_multiply_exactly() {
        assert_eq!(sack().total(400).map(|total| total.to_string()), Ok("10000 KGM".to_owned()));
        assert_eq!(sack().total(0).map(Quantity::base), Ok(0));
        assert_eq!(sack().content().base(), 25_000);
    }

    #[test]
    fn empty_negative_and_enormous_packs_are_refused() {
        let nothing = Quantity::from_stored(0, Unit::Kgm);
        assert_eq!(Pack::new(PackKind::Sack, nothing), Err(QuantityError::Form));
        assert_eq!(sack().total(-1), Err(QuantityError::Form));
        assert_eq!(sack().total(i64::MAX), Err(QuantityError::TooLarge));
        assert_eq!(sack().total(40_000_001), Err(QuantityError::TooLarge));
    }
}
