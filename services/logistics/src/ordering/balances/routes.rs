//! HTTP of the balances.

use actix_web::get;
use actix_web::web::Data;
use api_types::Page;
use api_types::logistics::{ContractLineBalanceView, ContractLineQuery, ListContractLinesQuery};
use domain::logistics::{Balance, signed_value};
use domain::shared::ContractLineId;
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::queries::{self, When, at};
use crate::context::Context;
use crate::outside::{ContractLineRow, contracts_by_id};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_contract_lines).service(get_contract_line_balance);
}

/// Contract lines with their present balances.
#[utoipa::path(tag = "balances", params(ListContractLinesQuery),
    responses((status = 200, body = Page<ContractLineBalanceView>)))]
#[get("/v1/contract-lines")]
async fn list_contract_lines(
    query: Query<op::ListContractLines, ListContractLinesQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<ContractLineId>::of(&query.params)?;
    let (after, limit, now) = (request.after, request.fetch(), context.core.clock.now());
    let mut conn = context.core.read().await?;
    let rows = queries::list_lines(&mut conn, query.caller(), &query.params, after, limit).await?;
    let contracts: Vec<_> = rows.iter().map(|row| row.contract_id).collect();
    let contracts = contracts_by_id(&conn, &contracts).await?;
    let lines = rows.iter().map(|row| (row.id, row.clone())).collect();
    let balances = queries::current_of(&mut conn, &lines).await?;
    let shown = |row: &ContractLineRow| {
        let terms_position = contracts.get(&row.contract_id)?.row.terms_position;
        Some(view(row, balances.get(&row.id)?, When { as_of: now, known_at: now }, terms_position))
    };
    let views = rows.iter().filter_map(shown).collect();
    Reply::page(&page(&request, views, |line: &ContractLineBalanceView| line.contract_line_id))
}

/// The balance of a contract line, now or at a point of both times.
///
/// `as_of` selects by the time a fact is said to have happened, `known_at` by the time it was recorded.
#[utoipa::path(tag = "balances", params(("id" = ContractLineId, Path), ContractLineQuery),
    responses((status = 200, body = ContractLineBalanceView)))]
#[get("/v1/contract-lines/{id}/balance")]
async fn get_contract_line_balance(
    query: Query<op::GetContractLineBalance, ContractLineQuery>,
    id: Path<ContractLineId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let now = context.core.clock.now();
    let mut conn = context.core.read().await?;
    let line = queries::find_line(&mut conn, query.caller(), id.0).await?.ok_or(Error::NotFound)?;
    let contracts = contracts_by_id(&conn, &[line.contract_id]).await?;
    let contract = contracts.get(&line.contract_id).ok_or(Error::NotFound)?;
    let (as_of, known_at) = (query.params.as_of, query.params.known_at);
    let when = When { as_of: as_of.unwrap_or(now), known_at: known_at.unwrap_or(now) };
    let balances = if as_of.is_none() && known_at.is_none() {
        queries::current(&mut conn, &[id.0]).await?
    } else {
        at(&mut conn, &[id.0], when).await?
    };
    let balance = balances.get(&id.0).ok_or(Error::NotFound)?;
    Reply::json(&view(&line, balance, when, contract.row.terms_position))
}

fn view(
    row: &ContractLineRow,
    balance: &Balance,
    when: When,
    terms_position: i64,
) -> ContractLineBalanceView {
    let figure = |base: i128| signed_value(base, balance.unit);
    ContractLineBalanceView {
        contract_line_id: row.id,
        contract_id: row.contract_id,
        commodity_code: row.commodity_code.clone(),
        form_code: row.form_code.clone(),
        as_of: when.as_of,
        known_at: when.known_at,
        unit: balance.unit,
        committed: balance.committed.map(figure),
        accepted: figure(balance.accepted),
        open: figure(balance.open),
        in_transit: figure(balance.in_transit),
        limit: balance.limit.map(figure),
        callable: balance.callable.map(figure),
        receivable: balance.receivable.map(figure),
        remaining: balance.remaining.map(figure),
        terms_position,
    }
}
