//! Rows of the backfill grants.

use api_types::agreement::BackfillGrantView;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use domain::shared::{AgreementId, BackfillGrantId, PartyId};
use web::Etag;

use crate::schema::backfill_grant;

/// A backfill grant as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = backfill_grant)]
pub(super) struct BackfillGrantRow {
    pub(super) id: BackfillGrantId,
    pub(super) agreement_id: AgreementId,
    pub(super) party_id: PartyId,
    pub(super) from_date: NaiveDate,
    pub(super) until_date: NaiveDate,
    pub(super) reason: String,
    pub(super) granted_by_party_id: PartyId,
    pub(super) granted_at: DateTime<Utc>,
}

impl BackfillGrantRow {
    /// A grant never changes.
    pub(super) fn etag(&self) -> Etag {
        Etag::of(1)
    }

    pub(super) fn view(self) -> BackfillGrantView {
        BackfillGrantView {
            etag: self.etag().to_string(),
            id: self.id,
            agreement_id: self.agreement_id,
            party_id: self.party_id,
            from_date: self.from_date,
            until_date: self.until_date,
            reason: self.reason,
            granted_by_party_id: self.granted_by_party_id,
            granted_at: self.granted_at,
        }
    }
}
