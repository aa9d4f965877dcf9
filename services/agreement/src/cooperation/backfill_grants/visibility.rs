//! Who may read a backfill grant: its party, and who may read its agreement.

use db::Connection;
use db::outbox::Audience;
use diesel::pg::Pg;
use diesel::prelude::*;
use service::Error;
use web::Caller;

use super::rows::BackfillGrantRow;
use crate::cooperation::agreements::{find_agreement_by_id, visible_to};
use crate::schema::{agreement, backfill_grant};

/// All grants that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> backfill_grant::BoxedQuery<'static, Pg> {
    let all = backfill_grant::table.into_boxed();
    if caller.is_service() {
        return all;
    }
    let read = agreement::table.filter(visible_to(caller.party())).select(agreement::id);
    all.filter(backfill_grant::party_id.eq(caller.party()).or(backfill_grant::agreement_id.eq_any(read)))
}

/// Who is told.
pub(super) async fn audience(conn: &mut Connection, grant: &BackfillGrantRow) -> Result<Audience, Error> {
    let agreement = find_agreement_by_id(conn, grant.agreement_id).await?.ok_or(Error::NotFound)?;
    let mut readers = agreement.readers();
    if !readers.contains(&grant.party_id) {
        readers.push(grant.party_id);
    }
    Ok(Audience::of(&readers))
}
