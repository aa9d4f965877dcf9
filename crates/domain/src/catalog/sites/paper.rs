//! Papers of a facility: declared by its owner, accepted or rejected by a government of its region, followed by newer ones.
//!
//! Owns the check state, the form of a number, and which paper follows which. How long a paper can be valid and who needs
//! which one are rows, [`FacilityRules`](super::FacilityRules).

use chrono::NaiveDate;

use crate::catalog::{FACILITY_KEEPERS, PAPER_CHECKERS};
use crate::shared::{Bilingual, Invalid, Refusal, Waiting, Waits, is_plain_number, paper_key};
use crate::{labels, lifecycle};

labels! {
    /// A paper that a facility can have.
    pub enum FacilityPaperType {
        /// NIB of the business there.
        BusinessId = "business_id",
        /// NKV (nomor kontrol veteriner), of a unit that handles animal products.
        VeterinaryControlNumber = "veterinary_control_number",
        /// Sertifikat halal of BPJPH.
        HalalCertificate = "halal_certificate",
        /// PSAT registration of the unit that handles fresh food of plant origin.
        FreshFoodRegistration = "fresh_food_registration",
        /// SLHS (sertifikat laik higiene sanitasi), of a kitchen.
        HygieneCertificate = "hygiene_certificate",
        /// TDG (tanda daftar gudang), of a warehouse.
        WarehouseRegistration = "warehouse_registration",
    }
}

labels! {
    /// Where the check of a paper stands.
    pub enum FacilityPaperState {
        /// Its owner says that there is one; it counts for nothing yet.
        Declared = "declared",
        /// Somebody of a government of its region has seen it.
        Accepted = "accepted",
        /// It was not accepted, or no longer is.
        Rejected = "rejected",
        /// A newer one was accepted in its place.
        Superseded = "superseded",
        /// Its owner took it back.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// What happens to a paper.
    pub enum FacilityPaperEvent {
        /// A government of the region accepts it.
        Accept = "accept",
        /// A government of the region does not accept it, or no longer.
        Reject = "reject",
        /// A newer one is accepted.
        Supersede = "supersede",
        /// Its owner takes it back.
        Withdraw = "withdraw",
    }
}

lifecycle! {
    /// What has happened to a paper of a facility.
    pub enum FacilityPaperHappened: FacilityPaperState, FacilityPaperEvent {
        Accept (Accepted = "accepted", Optional, PAPER_CHECKERS): Declared => Accepted;
        Reject (Rejected = "rejected", ToMend, PAPER_CHECKERS): Declared | Accepted => Rejected;
        Supersede (Superseded = "superseded", Optional, &[]): Accepted => Superseded;
        Withdraw (Withdrawn = "withdrawn", Required, FACILITY_KEEPERS): Declared | Accepted => Withdrawn;
    }
    also {
        /// Its owner declared it.
        Declared = "declared",
    }
}

impl Waits for FacilityPaperState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Declared, action: "accept_facility_paper", roles: PAPER_CHECKERS },
        // Where it ends soon, or has ended.
        Waiting { state: Self::Accepted, action: "declare_facility_paper", roles: FACILITY_KEEPERS },
    ];
    const RESTING: &'static [Self] = &[];
}

impl FacilityPaperState {
    /// The states in which a paper is, or may come to be, one that counts.
    pub const STANDING: &'static [Self] = &[Self::Declared, Self::Accepted];
}

/// A paper as the rules read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacilityPaper {
    /// Which paper.
    pub kind: FacilityPaperType,
    /// Where its check stands.
    pub state: FacilityPaperState,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; none when it is issued without an end.
    pub valid_until: Option<NaiveDate>,
    /// First day of the paper that superseded it.
    pub followed_from: Option<NaiveDate>,
}

impl FacilityPaper {
    /// Whether somebody has accepted it, so that it counts on a day of its validity: one that was superseded until the day
    /// before its successor begins.
    pub fn counts_on(&self, day: NaiveDate) -> bool {
        match self.state {
            FacilityPaperState::Accepted => true,
            FacilityPaperState::Superseded => self.followed_from.is_some_and(|next| day < next),
            _ => false,
        }
    }

    /// Whether it supersedes an accepted one once it is accepted itself: of the same type, and not ending earlier.
    pub fn supersedes(&self, other: &Self) -> bool {
        let longer = match (self.valid_until, other.valid_until) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(its)) => own >= its,
        };
        self.kind == other.kind && other.state == FacilityPaperState::Accepted && longer
    }
}

/// Reads a paper's number: in capitals with single spaces, in plain letters and digits, and the key by which two spellings of
/// it are one.
///
/// # Errors
/// [`Invalid`] `paper-number` at `pointer`.
pub fn facility_paper_number(pointer: &str, line: &str) -> Result<(String, String), Invalid> {
    let tidy = line.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
    let key = paper_key(&tidy);
    if is_plain_number(&tidy) && key.chars().any(|c| c.is_ascii_digit()) {
        return Ok((tidy, key));
    }
    Err(Invalid::new(
        pointer,
        "paper-number",
        "Salin nomor persis seperti pada dokumen, dengan huruf Latin dan angka.",
        "Copy the number exactly as on the paper, in Latin letters and digits.",
    ))
}

/// A paper is checked by somebody else than who declared it.
///
/// # Errors
/// `four-eyes`.
pub fn check_paper_checker(checker: &str, declared_by: &str) -> Result<(), Refusal> {
    if checker != declared_by {
        return Ok(());
    }
    let how = Bilingual::new(
        "Mintalah petugas lain dari pemerintah daerah memeriksa dokumen ini.",
        "Ask another officer of the government to check this paper.",
    );
    let found = Bilingual::new("orang yang menyatakan dokumen ini", "the person who declared the paper");
    Err(Refusal::another_person("four_eyes", "checker", found, how))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    fn paper(state: FacilityPaperState, until: Option<&str>) -> FacilityPaper {
        let day = |text: &str| text.parse().expect("a date");
        FacilityPaper {
            kind: FacilityPaperType::VeterinaryControlNumber,
            state,
            valid_from: day("2024-01-01"),
            valid_until: until.map(day),
            followed_from: None,
        }
    }

    #[test]
    fn the_whole_lifecycle_of_a_paper_is_this_table() {
        let table = "\
| state | accept | reject | supersede | withdraw |
|---|---|---|---|---|
| declared | accepted | rejected | - | withdrawn |
| accepted | - | rejected | superseded | withdrawn |
| rejected | - | - | - | - |
| superseded | - | - | - | - |
| withdrawn | - | - | - | - |
";
        assert_eq!(transition_table::<FacilityPaperState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<FacilityPaperState>();
    }

    #[test]
    fn a_paper_supersedes_an_accepted_one_of_its_type_that_does_not_outlast_it() {
        use FacilityPaperState::{Accepted, Declared};
        let new = paper(Declared, Some("2028-12-31"));
        assert!(new.supersedes(&paper(Accepted, Some("2028-12-31"))));
        assert!(!new.supersedes(&paper(Accepted, Some("2029-01-01"))), "it would shorten what stands");
        assert!(!new.supersedes(&paper(Accepted, None)));
        assert!(paper(Declared, None).supersedes(&paper(Accepted, None)));
        assert!(!new.supersedes(&paper(Declared, Some("2028-12-31"))));
        let other = FacilityPaper { kind: FacilityPaperType::BusinessId, ..new.clone() };
        assert!(!other.supersedes(&paper(Accepted, Some("2026-12-31"))));
    }

    #[test]
    fn a_superseded_paper_counts_until_its_successor_begins() {
        let day = |text: &str| text.parse().expect("a date");
        let mut old = paper(FacilityPaperState::Superseded, Some("2028-12-31"));
        old.followed_from = Some(day("2026-06-01"));
        assert!(old.counts_on(day("2026-05-31")) && !old.counts_on(day("2026-06-01")));
        assert!(!paper(FacilityPaperState::Declared, None).counts_on(day("2026-01-01")));
        assert!(!paper(FacilityPaperState::Rejected, None).counts_on(day("2026-01-01")));
    }

    #[test]
    fn a_number_is_written_in_one_way_and_spelling_makes_no_other() {
        let read = |text| facility_paper_number("/number", text).map_err(|invalid| invalid.code);
        assert_eq!(
            read(" nkv  rph-357201/0012 "),
            Ok(("NKV RPH-357201/0012".into(), "NKVRPH3572010012".into()))
        );
        assert_eq!(read("NKV-RPH"), Err("paper-number"), "no digit");
        assert_eq!(read("NK\u{412}-12"), Err("paper-number"), "a Cyrillic letter");
    }

    #[test]
    fn who_declares_a_paper_does_not_check_it() {
        assert!(check_paper_checker("ani", "budi").is_ok());
        assert_eq!(check_paper_checker("ani", "ani").expect_err("one").unmet[0].rule, "four_eyes");
    }
}
