//! Agreements: the umbrella two regional governments sign.

use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{AgreementCondition, AgreementState, ConsentKind, Side, SignedAct, SignerCapacity};
use domain::shared::{AgreementId, PartyId, TextHash};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::agreement::{AgreementVersionView, TerminationView};
use crate::{DocumentReference, TransitionRequest, present};

/// A paper attached to the text; its hash is part of what both sides confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Kind of paper, lower snake_case.
    #[schema(example = "work_plan", min_length = 1, max_length = 60)]
    pub r#type: String,
    /// Number on the paper.
    #[schema(example = "119/KS/2022", min_length = 1, max_length = 100)]
    pub number: String,
    /// SHA-256 of the file.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$", example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub sha256: TextHash,
}

/// Which attached paper is wanted.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AttachmentQuery {
    /// SHA-256 of its scan, as the text names it; the first paper's when absent.
    #[param(value_type = Option<String>, pattern = "^[0-9a-f]{64}$", example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<TextHash>,
}

/// One side's plan: whether its regional council (DPRD) must approve follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Whether the plan puts a burden on the people of the region.
    #[schema(example = false)]
    pub burdens_public: bool,
    /// Whether its cost stands in the regional budget (APBD) already.
    #[schema(example = true)]
    pub in_regional_budget: bool,
    /// What this side undertakes, in its own words.
    #[schema(example = "Menyediakan gudang dan pendampingan sertifikasi.", max_length = 4000)]
    #[serde(default)]
    pub note: String,
}

/// The plans of both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Plans {
    /// That of the government that offered.
    pub initiator: Plan,
    /// That of the government that answers.
    pub counterpart: Plan,
}

/// Drafts an agreement; the caller's government becomes the initiator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAgreementRequest {
    /// Title, as on the paper.
    #[schema(example = "Kerja sama pangan Kota Metro dan DKI Jakarta", min_length = 1, max_length = 300)]
    pub title: String,
    /// Number on the paper.
    #[schema(example = "119/KS/2022", min_length = 1, max_length = 100)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The other government, of another region.
    pub counterpart_party_id: PartyId,
    /// Who facilitates, such as an office of Bank Indonesia.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facilitator_party_id: Option<PartyId>,
    /// First day.
    #[schema(example = "2022-06-10")]
    pub valid_from_date: NaiveDate,
    /// Last day.
    #[schema(example = "2027-06-09")]
    pub valid_until_date: NaiveDate,
    /// Codes of the commodities it covers.
    #[schema(min_items = 1, max_items = 200, example = json!(["eggs", "rice"]))]
    pub commodities: Vec<String>,
    /// The initiator's plan.
    pub plan: Plan,
    /// Attached papers.
    #[schema(max_items = 200)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// Changes the text while it is a draft or in discussion; absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateAgreementRequest {
    /// Title.
    #[schema(
        example = "Kerja sama pangan Kota Metro dan DKI Jakarta",
        min_length = 1,
        max_length = 300,
        nullable = false
    )]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Number on the paper.
    #[schema(example = "119/KS/2022", min_length = 1, max_length = 100, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// First day.
    #[schema(example = "2022-06-10", nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub valid_from_date: Option<NaiveDate>,
    /// Last day.
    #[schema(example = "2027-06-09", nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub valid_until_date: Option<NaiveDate>,
    /// Codes of the commodities.
    #[schema(example = json!(["cattle", "eggs", "rice"]), min_items = 1, max_items = 200, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub commodities: Option<Vec<String>>,
    /// The plan of the caller's own side; the other side's cannot be changed.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// Attached papers, all of them.
    #[schema(max_items = 200, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<Attachment>>,
}

/// Says yes to a text: a confirmation, a council's approval, an endorsement, a business's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextConsentRequest {
    /// SHA-256 of the text, as `GET .../text` gives it.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub text_sha256: TextHash,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Explanation.
    #[schema(example = "Naskah sesuai dengan hasil rapat.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Supporting papers, such as the council's decision.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

impl TextConsentRequest {
    /// Its circumstances, as every transition has them.
    pub fn transition(&self) -> TransitionRequest {
        TransitionRequest {
            occurred_at: self.occurred_at,
            reason_code: None,
            note: self.note.clone(),
            documents: self.documents.clone(),
        }
    }
}

/// The letter by which somebody signs for the head of a region or of a business (surat kuasa).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PowerOfAttorneyRequest {
    /// Number on the letter.
    #[schema(example = "180/12/2022", min_length = 1, max_length = 100)]
    pub number: String,
    /// The person it empowers.
    #[schema(example = "Bangkit Haryo Utomo", min_length = 1, max_length = 200)]
    pub holder: String,
    /// What it empowers to.
    #[schema(example = json!(["agreement_signature"]), min_items = 1, max_items = 3)]
    #[serde(default)]
    pub covers: Vec<SignedAct>,
    /// First day it holds.
    #[schema(example = "2022-06-01")]
    pub valid_from_date: NaiveDate,
    /// Last day it holds; absent for no end.
    #[schema(example = "2022-12-31")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until_date: Option<NaiveDate>,
}

/// Who signs for a region or a business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"name": "Wahdi", "position": "Wali Kota Metro", "capacity": "mayor"}))]
#[serde(deny_unknown_fields)]
pub struct SignatoryRequest {
    /// Name under the signature.
    #[schema(example = "Wahdi", min_length = 1, max_length = 200)]
    pub name: String,
    /// Office.
    #[schema(example = "Wali Kota Metro", min_length = 1, max_length = 200)]
    pub position: String,
    /// In which capacity.
    pub capacity: SignerCapacity,
    /// The letter, for an official or an authorized representative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power_of_attorney: Option<PowerOfAttorneyRequest>,
}

/// Who signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignatoryView {
    /// Name under the signature.
    #[schema(example = "Wahdi")]
    pub name: String,
    /// Office.
    #[schema(example = "Wali Kota Metro")]
    pub position: String,
    /// In which capacity; null for signatures of before it was asked for.
    #[serde(default)]
    pub capacity: Option<SignerCapacity>,
    /// The letter, of an official or an authorized representative.
    #[serde(default)]
    pub power_of_attorney: Option<PowerOfAttorneyRequest>,
}

/// Signs an agreement for one side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignAgreementRequest {
    /// SHA-256 of the text, as `GET .../text` gives it.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub text_sha256: TextHash,
    /// Who signs.
    pub signatory: SignatoryRequest,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Explanation.
    #[schema(example = "Ditandatangani di Balai Kota Jakarta.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

impl SignAgreementRequest {
    /// Its circumstances, as every transition has them.
    pub fn transition(&self) -> TransitionRequest {
        TransitionRequest {
            occurred_at: self.occurred_at,
            reason_code: None,
            note: self.note.clone(),
            documents: self.documents.clone(),
        }
    }
}

/// Wants an auditor to read the agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignAuditorRequest {
    /// The auditor's party.
    pub party_id: PartyId,
}

/// Wants an auditor no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndAuditorRequest {
    /// The auditor's party.
    pub party_id: PartyId,
    /// Why.
    #[schema(example = "Pemeriksaan tahun 2026 telah selesai.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// An auditor that one side wants and the other has not agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProposedAuditor {
    /// The auditor's party.
    pub party_id: PartyId,
    /// The side that wants it.
    pub proposed_by_party_id: PartyId,
}

/// A yes to the present text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsentView {
    /// What kind of yes.
    pub kind: ConsentKind,
    /// Who gave it: `initiator` or `counterpart`; for a contract's signature `supplier` or `buyer`.
    #[schema(example = "initiator")]
    pub by: String,
    /// The text it was given to; null of a contract for who reads no prices.
    #[schema(value_type = Option<String>, pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub text_sha256: Option<TextHash>,
    /// Who signed, for a signature.
    pub signatory: Option<SignatoryView>,
    /// When it is said to have happened.
    #[schema(example = "2022-06-10T03:00:00Z")]
    pub occurred_at: DateTime<Utc>,
    /// Last day on which it counts together with the other side's, for a yes to an ending; null for one to a text.
    #[schema(example = "2022-07-10")]
    #[serde(default)]
    pub counts_until_date: Option<NaiveDate>,
}

/// An agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgreementView {
    /// Its id.
    pub id: AgreementId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Number on the paper.
    #[schema(example = "119/KS/2022")]
    pub number: Option<String>,
    /// Title.
    #[schema(example = "Kerja sama pangan Kota Metro dan DKI Jakarta")]
    pub title: String,
    /// Where it stands.
    pub state: AgreementState,
    /// What its dates derive; null when the state says it all.
    pub condition: Option<AgreementCondition>,
    /// The government that offered.
    pub initiator_party_id: PartyId,
    /// The government that answers.
    pub counterpart_party_id: PartyId,
    /// Region of the initiator.
    #[schema(example = "18.72")]
    pub initiator_region_code: String,
    /// Region of the counterpart.
    #[schema(example = "31")]
    pub counterpart_region_code: String,
    /// Who facilitates.
    pub facilitator_party_id: Option<PartyId>,
    /// Auditors that both sides want; empty for who trades under it.
    pub auditor_party_ids: Vec<PartyId>,
    /// Auditors that wait for the other side; empty for who trades under it.
    #[serde(default)]
    pub proposed_auditors: Vec<ProposedAuditor>,
    /// First day.
    #[schema(example = "2022-06-10")]
    pub valid_from_date: NaiveDate,
    /// Last day.
    #[schema(example = "2027-06-09")]
    pub valid_until_date: NaiveDate,
    /// Codes of the commodities it covers, sorted.
    #[schema(example = json!(["eggs", "rice"]))]
    pub commodities: Vec<String>,
    /// Both sides' plans; null for who trades under it and reads nothing of its text.
    pub plans: Option<Plans>,
    /// Sides whose regional council must approve the present text; empty for who trades under it.
    pub councils_required: Vec<Side>,
    /// Attached papers; empty for who trades under it.
    pub attachments: Vec<Attachment>,
    /// Which of its texts is shown, from 1: the first, or one that an amendment made.
    #[schema(example = 1)]
    #[serde(default)]
    pub terms_number: i32,
    /// All its texts, the first one first; empty while no amendment was signed.
    #[serde(default)]
    pub versions: Vec<AgreementVersionView>,
    /// SHA-256 of the present text.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub text_sha256: TextHash,
    /// Who has said yes to the present text; empty for who trades under it.
    pub consents: Vec<ConsentView>,
    /// The side that suspended it.
    pub suspended_by: Option<Side>,
    /// A termination that was proposed or noticed; null without one, and for who trades under it.
    pub termination: Option<TerminationView>,
    /// First day on which it no longer holds after a notice; null without one.
    #[schema(example = "2027-01-15")]
    pub ends_date: Option<NaiveDate>,
    /// Day of the second signature, in Jakarta.
    #[schema(example = "2022-06-10")]
    pub signed_date: Option<NaiveDate>,
    /// When it was drafted.
    #[schema(example = "2022-06-01T02:00:00Z")]
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    #[schema(example = "2022-06-10T03:30:00Z")]
    pub updated_at: DateTime<Utc>,
}

/// The one text to be agreed to, and its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextView {
    /// Canonical JSON (RFC 8785) of the terms.
    #[schema(example = "{\"commodities\":[\"eggs\",\"rice\"],\"valid_from_date\":\"2022-06-10\"}")]
    pub text: String,
    /// SHA-256 of the text in UTF-8.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub text_sha256: TextHash,
}

crate::list_query! {
    /// Filters of the agreements the caller may see, in order of drafting.
    pub struct ListAgreementsQuery {
        /// Only this state.
        state: AgreementState,
        /// Only those with this region on one of the sides.
        #[param(example = "18.72", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
        /// Only those that cover this commodity.
        #[param(example = "eggs", max_length = 40)]
        commodity_code: String,
    }
}
