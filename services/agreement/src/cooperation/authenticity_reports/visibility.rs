//! Who may read a report: the governments of both sides of the contract; where the code was never issued, the government that
//! keeps the region in which the paper was seen. Computed when read, the same for queries, work items and events.

use db::Connection;
use db::outbox::Audience;
use diesel::pg::Pg;
use diesel::prelude::*;
use service::Error;
use web::Caller;

use super::rows::ReportRow;
use crate::identity::{find_keeper, governments_of, keeper_of};
use crate::schema::authenticity_report as report;

/// All reports that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> report::BoxedQuery<'static, Pg> {
    let all = report::table.into_boxed();
    if caller.is_service() {
        return all;
    }
    let party = caller.party();
    let vouches = report::supplier_government_id.eq(party).or(report::buyer_government_id.eq(party));
    let home = caller.region().map(ToString::to_string).unwrap_or_default();
    let near = report::contract_id.is_null().and(keeper_of(report::region_code).eq(home));
    all.filter(vouches.assume_not_null().or(near))
}

/// Who is told of a report: who may read it.
pub(super) async fn audience(conn: &mut Connection, row: &ReportRow) -> Result<Audience, Error> {
    if row.contract_id.is_none() {
        let keeper = find_keeper(conn, &row.region_code).await?;
        return Ok(Audience::of(&governments_of(conn, &[&keeper]).await?));
    }
    let vouch = [row.supplier_government_id, row.buyer_government_id];
    Ok(Audience::of(&vouch.into_iter().flatten().collect::<Vec<_>>()))
}
