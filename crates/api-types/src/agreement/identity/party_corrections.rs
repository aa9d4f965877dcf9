//! Corrections of a party on the wire.

use chrono::{DateTime, Utc};
use domain::agreement::PartyCorrectionState;
use domain::shared::{PartyCorrectionId, PartyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Asks for a correction: of numbers, or of a double registration, not of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePartyCorrectionRequest {
    /// The right business id (NIB), 13 digits.
    #[schema(example = "1234567890123", pattern = "^[0-9]{13}$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_id: Option<String>,
    /// The right tax id (NPWP), 15 or 16 digits.
    #[schema(example = "0123456789012345", pattern = "^[0-9]{15,16}$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<String>,
    /// The same organisation under another id: this party absorbs it, and both ids go on answering.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absorbs_party_id: Option<PartyId>,
    /// Why.
    #[schema(example = "Salah ketik saat pendaftaran; NIB terlampir.", min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// A correction of a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartyCorrectionView {
    /// Its id.
    pub id: PartyCorrectionId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The party.
    pub party_id: PartyId,
    /// The right business id.
    #[schema(example = "1234567890123")]
    pub business_id: Option<String>,
    /// The right tax id.
    #[schema(example = "0123456789012345")]
    pub tax_id: Option<String>,
    /// The party it absorbs.
    pub absorbs_party_id: Option<PartyId>,
    /// The business id before; known once in force.
    #[schema(example = "1234567890132")]
    pub former_business_id: Option<String>,
    /// The tax id before; known once in force.
    #[schema(example = "0123456789012354")]
    pub former_tax_id: Option<String>,
    /// Why.
    #[schema(example = "Salah ketik saat pendaftaran; NIB terlampir.")]
    pub reason: String,
    /// Where it stands.
    pub state: PartyCorrectionState,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of a list of corrections.
    pub struct ListPartyCorrectionsQuery {
        /// Only of this party.
        #[param(value_type = Option<String>)]
        party_id: PartyId,
        /// Only this state.
        state: PartyCorrectionState,
    }
}
