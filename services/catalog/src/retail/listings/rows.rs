//! Rows of the listings.

use api_types::catalog::ListingEventData;
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{ListingEvent, ListingState, OPERATORS};
use domain::shared::{Bilingual, Id, ListingId, OutletId, PartyId, ProductId, Role, VariantId};
use service::{Announced, Error, Stateful, Versioned};
use web::Caller;

use super::queries;
use crate::schema::listing;

/// A listing as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = listing, treat_none_as_null = true)]
pub(crate) struct ListingRow {
    pub(crate) id: ListingId,
    pub(crate) variant_id: VariantId,
    pub(crate) product_id: ProductId,
    pub(crate) supplier_id: PartyId,
    pub(crate) outlet_id: OutletId,
    pub(crate) operator_party_id: PartyId,
    pub(crate) state: ListingState,
    pub(crate) version_hash: String,
    pub(crate) price_rupiah: Option<i64>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) starts_date: Option<NaiveDate>,
    /// Packages a month.
    pub(crate) monthly_volume: Option<i64>,
}

/// A listing that this transaction holds.
#[derive(Debug, Clone)]
pub(super) struct LockedListing {
    pub(super) row: ListingRow,
    /// Whether every party could read it before.
    pub(super) was_public: bool,
}

impl From<ListingRow> for LockedListing {
    fn from(row: ListingRow) -> Self {
        Self { was_public: row.is_public(), row }
    }
}

impl Announced for LockedListing {
    type Data = ListingEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> ListingEventData {
        let row = &self.row;
        ListingEventData {
            listing_id: row.id,
            variant_id: row.variant_id,
            product_id: row.product_id,
            supplier_id: row.supplier_id,
            outlet_id: row.outlet_id,
            operator_party_id: row.operator_party_id,
            state: row.state,
            version: row.version,
        }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(self.readers())
    }
}

impl Versioned for LockedListing {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_listing(conn, &self.row, seen).await
    }
}

impl Stateful for LockedListing {
    type State = ListingState;

    fn state(&self) -> ListingState {
        self.row.state
    }

    fn set_state(&mut self, state: ListingState) {
        self.row.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        let sides = [self.row.operator_party_id, self.row.supplier_id];
        sides.contains(&caller.party()) && caller.has(role)
    }

    /// Either side takes a listing off the shelf; what operators may do, only the party that runs the outlet does: the
    /// role of a machine client does not say for which side it acts.
    fn acting_role(&self, caller: &Caller, event: ListingEvent) -> Option<Role> {
        let roles = event.roles();
        if roles == OPERATORS && caller.party() != self.row.operator_party_id {
            return None;
        }
        roles.iter().copied().find(|role| self.holds(caller, *role))
    }

    fn not_theirs(&self, _: ListingEvent) -> Bilingual {
        other_side()
    }
}

/// Said to whoever does the other side's part.
pub(super) fn other_side() -> Bilingual {
    Bilingual::new(
        "Pengelola gerai menerima dan memajang; pemasok mengajukan, dan keduanya dapat menurunkan.",
        "The outlet's operator accepts and shows; the supplier asks; either of them takes it off.",
    )
}
