//! Who may read a party: everybody its names and region, its numbers and address also the partners of its contracts.

use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::ContractState;
use domain::shared::PartyId;
use service::Error;

use crate::schema::contract;

/// Contracts that both businesses have signed: a draft that names somebody opens nothing.
pub(crate) const SIGNED: [ContractState; 7] = [
    ContractState::Signed,
    ContractState::Active,
    ContractState::Suspended,
    ContractState::Fulfilled,
    ContractState::EndedShort,
    ContractState::Closed,
    ContractState::Terminated,
];

/// With whom of some parties a business has concluded contracts, each once.
pub(super) async fn partners_of(
    mut conn: &Connection,
    party: PartyId,
    among: &[PartyId],
) -> Result<Vec<PartyId>, Error> {
    let signed = || contract::table.filter(contract::state.eq_any(SIGNED)).distinct();
    let buyers = signed()
        .filter(contract::supplier_id.eq(party))
        .filter(contract::buyer_id.eq_any(among))
        .select(contract::buyer_id);
    let sellers = signed()
        .filter(contract::buyer_id.eq(party))
        .filter(contract::supplier_id.eq_any(among))
        .select(contract::supplier_id);
    Ok(buyers.union(sellers).load(&mut conn).await?)
}
