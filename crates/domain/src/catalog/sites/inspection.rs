//! Inspections of facilities: planned, begun, submitted with a score, closed once nothing of them is open.

use chrono::{Months, NaiveDate};

use crate::catalog::{FacilityState, INSPECTORS};
use crate::shared::{Bilingual, Invalid, Refusal, RefusalCode, Unmet, Waiting, Waits};
use crate::{labels, lifecycle, words};

labels! {
    /// Where an inspection stands.
    pub enum InspectionState {
        /// Its day is named.
        Scheduled = "scheduled",
        /// The inspectors are there.
        Started = "started",
        /// All is answered; it has a score.
        Submitted = "submitted",
        /// Nothing of it is open.
        Closed = "closed",
        /// It does not take place.
        Cancelled = "cancelled",
    }
}

labels! {
    /// What happens to an inspection.
    pub enum InspectionEvent {
        /// The inspectors begin.
        Start = "start",
        /// The inspectors hand in what they saw.
        Submit = "submit",
        /// A second of them lets answers count that were changed afterwards.
        Correct = "correct",
        /// The inspectors end it.
        Close = "close",
        /// The inspectors call it off.
        Cancel = "cancel",
    }
}

lifecycle! {
    /// What has happened to an inspection.
    pub enum InspectionHappened: InspectionState, InspectionEvent {
        Start (Started = "started", Optional, INSPECTORS): Scheduled => Started;
        Submit (Submitted = "submitted", Optional, INSPECTORS): Started => Submitted;
        Correct (Corrected = "corrected", Required, INSPECTORS): Submitted => Submitted;
        Close (Closed = "closed", Optional, INSPECTORS): Submitted => Closed;
        Cancel (Cancelled = "cancelled", Required, INSPECTORS): Scheduled | Started => Cancelled;
    }
    also {
        /// Its day was named.
        Scheduled = "scheduled",
        /// Something that was looked at was answered.
        AnswerRecorded = "answer_recorded",
    }
}

impl Waits for InspectionState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Scheduled, action: "start_inspection", roles: INSPECTORS },
        Waiting { state: Self::Started, action: "submit_inspection", roles: INSPECTORS },
        Waiting { state: Self::Submitted, action: "close_inspection", roles: INSPECTORS },
        // Where another person has changed an answer.
        Waiting { state: Self::Submitted, action: "correct_inspection", roles: INSPECTORS },
    ];
    const RESTING: &'static [Self] = &[];
}

impl InspectionState {
    /// Whether phones may still answer.
    pub fn takes_answers(self) -> bool {
        self == Self::Started
    }

    /// Whether answers may be changed that count only once a second person has seen it.
    pub fn takes_corrections(self) -> bool {
        self == Self::Submitted
    }

    /// Whether it has found something out.
    pub fn has_result(self) -> bool {
        matches!(self, Self::Submitted | Self::Closed)
    }
}

/// Whether an inspection of a day still holds on another: so many months long, its first day included.
pub fn inspection_holds(inspected: NaiveDate, months: u32, day: NaiveDate) -> bool {
    let end = inspection_ends(inspected, months).unwrap_or(NaiveDate::MAX);
    (inspected..end).contains(&day)
}

/// The first day on which an inspection holds no more; none where there is no such day.
pub(super) fn inspection_ends(inspected: NaiveDate, months: u32) -> Option<NaiveDate> {
    inspected.checked_add_months(Months::new(months))
}

labels! {
    /// For whom somebody took part in an inspection.
    pub enum InspectionSide {
        /// Those who inspected.
        Inspector = "inspector",
        /// Those whose facility it is.
        Owner = "owner",
    }
}

/// Both sides were there: somebody who inspected, and somebody of the owner's, or a word on why nobody was.
///
/// # Errors
/// [`Invalid`] at `/participants`.
pub fn check_participants(sides: &[InspectionSide], note: Option<&str>) -> Result<(), Invalid> {
    if !sides.contains(&InspectionSide::Inspector) {
        return Err(Invalid::new(
            "/participants",
            "required",
            "Sebutkan siapa yang memeriksa, paling sedikit satu orang.",
            "Name who inspected, one person at least.",
        ));
    }
    if sides.contains(&InspectionSide::Owner) || note.is_some() {
        return Ok(());
    }
    Err(Invalid::new(
        "/participants",
        "owner-absent",
        "Sebutkan wakil pemilik fasilitas yang hadir, atau jelaskan dalam `note` mengapa tidak ada yang hadir.",
        "Name who was there for the owner of the facility, or say in `note` why nobody was.",
    ))
}

/// What is changed in an inspection after it was handed in counts once another person lets it.
///
/// # Errors
/// `four-eyes`.
pub fn check_corrector<'a>(
    corrector: &str,
    mut changed_by: impl Iterator<Item = &'a str>,
) -> Result<(), Refusal> {
    if changed_by.all(|one| one != corrector) {
        return Ok(());
    }
    let how = Bilingual::new(
        "Mintalah orang lain dari pihak Anda memeriksa dan mengesahkan perubahan ini.",
        "Ask another person of your party to look at this change and let it count.",
    );
    let found = Bilingual::new("orang yang mengubah jawaban", "the person who changed an answer");
    Err(Refusal::another_person("four_eyes", "corrector", found, how))
}

/// An inspection begins where the facility is still in use.
///
/// # Errors
/// [`Refusal`] `inspection-rule`.
pub fn check_in_use(state: FacilityState) -> Result<(), Refusal> {
    if state == FacilityState::Active {
        return Ok(());
    }
    let how = Bilingual::new(
        "Batalkan inspeksi ini; fasilitasnya sudah tidak dipakai.",
        "Call this inspection off; its facility is given up.",
    );
    let unmet = Unmet::new("facility_in_use", "facility_id", state, FacilityState::Active, how);
    Err(Refusal::rule(RefusalCode::InspectionRule, vec![unmet]))
}

/// An inspection is closed once everything it found is settled, and nobody waits for a second person; `open` counts the findings that
/// are not, `waiting` the answers that were changed and do not count yet.
///
/// # Errors
/// [`Refusal`] `inspection-rule`.
pub fn check_closing(open: i64, waiting: i64) -> Result<(), Refusal> {
    let findings = Bilingual::new(
        "Verifikasi atau kecualikan dahulu setiap temuan; daftarnya di /v1/findings.",
        "Verify or waive each finding first; the list is at /v1/findings.",
    );
    let corrections = Bilingual::new(
        "Mintalah orang lain mengesahkan jawaban yang diubah (`/corrections`).",
        "Ask another person to let the changed answers count (`/corrections`).",
    );
    let unmet = [
        ("findings_settled", "findings", open, findings),
        ("corrections_counted", "answers", waiting, corrections),
    ]
    .into_iter()
    .filter(|(_, _, count, _)| *count > 0)
    .map(|(rule, subject, count, how)| Unmet::new(rule, subject, words::count(count), words::count(0), how));
    Refusal::unless_empty(RefusalCode::InspectionRule, unmet.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_an_inspection_is_this_table() {
        let table = "\
| state | start | submit | correct | close | cancel |
|---|---|---|---|---|---|
| scheduled | started | - | - | - | cancelled |
| started | - | submitted | - | - | cancelled |
| submitted | - | - | submitted | closed | - |
| closed | - | - | - | - | - |
| cancelled | - | - | - | - | - |
";
        assert_eq!(transition_table::<InspectionState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<InspectionState>();
    }

    #[test]
    fn an_inspection_holds_from_its_day_for_twelve_months() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let holds = |on: &str| inspection_holds(day("2025-09-26"), 12, day(on));
        assert!(!holds("2025-09-25") && holds("2025-09-26") && holds("2026-09-25"));
        assert!(!holds("2026-09-26"));
        assert!(inspection_holds(day("2024-02-29"), 12, day("2025-02-27")));
        assert!(!inspection_holds(day("2024-02-29"), 12, day("2025-02-28")), "the month has no such day");
    }

    #[test]
    fn both_sides_take_part_or_a_note_says_why_not() {
        use InspectionSide::{Inspector, Owner};
        let code = |sides: &[InspectionSide], note| check_participants(sides, note).err().map(|one| one.code);
        assert_eq!(code(&[Owner, Inspector], None), None);
        assert_eq!(code(&[Inspector], Some("Pemilik menolak hadir")), None);
        assert_eq!(code(&[Inspector], None), Some("owner-absent"));
        assert_eq!((code(&[], Some("x")), code(&[Owner], None)), (Some("required"), Some("required")));
    }

    #[test]
    fn nobody_lets_the_own_change_count() {
        assert!(check_corrector("Budi", ["Ani", "Sri"].into_iter()).is_ok());
        let refused = check_corrector("Budi", ["Ani", "Budi"].into_iter()).expect_err("the own");
        assert_eq!(refused.code, RefusalCode::FourEyes);
    }

    #[test]
    fn nothing_open_is_left_behind() {
        assert!(check_closing(0, 0).is_ok());
        let rules = |open, waiting| {
            let refused = check_closing(open, waiting).expect_err("open");
            refused.unmet.into_iter().map(|one| one.rule).collect::<Vec<_>>()
        };
        assert_eq!(rules(2, 0), ["findings_settled"]);
        assert_eq!(rules(2, 1), ["findings_settled", "corrections_counted"]);
    }
}
