//! The terms of an agreement and their one canonical text.
//!
//! Owns: what the two governments agree on, when a regional council (DPRD) must approve, and the text
//! whose SHA-256 both sides confirm and sign. Refuses: one region twice, an empty or unreadable plan.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::say;
use crate::shared::{
    Bilingual, CanonicalText, CommodityCode, Invalid, PartyId, PartyKind, Period, Refusal, RefusalCode,
    RegionCode, TextHash, Unmet,
};

use crate::agreement::cooperation::agreement::Side;

/// Something each side of an agreement has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PerSide<T> {
    /// That of the government that offered.
    pub initiator: T,
    /// That of the government that answers.
    pub counterpart: T,
}

impl<T> PerSide<T> {
    /// The one of `side`.
    pub const fn of(&self, side: Side) -> &T {
        match side {
            Side::Initiator => &self.initiator,
            Side::Counterpart => &self.counterpart,
        }
    }
}

/// A government as the text names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Government {
    /// The party.
    pub party: PartyId,
    /// Its region.
    pub region: RegionCode,
}

/// One side's plan, as far as it decides whether its council must approve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SidePlan {
    /// Whether the plan puts a burden on the people of the region.
    pub burdens_public: bool,
    /// Whether its cost already stands in the regional budget (APBD).
    pub in_regional_budget: bool,
    /// What this side undertakes, in its own words.
    pub note: String,
}

impl SidePlan {
    /// Whether the regional council (DPRD) must approve: a burden on the public, or no budget yet
    /// (PP 28/2018 on regional cooperation).
    pub const fn needs_council(&self) -> bool {
        self.burdens_public || !self.in_regional_budget
    }
}

/// A paper attached to a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Attached {
    /// As texts name it that were settled before type and number were part of them: by the SHA-256 of the file.
    Hash(TextHash),
    /// With all that is shown of it.
    Paper {
        /// Number on the paper.
        number: String,
        /// SHA-256 of the file.
        sha256: TextHash,
        /// Kind of paper.
        #[serde(rename = "type")]
        kind: String,
    },
}

/// What two regional governments agree on; everything that both sides confirm and sign. A number that is given only once the
/// text is settled is not part of it: the first signature fixes that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementTerms {
    /// Title, as on the paper.
    pub title: String,
    /// The two governments.
    pub governments: PerSide<Government>,
    /// First and last day.
    pub period: Period,
    /// Codes of the commodities it covers.
    pub commodities: BTreeSet<CommodityCode>,
    /// Each side's plan.
    pub plans: PerSide<SidePlan>,
    /// The attached papers, in any order.
    pub attachments: Vec<Attached>,
    /// Its number, where it has one when the text is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Who facilitates; left out where nobody does, and in texts that were settled before it was part of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facilitator: Option<PartyId>,
}

impl AgreementTerms {
    /// Longest title, in characters.
    pub const MAX_TITLE: usize = 300;
    /// Longest note of a side, in characters.
    pub const MAX_NOTE: usize = 4000;
    /// Most commodities and most attached files.
    pub const MAX_ITEMS: usize = 200;

    /// The one text both sides confirm and sign; the order of attached files does not matter.
    pub fn canonical(&self) -> CanonicalText {
        let mut terms = self.clone();
        sort_papers(&mut terms.attachments);
        CanonicalText::of(&terms)
    }

    /// The sides whose regional council must approve this text.
    pub fn councils_required(&self) -> Vec<Side> {
        Side::ALL.iter().copied().filter(|side| self.plans.of(*side).needs_council()).collect()
    }

    /// Every field that cannot be accepted; empty when the terms are well formed.
    pub fn validate(&self) -> Vec<Invalid> {
        let mut invalid = Vec::new();
        if !text_fits(&self.title, Self::MAX_TITLE) || self.title.trim().is_empty() {
            invalid.push(Invalid::new(
                "/title",
                "length",
                "Isi judul, paling panjang 300 karakter.",
                "Give a title of at most 300 characters.",
            ));
        }
        invalid.extend(check_period("/valid_until_date", &self.period));
        if !(1..=Self::MAX_ITEMS).contains(&self.commodities.len()) {
            invalid.push(Invalid::new(
                "/commodities",
                "item-count",
                "Sebutkan 1 sampai 200 komoditas dengan kodenya dari katalog.",
                "Name 1 to 200 commodities by their codes in the catalog.",
            ));
        }
        for side in Side::ALL {
            if !text_fits(&self.plans.of(*side).note, Self::MAX_NOTE) {
                invalid.push(Invalid::new(
                    "/plan/note",
                    "length",
                    "Persingkat catatan rencana menjadi paling panjang 4.000 karakter.",
                    "Shorten the plan's note to at most 4,000 characters.",
                ));
            }
        }
        invalid.extend(check_attachments(&self.attachments));
        invalid
    }
}

/// An agreement joins two governments of two distinct regions.
///
/// # Errors
/// `agreement-sides` naming every side that does not fit.
pub fn check_sides(governments: &PerSide<Government>, kinds: &PerSide<PartyKind>) -> Result<(), Refusal> {
    let mut broken = Vec::new();
    for side in Side::ALL {
        let kind = *kinds.of(*side);
        if kind != PartyKind::RegionalGovernment {
            broken.push(Unmet::new(
                "side_is_a_government",
                governments.of(*side).party,
                kind,
                PartyKind::RegionalGovernment,
                Bilingual::new(
                    "Pilih pemerintah daerah sebagai pihak; badan usaha berdagang lewat kontrak di bawah kesepakatan.",
                    "Choose a regional government as a side; businesses trade through contracts under the agreement.",
                ),
            ));
        }
    }
    let (one, two) = (&governments.initiator.region, &governments.counterpart.region);
    if one == two {
        let rule = Unmet::new(
            "two_distinct_regions",
            one,
            say!("{region} di kedua pihak", "{region} on both sides", region = one),
            Bilingual::new("dua daerah yang berbeda", "two different regions"),
            Bilingual::new(
                "Kerja sama antar daerah memerlukan dua daerah yang berbeda. Periksa pihak kedua.",
                "Cooperation between regions needs two different regions. Check the second side.",
            ),
        );
        broken.push(rule.by_law("PP 28/2018"));
    }
    Refusal::unless_empty(RefusalCode::AgreementSides, broken)
}

/// Sorts and removes repeats, so that the same papers give the same text.
pub(crate) fn sort_papers(papers: &mut Vec<Attached>) {
    papers.sort();
    papers.dedup();
}

/// Whether a text is short enough and without NUL.
pub(crate) fn text_fits(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.contains('\0')
}

/// A period must not end before it begins.
pub(crate) fn check_period(pointer: &str, period: &Period) -> Option<Invalid> {
    period.until.is_some_and(|until| until < period.from).then(|| {
        Invalid::new(
            pointer,
            "period",
            "Hari terakhir tidak boleh mendahului hari pertama.",
            "The last day must not come before the first.",
        )
    })
}

/// There must not be too many attached files.
pub(crate) fn check_attachments(papers: &[Attached]) -> Option<Invalid> {
    (papers.len() > AgreementTerms::MAX_ITEMS).then(|| {
        Invalid::new(
            "/attachments",
            "item-count",
            "Lampirkan paling banyak 200 berkas.",
            "Attach at most 200 files.",
        )
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::shared::Id as _;

    /// The agreement of Metro with DKI Jakarta.
    pub(in crate::agreement) fn metro() -> AgreementTerms {
        let government = |id: u128, region: &str| Government {
            party: PartyId::from_uuid(uuid::Uuid::from_u128(id)),
            region: region.parse().expect("a region"),
        };
        let plan = || SidePlan { burdens_public: false, in_regional_budget: true, note: String::new() };
        AgreementTerms {
            title: "Kerja sama pangan Kota Metro dan DKI Jakarta".to_owned(),
            governments: PerSide { initiator: government(1, "18.72"), counterpart: government(2, "31") },
            period: Period {
                from: "2022-06-10".parse().expect("a date"),
                until: Some("2027-06-09".parse().expect("a date")),
            },
            commodities: ["eggs", "cattle", "rice"].map(|code| code.parse().expect("a code")).into(),
            plans: PerSide { initiator: plan(), counterpart: plan() },
            attachments: vec![],
            number: None,
            facilitator: None,
        }
    }

    /// A paper attached.
    pub(in crate::agreement) fn paper(kind: &str, number: &str, bytes: &[u8]) -> Attached {
        Attached::Paper {
            number: number.to_owned(),
            sha256: TextHash::of_bytes(bytes),
            kind: kind.to_owned(),
        }
    }

    #[test]
    fn the_same_terms_have_one_hash_and_any_change_another() {
        let (one, two) = (paper("work_plan", "1", b"1"), paper("budget", "2", b"2"));
        let mut terms = metro();
        let bare = terms.canonical().hash;
        terms.attachments = vec![one.clone(), two.clone()];
        let with_files = terms.canonical().hash;
        terms.attachments = vec![two.clone(), one.clone()];
        assert_eq!(terms.canonical().hash, with_files);
        for other in
            [paper("budget", "1", b"1"), paper("work_plan", "9", b"1"), paper("work_plan", "1", b"9")]
        {
            terms.attachments = vec![two.clone(), other];
            assert_ne!(terms.canonical().hash, with_files, "whatever is shown of it is confirmed");
        }
        terms.attachments = vec![two, one];
        terms.facilitator = Some(PartyId::from_uuid(uuid::Uuid::from_u128(3)));
        assert_ne!(terms.canonical().hash, with_files);
        terms.facilitator = None;
        terms.number = Some("9/KS/2026".to_owned());
        assert_ne!(terms.canonical().hash, with_files);
        terms.number = None;
        assert_ne!(with_files, bare);
        terms.plans.initiator.burdens_public = true;
        assert_ne!(terms.canonical().hash, with_files);
        assert!(terms.canonical().text.starts_with(r#"{"attachments":[{"number":"1","sha256":""#));
        // What was settled before names papers by their hashes alone, and keeps its text.
        terms.attachments = vec![Attached::Hash(TextHash::of_bytes(b"1"))];
        assert!(terms.canonical().text.starts_with(r#"{"attachments":["6b86b273"#));
    }

    #[test]
    fn a_council_approves_burdens_and_unbudgeted_plans_only() {
        let mut terms = metro();
        assert!(terms.councils_required().is_empty());
        terms.plans.initiator.burdens_public = true;
        assert_eq!(terms.councils_required(), [Side::Initiator]);
        terms.plans.counterpart.in_regional_budget = false;
        assert_eq!(terms.councils_required(), [Side::Initiator, Side::Counterpart]);
    }

    #[test]
    fn one_region_cannot_be_both_sides_and_a_business_none() {
        let mut governments = metro().governments;
        let kinds = |counterpart| PerSide { initiator: PartyKind::RegionalGovernment, counterpart };
        assert_eq!(check_sides(&governments, &kinds(PartyKind::RegionalGovernment)), Ok(()));
        governments.counterpart.region = governments.initiator.region.clone();
        let refusal = check_sides(&governments, &kinds(PartyKind::Company)).expect_err("two rules");
        let rules: Vec<_> = refusal.unmet.iter().map(|unmet| unmet.rule.as_str()).collect();
        assert_eq!(rules, ["side_is_a_government", "two_distinct_regions"]);
    }

    #[test]
    fn ill_formed_terms_are_named_field_by_field() {
        assert!(metro().validate().is_empty());
        let mut terms = metro();
        terms.title = " ".to_owned();
        terms.period.until = Some("2022-06-09".parse().expect("a date"));
        terms.commodities.clear();
        terms.plans.counterpart.note = "\0".to_owned();
        let pointers: Vec<_> = terms.validate().into_iter().map(|invalid| invalid.pointer).collect();
        assert_eq!(pointers, ["/title", "/valid_until_date", "/commodities", "/plan/note"]);
    }
}
