//! Recalls (penarikan): goods that nobody may go on selling or sending, by their maker or a government of its region.
//!
//! Owns who issues and ends one. While it is in force no listing of its variants holds, in whatever outlet, and no shipment
//! with them leaves.

use crate::shared::{Bilingual, Refusal, RefusalCode, Role, Unmet, Waits};
use crate::{labels, lifecycle};

/// Who issues and ends a recall: the maker of the goods, or a government of its region.
pub const RECALLERS: &[Role] = &[
    Role::Supplier,
    Role::Aggregator,
    Role::Client,
    Role::Coordinator,
    Role::TechnicalAgency,
    Role::VetOfficer,
];

labels! {
    /// Why goods are recalled.
    pub enum RecallHazard {
        /// Cemaran: microbes, residues, poison.
        Contamination = "contamination",
        /// Benda asing: glass, metal, stone.
        ForeignBody = "foreign_body",
        /// Alergen tidak tertulis.
        UndeclaredAllergen = "undeclared_allergen",
        /// Rusak sebelum waktunya.
        Spoilage = "spoilage",
        /// Label atau izin keliru.
        LabelOrPermit = "label_or_permit",
        /// Anything else, said in the reason.
        Other = "other_hazard",
    }
}

labels! {
    /// Where a recall stands.
    pub enum RecallState {
        /// The goods stay off shelves and roads.
        InForce = "in_force",
        /// It was lifted.
        Lifted = "lifted",
    }
}

labels! {
    /// What happens to a recall.
    pub enum RecallEvent {
        /// What it was for is over.
        Lift = "lift",
    }
}

lifecycle! {
    /// What has happened to a recall.
    pub enum RecallHappened: RecallState, RecallEvent {
        Lift (Lifted = "lifted", Required, RECALLERS): InForce => Lifted;
    }
    also {
        /// The maker, or a government of its region, recalled goods.
        Issued = "issued",
    }
}

impl Waits for RecallState {
    const WAITING: &'static [crate::shared::Waiting<Self>] = &[];
    const RESTING: &'static [Self] = &[Self::InForce];
}

/// Goods that are recalled are neither listed nor sent; `recalled` names each that is.
///
/// # Errors
/// [`Refusal`] `goods-recalled`.
pub fn check_not_recalled(recalled: impl IntoIterator<Item = String>) -> Result<(), Refusal> {
    let how = Bilingual::new(
        "Tahan barang ini sampai penarikannya dicabut; lihat /v1/recalls?state=in_force.",
        "Hold these goods back until the recall is lifted; see /v1/recalls?state=in_force.",
    );
    let found = Bilingual::new("ditarik dari peredaran", "recalled");
    let required = Bilingual::new("tidak sedang ditarik", "not recalled");
    let unmet =
        |goods: String| Unmet::new("not_recalled", goods, found.clone(), required.clone(), how.clone());
    Refusal::unless_empty(RefusalCode::GoodsRecalled, recalled.into_iter().map(unmet).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_recall_is_this_table() {
        let table = "\
| state | lift |
|---|---|
| in_force | lifted |
| lifted | - |
";
        assert_eq!(transition_table::<RecallState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<RecallState>();
    }

    #[test]
    fn recalled_goods_are_refused_and_others_are_not() {
        assert_eq!(check_not_recalled(None), Ok(()));
        let refused = check_not_recalled(["Keripik".to_owned(), "Sambal".to_owned()]).expect_err("recalled");
        assert_eq!(refused.code, RefusalCode::GoodsRecalled);
        assert_eq!(
            refused.unmet.iter().map(|unmet| unmet.subject.as_str()).collect::<Vec<_>>(),
            ["Keripik", "Sambal"]
        );
    }
}
