//! Who may read a payment: those who may read its contract, as far as they trade or account for trade. The same for queries and
//! for events.

use diesel::prelude::*;
use web::Caller;

use crate::outside::{VisibleContracts, visible_contracts};
use crate::schema::payment;

/// Whether the caller may read a payment.
pub(super) fn visible(caller: &Caller) -> diesel::dsl::EqAny<payment::contract_id, VisibleContracts> {
    payment::contract_id.eq_any(visible_contracts(caller))
}
