//! Whether a supplier is what it says.

mod files;
mod verifications;

pub use files::{CreateFileRequest, FileView};
pub use verifications::{
    AddVerificationDocumentRequest, CheckDocumentsRequest, CreateSupplierVerificationRequest,
    DecideVerificationRequest, DocumentCheck, ListSupplierVerificationsQuery, StandingReason, StandingView,
    SupplierVerificationView, VerificationDocumentView,
};
