//! Who may read a hold: its two sides, and the governments of both sides of the contract it is held under. Computed when read,
//! the same for queries and for events.

use db::Connection;
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::shared::PartyId;
use service::Error;
use web::Caller;

use super::rows::HoldRow;
use crate::outside::sides_of;
use crate::schema::{hold, projected_contract};

/// The holds that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> Box<dyn BoxableExpression<hold::table, Pg, SqlType = Bool>> {
    if caller.is_service() {
        return Box::new(hold::version.gt(0));
    }
    let me = caller.party();
    let governs =
        projected_contract::supplier_government_id.eq(me).or(projected_contract::buyer_government_id.eq(me));
    let vouched = projected_contract::table
        .filter(projected_contract::id.eq(hold::contract_id))
        .filter(projected_contract::version.ge(0))
        .filter(governs);
    Box::new(hold::supplier_id.eq(me).or(hold::buyer_id.eq(me)).or(exists(vouched)))
}

impl HoldRow {
    /// Everybody who may read it.
    pub(super) async fn readers(&self, conn: &mut Connection) -> Result<Vec<PartyId>, Error> {
        let mut readers = vec![self.supplier_id, self.buyer_id];
        readers.extend(sides_of(conn, self.contract_id).await?);
        Ok(readers)
    }
}
