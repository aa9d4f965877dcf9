//! Files: declared first, then their bytes, then referred to.

use chrono::{DateTime, Utc};
use domain::agreement::FileKind;
use domain::shared::{FileId, PartyId, TextHash};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Declares a file; its bytes follow with `PUT /v1/files/{id}/content`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateFileRequest {
    /// Media type.
    pub media_type: FileKind,
    /// Size in bytes, at most 5 MiB.
    #[schema(example = 182_044, minimum = 1, maximum = 5_242_880)]
    pub size: i64,
    /// SHA-256 of the bytes, 64 hexadecimal digits.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub sha256: TextHash,
    /// Name of the file, for people.
    #[schema(example = "NIB PT Kuasa Omega Jaya.pdf", min_length = 1, max_length = 120)]
    pub name: String,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FileView {
    /// Its id.
    pub id: FileId,
    /// Its ETag.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The party it belongs to.
    pub party_id: PartyId,
    /// Media type.
    pub media_type: FileKind,
    /// Size in bytes.
    #[schema(example = 184320)]
    pub size: i64,
    /// SHA-256 of the bytes.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", value_type = String)]
    pub sha256: TextHash,
    /// Name of the file.
    #[schema(example = "nib-kuj.pdf")]
    pub name: String,
    /// When the bytes arrived; absent until then.
    pub uploaded_at: Option<DateTime<Utc>>,
    /// When it was declared.
    pub created_at: DateTime<Utc>,
}
