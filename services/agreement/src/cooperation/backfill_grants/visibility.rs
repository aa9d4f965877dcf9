//! Who may read a backfill grant: its party, who may read its agreement, and both sides also while the agreement is a draft
//! that one of them has not been offered: what it lets in counts for both.

use db::Connection;
use db::outbox::Audience;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use service::Error;
use web::Caller;

use super::rows::BackfillGrantRow;
use crate::cooperation::agreements::{find_agreement_by_id, visible_to};
use crate::schema::{agreement, backfill_grant};

/// A condition on grants.
type Condition = Box<dyn BoxableExpression<backfill_grant::table, Pg, SqlType = Bool>>;

/// What the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> Condition {
    if caller.is_service() {
        return Box::new(diesel::dsl::sql::<Bool>("true"));
    }
    let me = caller.party();
    let read = agreement::table.filter(visible_to(me)).select(agreement::id);
    let of_a_side = agreement::initiator_party_id.eq(me).or(agreement::counterpart_party_id.eq(me));
    let own = agreement::table.filter(of_a_side).select(agreement::id);
    let under = backfill_grant::agreement_id.eq_any(read).or(backfill_grant::agreement_id.eq_any(own));
    Box::new(backfill_grant::party_id.eq(me).or(under))
}

/// Who is told.
pub(super) async fn audience(conn: &mut Connection, grant: &BackfillGrantRow) -> Result<Audience, Error> {
    let agreement = find_agreement_by_id(conn, grant.agreement_id).await?.ok_or(Error::NotFound)?;
    let mut readers = agreement.readers();
    for one in agreement.sides().into_iter().chain([grant.party_id]) {
        if !readers.contains(&one) {
            readers.push(one);
        }
    }
    Ok(Audience::of(&readers))
}
