//! Papers of a facility: NKV, halal certificate, NIB and others.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{FacilityPaperState, FacilityPaperType, PermitStatus};
use domain::shared::{FacilityId, FacilityPaperId, PartyId, TextHash};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Declares a paper of a facility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "type": "veterinary_control_number", "number": "RPH-3572010-012", "issuer": "Dinas Peternakan Provinsi Jawa Timur",
    "issued_date": "2024-03-11", "valid_from_date": "2024-03-14", "valid_until_date": "2029-03-13"
}))]
pub struct DeclareFacilityPaperRequest {
    /// Which paper.
    pub r#type: FacilityPaperType,
    /// Its number, as on the paper.
    #[schema(example = "RPH-3572010-012", min_length = 3, max_length = 60)]
    pub number: String,
    /// Who issued it.
    #[schema(example = "Dinas Peternakan Provinsi Jawa Timur", min_length = 1, max_length = 200)]
    pub issuer: String,
    /// The day on which it was issued.
    #[schema(example = "2024-03-11")]
    pub issued_date: NaiveDate,
    /// Its first day; that of its issue when absent.
    #[schema(example = "2024-03-14")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from_date: Option<NaiveDate>,
    /// Its last day; absent when it is issued without an end.
    #[schema(example = "2029-03-13")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until_date: Option<NaiveDate>,
    /// SHA-256 of the scan, 64 hexadecimal digits.
    #[schema(value_type = Option<String>, pattern = "^[0-9a-f]{64}$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<TextHash>,
}

/// A paper of a facility.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FacilityPaperView {
    /// Its id.
    pub id: FacilityPaperId,
    /// Its ETag, for steps; it marks what today decides, too.
    #[schema(example = "\"v1-0a1b2c3d\"")]
    pub etag: String,
    /// Where its check stands.
    pub state: FacilityPaperState,
    /// Where it stands today by its dates, never beyond the longest term of its type.
    pub status: PermitStatus,
    /// The facility.
    pub facility_id: FacilityId,
    /// Whose facility it is.
    pub owner_party_id: PartyId,
    /// Which paper.
    pub r#type: FacilityPaperType,
    /// Its number, written in one way; null for everybody but the owner, the governments of its region, and buyers.
    #[schema(example = "RPH-3572010-012")]
    pub number: Option<String>,
    /// Who issued it.
    #[schema(example = "Dinas Peternakan Provinsi Jawa Timur")]
    pub issuer: String,
    /// The day on which it was issued.
    #[schema(example = "2024-03-11")]
    pub issued_date: NaiveDate,
    /// Its first day.
    #[schema(example = "2024-03-14")]
    pub valid_from_date: NaiveDate,
    /// Its last day; null when it is issued without an end.
    #[schema(example = "2029-03-13")]
    pub valid_until_date: Option<NaiveDate>,
    /// SHA-256 of the scan; null where there is none, and for who does not read the number.
    #[schema(value_type = Option<String>, example = json!(null))]
    pub sha256: Option<TextHash>,
    /// The paper that was accepted in its place; null where none.
    #[schema(example = json!(null))]
    pub superseded_by_id: Option<FacilityPaperId>,
    /// When it was declared.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of a facility's papers: oldest first.
    pub struct ListFacilityPapersQuery {
        /// Only those of this type.
        r#type: FacilityPaperType,
        /// Only those whose check stands here.
        state: FacilityPaperState,
    }
}
