//! Who may read lots, and what in them is of members. Computed when read.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid};
use domain::shared::Role;
use web::Caller;

use crate::outside::governed_by;
use crate::schema::{consolidation_lot, projected_party};
use crate::sites::governs_region;

type OfLots = Box<dyn BoxableExpression<consolidation_lot::table, Pg, SqlType = Bool>>;

/// The lots that the caller may read: of its own hubs, of its own members, and in the region it governs; services read all.
pub(super) fn visible(caller: &Caller) -> OfLots {
    if caller.is_service() {
        return Box::new(consolidation_lot::version.gt(0));
    }
    Box::new(runs(caller).or(governs_region(caller.party(), consolidation_lot::region_code)))
}

/// The lots whose contributions the caller may read: those it runs, and for coordinators those of cooperatives that their
/// government keeps; services read all.
pub(super) fn visible_within(caller: &Caller) -> OfLots {
    match cooperatives_of(caller) {
        None => visible(caller),
        Some(kept) => Box::new(runs(caller).or(consolidation_lot::cooperative_party_id.eq_any(kept))),
    }
}

/// The lots that the caller's party runs, as hub or as cooperative.
fn runs(caller: &Caller) -> OfLots {
    let me = caller.party();
    Box::new(consolidation_lot::hub_party_id.eq(me).or(consolidation_lot::cooperative_party_id.eq(me)))
}

/// The cooperatives and farmer groups whose members' accounts the caller reads: its own party, and for coordinators those that
/// their government keeps; `None` for services, which read all.
pub(super) fn cooperatives_of(caller: &Caller) -> Option<projected_party::BoxedQuery<'static, Pg, Uuid>> {
    if caller.is_service() {
        return None;
    }
    let me = projected_party::id.eq(caller.party());
    Some(match caller.has(Role::Coordinator) {
        true => governed_by(caller.party()).or_filter(me),
        false => projected_party::table.select(projected_party::id).into_boxed().filter(me),
    })
}
