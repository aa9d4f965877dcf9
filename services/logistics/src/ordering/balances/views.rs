//! Balances as they are shown.

use std::collections::BTreeMap;

use api_types::logistics::ContractLineBalanceView;
use api_types::shown_price;
use chrono::{DateTime, Utc};
use db::Connection;
use domain::logistics::{Balance, Condition, LineFacts, signed_value};
use domain::shared::{ContractLineId, LinePrice, jakarta_date};
use service::Error;
use web::Caller;

use super::queries::When;
use crate::outside::{Contract, ContractLineRow, contracts_by_id, guarantees_of};

/// The views of contract lines whose balances at a point of both times are at hand, in the same order.
pub(super) async fn views(
    conn: &Connection,
    rows: &[ContractLineRow],
    balances: &BTreeMap<ContractLineId, Balance>,
    when: When,
    (caller, now): (&Caller, DateTime<Utc>),
) -> Result<Vec<ContractLineBalanceView>, Error> {
    let contracts: Vec<_> = rows.iter().map(|row| row.contract_id).collect();
    let contracts = contracts_by_id(conn, &contracts).await?;
    let known = guarantees_of(conn, contracts.values().map(|contract| &contract.row)).await?;
    // What stands against a contract is known of now alone.
    let present = when.as_of >= now && when.known_at >= now;
    let mut shown = Vec::new();
    for row in rows {
        let Some((contract, balance)) = contracts.get(&row.contract_id).zip(balances.get(&row.id)) else {
            continue;
        };
        let balance = in_force(*balance, row, contract, when);
        let condition = present
            .then(|| {
                let day = jakarta_date(now);
                known.gate(&contract.row, day).condition(day)
            })
            .flatten();
        let price = caller.reads_prices().then(|| row.price()).transpose()?;
        shown.push(view((row, price), balance, when, contract.row.terms_position, condition));
    }
    Ok(shown)
}

/// The balance under the terms that were in force.
fn in_force(balance: Balance, row: &ContractLineRow, contract: &Contract, when: When) -> Balance {
    if contract.row.commits_at(when.as_of, when.known_at) {
        let ended = contract.row.has_ended_at(when.as_of, when.known_at);
        return if ended { balance.ended() } else { balance };
    }
    let Balance { accepted, open, in_transit, .. } = balance;
    Balance::of(&row.terms_before(jakarta_date(when.as_of)), &LineFacts { accepted, open, in_transit })
}

fn view(
    (row, said): (&ContractLineRow, Option<LinePrice>),
    balance: Balance,
    when: When,
    terms_position: i64,
    condition: Option<Condition>,
) -> ContractLineBalanceView {
    let figure = |base: i128| signed_value(base, balance.unit);
    let callable = match &condition {
        Some(_) => Some(balance.callable.map_or(0, |callable| callable.min(0))),
        None => balance.callable,
    };
    let (price, price_rule) = said.as_ref().map_or((None, None), |said| shown_price(&said.rule));
    ContractLineBalanceView {
        contract_line_id: row.id,
        contract_id: row.contract_id,
        commodity_code: row.commodity_code.clone(),
        form_code: row.form_code.clone(),
        as_of: when.as_of,
        known_at: when.known_at,
        unit: balance.unit,
        committed: balance.committed.map(figure),
        ordering_cap: balance.cap.map(figure),
        accepted: figure(balance.accepted),
        open: figure(balance.open),
        in_transit: figure(balance.in_transit),
        limit: balance.limit.map(figure),
        callable: callable.map(figure),
        receivable: balance.receivable.map(figure),
        remaining: balance.remaining.map(figure),
        price,
        price_rule,
        price_basis: said.map(|said| said.basis),
        condition: condition.map(Into::into),
        terms_position,
    }
}
