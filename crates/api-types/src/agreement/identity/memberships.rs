//! Memberships: people who act for a party, known by the sign-in they bring.

use chrono::{DateTime, Utc};
use domain::agreement::MembershipState;
use domain::shared::{MembershipId, PartyId, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::present;

/// Makes a person a member of a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateMembershipRequest {
    /// Issuer of the person's sign-in, one of the trusted OpenID providers.
    #[schema(example = "https://masuk.metrokota.go.id", min_length = 1, max_length = 300)]
    pub issuer: String,
    /// The person at that issuer: the `sub` of the sign-in.
    #[schema(example = "197805012005011002", min_length = 1, max_length = 200)]
    pub subject: String,
    /// Name people use.
    #[schema(example = "Siti Rahma", max_length = 120)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Roles held in the party.
    #[schema(min_items = 1, max_items = 12)]
    pub roles: Vec<Role>,
}

/// Changes a membership; absent fields stay, `null` clears what can be cleared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateMembershipRequest {
    /// Roles held from now on.
    #[schema(min_items = 1, max_items = 12, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<Role>>,
    /// Name people use; `null` clears it.
    #[schema(example = "Siti Rahma", value_type = Option<String>, max_length = 120)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub display_name: Option<Option<String>>,
}

/// A membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MembershipView {
    /// Its id; tokens of this person for this party carry it as `client_id`.
    pub id: MembershipId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The party.
    pub party_id: PartyId,
    /// Issuer of the sign-in.
    #[schema(example = "https://masuk.example.id")]
    pub issuer: String,
    /// The person at that issuer.
    #[schema(example = "siti.rahma")]
    pub subject: String,
    /// Name people use.
    #[schema(example = "Siti Rahma")]
    pub display_name: Option<String>,
    /// Where it stands.
    pub state: MembershipState,
    /// Roles in use in the party; none while those given wait.
    pub roles: Vec<Role>,
    /// Roles that shall take their place once a second person has confirmed them and the person has accepted them; empty
    /// where nothing waits. Roles that decide alone take this way.
    pub wanted_roles: Vec<Role>,
    /// When it was granted.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of a party's memberships: none.
    pub struct ListMembershipsQuery {}
}
