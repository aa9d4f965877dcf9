//! Who may read a party: everybody its names and region, its numbers and address also the partners of its contracts.

use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::ContractState;
use domain::shared::PartyId;
use service::Error;

use crate::schema::contract;

/// Contracts that both businesses have signed: a draft that names somebody opens nothing.
const SIGNED: [ContractState; 7] = [
    ContractState::Signed,
    ContractState::Active,
    ContractState::Suspended,
    ContractState::Fulfilled,
    ContractState::EndedShort,
    ContractState::Closed,
    ContractState::Terminated,
];

/// With whom a business has concluded contracts, each once.
pub(super) async fn partners_of(mut conn: &Connection, party: PartyId) -> Result<Vec<PartyId>, Error> {
    let signed = || contract::table.filter(contract::state.eq_any(SIGNED)).distinct();
    let buyers = signed().filter(contract::supplier_id.eq(party)).select(contract::buyer_id);
    let sellers = signed().filter(contract::buyer_id.eq(party)).select(contract::supplier_id);
    Ok(buyers.union(sellers).load(&mut conn).await?)
}
