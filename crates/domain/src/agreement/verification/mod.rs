//! Whether a supplier is what it says: its papers, the check and the decision, and what that is worth on a day.

pub(crate) mod documents;
pub(crate) mod files;
pub(crate) mod findings;
pub(crate) mod lifecycle;
pub(crate) mod standing;

pub use documents::{
    DocumentRequirement, DocumentType, read_business_id, read_document_number, read_tax_id,
    required_documents, seed_requirements, upcoming_documents,
};
pub use files::FileKind;
pub use findings::{FindingKind, check_findings_answered};
pub use lifecycle::{
    DocumentCheckOutcome, DocumentCheckState, VerificationDecision, VerificationEvent, VerificationHappened,
    VerificationState, check_complete, check_decider, check_favourable,
};
pub use standing::{
    AcceptedDocument, Gap, Standing, StandingKind, check_standing, standing_on, verified_until,
};
