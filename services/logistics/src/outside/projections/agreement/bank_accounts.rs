//! Accounts that parties are paid to, from the agreement service: since when, and never a number.

use api_types::agreement::BankAccountEventData;
use api_types::logistics::PartyFactEventData;
use chrono::{DateTime, Utc};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::PartyFactHappened;
use domain::shared::{BankAccountId, PartyId};
use futures_util::future::LocalBoxFuture;
use service::{Error, Projected, keep_newer};

use crate::schema::projected_bank_account;

/// A bank account as last told.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_bank_account, treat_none_as_null = true)]
pub struct BankAccountRow {
    /// Its id.
    pub id: BankAccountId,
    /// Whose it is.
    pub party_id: PartyId,
    /// The last four digits of its number.
    pub last_four: String,
    /// From when on it is the one to pay; none before it is confirmed, and once it was taken back.
    pub in_use_from: Option<DateTime<Utc>>,
    /// Version in the agreement service.
    pub version: i64,
}

impl BankAccountRow {
    /// What is kept of an account: its event tells all of it.
    pub fn of(told: &BankAccountEventData) -> Self {
        Self {
            id: told.bank_account_id,
            party_id: told.party_id,
            last_four: told.last_four.clone(),
            in_use_from: told.in_use_from,
            version: told.version,
        }
    }
}

impl Projected for BankAccountRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            if keep_newer!(conn, projected_bank_account, id, self)? {
                let told = PartyFactEventData { party_id: self.party_id };
                service::projection::tell(conn, self.party_id, PartyFactHappened::Learned, told).await?;
            }
            Ok(())
        })
    }
}

/// The accounts of a party that came into the place of another, with the moment, the first of it left out.
pub(crate) async fn changed_accounts(
    conn: &mut Connection,
    party: PartyId,
) -> Result<Vec<(BankAccountRow, DateTime<Utc>)>, Error> {
    let rows: Vec<BankAccountRow> = projected_bank_account::table
        .filter(projected_bank_account::party_id.eq(party))
        .filter(projected_bank_account::in_use_from.is_not_null())
        .filter(projected_bank_account::version.ge(0))
        .order((projected_bank_account::in_use_from, projected_bank_account::id))
        .select(BankAccountRow::as_select())
        .load(conn)
        .await?;
    let since = |row: BankAccountRow| row.in_use_from.map(|from| (row, from));
    Ok(rows.into_iter().filter_map(since).skip(1).collect())
}
