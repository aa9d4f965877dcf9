//! Who may read an order: those who may read its contract. The same for queries and for events.

use db::Connection;
use diesel::prelude::*;
use domain::shared::PartyId;
use service::Error;
use web::Caller;

use super::order::Order;
use crate::outside::{VisibleContracts, visible_contracts};
use crate::schema::call_off;

/// Whether the caller may read an order.
pub(super) fn visible(caller: &Caller) -> diesel::dsl::EqAny<call_off::contract_id, VisibleContracts> {
    call_off::contract_id.eq_any(visible_contracts(caller))
}

impl Order {
    /// Everybody who may read it.
    pub(super) async fn readers(&self, conn: &Connection) -> Result<Vec<PartyId>, Error> {
        self.contract.readers(conn).await
    }
}
