//! HTTP of the balances.

use actix_web::get;
use actix_web::web::Data;
use api_types::logistics::{ContractLineBalanceView, ContractLineQuery, ListContractLinesQuery};
use api_types::{AskedTime, Page};
use domain::shared::{ContractLineId, jakarta_date};
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, PageRequest, Path, Query, Reply, page};

use super::access::op;
use super::queries::{self, When, at};
use super::views::views;
use crate::context::Context;

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
    let lines = rows.iter().map(|row| (row.id, row.clone())).collect();
    let balances = queries::now(&mut conn, &lines, jakarta_date(now)).await?;
    let when = When { as_of: now, known_at: now };
    let views = views(&mut conn, query.caller(), &rows, &balances, (when, now)).await?;
    Reply::page(&page(&request, views, |line: &ContractLineBalanceView| line.contract_line_id))
}

/// The balance of a contract line, now or at a point of both times.
///
/// `as_of` selects by the time a fact is said to have happened, `known_at` by the time it was recorded. Before its
/// contract came into force a line commits nothing, after its end nothing more than was accepted.
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
    let instant = |asked: Option<AskedTime>| asked.map(AskedTime::instant);
    let (as_of, known_at) = (instant(query.params.as_of), instant(query.params.known_at));
    let when = When { as_of: as_of.unwrap_or(now), known_at: known_at.unwrap_or(now) };
    let balances = if as_of.is_none() && known_at.is_none() {
        queries::now(&mut conn, &[(id.0, line.clone())].into(), jakarta_date(now)).await?
    } else {
        at(&mut conn, &[id.0], when).await?
    };
    let shown = views(&mut conn, query.caller(), &[line], &balances, (when, now)).await?;
    let shown = shown.into_iter().next().ok_or(Error::NotFound)?;
    Reply::json(&shown)
}
