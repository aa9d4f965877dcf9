//! Who calls.

use domain::agreement::MembershipState;
use domain::shared::{MembershipId, PartyId, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WorkItemView;

/// A party the caller is a member of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MyMembershipView {
    /// The membership.
    pub id: MembershipId,
    /// The party.
    pub party_id: PartyId,
    /// Name people use of it.
    #[schema(example = "KUJ")]
    pub party_name: String,
    /// Its home region.
    #[schema(example = "18.72")]
    pub region_code: String,
    /// Its ETag, for accepting or leaving it.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Where it stands; `confirmed` waits for the person to accept it.
    pub state: MembershipState,
    /// Roles in use in it.
    pub roles: Vec<Role>,
    /// Roles that wait to be confirmed, then accepted.
    pub wanted_roles: Vec<Role>,
}

/// Who calls, for whom, and what waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeView {
    /// Issuer and subject of the sign-in, joined by `#`; the id of a machine client.
    #[schema(example = "https://masuk.example.id#siti.rahma")]
    pub subject: String,
    /// The party this token speaks for; null for who is a member of nothing.
    pub party_id: Option<PartyId>,
    /// Name people use of it.
    #[schema(example = "KUJ")]
    pub party_name: Option<String>,
    /// Its home region.
    #[schema(example = "18.72")]
    pub region_code: Option<String>,
    /// Roles held in it.
    pub roles: Vec<Role>,
    /// What this token may do.
    #[schema(example = json!(["agreement.*.read", "logistics.*.write"]))]
    pub scopes: Vec<String>,
    /// Every party the person is a member of; a token is got for one of them.
    pub memberships: Vec<MyMembershipView>,
    /// What waits longest for this party and these roles in the agreement service, at most twenty; all of it, and that of
    /// the other services, is at `/v1/agreement-work-items`, `/v1/catalog-work-items` and `/v1/logistics-work-items`.
    pub work_items: Vec<WorkItemView>,
}
