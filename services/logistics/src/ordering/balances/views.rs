//! Balances as they are shown.

use std::collections::BTreeMap;

use api_types::logistics::{AcceptedFormView, ContractLineBalanceView};
use chrono::{DateTime, Utc};
use db::Connection;
use domain::logistics::{Balance, Condition, LineFacts, signed_value};
use domain::shared::{ContractLineId, jakarta_date};
use service::Error;

use super::queries::{AcceptedForm, AcceptedForms, When};
use crate::outside::{Contract, ContractLineRow, contracts_by_id, guarantees_of};

/// The views of contract lines whose balances at a point of both times are at hand, in the same order.
pub(super) async fn views(
    conn: &Connection,
    rows: &[ContractLineRow],
    (balances, forms): (&BTreeMap<ContractLineId, Balance>, &AcceptedForms),
    when: When,
    now: DateTime<Utc>,
) -> Result<Vec<ContractLineBalanceView>, Error> {
    let contracts: Vec<_> = rows.iter().map(|row| row.contract_id).collect();
    let contracts = contracts_by_id(conn, &contracts).await?;
    let known = guarantees_of(conn, contracts.values().map(|contract| &contract.row)).await?;
    // What stands against a contract is known of now alone.
    let present = when.as_of >= now && when.known_at >= now;
    let shown = |row: &ContractLineRow| {
        let contract = contracts.get(&row.contract_id)?;
        let balance = in_force(*balances.get(&row.id)?, row, contract, when);
        let condition = present
            .then(|| {
                let day = jakarta_date(now);
                known.gate(&contract.row, day).condition(day)
            })
            .flatten();
        let forms = forms_view(row, forms.get(&row.id).into_iter().flatten());
        Some(view(row, (balance, forms), when, contract.row.terms_position, condition))
    };
    Ok(rows.iter().filter_map(shown).collect())
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

/// What was accepted by form, in order of the codes.
fn forms_view<'f>(
    row: &ContractLineRow,
    forms: impl Iterator<Item = (&'f Option<String>, &'f AcceptedForm)>,
) -> Vec<AcceptedFormView> {
    let figure = |base: i128| signed_value(base, row.unit);
    let view = |(form, figures): (&Option<String>, &AcceptedForm)| AcceptedFormView {
        form_code: form.clone().unwrap_or_else(|| row.form_code.clone()),
        quantity: figure(figures.accepted),
        counted: figure(figures.counted),
    };
    let mut views: Vec<AcceptedFormView> = forms.map(view).collect();
    views.sort_by(|one, other| one.form_code.cmp(&other.form_code));
    views
}

fn view(
    row: &ContractLineRow,
    (balance, accepted_by_form): (Balance, Vec<AcceptedFormView>),
    when: When,
    terms_position: i64,
    condition: Option<Condition>,
) -> ContractLineBalanceView {
    let figure = |base: i128| signed_value(base, balance.unit);
    let callable = match &condition {
        Some(_) => Some(balance.callable.map_or(0, |callable| callable.min(0))),
        None => balance.callable,
    };
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
        accepted_by_form,
        open: figure(balance.open),
        in_transit: figure(balance.in_transit),
        limit: balance.limit.map(figure),
        callable: callable.map(figure),
        receivable: balance.receivable.map(figure),
        remaining: balance.remaining.map(figure),
        condition: condition.map(Into::into),
        terms_position,
    }
}
