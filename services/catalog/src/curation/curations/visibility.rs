//! Who may read a curation: its supplier; once submitted also the operator of the outlets, the government of the
//! operator's region and that of the supplier's. Computed when read, the same for queries and for events.

use db::Connection;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::shared::PartyId;
use service::Error;
use web::Caller;

use super::rows::CurationRow;
use crate::outside::{governed_by, judges_of};
use crate::schema::curation;

/// The curations that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> Box<dyn BoxableExpression<curation::table, Pg, SqlType = Bool>> {
    if caller.is_service() {
        return Box::new(curation::round.ge(0));
    }
    let me = caller.party();
    let governs =
        curation::operator_party_id.eq_any(governed_by(me)).or(curation::supplier_id.eq_any(governed_by(me)));
    let reads = curation::operator_party_id.eq(me).or(governs);
    Box::new(curation::supplier_id.eq(me).or(curation::round.gt(0).and(reads)))
}

impl CurationRow {
    /// Everybody who may read it.
    pub(super) async fn readers(&self, conn: &mut Connection) -> Result<Vec<PartyId>, Error> {
        let mut readers = vec![self.supplier_id];
        if self.round > 0 {
            readers.push(self.operator_party_id);
            readers.extend(judges_of(conn, self.operator_party_id).await?);
            readers.extend(judges_of(conn, self.supplier_id).await?);
        }
        Ok(readers)
    }
}
