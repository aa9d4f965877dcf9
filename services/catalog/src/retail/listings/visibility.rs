//! Who may read a listing: on the shelf or suspended, every party; pending or delisted, its supplier and the operator of
//! the outlet.

use db::outbox::Audience;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::catalog::ListingState;
use web::Caller;

use super::rows::{ListingRow, LockedListing};
use crate::schema::listing;

/// The states in which every party reads a listing.
const PUBLIC: [ListingState; 2] = [ListingState::Listed, ListingState::Suspended];

/// The listings that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> Box<dyn BoxableExpression<listing::table, Pg, SqlType = Bool>> {
    if caller.is_service() {
        return Box::new(listing::version.gt(0));
    }
    let me = caller.party();
    let public = listing::state.eq_any(PUBLIC);
    Box::new(public.or(listing::supplier_id.eq(me)).or(listing::operator_party_id.eq(me)))
}

impl ListingRow {
    /// Whether every party may read it.
    pub(super) fn is_public(&self) -> bool {
        PUBLIC.contains(&self.state)
    }
}

impl LockedListing {
    /// Who is told what becomes of it: whoever may read it now, or could before.
    pub(super) fn readers(&self) -> Audience {
        if self.was_public || self.row.is_public() {
            return Audience::Everybody;
        }
        Audience::of(&[self.row.supplier_id, self.row.operator_party_id])
    }
}
