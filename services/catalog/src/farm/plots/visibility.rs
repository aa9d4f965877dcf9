//! Who may read a plot: its owner, and the governments of the owner's home region. Computed when read, the same for queries
//! and for events.

use db::Connection;
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::shared::{PartyId, PartyKind};
use service::Error;
use web::Caller;

use super::rows::PlotRow;
use crate::outside::judges_of;
use crate::schema::{plot, projected_party};

/// The plots that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> Box<dyn BoxableExpression<plot::table, Pg, SqlType = Bool>> {
    if caller.is_service() {
        return Box::new(plot::version.gt(0));
    }
    let me = caller.party();
    let government = diesel::alias!(projected_party as government);
    let governed = government
        .filter(government.field(projected_party::id).eq(me))
        .filter(government.field(projected_party::kind).eq(PartyKind::RegionalGovernment))
        .select(government.field(projected_party::region_code));
    let governs = projected_party::table
        .filter(projected_party::id.eq(plot::owner_party_id))
        .filter(projected_party::region_code.eq_any(governed));
    Box::new(plot::owner_party_id.eq(me).or(exists(governs)))
}

impl PlotRow {
    /// Everybody who may read it.
    pub(super) async fn readers(&self, conn: &mut Connection) -> Result<Vec<PartyId>, Error> {
        let mut readers = vec![self.owner_party_id];
        readers.extend(judges_of(conn, self.owner_party_id).await?);
        Ok(readers)
    }
}
