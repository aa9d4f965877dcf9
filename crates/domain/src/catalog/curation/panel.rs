//! The panel of a curation: who may judge, and how they score.
//!
//! Refuses with `curation-panel-invalid` a panel of one, without the buyer's side or the supplier's home region, or with anybody
//! who is no judge or related to the supplier; lists scores of a member that are missing, repeated or out of range; and refuses with `curation-rule` to
//! decide before everybody has scored.

use crate::shared::{Bilingual, Invalid, MembershipId, PartyId, Refusal, RefusalCode, Unmet};
use crate::{labels, say, words};

labels! {
    /// What a panel scores.
    pub enum Criterion {
        /// How it tastes.
        Taste = "taste",
        /// Whether the package protects and sells it.
        Packaging = "packaging",
        /// Whether the label is complete and true.
        Label = "label",
        /// How clean it is made.
        Hygiene = "hygiene",
        /// Whether the price fits the market.
        Price = "price",
        /// Whether the supplier can keep delivering.
        Continuity = "continuity",
    }
}

/// How many people make a panel.
const LEAST: usize = 2;

/// Somebody on a panel, judging as a member of a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panelist {
    /// The person's membership.
    pub member: MembershipId,
    /// The party they judge for.
    pub party: PartyId,
}

/// The parties a panel is judged against.
#[derive(Debug, Clone, Copy)]
pub struct PanelSides<'a> {
    /// The supplier of the product.
    pub supplier: PartyId,
    /// Parties related to the supplier: its cooperative, its owner.
    pub related: &'a [PartyId],
    /// The buyer's side: whose outlets the product is for.
    pub buyer: PartyId,
    /// The governments that judge beside the buyer.
    pub governments: &'a [PartyId],
    /// The governments of the region the supplier is at home in.
    pub home: &'a [PartyId],
}

/// Whether a panel may judge: two people at least, each of the buyer, of a government of its region or of the supplier's home
/// region, one of the buyer, one of the home region, nobody of the supplier or related to it.
///
/// # Errors
/// [`Refusal`] `curation-panel-invalid` naming every member who must leave, and whether somebody is missing.
pub fn check_panel(panel: &[Panelist], sides: PanelSides<'_>) -> Result<(), Refusal> {
    let is_related = |party: &PartyId| *party == sides.supplier || sides.related.contains(party);
    let judges = |party: &PartyId| {
        *party == sides.buyer || sides.governments.contains(party) || sides.home.contains(party)
    };
    let mut unmet: Vec<Unmet> = panel.iter().filter(|p| is_related(&p.party)).map(related).collect();
    unmet.extend(panel.iter().filter(|p| !is_related(&p.party) && !judges(&p.party)).map(stranger));
    if !panel.iter().any(|p| p.party == sides.buyer && !is_related(&p.party)) {
        unmet.push(Unmet::new(
            "panel_has_buyer",
            "panel",
            Bilingual::new("tidak ada anggota dari pihak pembeli", "nobody from the buyer's side"),
            Bilingual::new(
                "paling sedikit satu anggota dari pihak pembeli",
                "at least one member from the buyer's side",
            ),
            Bilingual::new(
                "Undang paling sedikit satu kurator dari pengelola gerai.",
                "Invite at least one curator of the outlet's operator.",
            ),
        ));
    }
    if !panel.iter().any(|p| sides.home.contains(&p.party) && !is_related(&p.party)) {
        unmet.push(Unmet::new(
            "panel_has_home_region",
            "panel",
            Bilingual::new("tidak ada anggota dari daerah asal", "nobody from the home region"),
            Bilingual::new(
                "paling sedikit satu kurator pemerintah daerah asal pemasok",
                "at least one curator of the government of the supplier's region",
            ),
            Bilingual::new(
                "Undang paling sedikit satu kurator dari pemerintah daerah asal pemasok.",
                "Invite at least one curator of the government of the supplier's region.",
            ),
        ));
    }
    if panel.len() < LEAST {
        unmet.push(Unmet::new(
            "panel_of_two",
            "panel",
            say!("{count} anggota", "{count} members", count = words::count(panel.len() as u64)),
            Bilingual::new("paling sedikit dua orang", "at least two people"),
            Bilingual::new(
                "Undang seorang kurator lagi, dari pengelola gerai, pemerintah daerahnya, atau daerah asal pemasok.",
                "Invite another curator, of the outlet's operator, of its region's government or of the supplier's.",
            ),
        ));
    }
    Refusal::unless_empty(RefusalCode::CurationPanelInvalid, unmet)
}

fn related(panelist: &Panelist) -> Unmet {
    let party = Bilingual::same(panelist.party.to_string());
    Unmet::new(
        "panel_unrelated_to_supplier",
        panelist.member,
        say!(
            "menilai untuk {party}, yang terkait dengan pemasok",
            "judges for {party}, related to the supplier",
            party = party,
        ),
        Bilingual::new(
            "bukan anggota pemasok dan tidak terkait dengannya",
            "nobody of the supplier or related to it",
        ),
        Bilingual::new(
            "Ganti anggota panel ini dengan orang yang tidak terkait dengan pemasok.",
            "Replace this member by somebody who is not related to the supplier.",
        ),
    )
}

/// Whether nobody on a panel belongs to the supplier or a party related to it; `partial` are those who do.
///
/// # Errors
/// [`Refusal`] `curation-panel-invalid` naming each.
pub fn check_impartial(partial: &[Panelist]) -> Result<(), Refusal> {
    let unmet = partial.iter().map(|one| Unmet {
        found: Bilingual::new(
            "anggota pemasok atau pihak yang terkait dengannya",
            "a member of the supplier or of a party related to it",
        ),
        ..related(one)
    });
    Refusal::unless_empty(RefusalCode::CurationPanelInvalid, unmet.collect())
}

fn stranger(panelist: &Panelist) -> Unmet {
    let party = Bilingual::same(panelist.party.to_string());
    Unmet::new(
        "panel_judges",
        panelist.member,
        say!("menilai untuk {party}", "judges for {party}", party = party),
        Bilingual::new(
            "kurator pengelola gerai, pemerintah daerahnya, atau pemerintah daerah asal pemasok",
            "a curator of the outlet's operator, of its region's government or of the supplier's",
        ),
        Bilingual::new(
            "Ganti dengan kurator pengelola gerai, pemerintah daerahnya, atau pemerintah daerah asal pemasok.",
            "Replace this member by a curator of the outlet's operator, of its region's government or of the supplier's.",
        ),
    )
}

/// One member's points for one criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// Who scored.
    pub member: MembershipId,
    /// What was scored.
    pub criterion: Criterion,
    /// 0 to 100.
    pub points: u32,
}

/// Everything that keeps points from being one member's full sheet: each of `criteria` once, 0 to 100.
pub fn check_sheet(criteria: &[Criterion], sheet: &[(Criterion, u32)]) -> Vec<Invalid> {
    let mut found = Vec::new();
    for (place, (criterion, points)) in sheet.iter().enumerate() {
        let mut refuse = |code, id: &str, en: &str| {
            found.push(Invalid::new(format!("/scores/{place}"), code, id, en));
        };
        if *points > 100 {
            refuse("out-of-range", "Nilai antara 0 dan 100.", "Points are between 0 and 100.");
        }
        if !criteria.contains(criterion) {
            refuse(
                "score-unexpected",
                "Hanya kriteria kurasi ini yang dinilai.",
                "Only the criteria of this curation are scored.",
            );
        }
        if sheet[..place].iter().any(|(other, _)| other == criterion) {
            refuse("repeated", "Setiap kriteria dinilai satu kali.", "Each criterion is scored once.");
        }
    }
    let missing: Vec<Criterion> =
        criteria.iter().filter(|one| sheet.iter().all(|(given, _)| given != *one)).copied().collect();
    if !missing.is_empty() {
        let detail = say!(
            "Penilaian Anda belum lengkap: {missing}.",
            "Your scores are incomplete: {missing}.",
            missing = words::all_of(missing),
        );
        found.push(Invalid::says("/scores", "score-missing", detail));
    }
    found
}

/// Whether every member of the panel has scored.
///
/// # Errors
/// [`Refusal`] `curation-rule` naming each who has not.
pub fn check_all_scored(panel: &[Panelist], scores: &[Score]) -> Result<(), Refusal> {
    let scored = |one: &Panelist| scores.iter().any(|score| score.member == one.member);
    let unmet = panel.iter().filter(|one| !scored(one)).map(|one| {
        Unmet::new(
            "everybody_has_scored",
            one.member,
            Bilingual::new("belum menilai", "has not scored"),
            Bilingual::new("nilai setiap anggota panel", "the points of every member of the panel"),
            Bilingual::new(
                "Minta anggota ini mengisi penilaiannya sendiri; bila tidak mungkin, minta perbaikan lalu ajukan ulang.",
                "Ask this member to give the points in person; where that cannot be, request changes and submit again.",
            ),
        )
    });
    Refusal::unless_empty(RefusalCode::CurationRule, unmet.collect())
}

/// Whether a panel may still be called anew.
///
/// # Errors
/// [`Refusal`] `curation-rule`: somebody has scored, and nobody's word is taken away.
pub fn check_nobody_scored(scores: &[Score]) -> Result<(), Refusal> {
    let unmet = scores.first().map(|score| {
        Unmet::new(
            "nobody_has_scored",
            score.member,
            Bilingual::new("sudah menilai", "has scored"),
            Bilingual::new("panel yang belum menilai", "a panel that has not scored"),
            Bilingual::new(
                "Putuskan dengan panel ini; untuk panel lain, minta perbaikan lalu ajukan ulang.",
                "Decide with this panel; for another one, request changes and submit again.",
            ),
        )
    });
    Refusal::unless_empty(RefusalCode::CurationRule, unmet.into_iter().collect())
}

/// The mean of a criterion over the members, rounded half up to a whole point; `None` without scores.
pub fn mean_points(scores: &[Score], criterion: Criterion) -> Option<u32> {
    let points: Vec<u64> =
        scores.iter().filter(|s| s.criterion == criterion).map(|s| s.points.into()).collect();
    let count = points.len() as u64;
    // A mean of 32-bit numbers fits in 32 bits.
    (points.iter().sum::<u64>() * 2 + count).checked_div(count * 2).and_then(|mean| u32::try_from(mean).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Id;
    use proptest::prelude::*;

    fn party(number: u128) -> PartyId {
        PartyId::from_uuid(uuid::Uuid::from_u128(number))
    }

    fn panelist(member: u128, of: u128) -> Panelist {
        Panelist { member: MembershipId::from_uuid(uuid::Uuid::from_u128(member)), party: party(of) }
    }

    fn score(member: u128, criterion: Criterion, points: u32) -> Score {
        Score { member: panelist(member, 1).member, criterion, points }
    }

    #[test]
    fn a_panel_is_two_judges_with_the_buyer_and_the_home_region_and_nobody_related_to_the_supplier() {
        let rules = |panel: &[Panelist]| {
            let sides = PanelSides {
                supplier: party(1),
                related: &[party(2)],
                buyer: party(3),
                governments: &[party(9)],
                home: &[party(7)],
            };
            check_panel(panel, sides)
                .map_err(|refusal| refusal.unmet.iter().map(|u| u.rule.clone()).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(rules(&[panelist(1, 3), panelist(2, 7)]), Ok(()));
        assert_eq!(rules(&[panelist(1, 3), panelist(2, 7), panelist(3, 9)]), Ok(()));
        assert_eq!(rules(&[panelist(1, 9), panelist(2, 7)]), Err("panel_has_buyer".into()));
        assert_eq!(rules(&[panelist(1, 3), panelist(2, 9)]), Err("panel_has_home_region".into()));
        assert_eq!(rules(&[]), Err("panel_has_buyer panel_has_home_region panel_of_two".into()));
        assert_eq!(rules(&[panelist(1, 3)]), Err("panel_has_home_region panel_of_two".into()));
        let home = panelist(5, 7);
        assert_eq!(rules(&[panelist(1, 3), panelist(2, 8), home]), Err("panel_judges".into()));
        assert_eq!(rules(&[panelist(1, 3), panelist(2, 1), home]), Err("panel_unrelated_to_supplier".into()));
        assert_eq!(rules(&[panelist(1, 3), panelist(2, 2), home]), Err("panel_unrelated_to_supplier".into()));
    }

    #[test]
    fn one_government_of_both_regions_counts_for_both() {
        let sides = PanelSides {
            supplier: party(1),
            related: &[],
            buyer: party(3),
            governments: &[party(9)],
            home: &[party(9)],
        };
        assert_eq!(check_panel(&[panelist(1, 3), panelist(2, 9)], sides), Ok(()));
    }

    #[test]
    fn a_buyer_who_is_also_the_supplier_does_not_count_as_the_buyers_side() {
        let sides = PanelSides {
            supplier: party(1),
            related: &[],
            buyer: party(1),
            governments: &[],
            home: &[party(7)],
        };
        let refused = check_panel(&[panelist(1, 1), panelist(2, 1), panelist(3, 7)], sides)
            .expect_err("one's own judge");
        assert_eq!(refused.unmet.len(), 3);
    }

    #[test]
    fn a_full_sheet_has_each_criterion_once_from_0_to_100() {
        let criteria = [Criterion::Taste, Criterion::Price];
        let codes = |sheet: &[(Criterion, u32)]| {
            check_sheet(&criteria, sheet).into_iter().map(|i| i.code).collect::<Vec<_>>()
        };
        assert!(codes(&[(Criterion::Taste, 0), (Criterion::Price, 100)]).is_empty());
        assert_eq!(codes(&[(Criterion::Taste, 0), (Criterion::Price, 101)]), ["out-of-range"]);
        assert_eq!(codes(&[(Criterion::Taste, 5), (Criterion::Taste, 6)]), ["repeated", "score-missing"]);
        let more = [(Criterion::Taste, 5), (Criterion::Price, 5), (Criterion::Label, 5)];
        assert_eq!(codes(&more), ["score-unexpected"]);
        let missing = check_sheet(&criteria, &[(Criterion::Taste, 5)]);
        assert!(missing[0].detail.en.ends_with(": price."), "{missing:?}");
    }

    #[test]
    fn a_panel_decides_once_all_have_scored_and_is_called_anew_until_one_has() {
        let panel = [panelist(1, 3), panelist(2, 9)];
        let one = [score(1, Criterion::Taste, 5)];
        let late = check_all_scored(&panel, &one).expect_err("one has not scored");
        assert_eq!(
            late.unmet.iter().map(|u| u.subject.as_str()).collect::<Vec<_>>(),
            [panel[1].member.to_string()]
        );
        assert_eq!(check_all_scored(&panel, &[one[0], score(2, Criterion::Taste, 7)]), Ok(()));
        assert_eq!(check_nobody_scored(&[]), Ok(()));
        assert!(check_nobody_scored(&one).is_err());
    }

    #[test]
    fn a_mean_is_rounded_half_up() {
        let scores =
            [score(1, Criterion::Taste, 70), score(2, Criterion::Taste, 71), score(1, Criterion::Price, 9)];
        assert_eq!(mean_points(&scores, Criterion::Taste), Some(71));
        assert_eq!(mean_points(&scores, Criterion::Label), None);
    }

    proptest! {
        #[test]
        fn a_mean_lies_between_the_lowest_and_the_highest(points in prop::collection::vec(0..=100_u32, 1..9)) {
            let scores: Vec<_> = points.iter().map(|p| score(1, Criterion::Label, *p)).collect();
            let mean = mean_points(&scores, Criterion::Label).expect("some scores");
            prop_assert!(points.iter().min() <= Some(&mean) && Some(&mean) <= points.iter().max());
        }
    }
}
