//! All SQL of the evaluations; who may read them stands in [`super::visibility`].

use api_types::agreement::ListEvaluationsQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;
use domain::agreement::{ContractState, ContractType, EvaluationResult, EvaluationState};
use domain::shared::{ContractId, EvaluationId, PartyId};
use service::Error;
use service::work_items::After;
use web::Caller;

use super::rows::EvaluationRow;
use super::visibility::visible;
use crate::cooperation::contracts::{WholeContract, find_contracts};
use crate::cooperation::read_contracts;
use crate::schema::{contract, evaluation};

/// An evaluation that the caller may read.
pub(super) async fn get_evaluation(
    conn: &mut Connection,
    caller: &Caller,
    id: EvaluationId,
) -> Result<EvaluationRow, Error> {
    let row = visible(caller).filter(evaluation::id.eq(id)).select(EvaluationRow::as_select());
    row.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// The same, locked until the transaction ends.
pub(super) async fn lock_evaluation(
    conn: &mut Connection,
    caller: &Caller,
    id: EvaluationId,
) -> Result<EvaluationRow, Error> {
    let read = contract::table.filter(read_contracts(caller.party())).select(contract::id);
    let row = evaluation::table
        .find(id)
        .filter(evaluation::contract_id.eq_any(read))
        .select(EvaluationRow::as_select())
        .for_no_key_update();
    row.first(conn).await.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn list_evaluations(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListEvaluationsQuery,
    after: Option<EvaluationId>,
    limit: i64,
) -> Result<Vec<EvaluationRow>, Error> {
    let mut statement =
        visible(caller).order(evaluation::id.asc()).limit(limit).select(EvaluationRow::as_select());
    if let Some(trial) = query.contract_id {
        statement = statement.filter(evaluation::contract_id.eq(trial));
    }
    if let Some(state) = query.state {
        statement = statement.filter(evaluation::state.eq(state));
    }
    if let Some(result) = query.result {
        statement = statement.filter(evaluation::result.eq(result));
    }
    if let Some(after) = after {
        statement = statement.filter(evaluation::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// Those in some states that the caller reads, in order of their last change.
pub(super) async fn list_in_states(
    conn: &mut Connection,
    caller: &Caller,
    states: &[EvaluationState],
    after: Option<After<EvaluationId>>,
    limit: i64,
) -> Result<Vec<EvaluationRow>, Error> {
    let mut statement = visible(caller)
        .filter(evaluation::state.eq_any(states.to_vec()))
        .order((evaluation::updated_at.asc(), evaluation::id.asc()))
        .limit(limit)
        .select(EvaluationRow::as_select());
    if let Some(After { at, id }) = after {
        let same = evaluation::updated_at.eq(at).and(evaluation::id.gt(id));
        statement = statement.filter(evaluation::updated_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

/// The buyer's own with conditions that count, the newest first.
pub(super) async fn conditional_of(
    conn: &mut Connection,
    buyer: PartyId,
    states: &[EvaluationState],
    limit: i64,
) -> Result<Vec<EvaluationRow>, Error> {
    let statement = evaluation::table
        .filter(evaluation::buyer_id.eq(buyer))
        .filter(evaluation::state.eq_any(states))
        .filter(evaluation::result.eq(EvaluationResult::Conditional))
        .order(evaluation::updated_at.desc())
        .limit(limit)
        .select(EvaluationRow::as_select());
    Ok(statement.load(conn).await?)
}

/// Trials of a buyer in some states that nobody has evaluated, the newest first.
pub(super) async fn trials_to_evaluate(
    conn: &mut Connection,
    buyer: PartyId,
    states: &[ContractState],
    limit: i64,
) -> Result<Vec<WholeContract>, Error> {
    let evaluated = evaluation::table
        .filter(evaluation::buyer_id.eq(buyer))
        .filter(evaluation::state.eq_any(EvaluationState::COUNTING))
        .select(evaluation::contract_id);
    let ids: Vec<ContractId> = contract::table
        .filter(contract::buyer_id.eq(buyer))
        .filter(contract::type_.eq(ContractType::Trial))
        .filter(contract::state.eq_any(states))
        .filter(contract::activated_at.is_not_null())
        .filter(contract::id.ne_all(evaluated))
        .order(contract::updated_at.desc())
        .limit(limit)
        .select(contract::id)
        .load(conn)
        .await?;
    Ok(find_contracts(conn, &ids).await?.into_values().collect())
}

/// The evaluation that counts of a trial, locked.
pub(super) async fn current_of(
    conn: &mut Connection,
    trial: ContractId,
) -> Result<Option<EvaluationRow>, Error> {
    let statement = evaluation::table
        .filter(evaluation::contract_id.eq(trial))
        .filter(evaluation::state.eq_any(EvaluationState::COUNTING))
        .select(EvaluationRow::as_select())
        .for_no_key_update();
    Ok(statement.first(conn).await.optional()?)
}

/// Every evaluation of a pair's trials.
pub(super) async fn evaluations_of_pair(
    conn: &mut Connection,
    (supplier, buyer): (PartyId, PartyId),
) -> Result<Vec<EvaluationRow>, Error> {
    let statement = evaluation::table
        .filter(evaluation::supplier_id.eq(supplier))
        .filter(evaluation::buyer_id.eq(buyer))
        .order(evaluation::id)
        .select(EvaluationRow::as_select());
    Ok(statement.load(conn).await?)
}

/// The other contracts of a pair that bind it: the other trials of a trial, else those that promise goods over time. Held for this transaction: of two that would be
/// above the threshold together, the second sees the first.
pub(super) async fn bound_beside(
    conn: &mut Connection,
    whole: &WholeContract,
) -> Result<Vec<WholeContract>, Error> {
    let row = &whole.row;
    let name = format!("quotas of {} and {}", row.supplier_id, row.buyer_id);
    let lock = diesel::sql_query("select pg_advisory_xact_lock(hashtextextended($1, 0))");
    lock.bind::<sql_types::Text, _>(name).execute(conn).await?;
    let trial = row.contract_type == ContractType::Trial;
    let alike =
        |kind: &&ContractType| if trial { **kind == ContractType::Trial } else { kind.follows_trial() };
    let kinds = ContractType::ALL.iter().filter(alike).copied();
    let ids: Vec<ContractId> = contract::table
        .filter(contract::supplier_id.eq(row.supplier_id))
        .filter(contract::buyer_id.eq(row.buyer_id))
        .filter(contract::type_.eq_any(kinds))
        .filter(contract::state.eq_any([
            ContractState::Signed,
            ContractState::Active,
            ContractState::Suspended,
        ]))
        .filter(contract::id.ne(row.id))
        .order(contract::id)
        .select(contract::id)
        .load(conn)
        .await?;
    Ok(find_contracts(conn, &ids).await?.into_values().collect())
}

pub(super) async fn insert_evaluation(conn: &mut Connection, row: &EvaluationRow) -> Result<(), Error> {
    diesel::insert_into(evaluation::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_evaluation(
    conn: &mut Connection,
    row: &EvaluationRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = evaluation::table.filter(evaluation::id.eq(row.id)).filter(evaluation::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}
