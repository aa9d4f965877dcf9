//! Rows of the party applications.

use api_types::agreement::{CreatePartyApplicationRequest, PartyApplicationEventData, PartyApplicationView};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::agreement::{PartyApplicationEvent, PartyApplicationState};
use domain::shared::{Bilingual, Id, MembershipId, PartyApplicationId, PartyId, Role};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::{operations, queries, visibility};
use crate::identity::keeper_of;
use crate::schema::party_application;

/// An application as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = party_application, treat_none_as_null = true)]
pub(super) struct PartyApplicationRow {
    pub(super) id: PartyApplicationId,
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) applicant_name: String,
    pub(super) region_code: String,
    pub(super) party: serde_json::Value,
    pub(super) title: String,
    pub(super) state: PartyApplicationState,
    pub(super) note: Option<String>,
    pub(super) party_id: Option<PartyId>,
    pub(super) membership_id: Option<MembershipId>,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
    /// The region whose coordinator answers.
    #[diesel(select_expression = keeper_of(party_application::region_code), skip_insertion, skip_update)]
    pub(super) keeper_region_code: String,
}

impl PartyApplicationRow {
    /// What is asked for.
    pub(super) fn wanted(&self) -> Result<CreatePartyApplicationRequest, Error> {
        serde_json::from_value(self.party.clone())
            .map_err(|error| Error::Internal(format!("a stored application does not read: {error}")))
    }

    /// Whether the caller is the applicant.
    pub(super) fn is_of(&self, caller: &Caller) -> bool {
        caller.subject() == format!("{}#{}", self.issuer, self.subject)
    }

    pub(super) fn view(self) -> Result<PartyApplicationView, Error> {
        Ok(PartyApplicationView {
            etag: Etag::of(self.version).to_string(),
            party: self.wanted()?,
            id: self.id,
            state: self.state,
            note: self.note,
            party_id: self.party_id,
            membership_id: self.membership_id,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

impl Announced for PartyApplicationRow {
    type Data = PartyApplicationEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> PartyApplicationEventData {
        PartyApplicationEventData {
            party_application_id: self.id,
            party_id: self.party_id,
            state: self.state,
            version: self.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        visibility::audience(conn, self).await
    }
}

impl Versioned for PartyApplicationRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_party_application(conn, self, seen).await
    }
}

impl Stateful for PartyApplicationRow {
    type State = PartyApplicationState;

    fn state(&self) -> PartyApplicationState {
        self.state
    }

    fn set_state(&mut self, state: PartyApplicationState) {
        self.state = state;
    }

    /// The coordinator of the home region.
    fn holds(&self, caller: &Caller, role: Role) -> bool {
        let home = caller.region().is_some_and(|region| region.as_str() == self.keeper_region_code);
        home && caller.has(role)
    }

    fn not_theirs(&self, event: PartyApplicationEvent) -> Bilingual {
        match event {
            PartyApplicationEvent::Withdraw => operations::not_the_applicant(),
            _ => Bilingual::new(
                "Permohonan dijawab oleh koordinator daerah asal usaha itu.",
                "An application is answered by the coordinator of the business's home region.",
            ),
        }
    }
}
