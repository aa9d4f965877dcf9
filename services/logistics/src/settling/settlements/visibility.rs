//! Who may read a statement: those who may read its contract, as far as they trade or account for trade. The same for queries
//! and for events.

use db::Connection;
use diesel::prelude::*;
use domain::shared::PartyId;
use service::Error;
use web::Caller;

use super::rows::Settlement;
use crate::outside::{VisibleContracts, visible_contracts};
use crate::schema::settlement;

/// Whether the caller may read a statement.
pub(super) fn visible(caller: &Caller) -> diesel::dsl::EqAny<settlement::contract_id, VisibleContracts> {
    settlement::contract_id.eq_any(visible_contracts(caller))
}

impl Settlement {
    /// Everybody who may read it.
    pub(in crate::settling) async fn readers(&self, conn: &Connection) -> Result<Vec<PartyId>, Error> {
        self.contract.readers(conn).await
    }
}
