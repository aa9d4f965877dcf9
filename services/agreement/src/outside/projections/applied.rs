//! By which version of a contract logistics judges orders.

use api_types::logistics::ContractTermsEventData;
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::ContractId;
use service::projection::Keeping;
use service::{Error, Projected, keep_newer};

use crate::schema::applied_contract;

/// A contract, and the version of it that logistics has applied.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = applied_contract)]
pub struct AppliedContract {
    /// The contract.
    pub id: ContractId,
    /// Its version.
    pub version: i64,
}

impl From<ContractTermsEventData> for AppliedContract {
    fn from(told: ContractTermsEventData) -> Self {
        Self { id: told.contract_id, version: told.contract_version }
    }
}

impl Projected for AppliedContract {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move {
            keep_newer!(conn, applied_contract, id, self)?;
            Ok(())
        })
    }
}

/// The version of a contract that logistics judges by; none where it has told of none.
pub(crate) async fn applied_version(
    conn: &mut Connection,
    contract: ContractId,
) -> Result<Option<i64>, Error> {
    let query = applied_contract::table.find(contract).select(applied_contract::version);
    Ok(query.first(conn).await.optional()?)
}
