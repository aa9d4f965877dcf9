//! Orders as they are shown.

use std::collections::BTreeMap;

use api_types::logistics::{
    CallOffLineView, CallOffView, CancellationView, CountedView, Destination, WirePacks,
};
use api_types::shown_price;
use chrono::NaiveDate;
use db::Connection;
use domain::agreement::AuthenticityCode;
use domain::logistics::Condition;
use domain::shared::{CallOffId, ContractLineId, Quantity, Unit};
use futures_util::future::try_join;
use service::Error;
use web::{Caller, Etag};

use super::order::Order;
use super::queries::changes::open_changes;
use super::rows::{CallOffLineRow, Change, told_windows};
use crate::ordering::Prices;
use crate::ordering::guarantee::conditions;
use crate::outside::{ContractLineRow, lines_by_id};

/// An order as it is shown, with the ETag of that.
pub(super) struct Shown {
    /// Its version, and a mark of what is derived beside it.
    pub(super) etag: Etag,
    /// What is shown.
    pub(super) view: CallOffView,
}

/// The views of orders, in the same order; a few statements, however many there are.
pub(super) async fn views(
    conn: &Connection,
    caller: &Caller,
    orders: Vec<Order>,
    day: NaiveDate,
) -> Result<Vec<CallOffView>, Error> {
    let terms: Vec<_> =
        orders.iter().flat_map(|order| &order.lines).map(|line| line.contract_line_id).collect();
    let (terms, conditions) = try_join(lines_by_id(conn, &terms), conditions(conn, &orders, day)).await?;
    let prices = prices(conn, caller, &terms, &orders).await?;
    let mut changes = changes(conn, &orders).await?;
    let shown = orders.into_iter().zip(conditions);
    shown
        .map(|(order, condition)| {
            let change = changes.remove(&order.row.id);
            Ok(view(order, &terms, prices.as_ref(), (condition, change))?.view)
        })
        .collect()
}

/// The changes of orders that go on, which wait for their answers.
async fn changes(conn: &Connection, orders: &[Order]) -> Result<BTreeMap<CallOffId, Change>, Error> {
    let waits = |order: &&Order| order.row.change_by.is_some() && order.row.state.may_ship();
    let ids: Vec<CallOffId> = orders.iter().filter(waits).map(|order| order.row.id).collect();
    open_changes(conn, &ids).await
}

/// The prices of orders, for who reads them.
async fn prices<'l>(
    conn: &Connection,
    caller: &Caller,
    terms: &'l BTreeMap<ContractLineId, ContractLineRow>,
    orders: &[Order],
) -> Result<Option<Prices<'l>>, Error> {
    if !caller.reads_prices() {
        return Ok(None);
    }
    let ids: Vec<_> = orders.iter().map(|order| order.row.id).collect();
    Prices::of(conn, terms, &ids).await.map(Some)
}

/// One order as it is shown, where its terms are at hand.
pub(super) async fn shown(
    conn: &Connection,
    caller: &Caller,
    order: Order,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
    day: NaiveDate,
) -> Result<Shown, Error> {
    let orders = std::slice::from_ref(&order);
    let condition = conditions(conn, orders, day).await?.pop().flatten();
    let prices = prices(conn, caller, terms, orders).await?;
    let change = changes(conn, orders).await?.remove(&order.row.id);
    view(order, terms, prices.as_ref(), (condition, change))
}

fn view(
    order: Order,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
    prices: Option<&Prices<'_>>,
    (condition, change): (Option<Condition>, Option<Change>),
) -> Result<Shown, Error> {
    let change = change.map(|change| change.view(&order)).transpose()?;
    // A draft is of no text yet.
    let prices = prices.filter(|_| order.row.issued_at.is_some());
    let etag = order.shown_etag(condition.as_ref());
    let Order { row, lines, contract } = order;
    let view = CallOffView {
        etag: etag.to_string(),
        condition: condition.map(Into::into),
        cancellation: row.cancelled_at.map(|cancelled_at| CancellationView {
            cancelled_at,
            after_acceptance: row.cancelled_after_acceptance,
            reason_code: row.cancellation_reason_code,
            note: row.cancellation_note,
        }),
        id: row.id,
        number: row.number,
        authenticity_code: AuthenticityCode::of_call_off(row.id).to_string(),
        contract_id: row.contract_id,
        contract_number: contract.row.number,
        agreement_id: contract.row.agreement_id,
        supplier_id: row.supplier_id,
        buyer_id: row.buyer_id,
        state: row.state,
        external_reference: row.external_reference,
        requested_delivery_date: row.requested_delivery_date,
        proposed_delivery_date: row.proposed_delivery_date,
        delivery_windows: told_windows(&row.delivery_windows)?,
        change,
        destination: Destination {
            name: row.destination_name,
            region_code: row.destination_region_code,
            address: row.destination_address,
        },
        lines: lines
            .iter()
            .map(|line| line_view(line, terms.get(&line.contract_line_id), prices, contract.row.valid_from))
            .collect::<Result<_, _>>()?,
        note: row.note,
        terms_position: row.terms_position,
        issued_at: row.issued_at,
        priced_at: row.priced_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Ok(Shown { etag, view })
}

fn line_view(
    line: &CallOffLineRow,
    terms: Option<&ContractLineRow>,
    prices: Option<&Prices<'_>>,
    first_text: NaiveDate,
) -> Result<CallOffLineView, Error> {
    let said =
        prices.map(|prices| prices.price(line.call_off_id, line.contract_line_id)).transpose()?.flatten();
    let (price, price_rule) = said.as_ref().map_or((None, None), |said| shown_price(&said.rule));
    let listed = said.as_ref().zip(line.variant_id).and_then(|(said, id)| said.rule.of_variant(id));
    let text_from = prices.and_then(|prices| prices.text_from(line.call_off_id, line.contract_line_id));
    let quantity = |base| Quantity::from_stored(base, line.unit).into();
    let open = if line.open { line.ordered_base - line.accepted_base } else { 0 };
    let of_line = || terms.map(|terms| terms.form_code.clone()).unwrap_or_default();
    Ok(CallOffLineView {
        id: line.id,
        number: line.number,
        contract_line_id: line.contract_line_id,
        commodity_code: terms.map(|terms| terms.commodity_code.clone()).unwrap_or_default(),
        form_code: line.form_code.clone().unwrap_or_else(of_line),
        counted: terms.and_then(|terms| counted(line, terms)),
        quantity: quantity(line.ordered_base),
        packs: packs(line),
        proposed_quantity: line.proposed_base.map(quantity),
        accepted: quantity(line.accepted_base),
        open: quantity(open.max(0)),
        // Read from a u16; never negative.
        over_tolerance_bp: u16::try_from(line.over_tolerance_bp).unwrap_or_default(),
        variant_id: line.variant_id,
        grade: line.grade.clone(),
        hold_id: line.hold_id,
        price: price.or(listed.map(Into::into)),
        price_rule,
        price_from_date: said.as_ref().map(|_| text_from.unwrap_or(first_text)),
        price_basis: said.map(|said| said.basis),
    })
}

/// What a line of another form counts as, in the unit of its contract line.
fn counted(line: &CallOffLineRow, terms: &ContractLineRow) -> Option<CountedView> {
    let told = |base| Quantity::from_stored(line.counted(base).quantity.base(), terms.unit).into();
    let draw = line.draw();
    Some(CountedView {
        by: line.conversion(terms)?,
        quantity: told(draw.ordered()),
        accepted: told(draw.accepted()),
        open: told(if line.open { draw.open() } else { 0 }),
    })
}

fn packs(line: &CallOffLineRow) -> Option<WirePacks> {
    let content: (i64, Unit) = (line.pack_content_base?, line.pack_content_unit?);
    Some(WirePacks {
        count: line.pack_count?,
        kind: line.pack_kind?,
        content: Quantity::from_stored(content.0, content.1).into(),
    })
}
