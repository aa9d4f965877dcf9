//! Rows of the backfill grants.

use api_types::agreement::{BackfillGrantEventData, BackfillGrantView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::shared::{AgreementId, BackfillGrantId, Id, PartyId};
use service::{Announced, Error};
use web::Etag;

use super::visibility;
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
    pub(super) const ETAG: Etag = Etag::of(1);

    pub(super) fn view(self) -> BackfillGrantView {
        BackfillGrantView {
            etag: Self::ETAG.to_string(),
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
