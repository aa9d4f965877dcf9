//! Invitations on the wire.

use chrono::{DateTime, Utc};
use domain::agreement::InvitationState;
use domain::shared::{InvitationId, MembershipId, PartyId, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Invites a person into a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateInvitationRequest {
    /// Name people use of the person.
    #[schema(example = "Siti Rahma", min_length = 1, max_length = 120)]
    pub display_name: String,
    /// Roles the person will hold in the party.
    #[schema(min_items = 1, max_items = 12)]
    pub roles: Vec<Role>,
}

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InvitationView {
    /// Its id.
    pub id: InvitationId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The party it invites into.
    pub party_id: PartyId,
    /// Name people use of the person.
    #[schema(example = "Siti Rahma")]
    pub display_name: String,
    /// Roles the person will hold.
    pub roles: Vec<Role>,
    /// Where it stands.
    pub state: InvitationState,
    /// From when on it cannot be taken up any more.
    #[schema(example = "2026-12-06T02:00:00Z")]
    pub expires_at: DateTime<Utc>,
    /// The code to sign in with, once: the field `invitation` of the token exchange. Shown when it is made and never
    /// again; give it to the person and to nobody else.
    #[schema(example = "7H2M9QXC4T6K8W3PZN5R")]
    pub code: Option<String>,
    /// The membership it became.
    pub membership_id: Option<MembershipId>,
    /// When it was given.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the invitations of a party.
    pub struct ListInvitationsQuery {
        /// Only this state.
        state: InvitationState,
    }
}
