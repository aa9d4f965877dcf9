//! Who may read a correction: the party, and the coordinators of the region that keeps it; it holds the party's numbers.

use db::Connection;
use db::outbox::Audience;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::shared::Role;
use service::Error;
use web::Caller;

use super::rows::PartyCorrectionRow;
use crate::identity::governments_of;
use crate::identity::regions::keeper_of_party;
use crate::schema::party_correction;

/// A condition on corrections.
type Condition = Box<dyn BoxableExpression<party_correction::table, Pg, SqlType = Bool>>;

/// What the caller may read; services read none: they keep the party, not how it was put right.
pub(super) fn visible(caller: &Caller) -> Condition {
    let own = party_correction::party_id.eq(caller.party());
    match caller.region().filter(|_| caller.has(Role::Coordinator)) {
        Some(region) => Box::new(own.or(keeper_of_party(party_correction::party_id).eq(region.to_string()))),
        None => Box::new(own),
    }
}

/// Who is told: the party and the government that keeps it.
pub(super) async fn audience(conn: &mut Connection, row: &PartyCorrectionRow) -> Result<Audience, Error> {
    let mut told = governments_of(conn, &[&row.keeper_region_code]).await?;
    told.push(row.party_id);
    Ok(Audience::of(&told))
}
