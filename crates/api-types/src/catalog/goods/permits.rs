//! Permits of a variant: PIRT, BPOM MD, halal, NKV and others.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{PermitStatus, PermitType};
use domain::shared::{PermitId, TextHash, VariantId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Adds a permit to a variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddPermitRequest {
    /// Which permit.
    pub r#type: PermitType,
    /// Its number, as on the certificate.
    #[schema(example = "2061872010012-27", min_length = 3, max_length = 60)]
    pub number: String,
    /// Who issued it.
    #[schema(example = "Dinas Kesehatan Kota Metro", min_length = 1, max_length = 200)]
    pub issuer: String,
    /// First day.
    #[schema(example = "2024-03-14")]
    pub issued_date: NaiveDate,
    /// Last day; absent when it is issued without an end.
    #[schema(example = "2029-03-13")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until_date: Option<NaiveDate>,
    /// SHA-256 of the scan, 64 hexadecimal digits.
    #[schema(value_type = Option<String>, pattern = "^[0-9a-f]{64}$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<TextHash>,
}

/// A permit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PermitView {
    /// Its id.
    pub id: PermitId,
    /// Its ETag, to withdraw it; it marks what today decides, too.
    #[schema(example = "\"v1-0a1b2c3d\"")]
    pub etag: String,
    /// The variant it belongs to.
    pub variant_id: VariantId,
    /// Which permit.
    pub r#type: PermitType,
    /// Its number, written in one way.
    #[schema(example = "206187201001227")]
    pub number: String,
    /// Who issued it.
    #[schema(example = "Dinas Kesehatan Kota Metro")]
    pub issuer: String,
    /// First day.
    #[schema(example = "2024-03-14")]
    pub issued_date: NaiveDate,
    /// Last day.
    #[schema(example = "2029-03-13")]
    pub valid_until_date: Option<NaiveDate>,
    /// SHA-256 of the scan.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", value_type = Option<String>)]
    pub sha256: Option<TextHash>,
    /// Where it stands today, never beyond the longest term of its type.
    pub status: PermitStatus,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When a panel approved the variant with it, so that somebody besides its supplier has seen it; until then it opens no
    /// gate on the road.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub checked_at: Option<DateTime<Utc>>,
    /// When its supplier withdrew it; such a permit counts no more.
    #[schema(example = json!(null))]
    pub withdrawn_at: Option<DateTime<Utc>>,
}

crate::list_query! {
    /// Filters of a variant's permits: none, oldest first, those withdrawn included.
    pub struct ListPermitsQuery {}
}
