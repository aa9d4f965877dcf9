//! The panel of a curation: who may judge, and how they score.
//!
//! Refuses with `curation-panel-invalid` a panel without the buyer's side or with anybody related to the supplier,
//! and lists scores that are missing, repeated, out of range or of a stranger.

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
    /// The buyer's side: the parties whose outlets the product is for.
    pub buyers: &'a [PartyId],
}

/// Whether a panel may judge: somebody from the buyer's side, nobody of the supplier or related to it.
///
/// # Errors
/// [`Refusal`] `curation-panel-invalid` naming every member who must leave, and whether a buyer is missing.
pub fn check_panel(panel: &[Panelist], sides: PanelSides<'_>) -> Result<(), Refusal> {
    let is_related = |party: &PartyId| *party == sides.supplier || sides.related.contains(party);
    let mut unmet: Vec<Unmet> = panel.iter().filter(|p| is_related(&p.party)).map(related).collect();
    if !panel.iter().any(|p| sides.buyers.contains(&p.party) && !is_related(&p.party)) {
        unmet.push(Unmet::new(
            "panel_has_buyer",
            "panel",
            Bilingual::new("tidak ada anggota dari pihak pembeli", "nobody from the buyer's side"),
            Bilingual::new(
                "paling sedikit satu anggota dari pihak pembeli",
                "at least one member from the buyer's side",
            ),
            Bilingual::new(
                "Undang paling sedikit satu kurator dari pihak pembeli, misalnya dari pengelola gerai.",
                "Invite at least one curator from the buyer's side, such as the outlet's operator.",
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

/// Everything that keeps the scores from being a full sheet: each member scores each of `criteria` once, 0 to 100.
pub fn check_scores(panel: &[Panelist], criteria: &[Criterion], scores: &[Score]) -> Vec<Invalid> {
    let mut found = Vec::new();
    for (place, score) in scores.iter().enumerate() {
        let mut refuse = |code, id: &str, en: &str| {
            found.push(Invalid::new(format!("/scores/{place}"), code, id, en));
        };
        if score.points > 100 {
            refuse("out-of-range", "Nilai antara 0 dan 100.", "Points are between 0 and 100.");
        }
        if !panel.iter().any(|p| p.member == score.member) || !criteria.contains(&score.criterion) {
            refuse(
                "score-unexpected",
                "Hanya anggota panel yang menilai, dan hanya kriteria kurasi ini.",
                "Only members of the panel score, and only the criteria of this curation.",
            );
        }
        if scores[..place].iter().any(|s| s.member == score.member && s.criterion == score.criterion) {
            refuse(
                "repeated",
                "Setiap anggota menilai setiap kriteria satu kali.",
                "Each member scores each criterion once.",
            );
        }
    }
    for panelist in panel {
        let given = |c: &&Criterion| scores.iter().any(|s| s.member == panelist.member && s.criterion == **c);
        let missing: Vec<Criterion> = criteria.iter().filter(|c| !given(c)).copied().collect();
        if !missing.is_empty() {
            let detail = say!(
                "Penilaian {member} belum lengkap: {missing}.",
                "The scores of {member} are incomplete: {missing}.",
                member = Bilingual::same(panelist.member.to_string()),
                missing = words::all_of(missing),
            );
            found.push(Invalid::says("/scores", "score-missing", detail));
        }
    }
    found
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
    fn a_panel_has_a_buyer_and_nobody_related_to_the_supplier() {
        let rules = |panel: &[Panelist]| {
            let sides = PanelSides { supplier: party(1), related: &[party(2)], buyers: &[party(3)] };
            check_panel(panel, sides).map_err(|r| {
                assert_eq!(r.code, RefusalCode::CurationPanelInvalid);
                r.unmet.into_iter().map(|u| u.rule).collect::<Vec<_>>()
            })
        };
        assert_eq!(rules(&[panelist(1, 3), panelist(2, 9)]), Ok(()));
        assert_eq!(rules(&[panelist(1, 9)]), Err(vec!["panel_has_buyer".into()]));
        assert_eq!(rules(&[]), Err(vec!["panel_has_buyer".into()]));
        let unrelated = "panel_unrelated_to_supplier".to_owned();
        assert_eq!(rules(&[panelist(1, 3), panelist(2, 1)]), Err(vec![unrelated.clone()]));
        assert_eq!(rules(&[panelist(1, 3), panelist(2, 2)]), Err(vec![unrelated.clone()]));
        assert_eq!(rules(&[panelist(2, 2)]), Err(vec![unrelated, "panel_has_buyer".into()]));
    }

    #[test]
    fn a_buyer_who_is_also_the_supplier_does_not_count_as_the_buyers_side() {
        let sides = PanelSides { supplier: party(1), related: &[], buyers: &[party(1)] };
        assert_eq!(check_panel(&[panelist(1, 1)], sides).expect_err("one's own judge").unmet.len(), 2);
    }

    #[test]
    fn a_full_sheet_has_each_criterion_of_each_member_once_from_0_to_100() {
        let panel = [panelist(1, 3), panelist(2, 9)];
        let criteria = [Criterion::Taste, Criterion::Price];
        let sheet = |points| {
            vec![
                score(1, Criterion::Taste, 0),
                score(1, Criterion::Price, points),
                score(2, Criterion::Taste, 80),
                score(2, Criterion::Price, 71),
            ]
        };
        let codes = |scores: &[Score]| {
            check_scores(&panel, &criteria, scores).into_iter().map(|i| i.code).collect::<Vec<_>>()
        };
        assert!(codes(&sheet(100)).is_empty());
        assert_eq!(codes(&sheet(101)), ["out-of-range"]);
        assert_eq!(codes(&sheet(100)[..3]), ["score-missing"]);
        let crosswise = [score(1, Criterion::Taste, 5), score(2, Criterion::Price, 5)];
        let missing = check_scores(&panel, &criteria, &crosswise);
        let told = missing
            .iter()
            .zip(["price", "taste"])
            .map(|(found, left)| found.detail.en.ends_with(&format!(": {left}.")));
        assert_eq!(told.collect::<Vec<_>>(), [true, true], "{missing:?}");
        let mut more = sheet(100);
        more.extend([
            score(1, Criterion::Taste, 5),
            score(3, Criterion::Taste, 5),
            score(1, Criterion::Label, 5),
        ]);
        assert_eq!(codes(&more), ["repeated", "score-unexpected", "score-unexpected"]);
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
