//! Whether a supplier is what it says.

mod files;
mod requirements;
mod verifications;

pub use files::{CreateFileRequest, FileView};
pub use requirements::{
    CreateDocumentRequirementRequest, CreateFileQuotaRequest, DocumentRequirementEventData,
    DocumentRequirementView, FileQuotaEventData, FileQuotaView, ListDocumentRequirementsQuery,
    ListFileQuotasQuery,
};
pub use verifications::{
    AddVerificationDocumentRequest, CheckDocumentsRequest, CreateSupplierVerificationRequest,
    DecideVerificationRequest, DocumentCheck, FindingView, HeldPaperView, ListSupplierVerificationsQuery,
    StandingReason, StandingView, SupplierVerificationView, VerificationDocumentView,
    WithdrawVerificationDocumentRequest,
};
