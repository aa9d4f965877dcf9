//! HTTP of the accounts.

use std::collections::BTreeMap;

use actix_web::get;
use actix_web::web::Data;
use api_types::logistics::{AccountStatementView, ListAccountStatementsQuery};
use api_types::{Page, WireMoney};
use domain::logistics::AccountSide;
use domain::shared::{ContractId, Money, PartyId, jakarta_date};
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, PageRequest, Query, Reply, page};

use super::access::op;
use super::queries::{self, Figures};
use super::visibility::may_read;
use crate::context::Context;
use crate::outside::{ContractRow, short_names};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_account_statements);
}

/// What a party is owed and owes, contract by contract.
///
/// Of `party_id`, which is required: for the party itself and the coordinator who keeps it. `balance` is what is owed for all
/// goods that were received and not taken back, less what was paid; `overdue` what both sides have confirmed and is late.
#[utoipa::path(tag = "account-statements", params(ListAccountStatementsQuery),
    responses((status = 200, body = Page<AccountStatementView>)))]
#[get("/v1/account-statements")]
async fn list_account_statements(
    query: Query<op::ListAccountStatements, ListAccountStatementsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<ContractId>::of(&query.params)?;
    let party = query.params.party_id.ok_or_else(whose)?;
    let mut conn = context.core.read().await?;
    if !may_read(&conn, query.caller(), party).await? {
        return Err(Error::NotFound.into());
    }
    let (only, after) = (query.params.contract_id, request.after);
    let contracts = queries::contracts_of(&mut conn, party, only, after, request.fetch()).await?;
    let ids: Vec<ContractId> = contracts.iter().map(|row| row.id).collect();
    let today = jakarta_date(context.core.clock.now());
    let mut figures = queries::figures_of(&mut conn, &ids, today).await?;
    let others: Vec<PartyId> = contracts.iter().flat_map(|row| [row.supplier_id, row.buyer_id]).collect();
    let names = short_names(&mut conn, &others).await?;
    let view = |row: ContractRow| {
        let figures = figures.remove(&row.id).unwrap_or_default();
        shown(party, row, &figures, &names)
    };
    let views = contracts.into_iter().map(view).collect::<Result<Vec<_>, Error>>()?;
    Reply::page(&page(&request, views, |one: &AccountStatementView| one.contract_id))
}

fn whose() -> Error {
    Error::field(
        "?party_id",
        "required",
        "Sebutkan pihak yang rekeningnya diminta, misalnya pihak Anda sendiri.",
        "Name the party whose accounts are asked for, such as your own.",
    )
}

fn shown(
    party: PartyId,
    row: ContractRow,
    figures: &Figures,
    names: &BTreeMap<PartyId, String>,
) -> Result<AccountStatementView, Error> {
    let sells = row.supplier_id == party;
    let counterpart_id = if sells { row.buyer_id } else { row.supplier_id };
    let too_large = || Error::Internal(format!("the account of {} is beyond 64 bits", row.id));
    let money = |exact: i128| i64::try_from(exact).map(|rupiah| WireMoney::from(Money(rupiah)));
    let money = |exact: i128| money(exact).map_err(|_| too_large());
    Ok(AccountStatementView {
        party_id: party,
        side: if sells { AccountSide::OwedTo } else { AccountSide::Owes },
        contract_id: row.id,
        counterpart_id,
        counterpart_name: names.get(&counterpart_id).cloned(),
        settled: money(figures.account.settled)?,
        unsettled: money(figures.account.unsettled)?,
        paid: money(figures.account.paid)?,
        awaiting_confirmation: money(figures.recorded)?,
        balance: figures.account.balance().ok_or_else(too_large)?.into(),
        due: money(figures.due)?,
        overdue: money(figures.overdue)?,
        since_date: figures.since,
        overdue_days: figures.overdue_days,
        contract_number: row.number,
    })
}
