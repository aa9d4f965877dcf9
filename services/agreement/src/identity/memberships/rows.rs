//! Rows of memberships.

use api_types::agreement::{MembershipEventData, MembershipView};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::agreement::{MembershipEvent, MembershipState};
use domain::shared::{Bilingual, Id, MembershipId, PartyId, Role};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::schema::membership;

/// A membership as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = membership, treat_none_as_null = true)]
pub(crate) struct MembershipRow {
    pub(crate) id: MembershipId,
    pub(crate) party_id: PartyId,
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) display_name: Option<String>,
    pub(crate) roles: Vec<String>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) state: MembershipState,
    /// Roles that wait to be confirmed and accepted.
    pub(crate) wanted_roles: Vec<String>,
    /// Who gave the roles that are held or wait; empty for those given before that was kept.
    pub(crate) granted_by: String,
    /// The second person of roles that decide.
    pub(crate) confirmed_by: Option<String>,
    /// Whether the person has said yes already, by taking up an invitation.
    pub(crate) accepted: bool,
}

/// What a new membership is made of.
#[derive(Debug)]
pub(crate) struct NewMember {
    pub(crate) id: MembershipId,
    pub(crate) party_id: PartyId,
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) display_name: Option<String>,
    /// The roles given.
    pub(crate) roles: Vec<String>,
    /// Who gives them.
    pub(crate) granted_by: String,
    /// Nobody else is there to confirm them.
    pub(crate) vetted: bool,
    /// The person has said yes already.
    pub(crate) accepted: bool,
}

impl NewMember {
    /// The membership: roles that decide wait, and all given with them.
    pub(crate) fn row(self, now: DateTime<Utc>) -> MembershipRow {
        let decides = read_roles(&self.roles).into_iter().any(Role::decides);
        let state = MembershipState::at_first(decides, self.vetted, self.accepted);
        let waits = state != MembershipState::Active;
        let (roles, wanted_roles) = if waits { (Vec::new(), self.roles) } else { (self.roles, Vec::new()) };
        MembershipRow {
            id: self.id,
            party_id: self.party_id,
            issuer: self.issuer,
            subject: self.subject,
            display_name: self.display_name,
            roles,
            version: 1,
            created_at: now,
            updated_at: now,
            state,
            wanted_roles,
            granted_by: self.granted_by,
            confirmed_by: None,
            accepted: self.accepted,
        }
    }
}

/// Stored labels as roles; a label that is no role any more gives nothing.
pub(crate) fn read_roles(labels: &[String]) -> Vec<Role> {
    labels.iter().filter_map(|label| label.parse().ok()).collect()
}

impl MembershipRow {
    /// The person, as a token's `sub` names it: one person is one person in every party, which four eyes depend on.
    pub(crate) fn person(&self) -> String {
        format!("{}#{}", self.issuer, self.subject)
    }

    /// Whether the caller is the person, whatever it acts for.
    pub(crate) fn is_of(&self, caller: &Caller) -> bool {
        caller.subject() == self.person()
    }

    pub(super) fn view(&self) -> MembershipView {
        MembershipView {
            id: self.id,
            etag: Etag::of(self.version).to_string(),
            party_id: self.party_id,
            issuer: self.issuer.clone(),
            subject: self.subject.clone(),
            display_name: self.display_name.clone(),
            state: self.state,
            roles: read_roles(&self.roles),
            wanted_roles: read_roles(&self.wanted_roles),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl Announced for MembershipRow {
    type Data = MembershipEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> MembershipEventData {
        MembershipEventData {
            membership_id: Some(self.id),
            party_id: self.party_id,
            state: Some(self.state),
            version: self.version,
        }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::of(&[self.party_id]))
    }
}

impl Versioned for MembershipRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_membership(conn, self, seen).await
    }
}

impl Stateful for MembershipRow {
    type State = MembershipState;

    fn state(&self) -> MembershipState {
        self.state
    }

    fn set_state(&mut self, state: MembershipState) {
        self.state = state;
    }

    /// The operation has asked who keeps the party; which of the roles it is does not matter here.
    fn holds(&self, caller: &Caller, role: Role) -> bool {
        caller.has(role)
    }

    fn not_theirs(&self, event: MembershipEvent) -> Bilingual {
        match event {
            MembershipEvent::Accept => Bilingual::new(
                "Peran hanya dapat diterima oleh orang yang akan memegangnya.",
                "Roles are accepted by the person who shall hold them alone.",
            ),
            MembershipEvent::Confirm => Bilingual::new(
                "Peran yang memutuskan dikonfirmasi oleh koordinator lain dari pemerintah daerah itu atau administrator platform.",
                "Roles that decide are confirmed by another coordinator of that government or the platform's administrator.",
            ),
            _ => Bilingual::new(
                "Keanggotaan diakhiri oleh yang mengelola pihak itu, atau oleh orangnya sendiri.",
                "A membership is ended by who keeps the party, or by the person.",
            ),
        }
    }
}
