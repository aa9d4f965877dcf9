//! Rows of the backfill grants.

use api_types::agreement::{BackfillGrantEventData, BackfillGrantView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::agreement::{BackfillGrantEvent, BackfillGrantState};
use domain::shared::{AgreementId, BackfillGrantId, Bilingual, Id, PartyId, Role};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::{queries, visibility};
use crate::cooperation::agreements::sides_of_agreement;
use crate::schema::backfill_grant;

/// A backfill grant as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = backfill_grant, treat_none_as_null = true)]
pub(super) struct BackfillGrantRow {
    pub(super) id: BackfillGrantId,
    pub(super) agreement_id: AgreementId,
    pub(super) party_id: PartyId,
    pub(super) from_date: NaiveDate,
    pub(super) until_date: NaiveDate,
    pub(super) reason: String,
    pub(super) granted_by_party_id: PartyId,
    pub(super) granted_at: DateTime<Utc>,
    pub(super) state: BackfillGrantState,
    pub(super) version: i64,
    pub(super) updated_at: DateTime<Utc>,
    pub(super) usable_until: Option<DateTime<Utc>>,
    /// The two governments of its agreement.
    #[diesel(select_expression = sides_of_agreement(backfill_grant::agreement_id), skip_insertion, skip_update)]
    pub(super) side_party_ids: Vec<PartyId>,
}

impl BackfillGrantRow {
    pub(super) fn view(self) -> BackfillGrantView {
        BackfillGrantView {
            etag: Etag::of(self.version).to_string(),
            id: self.id,
            agreement_id: self.agreement_id,
            party_id: self.party_id,
            from_date: self.from_date,
            until_date: self.until_date,
            reason: self.reason,
            state: self.state,
            granted_by_party_id: self.granted_by_party_id,
            granted_at: self.granted_at,
            usable_until: self.usable_until,
            updated_at: self.updated_at,
        }
    }
}

impl Announced for BackfillGrantRow {
    type Data = BackfillGrantEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> BackfillGrantEventData {
        BackfillGrantEventData {
            backfill_grant_id: self.id,
            agreement_id: self.agreement_id,
            party_id: self.party_id,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        visibility::audience(conn, self).await
    }
}

impl Versioned for BackfillGrantRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_grant(conn, self, seen).await
    }
}

impl Stateful for BackfillGrantRow {
    type State = BackfillGrantState;

    fn state(&self) -> BackfillGrantState {
        self.state
    }

    fn set_state(&mut self, state: BackfillGrantState) {
        self.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        self.side_party_ids.contains(&caller.party()) && caller.has(role)
    }

    fn not_theirs(&self, _: BackfillGrantEvent) -> Bilingual {
        of_the_sides()
    }
}

pub(super) fn of_the_sides() -> Bilingual {
    Bilingual::new(
        "Izin mencatat masa lalu diusulkan oleh koordinator satu pemerintah pada kesepakatan ini dan disetujui oleh yang lain.",
        "A backfill grant is proposed by a coordinator of one government of this agreement and confirmed by the other.",
    )
}
