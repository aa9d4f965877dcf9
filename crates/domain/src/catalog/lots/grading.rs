//! Sorting: what a contribution is, by grade, to the gram. What is refused goes back with a reason; what sorting loses is a
//! part of its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::shared::{Invalid, Unit};
use crate::{labels, say, words};

labels! {
    /// How good goods of a lot are, the best first.
    pub enum LotGrade {
        /// The best.
        A = "a",
        /// Good.
        B = "b",
        /// Fair.
        C = "c",
        /// The least that is taken.
        D = "d",
    }
}

labels! {
    /// Why goods do not go into a lot.
    pub enum SortingReason {
        /// Rotten or mouldy.
        Rotten = "rotten",
        /// Broken or bruised.
        Bruised = "bruised",
        /// Not ripe.
        Unripe = "unripe",
        /// Smaller than taken.
        Undersized = "undersized",
        /// Of another variety or kind.
        AnotherKind = "another_kind",
        /// Soil, leaves, stones among them.
        ForeignMatter = "foreign_matter",
    }
}

/// How a contribution was sorted, in grams.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grading {
    /// What goes into the lot.
    pub grades: BTreeMap<LotGrade, i64>,
    /// What goes back to the member, and why.
    pub refused: BTreeMap<SortingReason, i64>,
    /// What sorting lost.
    pub loss: i64,
}

impl Grading {
    /// What goes into the lot.
    pub fn taken(&self) -> i64 {
        self.grades.values().sum()
    }

    /// What goes back.
    pub fn given_back(&self) -> i64 {
        self.refused.values().sum()
    }
}

/// The parts of a contribution are exactly the whole.
///
/// # Errors
/// [`Invalid`] at `at`, with both figures.
pub fn check_grading(at: &str, net: i64, grading: &Grading) -> Result<(), Invalid> {
    let sum = grading.taken() + grading.given_back() + grading.loss;
    if sum == net {
        return Ok(());
    }
    let detail = say!(
        "Mutu, yang ditolak, dan susut sortasi berjumlah {sum}, sedangkan berat bersihnya {net}; samakan sampai gramnya.",
        "Grades, what is refused and the loss at sorting sum to {sum}, and the net weight is {net}; make them agree to the gram.",
        sum = words::amount(sum, Unit::Kgm),
        net = words::amount(net, Unit::Kgm),
    );
    Err(Invalid::says(at, "grading-does-not-close", detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_the_whole_to_the_gram() {
        let mut grading = Grading {
            grades: [(LotGrade::A, 30_000), (LotGrade::C, 15_500)].into(),
            refused: [(SortingReason::Rotten, 4_000)].into(),
            loss: 350,
        };
        assert_eq!((grading.taken(), grading.given_back()), (45_500, 4_000));
        assert_eq!(check_grading("/gradings/0", 49_850, &grading), Ok(()));
        grading.loss = 349;
        let refused = check_grading("/gradings/0", 49_850, &grading).expect_err("a gram is missing");
        assert_eq!((refused.pointer.as_str(), refused.code), ("/gradings/0", "grading-does-not-close"));
        assert!(refused.detail.id.contains("49,849 kg") && refused.detail.en.contains("49.85 kg"));
        assert_eq!(check_grading("/gradings/0", 0, &Grading::default()), Ok(()));
    }
}
