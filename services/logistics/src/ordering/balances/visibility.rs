//! Who may read a contract line and its balance: those who may read its contract.

use diesel::prelude::*;
use web::Caller;

use crate::outside::{VisibleContracts, visible_contracts};
use crate::schema::projected_contract_line;

/// Whether the caller may read a contract line.
pub(super) fn visible(
    caller: &Caller,
) -> diesel::dsl::EqAny<projected_contract_line::contract_id, VisibleContracts> {
    projected_contract_line::contract_id.eq_any(visible_contracts(caller))
}
