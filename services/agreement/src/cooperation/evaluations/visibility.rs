//! Who may read an evaluation: who reads its contract.

use diesel::pg::Pg;
use diesel::prelude::*;
use web::Caller;

use crate::cooperation::read_contracts;
use crate::schema::{contract, evaluation};

/// What the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> evaluation::BoxedQuery<'static, Pg> {
    let all = evaluation::table.into_boxed();
    if caller.is_service() {
        return all;
    }
    let read = contract::table.filter(read_contracts(caller.party())).select(contract::id);
    all.filter(evaluation::contract_id.eq_any(read))
}
