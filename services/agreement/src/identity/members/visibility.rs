//! Who may read a member: who keeps the roll in its own party, and the coordinators of the region that keeps the party. No
//! service reads one: nothing of a person is kept elsewhere.

use db::Connection;
use db::outbox::Audience;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use domain::agreement::ROLL_KEEPERS;
use domain::shared::{PartyId, PartyKind, Role};
use service::Error;
use web::Caller;

use crate::identity::regions::{governed_by, keeper_of, keeper_of_party};
use crate::schema::{member, party};

/// A condition on members.
type Condition = Box<dyn BoxableExpression<member::table, Pg, SqlType = Bool>>;

/// What the caller may read.
pub(super) fn visible(caller: &Caller) -> Condition {
    let keeps = ROLL_KEEPERS.iter().any(|role| caller.has(*role));
    let own = member::party_id.eq(caller.party()).and(keeps.into_sql::<Bool>());
    match caller.region().filter(|_| caller.has(Role::Coordinator)) {
        Some(region) => {
            let kept = party::table.filter(keeper_of(party::region_code).eq(region.to_string()));
            Box::new(own.or(member::party_id.eq_any(kept.select(party::id))))
        }
        None => Box::new(own),
    }
}

/// Who is told, of ids and states alone: the party and the government that keeps it.
pub(super) async fn audience(conn: &mut Connection, of: PartyId) -> Result<Audience, Error> {
    let governments = party::table
        .filter(party::kind.eq(PartyKind::RegionalGovernment))
        .filter(party::region_code.eq(keeper_of_party(of)));
    let mut told: Vec<PartyId> = governments.select(party::id).load(conn).await?;
    told.push(of);
    Ok(Audience::of(&told))
}

/// Whether the caller may read how many members a party has: its own people, and the government that keeps it.
pub(super) async fn counts(conn: &mut Connection, caller: &Caller, of: PartyId) -> Result<bool, Error> {
    let governs = governed_by(caller.party()).eq(keeper_of_party(of).nullable());
    Ok(caller.party() == of || diesel::select(governs.is_not_distinct_from(true)).get_result(conn).await?)
}
