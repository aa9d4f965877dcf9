//! All SQL of the bank accounts; who may read them stands in [`super::visibility`].

use std::collections::{BTreeMap, BTreeSet};

use api_types::agreement::ListBankAccountsQuery;
use chrono::{DateTime, Days, Utc};
use db::{Connection, Prepare as _};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::BankAccountState;
use domain::shared::{BankAccountId, PartyId, jakarta_midnight};
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::{BankAccountRow, bank_account_replaced_from};
use super::visibility::visible;
use crate::schema::{bank_account, membership};

/// An account that the caller may read.
pub(super) async fn get_bank_account(
    conn: &mut Connection,
    caller: &Caller,
    id: BankAccountId,
) -> Result<BankAccountRow, Error> {
    let row = bank_account::table.filter(bank_account::id.eq(id)).filter(visible(caller));
    row.select(BankAccountRow::as_select()).first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// An account that the caller may read, locked until the transaction ends.
pub(super) async fn lock_bank_account(
    conn: &mut Connection,
    caller: &Caller,
    id: BankAccountId,
) -> Result<BankAccountRow, Error> {
    let row = bank_account::table
        .filter(bank_account::id.eq(id))
        .filter(visible(caller))
        .select(BankAccountRow::as_select())
        .for_no_key_update();
    row.first(conn).await.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn list_bank_accounts(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListBankAccountsQuery,
    after: Option<BankAccountId>,
    limit: i64,
) -> Result<Vec<BankAccountRow>, Error> {
    let mut statement = bank_account::table
        .filter(visible(caller))
        .order(bank_account::id.asc())
        .limit(limit)
        .select(BankAccountRow::as_select())
        .into_boxed();
    if let Some(party) = query.party_id {
        statement = statement.filter(bank_account::party_id.eq(party));
    }
    if let Some(state) = query.state {
        statement = statement.filter(bank_account::state.eq(state));
    }
    if let Some(day) = query.day {
        let (from, until) = (jakarta_midnight(day), jakarta_midnight(day + Days::new(1)));
        let replaced = || bank_account_replaced_from(bank_account::party_id, bank_account::in_use_from);
        statement = statement
            .filter(bank_account::in_use_from.lt(until))
            .filter(replaced().is_null().or(replaced().gt(from)));
    }
    if let Some(after) = after {
        statement = statement.filter(bank_account::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// Those in some states that the caller may read, whose cooling-off, where it has begun, still runs at a moment; in order of
/// their last change.
pub(super) async fn list_open(
    conn: &mut Connection,
    caller: &Caller,
    (states, now): (&[BankAccountState], DateTime<Utc>),
    after: Option<After<BankAccountId>>,
    limit: i64,
) -> Result<Vec<BankAccountRow>, Error> {
    let mut statement = bank_account::table
        .filter(visible(caller))
        .filter(bank_account::state.eq_any(states))
        .filter(bank_account::in_use_from.is_null().or(bank_account::in_use_from.gt(now)))
        .order((bank_account::updated_at.asc(), bank_account::id.asc()))
        .limit(limit)
        .select(BankAccountRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = bank_account::updated_at.eq(at).and(bank_account::id.gt(id));
        statement = statement.filter(bank_account::updated_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

/// The accounts of a party that a second person has confirmed.
#[diesel::dsl::auto_type]
fn confirmed(party: PartyId) -> _ {
    let state: BankAccountState = BankAccountState::Confirmed;
    bank_account::table.filter(bank_account::party_id.eq(party)).filter(bank_account::state.eq(state))
}

/// The account of a party that is the one to pay at a moment.
pub(super) async fn payable_at(
    conn: &mut Connection,
    party: PartyId,
    at: DateTime<Utc>,
) -> Result<Option<BankAccountRow>, Error> {
    let row =
        confirmed(party).filter(bank_account::in_use_from.le(at)).order(bank_account::in_use_from.desc());
    Ok(row.select(BankAccountRow::as_select()).first(conn).await.optional()?)
}

/// The account of a party that is the next one to pay after a moment.
pub(super) async fn next_after(
    conn: &mut Connection,
    party: PartyId,
    at: DateTime<Utc>,
) -> Result<Option<BankAccountRow>, Error> {
    let row =
        confirmed(party).filter(bank_account::in_use_from.gt(at)).order(bank_account::in_use_from.asc());
    Ok(row.select(BankAccountRow::as_select()).first(conn).await.optional()?)
}

/// Whether a change of account of a party is open: one that is proposed, or in its cooling-off at a moment.
pub(super) async fn is_changing(
    conn: &mut Connection,
    party: PartyId,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let cooling = bank_account::state.eq(BankAccountState::Confirmed).and(bank_account::in_use_from.gt(now));
    let open = bank_account::table
        .filter(bank_account::party_id.eq(party))
        .filter(bank_account::state.eq(BankAccountState::Proposed).or(cooling));
    Ok(diesel::select(exists(open)).get_result(conn).await?)
}

/// Those of some accounts that another party has too, or has ever proposed.
pub(super) async fn shared_among(
    conn: &mut Connection,
    rows: &[BankAccountRow],
) -> Result<BTreeSet<BankAccountId>, Error> {
    let hashes: Vec<&str> = rows.iter().map(|row| row.account_hash.as_str()).collect();
    let holders = bank_account::table
        .filter(bank_account::account_hash.eq_any(hashes))
        .select((bank_account::account_hash, bank_account::party_id))
        .distinct();
    let holders: Vec<(String, PartyId)> = holders.load(conn).await?;
    let shared = |row: &&BankAccountRow| {
        holders.iter().any(|(hash, party)| *hash == row.account_hash && *party != row.party_id)
    };
    Ok(rows.iter().filter(shared).map(|row| row.id).collect())
}

/// Who gave the people of a party their roles: by person, who did; those who left among them.
pub(super) async fn roles_given_by(
    conn: &mut Connection,
    party: PartyId,
) -> Result<BTreeMap<String, String>, Error> {
    let people = membership::table
        .filter(membership::party_id.eq(party))
        .order(membership::id.asc())
        .select((membership::issuer.concat("#").concat(membership::subject), membership::granted_by));
    let people: Vec<(String, String)> = people.load(conn).await?;
    Ok(people.into_iter().collect())
}

pub(super) async fn insert_bank_account(conn: &mut Connection, row: &BankAccountRow) -> Result<(), Error> {
    diesel::insert_into(bank_account::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_bank_account(
    conn: &mut Connection,
    row: &BankAccountRow,
    seen: i64,
) -> Result<usize, Error> {
    let target =
        bank_account::table.filter(bank_account::id.eq(row.id)).filter(bank_account::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

/// Tells parties, which read them from now on, of the accounts of a party that are proposed, to come or in use.
///
/// # Errors
/// Database errors.
pub(crate) async fn show_accounts(conn: &mut Connection, of: PartyId, to: &[PartyId]) -> Result<(), Error> {
    let replaced = bank_account_replaced_from(bank_account::party_id, bank_account::in_use_from);
    let states = [BankAccountState::Proposed, BankAccountState::Confirmed];
    let current = bank_account::table
        .filter(bank_account::party_id.eq(of))
        .filter(bank_account::state.eq_any(states))
        .filter(replaced.is_null())
        .order(bank_account::id.asc())
        .select(bank_account::id);
    let ids: Vec<BankAccountId> = current.load(conn).await?;
    let subjects: Vec<String> = ids.iter().map(ToString::to_string).collect();
    Ok(db::outbox::show(conn, &subjects, to).await?)
}
