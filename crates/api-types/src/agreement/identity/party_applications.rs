//! Party applications on the wire.

use chrono::{DateTime, Utc};
use domain::agreement::PartyApplicationState;
use domain::shared::{BusinessSize, MembershipId, PartyApplicationId, PartyId, PartyKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Asks for a party of one's own business.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePartyApplicationRequest {
    /// What kind of business it is; no government, facilitator, agency or audit body.
    #[schema(example = "farmer_group")]
    pub kind: PartyKind,
    /// Name in its deed.
    #[schema(example = "Gapoktan Sari Makmur", min_length = 1, max_length = 200)]
    pub legal_name: String,
    /// Name people use; the legal name when absent.
    #[schema(example = "Sari Makmur", min_length = 1, max_length = 60)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_name: Option<String>,
    /// Home region.
    #[schema(example = "18.72", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(deserialize_with = "crate::listed_region")]
    pub region_code: String,
    /// Business id (NIB), 13 digits.
    #[schema(example = "1234567890123", pattern = "^[0-9]{13}$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_id: Option<String>,
    /// Tax id (NPWP), 15 or 16 digits.
    #[schema(example = "0123456789012345", pattern = "^[0-9]{15,16}$")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<String>,
    /// Postal address.
    #[schema(example = "Jalan Jenderal Sudirman 12, Kota Metro", max_length = 500)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// How large the business is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_size: Option<BusinessSize>,
    /// Whether it is registered for value added tax (PKP).
    #[schema(example = false)]
    #[serde(default)]
    pub tax_registered: bool,
    /// Name people use of the applicant.
    #[schema(example = "Siti Rahma", min_length = 1, max_length = 120)]
    pub applicant_name: String,
}

/// A party application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartyApplicationView {
    /// Its id.
    pub id: PartyApplicationId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// What is asked for.
    pub party: CreatePartyApplicationRequest,
    /// Where it stands.
    pub state: PartyApplicationState,
    /// Why it was refused, or what was noted when it was accepted.
    #[schema(example = "NIB tidak ditemukan di OSS.")]
    pub note: Option<String>,
    /// The party it became.
    pub party_id: Option<PartyId>,
    /// The membership the applicant got.
    pub membership_id: Option<MembershipId>,
    /// When it was handed in.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of a list of party applications.
    pub struct ListPartyApplicationsQuery {
        /// Only this state.
        state: PartyApplicationState,
    }
}
