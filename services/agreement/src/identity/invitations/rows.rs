//! Rows of the invitations.

use api_types::agreement::{InvitationEventData, InvitationView};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::agreement::{InvitationEvent, InvitationState};
use domain::shared::{Bilingual, Id, InvitationId, MembershipId, PartyId, Role};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::identity::memberships::read_roles;
use crate::schema::invitation;

/// An invitation as stored; of its code only the hash.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = invitation, treat_none_as_null = true)]
pub(super) struct InvitationRow {
    pub(super) id: InvitationId,
    pub(super) party_id: PartyId,
    pub(super) display_name: String,
    pub(super) roles: Vec<String>,
    pub(super) code_sha256: String,
    pub(super) invited_by: String,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) state: InvitationState,
    pub(super) membership_id: Option<MembershipId>,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
    /// Whether the platform's administrator invites, who vets alone where nobody else can.
    pub(super) vetted: bool,
}

impl InvitationRow {
    /// The view; with the code only in the answer that makes it.
    pub(super) fn view(self, code: Option<String>) -> InvitationView {
        InvitationView {
            etag: Etag::of(self.version).to_string(),
            id: self.id,
            party_id: self.party_id,
            display_name: self.display_name,
            roles: read_roles(&self.roles),
            state: self.state,
            expires_at: self.expires_at,
            code,
            membership_id: self.membership_id,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl Announced for InvitationRow {
    type Data = InvitationEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> InvitationEventData {
        InvitationEventData {
            invitation_id: self.id,
            party_id: self.party_id,
            state: self.state,
            version: self.version,
        }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(self.readers())
    }
}

impl Versioned for InvitationRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_invitation(conn, self, seen).await
    }
}

impl Stateful for InvitationRow {
    type State = InvitationState;

    fn state(&self) -> InvitationState {
        self.state
    }

    fn set_state(&mut self, state: InvitationState) {
        self.state = state;
    }

    /// The operation has asked who keeps the party; which of the roles it is does not matter here.
    fn holds(&self, caller: &Caller, role: Role) -> bool {
        caller.has(role)
    }

    fn not_theirs(&self, _: InvitationEvent) -> Bilingual {
        Bilingual::new(
            "Undangan ditarik kembali oleh koordinator daerah asal atau administrator pihak itu.",
            "An invitation is taken back by the coordinator of the home region or the party's administrator.",
        )
    }
}
