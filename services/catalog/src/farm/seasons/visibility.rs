//! Who may read a season: its owner, the governments of the owner's home region, and the buyer and both governments of the
//! contract it is grown for. Computed when read, the same for queries and for events.

use db::Connection;
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::shared::PartyId;
use service::Error;
use web::Caller;

use super::rows::SeasonRow;
use crate::outside::{governed_by, judges_of, sides_of};
use crate::schema::{projected_contract, season};

/// The seasons that the caller may read; services read all.
pub(in crate::farm) fn visible(
    caller: &Caller,
) -> Box<dyn BoxableExpression<season::table, Pg, SqlType = Bool>> {
    if caller.is_service() {
        return Box::new(season::version.gt(0));
    }
    let me = caller.party();
    let sides = projected_contract::buyer_id
        .eq(me)
        .or(projected_contract::supplier_government_id.eq(me))
        .or(projected_contract::buyer_government_id.eq(me));
    let trades = projected_contract::table
        .filter(projected_contract::id.nullable().eq(season::contract_id))
        .filter(projected_contract::version.ge(0))
        .filter(sides);
    Box::new(season::owner_party_id.eq(me).or(exists(trades)).or(governed(caller)))
}

/// The seasons of parties whose home region the caller's party governs.
pub(super) fn governed(caller: &Caller) -> Box<dyn BoxableExpression<season::table, Pg, SqlType = Bool>> {
    Box::new(season::owner_party_id.eq_any(governed_by(caller.party())))
}

impl SeasonRow {
    /// Everybody who may read it.
    pub(in crate::farm) async fn readers(&self, conn: &mut Connection) -> Result<Vec<PartyId>, Error> {
        let mut readers = vec![self.owner_party_id];
        readers.extend(judges_of(conn, self.owner_party_id).await?);
        if let Some(id) = self.contract_id {
            readers.extend(sides_of(conn, id).await?);
        }
        Ok(readers)
    }
}
