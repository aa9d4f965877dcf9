//! Rows of the recalls.

use api_types::catalog::{RecallEventData, RecallView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{RecallEvent, RecallHazard, RecallState};
use domain::shared::{Bilingual, ConsolidationLotId, Id, OutletId, PartyId, RecallId, Role, VariantId};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::schema::recall;

/// A recall as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = recall, treat_none_as_null = true)]
pub(super) struct RecallRow {
    pub(super) id: RecallId,
    pub(super) supplier_id: PartyId,
    pub(super) issued_by_party_id: PartyId,
    /// The maker's region when it was issued.
    pub(super) region_code: String,
    pub(super) variant_ids: Vec<VariantId>,
    pub(super) hazard: RecallHazard,
    pub(super) reason: String,
    pub(super) advice: String,
    pub(super) state: RecallState,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
    pub(super) lot_ids: Vec<ConsolidationLotId>,
}

/// Its ETag, which changes with the outlets that have the goods.
pub(super) fn mark(version: i64, outlets: &[OutletId]) -> Etag {
    Etag::with_derived(version, &outlets.iter().map(ToString::to_string).collect::<String>())
}

/// A recall with the outlets that have the goods, and whether the caller's party governs the maker's region.
#[derive(Debug, Clone)]
pub(super) struct Recall {
    pub(super) row: RecallRow,
    pub(super) outlets: Vec<OutletId>,
    pub(super) governs: bool,
}

impl RecallRow {
    pub(super) fn view(self, outlet_ids: Vec<OutletId>) -> RecallView {
        RecallView {
            etag: mark(self.version, &outlet_ids).to_string(),
            id: self.id,
            state: self.state,
            supplier_id: self.supplier_id,
            issued_by_party_id: self.issued_by_party_id,
            variant_ids: self.variant_ids,
            lot_ids: self.lot_ids,
            hazard: self.hazard,
            reason: self.reason,
            advice: self.advice,
            outlet_ids,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl Announced for Recall {
    type Data = RecallEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> RecallEventData {
        RecallEventData {
            recall_id: self.row.id,
            supplier_id: self.row.supplier_id,
            issued_by_party_id: self.row.issued_by_party_id,
            variant_ids: self.row.variant_ids.clone(),
            lot_ids: self.row.lot_ids.clone(),
            hazard: self.row.hazard,
            state: self.row.state,
            version: self.row.version,
        }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::Everybody)
    }
}

impl Versioned for Recall {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn etag(&self, _: NaiveDate) -> Etag {
        mark(self.row.version, &self.outlets)
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_recall(conn, &self.row, seen).await
    }
}

impl Stateful for Recall {
    type State = RecallState;

    fn state(&self) -> RecallState {
        self.row.state
    }

    fn set_state(&mut self, state: RecallState) {
        self.row.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        // What a government recalled, no maker lifts; and the other way round.
        let by_maker = self.row.issued_by_party_id == self.row.supplier_id;
        let lifts = if by_maker { caller.party() == self.row.supplier_id } else { self.governs };
        caller.has(role) && lifts
    }

    fn not_theirs(&self, _: RecallEvent) -> Bilingual {
        if self.row.issued_by_party_id == self.row.supplier_id {
            return Bilingual::new(
                "Yang ditarik pemiliknya sendiri hanya dicabut olehnya.",
                "What its owner recalled by itself, its owner alone lifts.",
            );
        }
        Bilingual::new(
            "Yang ditarik oleh pemerintah hanya dicabut oleh pemerintah daerah atau provinsi pembuatnya.",
            "What a government recalled is lifted by a government of the maker's region or province alone.",
        )
    }
}
