//! Sealing: two people close a lot over one text, and one of them is not the hub's own. They are of the hub and of the
//! cooperative, or, where that is one party, of it and of the government of its region.

use crate::shared::{Bilingual, PartyId, Refusal, RefusalCode, Unmet};
use crate::words;

/// For whom somebody seals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealSide {
    /// The hub.
    Hub,
    /// Somebody besides it.
    Beside,
}

impl SealSide {
    /// The side of a party: `None` for one that seals nothing here. A government of the region seals where the hub is the
    /// cooperative's own.
    pub fn of(party: PartyId, hub: PartyId, cooperative: PartyId, governs: bool) -> Option<Self> {
        if party == hub {
            Some(Self::Hub)
        } else if party == cooperative || (governs && hub == cooperative) {
            Some(Self::Beside)
        } else {
            None
        }
    }
}

/// A seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotSeal {
    /// For whom.
    pub side: SealSide,
    /// By whom, as a token names it.
    pub person: String,
}

/// How far a seal leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealProgress {
    /// One of two.
    First,
    /// Both are given.
    Whole,
}

/// Whether somebody may seal now, after the seals that were given on the same text.
///
/// # Errors
/// [`Refusal`] `four-eyes`.
pub fn check_seal(given: &[LotSeal], by: &LotSeal) -> Result<SealProgress, Refusal> {
    let stands = given.iter().any(|seal| seal.person == by.person || seal.side == by.side);
    if !stands {
        return Ok(if given.is_empty() { SealProgress::First } else { SealProgress::Whole });
    }
    let unmet = Unmet::new(
        "sealed_by_two",
        "seals",
        Bilingual::new("satu orang, atau dua orang dari satu pihak", "one person, or two of one party"),
        Bilingual::new(
            "dua orang, satu di antaranya bukan dari pihak pengelola hub",
            "two people, one of whom is not the hub's",
        ),
        Bilingual::new(
            "Minta segel kedua dari koperasi; bila hub milik koperasi itu sendiri, dari pemerintah daerahnya.",
            "Ask the cooperative for the second seal; where the hub is its own, the government of its region.",
        ),
    );
    Err(Refusal::rule(RefusalCode::FourEyes, vec![unmet]))
}

/// A lot is sealed once everything brought is sorted and something of it goes into the lot.
///
/// # Errors
/// [`Refusal`] `lot-rule` with each unmet rule.
pub fn check_sealable(ungraded: i64, grams: i64) -> Result<(), Refusal> {
    let mut unmet = Vec::new();
    if ungraded > 0 {
        let how = Bilingual::new(
            "Sortir dahulu setiap setoran; daftarnya di /v1/contributions?graded=false.",
            "Grade each contribution first; the list is at /v1/contributions?graded=false.",
        );
        unmet.push(Unmet::new(
            "everything_graded",
            "contributions",
            words::count(ungraded),
            words::count(0),
            how,
        ));
    }
    if grams == 0 {
        let how = Bilingual::new(
            "Tidak ada barang yang masuk lot; terima setoran, atau bubarkan lot ini.",
            "Nothing goes into the lot; take contributions, or dissolve it.",
        );
        let some = Bilingual::new("lebih dari nol", "more than nothing");
        unmet.push(Unmet::new("something_in_it", "quantity", words::count(0), some, how));
    }
    Refusal::unless_empty(RefusalCode::LotRule, unmet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Id as _;

    fn party(number: u128) -> PartyId {
        PartyId::from_uuid(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn a_government_seals_where_the_hub_is_the_cooperatives_own() {
        let side =
            |of, hub, cooperative, governs| SealSide::of(party(of), party(hub), party(cooperative), governs);
        assert_eq!(side(1, 1, 2, false), Some(SealSide::Hub));
        assert_eq!(side(2, 1, 2, false), Some(SealSide::Beside));
        assert_eq!(side(3, 1, 2, true), None);
        assert_eq!(side(3, 1, 1, true), Some(SealSide::Beside));
        assert_eq!(side(3, 1, 1, false), None);
        assert_eq!(side(1, 1, 1, false), Some(SealSide::Hub));
    }

    #[test]
    fn two_people_of_two_parties_seal_in_whatever_order() {
        let seal = |side, person: &str| LotSeal { side, person: person.to_owned() };
        let (hub, beside) = (seal(SealSide::Hub, "ani"), seal(SealSide::Beside, "budi"));
        assert_eq!(check_seal(&[], &hub), Ok(SealProgress::First));
        assert_eq!(check_seal(&[], &beside), Ok(SealProgress::First));
        assert_eq!(check_seal(std::slice::from_ref(&hub), &beside), Ok(SealProgress::Whole));
        assert_eq!(check_seal(std::slice::from_ref(&beside), &hub), Ok(SealProgress::Whole));
        for other in [seal(SealSide::Hub, "cici"), seal(SealSide::Beside, "ani"), hub.clone()] {
            let refused = check_seal(std::slice::from_ref(&hub), &other).expect_err("not two");
            assert_eq!(
                (refused.code, refused.unmet[0].rule.as_str()),
                (RefusalCode::FourEyes, "sealed_by_two")
            );
        }
    }

    #[test]
    fn what_is_sealed_is_sorted_and_something() {
        assert!(check_sealable(0, 1).is_ok());
        let rules = |ungraded, grams| {
            let refused = check_sealable(ungraded, grams).expect_err("unmet");
            refused.unmet.into_iter().map(|one| one.rule).collect::<Vec<_>>()
        };
        assert_eq!(rules(2, 1), ["everything_graded"]);
        assert_eq!(rules(1, 0), ["everything_graded", "something_in_it"]);
    }
}
