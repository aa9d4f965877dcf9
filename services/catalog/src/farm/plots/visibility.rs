//! Who may read a plot: its owner, and the governments of the owner's home region. Computed when read, the same for queries
//! and for events.

use db::Connection;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::shared::PartyId;
use service::Error;
use web::Caller;

use super::rows::PlotRow;
use crate::outside::{governed_by, judges_of};
use crate::schema::plot;

/// The plots that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> Box<dyn BoxableExpression<plot::table, Pg, SqlType = Bool>> {
    if caller.is_service() {
        return Box::new(plot::version.gt(0));
    }
    let me = caller.party();
    Box::new(plot::owner_party_id.eq(me).or(plot::owner_party_id.eq_any(governed_by(me))))
}

impl PlotRow {
    /// Everybody who may read it.
    pub(super) async fn readers(&self, conn: &mut Connection) -> Result<Vec<PartyId>, Error> {
        let mut readers = vec![self.owner_party_id];
        readers.extend(judges_of(conn, self.owner_party_id).await?);
        Ok(readers)
    }
}
