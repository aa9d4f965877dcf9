//! Who may read an amendment: who reads what it changes, the contract, or the agreement whole. Computed when read.

use diesel::pg::Pg;
use diesel::prelude::*;
use web::Caller;

use crate::cooperation::{agreements, contracts};
use crate::schema::{agreement, amendment, contract};

/// All amendments that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> amendment::BoxedQuery<'static, Pg> {
    let all = amendment::table.into_boxed();
    if caller.is_service() {
        return all;
    }
    let party = caller.party();
    let read = contract::table.filter(contracts::visible_to(party)).select(contract::id);
    let whole = agreement::table.filter(agreements::visible_to(party)).select(agreement::id);
    let of_agreement = amendment::contract_id.is_null().and(amendment::agreement_id.eq_any(whole));
    let of_contract =
        amendment::contract_id.is_not_null().and(amendment::contract_id.assume_not_null().eq_any(read));
    all.filter(of_contract.or(of_agreement))
}
