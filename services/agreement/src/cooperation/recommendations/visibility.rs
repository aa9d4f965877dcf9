//! Who may read a recommendation: who reads its agreement whole.

use db::Connection;
use db::outbox::Audience;
use diesel::pg::Pg;
use diesel::prelude::*;
use service::Error;
use web::Caller;

use super::rows::RecommendationRow;
use crate::cooperation::agreements::{find_agreement_by_id, visible_to};
use crate::schema::{agreement, recommendation};

/// What the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> recommendation::BoxedQuery<'static, Pg> {
    let all = recommendation::table.into_boxed();
    if caller.is_service() {
        return all;
    }
    let read = agreement::table.filter(visible_to(caller.party())).select(agreement::id);
    all.filter(recommendation::agreement_id.eq_any(read))
}

/// Who is told what becomes of it.
pub(super) async fn audience(conn: &mut Connection, row: &RecommendationRow) -> Result<Audience, Error> {
    let agreement = find_agreement_by_id(conn, row.agreement_id).await?.ok_or(Error::NotFound)?;
    Ok(Audience::of(&agreement.readers()))
}
