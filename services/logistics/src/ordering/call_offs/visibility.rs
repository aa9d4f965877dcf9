//! Who may read an order: those who may read its contract. The same for queries and for events.

use diesel::prelude::*;
use domain::shared::PartyId;
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
    pub(super) fn readers(&self) -> Vec<PartyId> {
        self.contract.readers()
    }
}
