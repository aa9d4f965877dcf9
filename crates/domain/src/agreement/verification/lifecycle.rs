//! The life of a supplier verification and the four-eyes rule.
//!
//! Owns: the states, the facts that move them, and that the technical agency of the supplier's home
//! region checks while its coordinator, another person, decides. Whether a verified supplier still
//! stands on a day is derived from the documents: see `standing`.

use chrono::NaiveDate;

use crate::shared::{Begun, Bilingual, Refusal, RefusalCode, Role, Unmet, Waiting, Waits};
use crate::{labels, lifecycle, say, words};

use crate::agreement::verification::documents::DocumentType;
use crate::agreement::verification::standing::{AcceptedDocument, standing_on, unmet_standing};

labels! {
    /// Where a supplier verification stands. Lapsing and lapsed are derived, never stored.
    pub enum VerificationState {
        /// The supplier gathers its documents.
        Draft = "draft",
        /// Handed in; waits for the technical agency.
        Submitted = "submitted",
        /// The technical agency checks the documents.
        DocumentCheck = "document_check",
        /// The technical agency looks at the place itself.
        FieldCheck = "field_check",
        /// May trade.
        Verified = "verified",
        /// May trade under stated conditions.
        VerifiedWithConditions = "verified_with_conditions",
        /// Declined; may be handed in again with better documents.
        Refused = "refused",
        /// Stopped for a time.
        Suspended = "suspended",
        /// Taken away for good.
        Revoked = "revoked",
    }
}

labels! {
    /// A fact that moves a supplier verification.
    pub enum VerificationEvent {
        /// The supplier hands in.
        Submit = "submit",
        /// The technical agency starts on the documents.
        CheckDocuments = "check_documents",
        /// The technical agency goes to see the place.
        CheckField = "check_field",
        /// The coordinator verifies.
        Verify = "verify",
        /// The coordinator verifies under conditions.
        VerifyWithConditions = "verify_with_conditions",
        /// The coordinator declines.
        Refuse = "refuse",
        /// The coordinator stops it for a time.
        Suspend = "suspend",
        /// The coordinator lifts a suspension; former conditions hold again.
        Reinstate = "reinstate",
        /// The coordinator takes it away.
        Revoke = "revoke",
        /// The supplier takes back a paper that nobody has checked.
        WithdrawDocument = "withdraw_document",
    }
}

labels! {
    /// What became of a paper of a verification.
    pub enum DocumentCheckState {
        /// Not looked at yet.
        Pending = "pending",
        /// Accepted by the technical agency; from then on it counts.
        Accepted = "accepted",
        /// Refused by the technical agency.
        Refused = "refused",
        /// Taken back by the supplier before it was checked; it counts no more.
        Withdrawn = "withdrawn",
    }
}

impl DocumentCheckState {
    /// Whether the paper is still shown: neither refused nor taken back.
    pub const fn is_shown(self) -> bool {
        matches!(self, Self::Pending | Self::Accepted)
    }
}

labels! {
    /// What the technical agency found of a paper.
    pub enum DocumentCheckOutcome {
        /// It is in order.
        Accepted = "accepted",
        /// It is not.
        Refused = "refused",
    }
}

impl DocumentCheckOutcome {
    /// The state of the paper after this finding.
    pub const fn state(self) -> DocumentCheckState {
        match self {
            Self::Accepted => DocumentCheckState::Accepted,
            Self::Refused => DocumentCheckState::Refused,
        }
    }
}

labels! {
    /// What the coordinator decides.
    pub enum VerificationDecision {
        /// May trade.
        Verified = "verified",
        /// May trade under conditions.
        VerifiedWithConditions = "verified_with_conditions",
        /// Declined.
        Refused = "refused",
    }
}

impl VerificationDecision {
    /// The fact it records.
    pub const fn event(self) -> VerificationEvent {
        match self {
            Self::Verified => VerificationEvent::Verify,
            Self::VerifiedWithConditions => VerificationEvent::VerifyWithConditions,
            Self::Refused => VerificationEvent::Refuse,
        }
    }
}

impl VerificationState {
    /// Whether the supplier may show further papers: before it hands in, while they are checked, after a refusal, and to
    /// renew what a decision rests on.
    pub const fn takes_documents(self) -> bool {
        !matches!(self, Self::Revoked)
    }
}

/// Refuses to hand in while papers that are needed on the day have not been shown; `shown` are those not refused.
///
/// # Errors
/// `verification-rule` naming every paper that is missing.
pub fn check_complete(
    supplier: &str,
    required: &[DocumentType],
    shown: &[DocumentType],
) -> Result<(), Refusal> {
    let missing = required.iter().filter(|paper| !shown.contains(paper)).map(|paper| {
        let how = say!(
            "Unggah pindaian {paper} dan tambahkan pada verifikasi ini, lalu kirimkan lagi.",
            "Upload the scan of the {paper} and add it to this verification, then submit again.",
            paper = *paper,
        );
        Unmet::new("document_shown", supplier, words::none(), *paper, how)
    });
    Refusal::unless_empty(RefusalCode::VerificationRule, missing.collect())
}

/// Refuses a decision in favour while papers are unchecked, missing, refused or out of date on the day.
///
/// # Errors
/// `verification-rule` with every unmet rule.
pub fn check_favourable(
    supplier: &str,
    day: NaiveDate,
    documents: &[AcceptedDocument],
    required: &[DocumentType],
    unchecked: &[String],
) -> Result<(), Refusal> {
    let judged = standing_on(day, VerificationState::Verified, documents, required, 0);
    let mut broken = unmet_standing(supplier, &judged, day);
    for number in unchecked {
        let how = Bilingual::new(
            format!(
                "Dokumen nomor {number} belum diperiksa. Mintalah dinas teknis memeriksanya lebih dahulu."
            ),
            format!(
                "The document numbered {number} is unchecked. Ask the technical agency to check it first."
            ),
        );
        let found = Bilingual::new("belum diperiksa", "not checked");
        let required = Bilingual::new(
            "diterima atau ditolak oleh dinas teknis",
            "accepted or refused by the technical agency",
        );
        broken.push(Unmet::new("documents_checked", supplier, found, required, how));
    }
    Refusal::unless_empty(RefusalCode::VerificationRule, broken)
}

/// The supplier itself.
const SUPPLIER: &[Role] = &[Role::Supplier, Role::Aggregator];
/// The technical agency of the supplier's home region.
const AGENCY: &[Role] = &[Role::TechnicalAgency];
/// The coordinator of the supplier's home region.
const COORDINATOR: &[Role] = &[Role::Coordinator];

lifecycle! {
    /// What has happened to a supplier verification.
    pub enum VerificationHappened: VerificationState, VerificationEvent {
        Submit (Submitted = "submitted", Optional, SUPPLIER): Draft | Refused => Submitted;
        CheckDocuments (DocumentsChecked = "documents_checked", Optional, AGENCY):
            Submitted | DocumentCheck => DocumentCheck,
            // Renewals are judged where the verification stands.
            FieldCheck => FieldCheck, Verified => Verified, VerifiedWithConditions => VerifiedWithConditions,
            Suspended => Suspended;
        CheckField (FieldChecked = "field_checked", Optional, AGENCY): DocumentCheck => FieldCheck;
        Verify (Verified = "verified", Optional, COORDINATOR):
            DocumentCheck | FieldCheck | VerifiedWithConditions => Verified;
        VerifyWithConditions (VerifiedWithConditions = "verified_with_conditions", Optional, COORDINATOR):
            DocumentCheck | FieldCheck | Verified => VerifiedWithConditions;
        Refuse (Refused = "refused", ToMend, COORDINATOR): DocumentCheck | FieldCheck => Refused;
        Suspend (Suspended = "suspended", ToMend, COORDINATOR): Verified | VerifiedWithConditions => Suspended;
        Reinstate (Reinstated = "reinstated", Optional, COORDINATOR): Suspended => Verified;
        Revoke (Revoked = "revoked", Required, COORDINATOR): Verified | VerifiedWithConditions | Suspended => Revoked;
        WithdrawDocument (DocumentWithdrawn = "document_withdrawn", Optional, SUPPLIER):
            Draft => Draft, Submitted => Submitted, DocumentCheck => DocumentCheck, FieldCheck => FieldCheck,
            Verified => Verified, VerifiedWithConditions => VerifiedWithConditions, Refused => Refused,
            Suspended => Suspended;
    }
    also {
        /// The supplier began it.
        Begun = "begun",
        /// The supplier showed a paper.
        DocumentAdded = "document_added",
        /// The papers that its kind of supplier needs changed.
        RequirementsChanged = "requirements_changed",
    }
}

impl Waits for VerificationState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting {
            state: Self::Draft,
            action: "submit_supplier_verification",
            roles: VerificationEvent::Submit.roles(),
        },
        Waiting {
            state: Self::Refused,
            action: "submit_supplier_verification",
            roles: VerificationEvent::Submit.roles(),
        },
        Waiting {
            state: Self::Submitted,
            action: "check_verification_documents",
            roles: VerificationEvent::CheckDocuments.roles(),
        },
        Waiting {
            state: Self::DocumentCheck,
            action: "decide_supplier_verification",
            roles: VerificationEvent::Verify.roles(),
        },
        Waiting {
            state: Self::FieldCheck,
            action: "decide_supplier_verification",
            roles: VerificationEvent::Verify.roles(),
        },
    ];
    const RESTING: &'static [Self] = &[Self::Verified, Self::VerifiedWithConditions, Self::Suspended];
    // A paper that was shown after the others were checked, a renewal above all.
    const BEGUN: &'static [Begun<Self>] = &[Begun {
        states: &[
            Self::DocumentCheck,
            Self::FieldCheck,
            Self::Verified,
            Self::VerifiedWithConditions,
            Self::Suspended,
        ],
        action: "check_verification_documents",
        roles: VerificationEvent::CheckDocuments.roles(),
    }];
}

/// A person decides after somebody else has checked.
///
/// # Errors
/// `four-eyes` with every unmet rule: nobody checked, or the decider checked too.
pub fn check_decider(decider: &str, checked_by: &[String]) -> Result<(), Refusal> {
    let mut broken = Vec::new();
    if checked_by.is_empty() {
        let how = Bilingual::new(
            "Mintalah dinas teknis daerah asal memeriksa dokumen lebih dahulu.",
            "Ask the technical agency of the home region to check the documents first.",
        );
        let required = Bilingual::new("paling sedikit satu pemeriksaan", "at least one check");
        broken.push(Unmet::new("checked_before_decided", "checks", words::none(), required, how));
    }
    if checked_by.iter().any(|checker| checker == decider) {
        let how = Bilingual::new(
            "Pemeriksa dokumen tidak boleh memutuskan. Serahkan keputusan kepada koordinator lain.",
            "Who checked the documents may not decide. Leave the decision to another coordinator.",
        );
        let found = Bilingual::new("ikut memeriksa", "checked as well");
        let required = Bilingual::new("orang yang tidak ikut memeriksa", "a person who did not check");
        broken.push(Unmet::new("four_eyes", "decider", found, required, how));
    }
    Refusal::unless_empty(RefusalCode::FourEyes, broken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn every_paper_that_was_not_shown_is_named_before_the_check() {
        let required = [DocumentType::BusinessId, DocumentType::TaxId, DocumentType::Deed];
        let refused = check_complete("KUJ", &required, &[DocumentType::TaxId]).expect_err("two are missing");
        assert_eq!(refused.code, RefusalCode::VerificationRule);
        let named: Vec<_> = refused.unmet.iter().map(|unmet| unmet.required.id.as_str()).collect();
        assert_eq!(named, ["NIB", "akta pendirian"]);
        assert_eq!(check_complete("KUJ", &required, &required), Ok(()));
    }

    #[test]
    fn the_whole_verification_table_is_as_agreed() {
        let table = "\
| state | submit | check_documents | check_field | verify | verify_with_conditions | refuse | suspend | reinstate | revoke | withdraw_document |
|---|---|---|---|---|---|---|---|---|---|---|
| draft | submitted | - | - | - | - | - | - | - | - | draft |
| submitted | - | document_check | - | - | - | - | - | - | - | submitted |
| document_check | - | document_check | field_check | verified | verified_with_conditions | refused | - | - | - | document_check |
| field_check | - | field_check | - | verified | verified_with_conditions | refused | - | - | - | field_check |
| verified | - | verified | - | - | verified_with_conditions | - | suspended | - | revoked | verified |
| verified_with_conditions | - | verified_with_conditions | - | verified | - | - | suspended | - | revoked | verified_with_conditions |
| refused | submitted | - | - | - | - | - | - | - | - | refused |
| suspended | - | suspended | - | - | - | - | - | verified | revoked | suspended |
| revoked | - | - | - | - | - | - | - | - | - | - |
";
        assert_eq!(transition_table::<VerificationState>(), table);
    }

    fn rules(result: Result<(), Refusal>) -> Vec<String> {
        result.expect_err("refused").unmet.into_iter().map(|unmet| unmet.rule).collect()
    }

    #[test]
    fn two_people_check_and_decide() {
        let (ani, budi) = ("a".to_owned(), "b".to_owned());
        assert_eq!(check_decider("b", std::slice::from_ref(&ani)), Ok(()));
        assert_eq!(rules(check_decider("b", &[ani, budi])), ["four_eyes"]);
        assert_eq!(rules(check_decider("b", &[])), ["checked_before_decided"]);
    }

    #[test]
    fn a_decision_in_favour_needs_every_paper_checked_and_valid() {
        let day: NaiveDate = "2026-11-22".parse().expect("a date");
        let required = [DocumentType::BusinessId];
        let paper = |until: Option<&str>| AcceptedDocument {
            document: DocumentType::BusinessId,
            valid_from: "2020-01-01".parse().expect("a date"),
            valid_until: until.map(|text| text.parse().expect("a date")),
        };
        let check = |papers: &[AcceptedDocument], unchecked: &[String]| {
            check_favourable("KUJ", day, papers, &required, unchecked)
        };
        assert_eq!(check(&[paper(None)], &[]), Ok(()));
        assert_eq!(rules(check(&[], &[])), ["supplier_document_valid"]);
        assert_eq!(rules(check(&[paper(Some("2026-11-21"))], &[])), ["supplier_document_valid"]);
        assert_eq!(rules(check(&[paper(None)], &["12".to_owned()])), ["documents_checked"]);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<VerificationState>();
    }
}
