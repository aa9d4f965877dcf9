//! Who may read a claim: those who may read its contract. The same for queries and for events.

use db::Connection;
use diesel::prelude::*;
use domain::shared::PartyId;
use service::Error;
use web::Caller;

use super::rows::WholeClaim;
use crate::outside::{VisibleContracts, visible_contracts};
use crate::schema::claim;

/// Whether the caller may read a claim.
pub(super) fn visible(caller: &Caller) -> diesel::dsl::EqAny<claim::contract_id, VisibleContracts> {
    claim::contract_id.eq_any(visible_contracts(caller))
}

impl WholeClaim {
    /// Everybody who may read it.
    pub(super) async fn readers(&self, conn: &Connection) -> Result<Vec<PartyId>, Error> {
        self.contract.readers(conn).await
    }
}
