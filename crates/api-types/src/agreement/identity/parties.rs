//! Parties: the organisations that act on the platform.

use chrono::{DateTime, Utc};
use domain::shared::{BusinessSize, PartyId, PartyKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::present;

/// Registers a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePartyRequest {
    /// What kind of organisation it is.
    pub kind: PartyKind,
    /// Name in its deed or founding regulation.
    #[schema(example = "PT Kuasa Omega Jaya", min_length = 1, max_length = 200)]
    pub legal_name: String,
    /// Name people use; the legal name when absent.
    #[schema(example = "KUJ", min_length = 1, max_length = 60)]
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
    #[schema(example = true)]
    #[serde(default)]
    pub tax_registered: bool,
}

/// Changes a party; absent fields stay, `null` clears what can be cleared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdatePartyRequest {
    /// Name in its deed.
    #[schema(example = "PT Kuasa Omega Jaya", min_length = 1, max_length = 200, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub legal_name: Option<String>,
    /// Name people use.
    #[schema(example = "KUJ", min_length = 1, max_length = 60, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub short_name: Option<String>,
    /// Postal address; `null` clears it.
    #[schema(example = "Jalan Jenderal Sudirman 14, Kota Metro", value_type = Option<String>, max_length = 500)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub address: Option<Option<String>>,
    /// How large the business is; `null` clears it.
    #[schema(value_type = Option<BusinessSize>)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub business_size: Option<Option<BusinessSize>>,
    /// Whether it is registered for value added tax (PKP).
    #[schema(example = true, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub tax_registered: Option<bool>,
}

/// A name of a party, from when on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartyNameView {
    /// From when on.
    #[schema(example = "2022-06-01T02:00:00Z")]
    pub from_at: DateTime<Utc>,
    /// Legal name.
    #[schema(example = "PT Kuasa Omega Jaya")]
    pub legal_name: String,
    /// Name people use.
    #[schema(example = "KUJ")]
    pub short_name: String,
}

/// A party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartyView {
    /// Its id.
    pub id: PartyId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// What kind of organisation it is.
    pub kind: PartyKind,
    /// Legal name.
    #[schema(example = "PT Kuasa Omega Jaya")]
    pub legal_name: String,
    /// Name people use.
    #[schema(example = "KUJ")]
    pub short_name: String,
    /// Home region.
    #[schema(example = "18.72")]
    pub region_code: String,
    /// The region whose government keeps it: its home region, but for a city without a government of its own.
    #[schema(example = "18.72")]
    pub keeper_region_code: String,
    /// Business id (NIB); shown to the party itself, the coordinator who keeps it and the partners of its signed
    /// contracts; null for all others.
    #[schema(example = "1234567890123")]
    pub business_id: Option<String>,
    /// Tax id (NPWP); shown likewise.
    #[schema(example = "0123456789012345")]
    pub tax_id: Option<String>,
    /// Postal address; shown likewise.
    #[schema(example = "Jalan Jenderal Sudirman 12, Kota Metro")]
    pub address: Option<String>,
    /// How large the business is; null where not stated.
    pub business_size: Option<BusinessSize>,
    /// Whether it is registered for value added tax (PKP).
    #[schema(example = true)]
    pub tax_registered: bool,
    /// The party that this registration of the same organisation has been joined with; null otherwise.
    pub absorbed_by_party_id: Option<PartyId>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of a party's names: none.
    pub struct ListPartyNamesQuery {}
}

crate::list_query! {
    /// Filters of the parties.
    pub struct ListPartiesQuery {
        /// Only this kind.
        kind: PartyKind,
        /// Only this home region.
        #[param(example = "18.72", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
        /// Only names that contain this text, in any case.
        #[param(max_length = 60)]
        name: String,
    }
}
