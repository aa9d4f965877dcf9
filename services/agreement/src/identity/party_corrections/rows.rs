//! Rows of the corrections.

use api_types::agreement::{PartyCorrectionEventData, PartyCorrectionView};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::agreement::{PartyCorrectionEvent, PartyCorrectionState};
use domain::shared::{Bilingual, Id, PartyCorrectionId, PartyId, Role};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::{queries, visibility};
use crate::identity::regions::keeper_of_party;
use crate::schema::party_correction;

/// A correction as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = party_correction, treat_none_as_null = true)]
pub(super) struct PartyCorrectionRow {
    pub(super) id: PartyCorrectionId,
    pub(super) party_id: PartyId,
    pub(super) business_id: Option<String>,
    pub(super) tax_id: Option<String>,
    pub(super) absorbs_party_id: Option<PartyId>,
    pub(super) former_business_id: Option<String>,
    pub(super) former_tax_id: Option<String>,
    pub(super) reason: String,
    pub(super) requested_by: String,
    pub(super) state: PartyCorrectionState,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
    /// The region whose coordinator decides.
    #[diesel(select_expression = keeper_of_party(party_correction::party_id), skip_insertion, skip_update)]
    pub(super) keeper_region_code: String,
}

impl PartyCorrectionRow {
    pub(super) fn view(self) -> PartyCorrectionView {
        PartyCorrectionView {
            etag: Etag::of(self.version).to_string(),
            id: self.id,
            party_id: self.party_id,
            business_id: self.business_id,
            tax_id: self.tax_id,
            absorbs_party_id: self.absorbs_party_id,
            former_business_id: self.former_business_id,
            former_tax_id: self.former_tax_id,
            reason: self.reason,
            state: self.state,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl Announced for PartyCorrectionRow {
    type Data = PartyCorrectionEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> PartyCorrectionEventData {
        PartyCorrectionEventData {
            party_correction_id: self.id,
            party_id: self.party_id,
            state: self.state,
            version: self.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        visibility::audience(conn, self).await
    }
}

impl Versioned for PartyCorrectionRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_party_correction(conn, self, seen).await
    }
}

impl Stateful for PartyCorrectionRow {
    type State = PartyCorrectionState;

    fn state(&self) -> PartyCorrectionState {
        self.state
    }

    fn set_state(&mut self, state: PartyCorrectionState) {
        self.state = state;
    }

    /// The coordinator of the home region; the other roles are the party's own.
    fn holds(&self, caller: &Caller, role: Role) -> bool {
        let home = caller.region().is_some_and(|region| region.as_str() == self.keeper_region_code);
        let place = if role == Role::Coordinator { home } else { caller.party() == self.party_id };
        place && caller.has(role)
    }

    fn not_theirs(&self, event: PartyCorrectionEvent) -> Bilingual {
        match event {
            PartyCorrectionEvent::Withdraw => Bilingual::new(
                "Usulan perbaikan ditarik kembali oleh pihak itu sendiri atau koordinatornya.",
                "A correction is taken back by the party itself or its coordinator.",
            ),
            _ => Bilingual::new(
                "Perbaikan diputuskan oleh koordinator daerah asal pihak itu.",
                "A correction is decided by the coordinator of the party's home region.",
            ),
        }
    }
}
