//! Who may read a finding: the owner of the facility, who inspected, and the governments of its region. Computed when read;
//! events go to the same (`rows`).

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use web::Caller;

use crate::schema::finding;
use crate::sites::visibility::governs_region;

/// The findings that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> Box<dyn BoxableExpression<finding::table, Pg, SqlType = Bool>> {
    if caller.is_service() {
        return Box::new(finding::version.gt(0));
    }
    let me = caller.party();
    let own = finding::owner_party_id.eq(me).or(finding::inspector_party_id.eq(me));
    Box::new(own.or(governs_region(me, finding::region_code)))
}
