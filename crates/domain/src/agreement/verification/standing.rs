//! Whether a supplier is verified on a day: derived from its papers when asked, never stored.
//!
//! Owns: the rule that a verification decays with its documents, and the refusal that says which
//! document lapsed when and what to do. A document counts once the technical agency accepted it.

use chrono::{Days, NaiveDate};

use crate::shared::{Refusal, RefusalCode, Unmet};
use crate::{labels, say};

use crate::agreement::cooperation::advice;
use crate::agreement::verification::documents::DocumentType;
use crate::agreement::verification::lifecycle::VerificationState;

/// A paper of a supplier that the technical agency has accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedDocument {
    /// Its kind.
    pub document: DocumentType,
    /// First day it holds.
    pub valid_from: NaiveDate,
    /// Last day it holds; none for papers without end, such as a NIB.
    pub valid_until: Option<NaiveDate>,
}

/// A needed paper that does not hold on the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The paper.
    pub what: DocumentType,
    /// The last day it held; none when no accepted paper has held yet.
    pub on: Option<NaiveDate>,
}

/// What a supplier's verification is worth on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Every needed paper holds.
    Verified,
    /// Every needed paper holds, under the conditions of the decision.
    VerifiedWithConditions,
    /// Still verified, but a paper ends soon.
    ExpiringSoon {
        /// The paper that ends first.
        what: DocumentType,
        /// Its last day.
        on: NaiveDate,
    },
    /// Was verified; these papers do not hold any more (or not yet).
    Lapsed(Vec<Gap>),
    /// No decision in favour stands.
    NotVerified(VerificationState),
}

labels! {
    /// The kinds of [`Standing`], as shown.
    pub enum StandingKind {
        /// Every needed paper holds.
        Verified = "verified",
        /// The same, under conditions.
        VerifiedWithConditions = "verified_with_conditions",
        /// Verified, but a paper ends soon.
        ExpiringSoon = "expiring_soon",
        /// A needed paper does not hold.
        Lapsed = "lapsed",
        /// No decision in favour stands.
        NotVerified = "not_verified",
    }
}

impl Standing {
    /// Whether the supplier may trade on that day.
    pub const fn is_verified(&self) -> bool {
        matches!(self, Self::Verified | Self::VerifiedWithConditions | Self::ExpiringSoon { .. })
    }

    /// Its kind, for showing and for the mark in an ETag.
    pub const fn kind(&self) -> StandingKind {
        match self {
            Self::Verified => StandingKind::Verified,
            Self::VerifiedWithConditions => StandingKind::VerifiedWithConditions,
            Self::ExpiringSoon { .. } => StandingKind::ExpiringSoon,
            Self::Lapsed(_) => StandingKind::Lapsed,
            Self::NotVerified(_) => StandingKind::NotVerified,
        }
    }
}

/// The standing of a supplier on `day`.
///
/// Needed are the `required` papers and every kind it has shown and had accepted before: what the
/// decision rested on must go on holding. A renewed paper replaces the old one. `warning_days` before
/// a paper's end the standing is [`Standing::ExpiringSoon`].
pub fn standing_on(
    day: NaiveDate,
    state: VerificationState,
    documents: &[AcceptedDocument],
    required: &[DocumentType],
    warning_days: u16,
) -> Standing {
    if !matches!(state, VerificationState::Verified | VerificationState::VerifiedWithConditions) {
        return Standing::NotVerified(state);
    }
    let needed = needed(day, documents, required);
    let gaps: Vec<Gap> = needed.iter().filter_map(|what| gap(day, *what, documents)).collect();
    if !gaps.is_empty() {
        return Standing::Lapsed(gaps);
    }
    let warned_until = day.checked_add_days(Days::new(warning_days.into())).unwrap_or(NaiveDate::MAX);
    let first_end = needed.iter().filter_map(|what| holds_until(day, *what, documents).map(|on| (on, *what)));
    match first_end.min() {
        Some((on, what)) if on < warned_until => Standing::ExpiringSoon { what, on },
        _ if state == VerificationState::Verified => Standing::Verified,
        _ => Standing::VerifiedWithConditions,
    }
}

/// The last day, counted from `day`, on which every needed paper holds; `None` for no end, or when
/// one does not hold on `day` itself.
///
/// `upcoming` are the papers that will be needed from later days on. Whoever caches a standing must not use it past this day.
pub fn verified_until(
    day: NaiveDate,
    documents: &[AcceptedDocument],
    required: &[DocumentType],
    upcoming: &[(NaiveDate, DocumentType)],
) -> Option<NaiveDate> {
    let needed = needed(day, documents, required);
    let now = needed.into_iter().filter_map(|what| holds_until(day, what, documents));
    let later = upcoming.iter().filter_map(|(from, what)| match gap(*from, *what, documents) {
        Some(_) => from.pred_opt(),
        None => holds_until(*from, *what, documents),
    });
    now.chain(later).min()
}

/// Refuses a supplier that is not verified on the day, with every paper that lapsed and when.
///
/// # Errors
/// `supplier-not-verified`.
pub fn check_standing(supplier: &str, standing: &Standing, day: NaiveDate) -> Result<(), Refusal> {
    Refusal::unless_empty(RefusalCode::SupplierNotVerified, unmet_standing(supplier, standing, day))
}

/// The unmet rules of a standing; empty when the supplier is verified.
pub(crate) fn unmet_standing(supplier: &str, standing: &Standing, day: NaiveDate) -> Vec<Unmet> {
    match standing {
        Standing::NotVerified(state) => {
            let required = VerificationState::Verified;
            vec![Unmet::new("supplier_verified", supplier, *state, required, advice::on_verification(*state))]
        }
        Standing::Lapsed(gaps) => gaps.iter().map(|gap| unmet_gap(supplier, gap, day)).collect(),
        _ => vec![],
    }
}

fn unmet_gap(supplier: &str, gap: &Gap, day: NaiveDate) -> Unmet {
    let (found, how) = match gap.on {
        Some(on) => (
            say!("{paper} berakhir pada {on}", "{paper} ended on {on}", paper = gap.what, on = on),
            say!(
                "Masa berlaku {paper} berakhir pada {on}. Perpanjang, unggah yang baru, lalu minta dinas teknis daerah asal memeriksanya.",
                "The {paper} was valid until {on}. Renew it, upload the new one, and ask the technical agency of the home region to check it.",
                paper = gap.what,
                on = on,
            ),
        ),
        None => (
            say!("belum ada {paper} yang diterima", "no accepted {paper}", paper = gap.what),
            say!(
                "Unggah {paper} yang berlaku, lalu minta dinas teknis daerah asal memeriksanya.",
                "Upload a valid {paper}, and ask the technical agency of the home region to check it.",
                paper = gap.what,
            ),
        ),
    };
    let required =
        say!("{paper} yang berlaku pada {day}", "{paper} valid on {day}", paper = gap.what, day = day);
    Unmet::new("supplier_document_valid", supplier, found, required, how)
}

fn needed(day: NaiveDate, documents: &[AcceptedDocument], required: &[DocumentType]) -> Vec<DocumentType> {
    let shown = documents.iter().filter(|paper| paper.valid_from <= day).map(|paper| paper.document);
    let mut needed: Vec<DocumentType> = required.iter().copied().chain(shown).collect();
    needed.sort_unstable();
    needed.dedup();
    needed
}

fn gap(day: NaiveDate, what: DocumentType, documents: &[AcceptedDocument]) -> Option<Gap> {
    let mut begun = documents.iter().filter(|paper| paper.document == what && paper.valid_from <= day);
    if begun.clone().any(|paper| paper.valid_until.is_none_or(|until| day <= until)) {
        return None;
    }
    let on =
        begun.next().map(|first| begun.fold(first.valid_until, |last, paper| last.max(paper.valid_until)));
    Some(Gap { what, on: on.flatten() })
}

/// The last day an unbroken chain of papers of this kind holds; `None` without end or when none holds on `day`.
fn holds_until(day: NaiveDate, what: DocumentType, documents: &[AcceptedDocument]) -> Option<NaiveDate> {
    let mut last: Option<NaiveDate> = None;
    loop {
        let by = last.map_or(Some(day), |last| last.succ_opt())?;
        let holding = documents.iter().filter(|paper| {
            paper.document == what
                && paper.valid_from <= by
                && paper.valid_until.is_none_or(|until| by <= until)
        });
        // Without end sorts above every date, so that it wins.
        match holding.map(|paper| paper.valid_until.unwrap_or(NaiveDate::MAX)).max() {
            Some(NaiveDate::MAX) => return None,
            Some(until) => last = Some(until),
            None => return last,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REQUIRED: [DocumentType; 2] = [DocumentType::BusinessId, DocumentType::BankAccountProof];

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn paper(document: DocumentType, from: &str, until: Option<&str>) -> AcceptedDocument {
        AcceptedDocument { document, valid_from: day(from), valid_until: until.map(day) }
    }

    fn complete() -> Vec<AcceptedDocument> {
        vec![
            paper(DocumentType::BusinessId, "2020-01-01", None),
            paper(DocumentType::BankAccountProof, "2020-01-01", None),
        ]
    }

    fn on(text: &str, documents: &[AcceptedDocument]) -> Standing {
        standing_on(day(text), VerificationState::Verified, documents, &REQUIRED, 30)
    }

    #[test]
    fn a_certificate_that_lapsed_yesterday_unverifies_today() {
        let mut documents = complete();
        documents.push(paper(DocumentType::HalalCertificate, "2022-01-01", Some("2026-11-21")));
        assert_eq!(
            on("2026-11-21", &documents),
            Standing::ExpiringSoon { what: DocumentType::HalalCertificate, on: day("2026-11-21") }
        );
        let lapsed = on("2026-11-22", &documents);
        let gap = Gap { what: DocumentType::HalalCertificate, on: Some(day("2026-11-21")) };
        assert_eq!(lapsed, Standing::Lapsed(vec![gap]));
        let refusal = check_standing("KUJ", &lapsed, day("2026-11-22")).expect_err("lapsed");
        assert_eq!(refusal.code, RefusalCode::SupplierNotVerified);
        let advice = &refusal.unmet[0].how_to_fix;
        assert!(advice.id.starts_with("Masa berlaku sertifikat halal berakhir pada 21 November 2026."));
        assert!(advice.en.starts_with("The halal certificate was valid until 21 November 2026."));
    }

    #[test]
    fn a_renewal_restores_without_a_new_decision() {
        let mut documents = complete();
        documents.push(paper(DocumentType::HalalCertificate, "2022-01-01", Some("2026-11-21")));
        documents.push(paper(DocumentType::HalalCertificate, "2026-11-22", Some("2030-11-21")));
        assert_eq!(on("2026-11-22", &documents), Standing::Verified);
        assert_eq!(on("2026-11-20", &documents), Standing::Verified);
        assert_eq!(verified_until(day("2026-11-20"), &documents, &REQUIRED, &[]), Some(day("2030-11-21")));
    }

    #[test]
    fn a_paper_that_will_be_needed_ends_what_is_known_the_day_before() {
        let documents = complete();
        let known = |upcoming: &[(NaiveDate, DocumentType)]| {
            verified_until(day("2026-11-20"), &documents, &REQUIRED, upcoming)
        };
        let last = known(&[]);
        let deed = [(day("2027-01-01"), DocumentType::Deed)];
        assert_eq!(known(&deed), Some(day("2026-12-31")));
        let held = [(day("2027-01-01"), REQUIRED[0])];
        assert_eq!(known(&held), last);
    }

    #[test]
    fn every_missing_paper_is_named() {
        let none = on("2026-11-22", &[]);
        assert_eq!(none, Standing::Lapsed(REQUIRED.map(|what| Gap { what, on: None }).to_vec()));
        assert_eq!(check_standing("KUJ", &none, day("2026-11-22")).expect_err("two").unmet.len(), 2);
        let early = [paper(DocumentType::BusinessId, "2027-01-01", None)];
        assert_eq!(on("2026-11-22", &early), none);
    }

    #[test]
    fn only_a_decision_in_favour_verifies() {
        for state in VerificationState::ALL {
            let standing = standing_on(day("2026-11-22"), *state, &complete(), &REQUIRED, 30);
            let favour = matches!(state.label(), "verified" | "verified_with_conditions");
            assert_eq!(standing.is_verified(), favour, "{state}");
            assert_eq!(check_standing("KUJ", &standing, day("2026-11-22")).is_ok(), favour);
            if favour {
                assert_eq!(standing.kind().label(), state.label());
            }
        }
    }

    proptest! {
        #[test]
        fn a_standing_holds_exactly_until_its_last_day(lengths in prop::collection::vec(0_u64..40, 1..5), look in 0_u64..40) {
            let start = day("2026-01-01");
            let mut documents = complete();
            for length in lengths {
                let until = start.checked_add_days(Days::new(length));
                documents.push(AcceptedDocument { document: DocumentType::Deed, valid_from: start, valid_until: until });
            }
            let last = verified_until(start, &documents, &REQUIRED, &[]).expect("an end");
            let then = start.checked_add_days(Days::new(look)).expect("in range");
            let standing = standing_on(then, VerificationState::Verified, &documents, &REQUIRED, 0);
            prop_assert_eq!(standing.is_verified(), then <= last);
        }
    }
}
