//! Pictures of goods: declared first, then their bytes, then attached to what they show.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::{ImageKind, ImageSize};
use domain::shared::{ImageId, PartyId, TextHash};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Declares a picture; its bytes follow with `PUT /v1/images/{id}/content`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateImageRequest {
    /// Media type.
    pub media_type: ImageKind,
    /// Size in bytes, at most 5 MiB.
    #[schema(example = 182_044, minimum = 1, maximum = 5_242_880)]
    pub size: i64,
    /// SHA-256 of the bytes, 64 hexadecimal digits.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub sha256: TextHash,
    /// What it shows, for those who do not see it.
    #[schema(example = "Kemasan keripik pisang dari depan", min_length = 1, max_length = 200)]
    pub shows: String,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImageView {
    /// Its id.
    pub id: ImageId,
    /// Its ETag.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The party it belongs to.
    pub party_id: PartyId,
    /// Media type of what was declared; what is served is JPEG.
    pub media_type: ImageKind,
    /// Size in bytes of what was declared.
    #[schema(example = 182_044)]
    pub size: i64,
    /// SHA-256 of what was declared.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub sha256: TextHash,
    /// What it shows, for those who do not see it.
    #[schema(example = "Kemasan keripik pisang dari depan")]
    pub shows: String,
    /// When the bytes arrived and were found good; absent until then.
    pub uploaded_at: Option<DateTime<Utc>>,
    /// When it was declared.
    pub created_at: DateTime<Utc>,
}

/// In which size a picture is wanted.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ImageContentQuery {
    /// `thumbnail` (320 points at most on the longer side) or `web` (1,280); `web` when absent.
    #[param(inline, example = "web")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<ImageSize>,
}

crate::dated_rows! {
    /// Adds how many pictures a party may bring.
    pub struct CreateImageQuotaRequest;
    /// What events of a quota of pictures tell.
    pub struct ImageQuotaEventData;
    /// How many pictures a party may bring, and how many bytes.
    pub struct ImageQuotaView of ImageQuotaId by source ("Who decided it, and why.", "Keputusan pengelola, 1 Juli 2026") {
        /// Pictures declared on one day.
        #[schema(example = 200, minimum = 1, maximum = 100_000)]
        files_a_day: i64,
        /// Their bytes.
        #[schema(example = 104_857_600, minimum = 5_242_880, maximum = 1_099_511_627_776_i64)]
        bytes_a_day: i64,
        /// Bytes of pictures that nothing shows, of all days.
        #[schema(example = 52_428_800, minimum = 5_242_880, maximum = 1_099_511_627_776_i64)]
        unattached_bytes: i64,
    }
}

crate::list_query! {
    /// Filters of the quotas of pictures.
    pub struct ListImageQuotasQuery {
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}
