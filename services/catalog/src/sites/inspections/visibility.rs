//! Who may read an inspection: the owner of the facility, who inspects, and the governments of its region. Computed when read;
//! events go to the same (`rows`).

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use web::Caller;

use crate::schema::inspection;
use crate::sites::visibility::governs_region;

/// The inspections that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> Box<dyn BoxableExpression<inspection::table, Pg, SqlType = Bool>> {
    if caller.is_service() {
        return Box::new(inspection::version.gt(0));
    }
    let me = caller.party();
    let own = inspection::owner_party_id.eq(me).or(inspection::inspector_party_id.eq(me));
    Box::new(own.or(governs_region(me, inspection::region_code)))
}
