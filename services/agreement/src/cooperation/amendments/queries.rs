//! All SQL of the amendments; who may read them stands in [`super::visibility`].

use std::collections::{BTreeMap, BTreeSet};

use api_types::agreement::ListAmendmentsQuery;
use db::{Connection, Prepare as _};
use diesel::dsl::max;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::AmendmentState;
use domain::shared::{AgreementId, AmendmentId, CanonicalText, ContractId, Id as _};
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::{Amendment, AmendmentRow, ContractTextRow};
use super::subject::Subject;
use super::texts::StoredVersion;
use super::visibility::visible;
use crate::cooperation::agreements::{find_agreements, lock_agreement, share_agreement};
use crate::cooperation::consents::{ConsentRow, list_consents};
use crate::cooperation::contracts::{ContractLineRow, find_contracts, lock_contract};
use crate::schema::{amendment, contract_line, contract_text};

/// The states in which an amendment waits for somebody.
fn open_states() -> Vec<AmendmentState> {
    AmendmentState::ALL.iter().copied().filter(|state| state.is_open()).collect()
}

async fn find_row(conn: &mut Connection, caller: &Caller, id: AmendmentId) -> Result<AmendmentRow, Error> {
    let query = visible(caller).filter(amendment::id.eq(id)).select(AmendmentRow::as_select());
    query.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// An amendment that the caller may read.
pub(super) async fn get_amendment(
    conn: &mut Connection,
    caller: &Caller,
    id: AmendmentId,
) -> Result<Amendment, Error> {
    let row = find_row(conn, caller, id).await?;
    let mut whole = complete(conn, vec![row]).await?;
    whole.pop().ok_or(Error::NotFound)
}

/// What an amendment changes and the amendment, locked in this order until the transaction ends.
pub(super) async fn lock_amendment(
    conn: &mut Connection,
    caller: &Caller,
    id: AmendmentId,
) -> Result<Amendment, Error> {
    let seen = find_row(conn, caller, id).await?;
    let subject = match seen.contract_id {
        Some(contract) => {
            let whole = lock_contract(conn, caller, contract).await?;
            // Held, so that an amendment of the agreement waits for this one, or is seen.
            let agreement = share_agreement(conn, seen.agreement_id).await?.ok_or(Error::NotFound)?;
            Subject::Contract(Box::new(whole), Box::new(agreement))
        }
        None => Subject::Agreement(Box::new(lock_agreement(conn, caller, seen.agreement_id).await?)),
    };
    let query = amendment::table.find(id).select(AmendmentRow::as_select()).for_no_key_update();
    let row = query.first(conn).await?;
    Ok(Amendment { row, subject, consents: list_consents(conn, &[id.uuid()]).await? })
}

/// The one that waits for somebody of what was locked before, if there is one.
pub(super) async fn find_open(
    conn: &mut Connection,
    subject: &Subject,
) -> Result<Option<AmendmentRow>, Error> {
    let open = amendment::table.filter(amendment::state.eq_any(open_states())).into_boxed();
    let of = match subject {
        Subject::Contract(whole, _) => open.filter(amendment::contract_id.eq(whole.row.id)),
        Subject::Agreement(row) => {
            open.filter(amendment::agreement_id.eq(row.id)).filter(amendment::contract_id.is_null())
        }
    };
    Ok(of.select(AmendmentRow::as_select()).first(conn).await.optional()?)
}

/// How many amendments of it there have been.
pub(super) async fn last_number(conn: &mut Connection, subject: &Subject) -> Result<i32, Error> {
    let all = amendment::table.into_boxed();
    let of = match subject {
        Subject::Contract(whole, _) => all.filter(amendment::contract_id.eq(whole.row.id)),
        Subject::Agreement(row) => {
            all.filter(amendment::agreement_id.eq(row.id)).filter(amendment::contract_id.is_null())
        }
    };
    let last: Option<i32> = of.select(max(amendment::number)).first(conn).await?;
    Ok(last.unwrap_or_default())
}

/// The amendments of some contracts that wait for somebody.
pub(crate) async fn open_amendments(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<BTreeMap<ContractId, AmendmentRow>, Error> {
    let rows: Vec<AmendmentRow> = amendment::table
        .filter(amendment::contract_id.eq_any(contracts))
        .filter(amendment::state.eq_any(open_states()))
        .select(AmendmentRow::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.contract_id?, row))).collect())
}

/// Those of some agreements of which an amendment waits for somebody.
pub(crate) async fn agreements_amended(
    conn: &mut Connection,
    agreements: &[AgreementId],
) -> Result<BTreeSet<AgreementId>, Error> {
    let rows: Vec<AgreementId> = amendment::table
        .filter(amendment::agreement_id.eq_any(agreements))
        .filter(amendment::contract_id.is_null())
        .filter(amendment::state.eq_any(open_states()))
        .select(amendment::agreement_id)
        .load(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The texts of some contracts that were amended, the first one first.
pub(crate) async fn texts_of(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<BTreeMap<ContractId, Vec<StoredVersion>>, Error> {
    let rows: Vec<ContractTextRow> = contract_text::table
        .filter(contract_text::contract_id.eq_any(contracts))
        .order((contract_text::contract_id, contract_text::number))
        .select(ContractTextRow::as_select())
        .load(conn)
        .await?;
    let mut texts: BTreeMap<ContractId, Vec<StoredVersion>> = BTreeMap::new();
    for row in rows {
        texts.entry(row.contract_id).or_default().push(row.read()?);
    }
    Ok(texts)
}

/// Writes further texts of a contract.
pub(super) async fn insert_texts(
    conn: &mut Connection,
    contract: ContractId,
    texts: &[StoredVersion],
) -> Result<(), Error> {
    let rows: Vec<ContractTextRow> = texts.iter().map(|text| ContractTextRow::of(contract, text)).collect();
    diesel::insert_into(contract_text::table).values(rows).execute(conn).await?;
    Ok(())
}

pub(super) async fn list_amendments(
    conn: &mut Connection,
    caller: &Caller,
    filters: &ListAmendmentsQuery,
    after: Option<AmendmentId>,
    limit: i64,
) -> Result<Vec<Amendment>, Error> {
    let mut query = visible(caller).order(amendment::id.asc()).limit(limit).select(AmendmentRow::as_select());
    if let Some(contract) = filters.contract_id {
        query = query.filter(amendment::contract_id.eq(contract));
    }
    if let Some(agreement) = filters.agreement_id {
        query = query.filter(amendment::agreement_id.eq(agreement));
    }
    if let Some(state) = filters.state {
        query = query.filter(amendment::state.eq(state));
    }
    if let Some(after) = after {
        query = query.filter(amendment::id.gt(after));
    }
    let rows = query.load(conn).await?;
    complete(conn, rows).await
}

/// Those that wait, of what the caller reads, in order of their last change.
pub(super) async fn list_waiting(
    conn: &mut Connection,
    caller: &Caller,
    states: &[AmendmentState],
    after: Option<After<AmendmentId>>,
    limit: i64,
) -> Result<Vec<Amendment>, Error> {
    let mut query = visible(caller)
        .filter(amendment::state.eq_any(states.to_vec()))
        .order((amendment::updated_at.asc(), amendment::id.asc()))
        .limit(limit)
        .select(AmendmentRow::as_select());
    if let Some(After { at, id }) = after {
        let same = amendment::updated_at.eq(at).and(amendment::id.gt(id));
        query = query.filter(amendment::updated_at.gt(at).or(same));
    }
    let rows = query.load(conn).await?;
    complete(conn, rows).await
}

/// Amendments with what they change and their consents, in as many statements however many there are.
async fn complete(conn: &mut Connection, rows: Vec<AmendmentRow>) -> Result<Vec<Amendment>, Error> {
    let contracts: Vec<ContractId> = rows.iter().filter_map(|row| row.contract_id).collect();
    let contracts = find_contracts(conn, &contracts).await?;
    let agreements: Vec<AgreementId> = rows.iter().map(|row| row.agreement_id).collect();
    let agreements = find_agreements(conn, &agreements).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id.uuid()).collect();
    let consents = list_consents(conn, &ids).await?;
    let whole = |row: AmendmentRow| {
        let agreement = Box::new(agreements.get(&row.agreement_id).cloned().ok_or(Error::NotFound)?);
        let subject = match row.contract_id {
            Some(id) => {
                let contract = contracts.get(&id).cloned().ok_or(Error::NotFound)?;
                Subject::Contract(Box::new(contract), agreement)
            }
            None => Subject::Agreement(agreement),
        };
        let own = |one: &&ConsentRow| one.subject_id == row.id.uuid();
        Ok(Amendment { consents: consents.iter().filter(own).cloned().collect(), subject, row })
    };
    rows.into_iter().map(whole).collect()
}

pub(super) async fn insert_amendment(conn: &mut Connection, row: &AmendmentRow) -> Result<(), Error> {
    diesel::insert_into(amendment::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_amendment(
    conn: &mut Connection,
    row: &AmendmentRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = amendment::table.filter(amendment::id.eq(row.id)).filter(amendment::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

/// The text of one, whoever asks: the caller has checked that its contract or agreement may be read.
pub(crate) async fn amended_text(conn: &mut Connection, id: AmendmentId) -> Result<CanonicalText, Error> {
    let query = amendment::table.find(id).select(AmendmentRow::as_select());
    let row: AmendmentRow = query.first(conn).await?;
    Ok(CanonicalText { hash: row.text_hash()?, text: row.text })
}

/// Lines that an amendment brings have a place of their own from its signature on.
pub(super) async fn insert_new_lines(
    conn: &mut Connection,
    lines: &[ContractLineRow],
    amendment: AmendmentId,
) -> Result<(), Error> {
    let new: Vec<&ContractLineRow> =
        lines.iter().filter(|line| line.amendment_id == Some(amendment)).collect();
    if !new.is_empty() {
        diesel::insert_into(contract_line::table).values(new).execute(conn).await?;
    }
    Ok(())
}
