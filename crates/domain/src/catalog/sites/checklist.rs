//! Checklists: what is looked at in a kind of facility, in versions that follow each other, and what the answers come to.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{FacilityKind, FindingSeverity, ReadingLimit};
use crate::catalog::goods::seed::date;
use crate::labels;
use crate::shared::{Bilingual, Dated, DatedRule, Period, Refusal, RefusalCode, Unmet};

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistItem {
    /// Its code, unique within the list.
    pub code: String,
    /// What must hold.
    pub requirement: Bilingual,
    /// How much it counts in the score.
    pub points: u32,
    /// How severe a finding it is where it is not met.
    pub severity: FindingSeverity,
    /// What is read there, and within which bounds it holds; none where nothing is measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<ReadingLimit>,
}

/// A version of the checklist of a kind of facility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checklist {
    /// The kind of facility.
    pub facility_kind: FacilityKind,
    /// The number of the version, from 1.
    pub version: u32,
    /// What is looked at, in order.
    pub items: Vec<ChecklistItem>,
}

impl DatedRule for Checklist {
    const TABLE: &'static str = "checklist";

    fn key(&self) -> String {
        self.facility_kind.to_string()
    }
}

/// The checklist of a kind of facility in force on a day; none where there is none.
pub fn checklist_on(rows: &[Dated<Checklist>], kind: FacilityKind, day: NaiveDate) -> Option<&Checklist> {
    rows.iter().find(|row| row.rule.facility_kind == kind && row.holds_on(day)).map(|row| &row.rule)
}

/// A version of the checklist of a kind of facility, whether it is in force or not.
pub fn checklist_version(rows: &[Dated<Checklist>], kind: FacilityKind, version: u32) -> Option<&Checklist> {
    rows.iter().map(|row| &row.rule).find(|list| list.facility_kind == kind && list.version == version)
}

labels! {
    /// What was seen of a thing that was looked at.
    pub enum AnswerOutcome {
        /// It holds.
        Met = "met",
        /// It does not hold.
        NotMet = "not_met",
        /// There is no such thing in this facility.
        NotApplicable = "not_applicable",
    }
}

/// What an inspection comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionResult {
    /// Points of what holds among those of all that applies, in basis points, rounded down.
    pub score_bp: Option<u32>,
    /// The codes of what does not hold, in order of the list.
    pub not_met: Vec<String>,
}

impl Checklist {
    /// The item of a code.
    pub fn item(&self, code: &str) -> Option<&ChecklistItem> {
        self.items.iter().find(|item| item.code == code)
    }

    /// What the answers that count come to; an item may have several as long as they say the same.
    ///
    /// # Errors
    /// [`Refusal`] `inspection-rule` that names every item without an answer and every one with answers that differ, or says that
    /// nothing applies.
    pub fn result(&self, answers: &[(String, AnswerOutcome)]) -> Result<InspectionResult, Refusal> {
        let mut said: BTreeMap<&str, Vec<AnswerOutcome>> = BTreeMap::new();
        for (code, outcome) in answers {
            said.entry(code).or_default().push(*outcome);
        }
        let said = |item: &ChecklistItem| said.get(item.code.as_str()).map_or(&[][..], Vec::as_slice);
        let unmet = self.items.iter().filter_map(|item| undecided(item, said(item))).collect();
        Refusal::unless_empty(RefusalCode::InspectionRule, unmet)?;
        let (mut met, mut applies, mut not_met) = (0_u64, 0_u64, Vec::new());
        for item in &self.items {
            let points = u64::from(item.points);
            match said(item).first() {
                Some(AnswerOutcome::Met) => (met, applies) = (met + points, applies + points),
                Some(AnswerOutcome::NotMet) => {
                    applies += points;
                    not_met.push(item.code.clone());
                }
                Some(AnswerOutcome::NotApplicable) | None => {}
            }
        }
        let score = (met * 10_000).checked_div(applies).ok_or_else(nothing_looked_at)?;
        Ok(InspectionResult { score_bp: u32::try_from(score).ok(), not_met })
    }
}

/// Where nothing of the list applies nothing was looked at: that is no inspection.
fn nothing_looked_at() -> Refusal {
    let how = Bilingual::new(
        "Periksa paling sedikit satu butir; bila daftar periksanya keliru untuk fasilitas ini, batalkan inspeksinya.",
        "Look at one thing at least; where the checklist is wrong for this facility, cancel the inspection.",
    );
    let required =
        Bilingual::new("paling sedikit satu butir yang berlaku", "one thing that applies at least");
    let unmet = Unmet::new("something_applies", "answers", crate::words::none(), required, how);
    Refusal::rule(RefusalCode::InspectionRule, vec![unmet])
}

/// Why an item has no one answer yet, if that is so.
fn undecided(item: &ChecklistItem, said: &[AnswerOutcome]) -> Option<Unmet> {
    let Some(first) = said.first() else {
        let how = Bilingual::new(
            "Jawab butir ini; bila tidak ada di fasilitas ini, nyatakan tidak berlaku.",
            "Answer this item; where there is no such thing, say that it does not apply.",
        );
        let required = Bilingual::new("satu jawaban", "an answer");
        return Some(Unmet::new("item_answered", &item.code, crate::words::none(), required, how));
    };
    if said.iter().all(|outcome| outcome == first) {
        return None;
    }
    let how = Bilingual::new(
        "Dua perangkat menjawab berbeda; kirim satu jawaban yang menggantikan jawaban yang keliru.",
        "Two phones have answered differently; send an answer that replaces the wrong one.",
    );
    let found = crate::words::all_of(said.iter().copied());
    let required = Bilingual::new("jawaban yang sama", "answers that say the same");
    Some(Unmet::new("answers_agree", &item.code, found, required, how))
}

/// The checklists the platform starts with: of slaughterhouses and of farms.
pub fn seed_checklists() -> Vec<Dated<Checklist>> {
    let list = |facility_kind, items, source: &str| Dated {
        rule: Checklist { facility_kind, version: 1, items },
        in_force: Period { from: date(2020, 1, 1), until: None },
        source: source.to_owned(),
    };
    vec![
        list(FacilityKind::Slaughterhouse, slaughterhouse(), "Permentan 13/2010; Permentan 11/2020"),
        list(FacilityKind::Farm, farm(), "Permentan 46/2015; Permentan 31/2014"),
    ]
}

fn item(code: &str, points: u32, severity: FindingSeverity, id: &str, en: &str) -> ChecklistItem {
    ChecklistItem {
        code: code.to_owned(),
        requirement: Bilingual::new(id, en),
        points,
        severity,
        limit: None,
    }
}

fn slaughterhouse() -> Vec<ChecklistItem> {
    use FindingSeverity::{Critical, Major, Minor};
    vec![
        item(
            "ante_mortem",
            20,
            Critical,
            "Petugas kesehatan hewan memeriksa setiap hewan sebelum dipotong.",
            "A veterinary officer examines each animal before slaughter.",
        ),
        item(
            "post_mortem",
            20,
            Critical,
            "Karkas dan jeroan diperiksa sebelum keluar.",
            "Carcasses and offal are examined before they leave.",
        ),
        item(
            "halal_slaughterer",
            15,
            Critical,
            "Juru sembelih halal yang bersertifikat melakukan pemotongan.",
            "A certified halal slaughterer does the slaughter.",
        ),
        item(
            "lairage",
            15,
            Major,
            "Kandang istirahat beratap, berair minum, dan cukup luas.",
            "The lairage has a roof, water to drink and enough room.",
        ),
        item(
            "clean_water",
            15,
            Major,
            "Air bersih cukup untuk semua kegiatan.",
            "There is enough clean water for everything that is done.",
        ),
        item(
            "clean_dirty_separation",
            10,
            Major,
            "Daerah bersih dan daerah kotor terpisah.",
            "Clean and dirty areas are apart.",
        ),
        item("records", 5, Minor, "Catatan pemotongan lengkap.", "The records of slaughter are complete."),
    ]
}

fn farm() -> Vec<ChecklistItem> {
    use FindingSeverity::{Critical, Major, Minor};
    vec![
        item(
            "no_notifiable_disease",
            30,
            Critical,
            "Tidak ada gejala penyakit hewan menular strategis.",
            "There is no sign of a strategic infectious animal disease.",
        ),
        item(
            "visitors_disinfected",
            20,
            Major,
            "Orang dan kendaraan didisinfeksi sebelum masuk.",
            "People and vehicles are disinfected before they enter.",
        ),
        item(
            "feed_and_water",
            20,
            Major,
            "Pakan dan air minum bersih dan cukup.",
            "Feed and water are clean and sufficient.",
        ),
        item(
            "medicine_records",
            20,
            Major,
            "Pemakaian obat hewan dan waktu hentinya tercatat.",
            "Medicines given and their withdrawal times are on record.",
        ),
        item("waste", 10, Minor, "Limbah dikelola dengan baik.", "Waste is managed well."),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Checklist {
        let rows = seed_checklists();
        checklist_on(&rows, FacilityKind::Farm, date(2026, 11, 22)).expect("a list").clone()
    }

    fn answers(not_met: &[&str], not_applicable: &[&str]) -> Vec<(String, AnswerOutcome)> {
        let outcome = |code: &str| match () {
            () if not_met.contains(&code) => AnswerOutcome::NotMet,
            () if not_applicable.contains(&code) => AnswerOutcome::NotApplicable,
            () => AnswerOutcome::Met,
        };
        list().items.iter().map(|item| (item.code.clone(), outcome(&item.code))).collect()
    }

    fn rules(answers: &[(String, AnswerOutcome)]) -> Vec<(String, String)> {
        let refused = list().result(answers).expect_err("undecided");
        assert_eq!(refused.code, RefusalCode::InspectionRule);
        refused.unmet.into_iter().map(|one| (one.rule, one.subject)).collect()
    }

    #[test]
    fn the_first_checklists_are_whole() {
        for row in seed_checklists() {
            let items = &row.rule.items;
            assert_eq!(items.iter().map(|item| item.points).sum::<u32>(), 100, "{}", row.rule.key());
            for (place, item) in items.iter().enumerate() {
                assert!(items[..place].iter().all(|other| other.code != item.code), "{}", item.code);
            }
        }
        let rows = seed_checklists();
        assert!(checklist_on(&rows, FacilityKind::Farm, date(2019, 12, 31)).is_none());
        assert!(checklist_version(&rows, FacilityKind::Farm, 2).is_none());
        assert!(checklist_on(&rows, FacilityKind::Hub, date(2026, 11, 22)).is_none());
    }

    #[test]
    fn the_score_is_what_holds_of_what_applies_rounded_down() {
        let score = |not_met: &[&str], none: &[&str]| {
            let result = list().result(&answers(not_met, none)).expect("decided");
            (result.score_bp, result.not_met)
        };
        assert_eq!(score(&[], &[]), (Some(10_000), vec![]));
        assert_eq!(score(&["waste"], &[]), (Some(9_000), vec!["waste".to_owned()]));
        // 60 of 70 points.
        assert_eq!(score(&["waste"], &["no_notifiable_disease"]).0, Some(8_571));
        let all: Vec<String> = list().items.iter().map(|item| item.code.clone()).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let nothing = list().result(&answers(&[], &all)).expect_err("nothing was looked at");
        assert_eq!(nothing.unmet[0].rule, "something_applies");
        assert_eq!(score(&all, &[]).0, Some(0));
    }

    #[test]
    fn every_item_without_one_answer_is_named() {
        let mut said = answers(&[], &[]);
        said.remove(0);
        said.push(("waste".to_owned(), AnswerOutcome::Met));
        said.push(("feed_and_water".to_owned(), AnswerOutcome::NotMet));
        let told = |rule: &str, item: &str| (rule.to_owned(), item.to_owned());
        assert_eq!(
            rules(&said),
            [told("item_answered", "no_notifiable_disease"), told("answers_agree", "feed_and_water")]
        );
        assert_eq!(rules(&[]).len(), 5);
    }
}
