//! All SQL of the contracts; who may read them stands in [`super::visibility`].

use api_types::agreement::ListContractsQuery;
use chrono::NaiveDate;
use db::functions::nextval;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::AgreementState;
use domain::shared::{AgreementId, ContractId, Id as _, PartyId, Period};
use service::Error;
use uuid::Uuid;
use web::Caller;

use super::rows::{ContractLineRow, ContractRow, Umbrella, WholeContract};
use super::visibility::{visible, visible_to};
use crate::cooperation::consents::list_consents;
use crate::schema::{agreement, contract, contract_line};

pub(super) async fn get_contract(
    conn: &mut Connection,
    caller: &Caller,
    id: ContractId,
) -> Result<WholeContract, Error> {
    let query = visible(caller).filter(contract::id.eq(id)).select(ContractRow::as_select());
    let row = query.first(conn).await.optional()?.ok_or(Error::NotFound)?;
    complete_one(conn, row).await
}

/// Locks it for a change.
pub(super) async fn lock_contract(
    conn: &mut Connection,
    caller: &Caller,
    id: ContractId,
) -> Result<WholeContract, Error> {
    let query = contract::table
        .find(id)
        .filter(visible_to(caller.party()))
        .select(ContractRow::as_select())
        .for_no_key_update();
    let row = query.first(conn).await.optional()?.ok_or(Error::NotFound)?;
    complete_one(conn, row).await
}

pub(super) async fn list_contracts(
    conn: &mut Connection,
    caller: &Caller,
    filters: &ListContractsQuery,
    after: Option<ContractId>,
    limit: i64,
) -> Result<Vec<WholeContract>, Error> {
    let mut query = visible(caller).order(contract::id.asc()).limit(limit).select(ContractRow::as_select());
    if let Some(agreement) = filters.agreement_id {
        query = query.filter(contract::agreement_id.eq(agreement));
    }
    if let Some(state) = filters.state {
        query = query.filter(contract::state.eq(state));
    }
    if let Some(contract_type) = filters.r#type {
        query = query.filter(contract::type_.eq(contract_type));
    }
    if let Some(supplier) = filters.supplier_id {
        query = query.filter(contract::supplier_id.eq(supplier));
    }
    if let Some(buyer) = filters.buyer_id {
        query = query.filter(contract::buyer_id.eq(buyer));
    }
    if let Some(after) = after {
        query = query.filter(contract::id.gt(after));
    }
    let rows = query.load(conn).await?;
    complete(conn, rows).await
}

/// For the public check: the contract with this code, whoever asks.
pub(crate) async fn find_contract_by_code(
    conn: &mut Connection,
    code: &str,
) -> Result<Option<WholeContract>, Error> {
    let query = contract::table.filter(contract::authenticity_code.eq(code)).select(ContractRow::as_select());
    match query.first(conn).await.optional()? {
        Some(row) => complete_one(conn, row).await.map(Some),
        None => Ok(None),
    }
}

/// One contract with its lines, consents and agreement.
pub(super) async fn complete_one(conn: &mut Connection, row: ContractRow) -> Result<WholeContract, Error> {
    let mut whole = complete(conn, vec![row]).await?;
    whole.pop().ok_or_else(|| Error::Internal("a contract without its agreement".to_owned()))
}

/// Loads lines, consents and agreements of some contracts, in three statements however many there are.
pub(super) async fn complete(
    conn: &mut Connection,
    rows: Vec<ContractRow>,
) -> Result<Vec<WholeContract>, Error> {
    let ids: Vec<ContractId> = rows.iter().map(|row| row.id).collect();
    let subjects: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let umbrellas: Vec<AgreementId> = rows.iter().map(|row| row.agreement_id).collect();
    let lines: Vec<ContractLineRow> = contract_line::table
        .filter(contract_line::contract_id.eq_any(&ids))
        .order((contract_line::contract_id, contract_line::number))
        .select(ContractLineRow::as_select())
        .load(conn)
        .await?;
    let consents = list_consents(conn, &subjects).await?;
    let agreements: Vec<(AgreementId, AgreementState, NaiveDate, NaiveDate, Option<PartyId>)> =
        agreement::table
            .filter(agreement::id.eq_any(&umbrellas))
            .select((
                agreement::id,
                agreement::state,
                agreement::valid_from,
                agreement::valid_until,
                agreement::facilitator_party_id,
            ))
            .load(conn)
            .await?;
    let whole = |row: ContractRow| {
        let agreement = agreements.iter().find(|(id, ..)| *id == row.agreement_id);
        let (_, state, from, until, facilitator) =
            *agreement.ok_or_else(|| Error::Internal(format!("{} is without its agreement", row.id)))?;
        let period = Period { from, until: Some(until) };
        Ok(WholeContract {
            lines: lines.iter().filter(|line| line.contract_id == row.id).cloned().collect(),
            consents: consents.iter().filter(|one| one.subject_id == row.id.uuid()).cloned().collect(),
            umbrella: Umbrella { state, period, facilitator },
            row,
        })
    };
    rows.into_iter().map(whole).collect()
}

pub(super) async fn insert_contract(
    conn: &mut Connection,
    row: &ContractRow,
    lines: &[ContractLineRow],
) -> Result<(), Error> {
    diesel::insert_into(contract::table).values(row).prepared().execute(conn).await?;
    insert_lines(conn, lines).await
}

/// Replaces all lines of a locked contract.
pub(super) async fn replace_lines(
    conn: &mut Connection,
    id: ContractId,
    lines: &[ContractLineRow],
) -> Result<(), Error> {
    diesel::delete(contract_line::table.filter(contract_line::contract_id.eq(id))).execute(conn).await?;
    insert_lines(conn, lines).await
}

async fn insert_lines(conn: &mut Connection, lines: &[ContractLineRow]) -> Result<(), Error> {
    diesel::insert_into(contract_line::table).values(lines).execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_contract(
    conn: &mut Connection,
    row: &ContractRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = contract::table.filter(contract::id.eq(row.id)).filter(contract::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

/// The next running number of contracts without a number of their own.
pub(super) async fn next_number(conn: &mut Connection) -> Result<i64, Error> {
    Ok(diesel::select(nextval("contract_number")).get_result(conn).await?)
}
