//! Balances as they are shown.

use std::collections::BTreeMap;

use api_types::logistics::{AcceptedFormView, BalancePeriodView, ContractLineBalanceView, ContractValueView};
use api_types::shown_price;
use chrono::{DateTime, Utc};
use db::Connection;
use domain::logistics::{Balance, Condition, ContractValue, LineFacts, TakenOn, signed_value};
use domain::shared::{LinePrice, Money, jakarta_date};
use service::Error;
use web::Caller;

use super::queries::{AcceptedForm, Balances, When, values as values_now, values_at};
use crate::outside::{Contract, ContractLineRow, PeriodSays, contracts_by_id, guarantees_of};

/// The views of contract lines whose balances at a point of both times are at hand, in the same order, for a caller.
pub(super) async fn views(
    conn: &mut Connection,
    caller: &Caller,
    rows: &[ContractLineRow],
    balances: &Balances,
    (when, now): (When, DateTime<Utc>),
) -> Result<Vec<ContractLineBalanceView>, Error> {
    let contracts: Vec<_> = rows.iter().map(|row| row.contract_id).collect();
    let contracts = contracts_by_id(conn, &contracts).await?;
    let mut values = BTreeMap::new();
    if caller.reads_prices() {
        let rows: Vec<_> = contracts.values().map(|contract| &contract.row).collect();
        values = match (when.as_of, when.known_at) == (now, now) {
            true => values_now(conn, &rows, jakarta_date(now)).await?,
            false => values_at(conn, &rows, when).await?,
        };
    }
    let known = guarantees_of(conn, contracts.values().map(|contract| &contract.row)).await?;
    // What stands against a contract is known of now alone.
    let present = when.as_of >= now && when.known_at >= now;
    let mut shown = Vec::new();
    for row in rows {
        let Some((contract, balance)) = contracts.get(&row.contract_id).zip(balances.of.get(&row.id)) else {
            continue;
        };
        let balance = in_force(*balance, row, contract, when);
        let condition = present
            .then(|| {
                let day = jakarta_date(now);
                known.gate(&contract.row, day).condition(day)
            })
            .flatten();
        let value =
            values.get(&row.contract_id).map(|value| value_view(value_in_force(*value, contract, when)));
        let taken = balances.taken.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        let price = caller.reads_prices().then(|| row.price_at(when.as_of, when.known_at)).transpose()?;
        shown.push(ContractLineBalanceView {
            value,
            periods: period_views(row, when, taken),
            accepted_by_form: forms_view(row, balances.forms.get(&row.id).into_iter().flatten()),
            ..view((row, price), balance, when, contract.row.terms_position, condition)
        });
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

/// The value under the terms that were in force.
fn value_in_force(value: ContractValue, contract: &Contract, when: When) -> ContractValue {
    if !contract.row.commits_at(when.as_of, when.known_at) {
        return ContractValue { limit: value.limit.map(|_| 0), cap: None, ..value };
    }
    if contract.row.has_ended_at(when.as_of, when.known_at) { value.ended() } else { value }
}

fn value_view(value: ContractValue) -> ContractValueView {
    // A limit is far below 64 bits, and what was taken without one is shown up to them.
    let shown = |rupiah: i128| {
        Money(i64::try_from(rupiah).unwrap_or(if rupiah < 0 { i64::MIN } else { i64::MAX })).into()
    };
    ContractValueView {
        limit: value.limit.map(shown),
        ordering_cap: value.cap.map(shown),
        accepted: shown(value.accepted),
        open: shown(value.open),
        left: value.left().map(shown),
    }
}

/// What a share line commits period by period.
fn period_views(row: &ContractLineRow, when: When, taken: &[TakenOn]) -> Vec<BalancePeriodView> {
    let day = jakarta_date(when.as_of);
    let periods = row.periods_at(day, when.known_at).unwrap_or_default().into_iter();
    let shown = |one: PeriodSays| {
        let counted = one.counted();
        let lapsed = if row.lapses() { counted.lapsed(taken, day) } else { 0 };
        BalancePeriodView {
            quantity: signed_value(counted.quantity.into(), row.unit),
            begun: counted.begun(day),
            lapsed: signed_value(lapsed.into(), row.unit),
            period: one.period,
            from_date: one.from_date,
            until_date: one.until_date,
        }
    };
    periods.filter(|one| one.quantity_base > 0).map(shown).collect()
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
        accepted_by_form: Vec::new(),
        open: figure(balance.open),
        in_transit: figure(balance.in_transit),
        limit: balance.limit.map(figure),
        callable: callable.map(figure),
        receivable: balance.receivable.map(figure),
        remaining: balance.remaining.map(figure),
        value: None,
        price,
        price_rule,
        price_basis: said.map(|said| said.basis),
        condition: condition.map(Into::into),
        terms_position,
        periods: Vec::new(),
    }
}
