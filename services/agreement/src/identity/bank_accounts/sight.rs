//! How much of a bank account each reader is shown: the whole number goes to who keeps it and to who pays to it.

use std::collections::BTreeSet;

use api_types::agreement::BankAccountView;
use chrono::{DateTime, Utc};
use db::Connection;
use domain::agreement::{ACCOUNT_READERS, BankAccountState, last_four};
use domain::shared::{BankAccountId, PartyId, Role};
use service::Error;
use web::{Caller, Etag};

use super::rows::{BankAccountRow, stored_hash};
use super::{queries, visibility};

/// What a caller is shown of some bank accounts at a moment.
struct Sight<'a> {
    caller: &'a Caller,
    now: DateTime<Utc>,
    /// Whose contracts it buys by.
    bought_from: Vec<PartyId>,
    /// The accounts that another party has too; nothing for who is not told.
    shared: Option<BTreeSet<BankAccountId>>,
}

/// The views of some accounts for a caller.
pub(super) async fn views(
    conn: &mut Connection,
    caller: &Caller,
    now: DateTime<Utc>,
    rows: Vec<BankAccountRow>,
) -> Result<Vec<BankAccountView>, Error> {
    let sight = sight(conn, caller, now, &rows).await?;
    Ok(rows.into_iter().map(|row| sight.view(row)).collect())
}

/// The view of one account for a caller, and its ETag.
pub(super) async fn view(
    conn: &mut Connection,
    caller: &Caller,
    now: DateTime<Utc>,
    row: BankAccountRow,
) -> Result<(Etag, BankAccountView), Error> {
    let sight = sight(conn, caller, now, std::slice::from_ref(&row)).await?;
    Ok((sight.etag(&row), sight.view(row)))
}

/// The same, where there is one.
pub(super) async fn optional_view(
    conn: &mut Connection,
    caller: &Caller,
    now: DateTime<Utc>,
    row: Option<BankAccountRow>,
) -> Result<Option<BankAccountView>, Error> {
    match row {
        Some(row) => Ok(Some(view(conn, caller, now, row).await?.1)),
        None => Ok(None),
    }
}

/// The party's own people who read accounts, and the coordinator who keeps it.
pub(super) fn keeps(caller: &Caller, row: &BankAccountRow) -> bool {
    let own = caller.party() == row.party_id && caller.acting_as(ACCOUNT_READERS).is_some();
    own || row.is_kept_by(caller)
}

async fn sight<'a>(
    conn: &mut Connection,
    caller: &'a Caller,
    now: DateTime<Utc>,
    rows: &[BankAccountRow],
) -> Result<Sight<'a>, Error> {
    let parties: Vec<PartyId> =
        rows.iter().map(|row| row.party_id).filter(|id| *id != caller.party()).collect();
    let bought_from = visibility::bought_from(conn, caller, &parties).await?;
    let shared = match caller.has(Role::Coordinator) {
        true => Some(queries::shared_among(conn, rows).await?),
        false => None,
    };
    Ok(Sight { caller, now, bought_from, shared })
}

impl Sight<'_> {
    /// The version, and a mark of all that is shown and follows from other facts.
    fn etag(&self, row: &BankAccountRow) -> Etag {
        let told = (row.time().at(self.now), row.in_use_until, self.shared(row), self.reads_number(row));
        Etag::with_derived(row.version, &format!("{told:?}"))
    }

    fn shared(&self, row: &BankAccountRow) -> Option<bool> {
        self.shared.as_ref().map(|shared| shared.contains(&row.id))
    }

    fn reads_number(&self, row: &BankAccountRow) -> bool {
        let pays = row.state == BankAccountState::Confirmed && self.bought_from.contains(&row.party_id);
        pays || keeps(self.caller, row)
    }

    fn view(&self, row: BankAccountRow) -> BankAccountView {
        let (keeps, number) = (keeps(self.caller, &row), self.reads_number(&row));
        BankAccountView {
            id: row.id,
            etag: self.etag(&row).to_string(),
            party_id: row.party_id,
            last_four: last_four(&row.account_number).to_owned(),
            r#use: row.time().at(self.now),
            shared_with_other_party: self.shared(&row),
            bank_code: row.bank_code,
            account_number: Some(row.account_number).filter(|_| number),
            holder_name: row.holder_name,
            proof_sha256: Some(stored_hash(&row.proof_sha256)).filter(|_| keeps),
            note: row.note,
            state: row.state,
            in_use_from: row.in_use_from,
            in_use_until: row.in_use_until,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
