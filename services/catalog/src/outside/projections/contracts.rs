//! Contracts, as far as the farm has to know them: whose they are and who vouches for them.

use client::{AgreementApi, Api, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{ContractId, PartyId};
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use service::projection::version_of;
use service::{Error, Projected, keep_newer};

use crate::schema::projected_contract;

/// What is known of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_contract, treat_none_as_null = true)]
pub struct ContractRow {
    /// Its id.
    pub id: ContractId,
    /// Who sells.
    pub supplier_id: PartyId,
    /// Who buys.
    pub buyer_id: PartyId,
    /// The government of the supplier's side.
    pub supplier_government_id: PartyId,
    /// The government of the buyer's side.
    pub buyer_government_id: PartyId,
    /// Version in the agreement service.
    pub version: i64,
}

impl ContractRow {
    /// Reads a contract from the agreement service.
    pub(super) async fn read(api: &Api, id: ContractId) -> Result<Self, ClientError> {
        let view = AgreementApi::new(api.clone()).get_contract(id, &Default::default()).await?.value;
        Ok(Self {
            version: version_of(&view.etag)?,
            id: view.id,
            supplier_id: view.supplier_id,
            buyer_id: view.buyer_id,
            supplier_government_id: view.supplier_government_id,
            buyer_government_id: view.buyer_government_id,
        })
    }
}

impl Projected for ContractRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        async move { Ok(keep_newer!(conn, projected_contract, id, self).map(drop)?) }.boxed_local()
    }
}

/// The buyer and both governments of a contract, which never change: also while its feed is read anew.
pub(crate) async fn sides_of(mut conn: &Connection, id: ContractId) -> Result<Vec<PartyId>, Error> {
    let known = projected_contract::table.find(id).select(ContractRow::as_select());
    let contract: Option<ContractRow> = known.first(&mut conn).await.optional()?;
    let sides = |one: ContractRow| vec![one.buyer_id, one.supplier_government_id, one.buyer_government_id];
    Ok(contract.map(sides).unwrap_or_default())
}

/// A contract that has arrived.
pub(crate) async fn find_contract(
    mut conn: &Connection,
    id: ContractId,
) -> Result<Option<ContractRow>, Error> {
    let known = projected_contract::table
        .filter(projected_contract::id.eq(id))
        .filter(projected_contract::version.ge(0))
        .select(ContractRow::as_select());
    Ok(known.first(&mut conn).await.optional()?)
}
