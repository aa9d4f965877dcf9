//! Supplier verification: papers, their check, the decision, and what it is worth on a day.

use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{
    DocumentCheckOutcome, DocumentCheckState, DocumentType, FindingKind, StandingKind, VerificationDecision,
    VerificationState,
};
use domain::shared::{FileId, PartyId, SupplierVerificationId, VerificationDocumentId, VeterinaryLevel};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{DocumentReference, WireBilingual};

/// Begins the verification of a supplier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSupplierVerificationRequest {
    /// The supplier; the caller's own party.
    pub party_id: PartyId,
    /// What it will supply; papers that only these goods need are asked of it, too.
    #[schema(example = json!(["eggs"]), max_items = 50)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commodity_codes: Vec<String>,
}

/// Shows a paper; its scan has been uploaded before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddVerificationDocumentRequest {
    /// Its kind.
    pub r#type: DocumentType,
    /// Number on the paper.
    #[schema(example = "9120001234567", min_length = 1, max_length = 100)]
    pub number: String,
    /// Who issued it.
    #[schema(example = "Lembaga OSS", min_length = 1, max_length = 200)]
    pub issuer: String,
    /// First day it holds.
    #[schema(example = "2021-08-09")]
    pub issued_date: NaiveDate,
    /// Last day it holds; absent for a paper without end.
    #[schema(example = "2027-06-30")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until_date: Option<NaiveDate>,
    /// Level of a veterinary control number; required there, and only there.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<VeterinaryLevel>,
    /// Its scan.
    pub file_id: FileId,
}

/// Takes back a paper that nobody has checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawVerificationDocumentRequest {
    /// The paper.
    pub document_id: VerificationDocumentId,
    /// Why.
    #[schema(example = "Nomor salah ketik.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The finding on one paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentCheck {
    /// The paper.
    pub document_id: VerificationDocumentId,
    /// What was found.
    pub outcome: DocumentCheckOutcome,
    /// Why; required to refuse.
    #[schema(example = "Nomor cocok dengan laman OSS.", max_length = 1000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Findings of the technical agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckDocumentsRequest {
    /// One finding per paper.
    #[schema(min_items = 1, max_items = 50)]
    pub checks: Vec<DocumentCheck>,
    /// When it happened, if not now.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// A word on the whole.
    #[schema(example = "Berkas asli dilihat di kantor dinas.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The decision of the coordinator, who has not checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideVerificationRequest {
    /// The decision.
    pub decision: VerificationDecision,
    /// The conditions; required with `verified_with_conditions`, and only there.
    #[schema(example = "Sertifikat halal diperbarui sebelum 30 Juni 2027.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// When it was decided, if not now.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Machine-readable reason, lower snake_case.
    #[schema(example = "papers_complete", max_length = 60)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
    /// Explanation; required to refuse.
    #[schema(example = "Semua berkas dan kunjungan lapangan sesuai.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

crate::circumstances!(DecideVerificationRequest: occurred_at, reason_code, note, documents);

/// A paper of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VerificationDocumentView {
    /// Its id.
    pub id: VerificationDocumentId,
    /// Its kind.
    pub r#type: DocumentType,
    /// Number on the paper; null on a tax paper for who neither is nor judges the supplier.
    #[schema(example = "1234567890123")]
    pub number: Option<String>,
    /// Who issued it.
    #[schema(example = "Kementerian Investasi/BKPM")]
    pub issuer: String,
    /// First day it holds.
    #[schema(example = "2022-03-14")]
    pub issued_date: NaiveDate,
    /// Last day it holds; absent for a paper without end.
    #[schema(example = "2027-06-30")]
    pub valid_until_date: Option<NaiveDate>,
    /// Level of a veterinary control number.
    #[schema(example = json!(null))]
    pub level: Option<VeterinaryLevel>,
    /// Its scan.
    pub file_id: FileId,
    /// What became of it.
    pub check: DocumentCheckState,
    /// What the technical agency noted.
    #[schema(example = "Nomor cocok dengan laman OSS.")]
    pub check_note: Option<String>,
    /// When it was checked.
    pub checked_at: Option<DateTime<Utc>>,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// What the platform found by itself in a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FindingView {
    /// What was found.
    pub kind: FindingKind,
    /// The paper.
    pub document_id: VerificationDocumentId,
    /// The other party, where there is one.
    pub other_party_id: Option<PartyId>,
}

/// A supplier verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SupplierVerificationView {
    /// Its id.
    pub id: SupplierVerificationId,
    /// Its ETag, for changes; it changes with the derived standing too.
    #[schema(example = "\"v3-1f2e3d4c\"")]
    pub etag: String,
    /// The supplier.
    pub party_id: PartyId,
    /// Its home region, which checks and decides.
    #[schema(example = "18.72")]
    pub region_code: String,
    /// Where it is.
    pub state: VerificationState,
    /// What it is worth today (Asia/Jakarta), derived.
    pub standing: StandingKind,
    /// Conditions of the decision.
    #[schema(example = "Sertifikat halal diperbarui sebelum 30 Juni 2027.")]
    pub conditions: Option<String>,
    /// What it is to be verified for.
    #[schema(example = json!(["eggs"]))]
    pub commodity_codes: Vec<String>,
    /// Papers it needs today and has not shown, or not anew after they were refused.
    #[schema(example = json!([]))]
    pub missing_documents: Vec<DocumentType>,
    /// Its papers, in order of adding.
    pub documents: Vec<VerificationDocumentView>,
    /// What the platform found in them: for who checks and decides all of it, for the supplier what it can mend. A
    /// decision in favour over findings needs a note.
    pub findings: Vec<FindingView>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the supplier verifications.
    pub struct ListSupplierVerificationsQuery {
        /// Only this supplier's.
        #[param(value_type = Option<String>)]
        party_id: PartyId,
        /// Only those in this state.
        state: VerificationState,
        /// Only suppliers of this home region.
        #[param(example = "18.72", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
    }
}

/// Why a supplier is not verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StandingReason {
    /// Stable name of the rule.
    #[schema(example = "supplier_document_valid")]
    pub rule: String,
    /// What was found.
    pub found: WireBilingual,
    /// What is required.
    #[schema(example = "halal_certificate")]
    pub required: WireBilingual,
    /// What to do.
    pub how_to_fix: WireBilingual,
}

/// What a supplier's verification is worth today (Asia/Jakarta): derived when asked, never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StandingView {
    /// The supplier.
    pub party_id: PartyId,
    /// Its ETag; the version counts the changes of all verifications the supplier ever had.
    #[schema(example = "\"v3-1f2e3d4c\"")]
    pub etag: String,
    /// Its standing.
    pub standing: StandingKind,
    /// Whether it may trade today.
    #[schema(example = true)]
    pub verified: bool,
    /// The day it was judged for.
    #[schema(example = "2026-11-22")]
    pub judged_date: NaiveDate,
    /// Last day on which every needed paper holds; absent for no end, or when not verified.
    #[schema(example = "2027-06-30")]
    pub verified_until_date: Option<NaiveDate>,
    /// Why it is not verified; empty when it is.
    pub reasons: Vec<StandingReason>,
    /// The accepted papers that goods need on the road; shown to the platform's own services.
    #[schema(example = json!([]))]
    #[serde(default)]
    pub held_papers: Vec<HeldPaperView>,
}

/// An accepted paper that a supplier holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeldPaperView {
    /// Its kind.
    pub r#type: DocumentType,
    /// Level of a veterinary control number.
    #[schema(example = "II")]
    pub level: Option<VeterinaryLevel>,
    /// First day it holds.
    #[schema(example = "2022-03-14")]
    pub valid_from_date: NaiveDate,
    /// Last day it holds; null for a paper without end.
    #[schema(example = "2027-03-13")]
    pub valid_until_date: Option<NaiveDate>,
}
