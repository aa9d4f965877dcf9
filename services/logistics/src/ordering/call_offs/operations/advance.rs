//! The plain steps of an order; where its amounts are taken anew, guarantee and balance are judged.

use std::collections::BTreeMap;
use std::slice;

use api_types::{Check, TransitionRequest};
use chrono::NaiveDate;
use domain::logistics::{CallOffEvent, CallOffState, check_call_off, check_close_short};
use domain::shared::{
    Bilingual, CallOffId, ContractLineId, Invalid, Refusal, RefusalCode, Unmet, jakarta_date,
};
use service::{Error, OccurredAt, ReadUp, Tx};
use web::{Command, Reply, Transition};

use crate::context::Context;
use crate::ordering::balances::{goods_on_the_road, judged};
use crate::ordering::call_offs::order::Order;
use crate::ordering::call_offs::queries;
use crate::ordering::call_offs::rows::CallOffLineRow;
use crate::ordering::guarantee::{expect_fresh, judge_order, judge_shipment};
use crate::ordering::lock_lines;
use crate::ordering::queries::causes::{activation, last_of_goods};
use crate::ordering::value::judge_ordered;
use crate::outside::{Contract, ContractLineRow, contracts_by_id, lines_by_id};
use crate::settling::expect_no_identity_claim;

use super::forms::freeze_yields;
use super::goods::expect_priced;
use super::holds::expect_held;
use super::reply;
use super::shelves::expect_shelved;

/// Moves an order by a plain step; 200.
pub(in crate::ordering::call_offs) async fn advance_call_off<O: Transition<State = CallOffState>>(
    context: &Context,
    id: CallOffId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let (body, read_up) = (command.body, ReadUp::of("catalog"));
    context
        .core
        .write(command.meta, async move |tx| {
            let mut order = queries::lock_order(tx.conn, tx.caller(), id).await?;
            let mut step = tx.begin(&order, O::EVENT, &body).await?;
            if takes_holds(O::EVENT, &order) {
                // What is held may have been given back.
                read_up.first(id)?;
            }
            let terms = order.terms(tx.conn).await?;
            match O::EVENT {
                CallOffEvent::Cancel => note_cancellation(&mut order, &body, step.occurred)?,
                event => take_effect(tx, &mut order, &terms, event, &mut step.occurred).await?,
            }
            tx.finish(&mut order, step).await?;
            reply(tx, order, &terms).await
        })
        .await
}

/// Whether an event rests on holds that the order names.
fn takes_holds(event: CallOffEvent, order: &Order) -> bool {
    matches!(event, CallOffEvent::Issue | CallOffEvent::Accept | CallOffEvent::AcceptCounter)
        && order.lines.iter().any(|line| line.hold_id.is_some())
}

/// What an event asks for and changes besides the state.
async fn take_effect(
    tx: &mut Tx<'_>,
    order: &mut Order,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
    event: CallOffEvent,
    occurred: &mut OccurredAt,
) -> Result<(), Error> {
    match event {
        CallOffEvent::Issue => {
            occurred.after(&activation(order))?;
            let caller = tx.caller().clone();
            expect_no_identity_claim(tx.conn, &caller, order.row.supplier_id).await?;
            judge_guarantee(tx, order, occurred).await?;
            let counts = occurred.counts(tx.now);
            order.row.issued_at = Some(tx.now);
            order.row.issue_said_at = Some(occurred.at);
            order.row.priced_at = Some(counts);
            let (contract, terms) = locked_terms(tx, order, terms).await?;
            freeze(tx, order, &terms, jakarta_date(counts)).await?;
            judge_balance(tx, order, (&contract, &terms), *occurred).await?;
            expect_held(tx.conn, &contract, &order.lines, &terms).await?;
            expect_priced(&order.lines, &terms, counts, tx.now)?;
            expect_shelved(tx.conn, order, &terms, (counts, tx.now)).await
        }
        CallOffEvent::Accept => {
            expect_fresh(tx.conn, tx.now).await?;
            // The buyer asked while the contract took orders: what is left to judge is whether the goods may leave.
            judge_shipment(tx.conn, slice::from_ref(order), occurred.day()).await?;
            expect_held(tx.conn, &order.contract, &order.lines, terms).await
        }
        CallOffEvent::AcceptCounter => {
            judge_guarantee(tx, order, occurred).await?;
            queries::take_proposal(tx.conn, order.row.id).await?;
            // What was proposed is agreed from now on.
            let agreed = order.row.proposed_delivery_date.take();
            order.row.agree_on(agreed);
            order.lines = queries::lines_of(tx.conn, &[order.row.id]).await?;
            let (contract, terms) = locked_terms(tx, order, terms).await?;
            expect_held(tx.conn, &contract, &order.lines, &terms).await?;
            let priced = order.row.priced_at.unwrap_or(tx.now);
            expect_shelved(tx.conn, order, &terms, (priced, tx.now)).await?;
            judge_balance(tx, order, (&contract, &terms), *occurred).await
        }
        CallOffEvent::Close | CallOffEvent::CloseShort => {
            check_ending(tx, order).await?;
            Ok(occurred.after(&last_of_goods(tx.conn, order.row.id).await?)?)
        }
        _ => Ok(()),
    }
}

/// From now on its lines count by the yields of the day by which its price counts.
async fn freeze(
    tx: &mut Tx<'_>,
    order: &mut Order,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
    day: NaiveDate,
) -> Result<(), Error> {
    freeze_yields(tx.conn, &mut order.lines, terms, day).await?;
    for line in order.lines.iter().filter(|line| line.form_code.is_some()) {
        queries::set_yield(tx.conn, line).await?;
    }
    Ok(())
}

/// An order ends while none of its goods are on the road.
async fn check_ending(tx: &mut Tx<'_>, order: &Order) -> Result<(), Error> {
    let on_the_road = goods_on_the_road(tx.conn, order.row.id).await?;
    let of = |line: &CallOffLineRow| {
        let base = on_the_road.get(&line.id).copied().unwrap_or_default();
        (line.id, i128::from(base), line.unit)
    };
    Ok(check_close_short(&order.lines.iter().map(of).collect::<Vec<_>>())?)
}

/// A supplier who has accepted an order is told why it is withdrawn.
fn note_cancellation(
    order: &mut Order,
    request: &TransitionRequest,
    occurred: OccurredAt,
) -> Result<(), Error> {
    let accepted = order.row.state == CallOffState::Accepted;
    let note = request.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    let mut check = Check::new();
    check.require(note.is_some() || !accepted, || {
        Invalid::new(
            "/note",
            "required",
            "Pemasok sudah menerima pesanan ini; jelaskan kepadanya mengapa pesanan dibatalkan.",
            "The supplier has accepted this order; explain to it why the order is cancelled.",
        )
    });
    check.finish()?;
    order.row.cancelled_at = Some(occurred.at);
    order.row.cancellation_reason_code.clone_from(&request.reason_code);
    order.row.cancellation_note = note.map(str::to_owned);
    order.row.cancelled_after_acceptance = accepted;
    Ok(())
}

/// Whether the contract takes orders on the day this one is of; notes the position of the terms it was judged by.
pub(super) async fn judge_guarantee(
    tx: &mut Tx<'_>,
    order: &mut Order,
    occurred: &OccurredAt,
) -> Result<(), Error> {
    expect_fresh(tx.conn, tx.now).await?;
    order.row.terms_position = Some(judge_order(tx.conn, &order.contract, occurred.day()).await?);
    Ok(())
}

/// The goods are wanted while the contract holds, also by a shorter period that is proposed or was signed since the order was
/// written.
pub(super) fn expect_delivered_in_time(tx: &Tx<'_>, order: &Order, contract: &Contract) -> Result<(), Error> {
    let date = order.row.requested_delivery_date;
    let period = contract.row.delivers_on(date, tx.today());
    if period.contains(date) {
        return Ok(());
    }
    let how = Bilingual::new(
        "Tulis pesanan baru dengan tanggal kirim dalam jangka waktu kontrak.",
        "Write a new order with a day of delivery within the period of the contract.",
    );
    let unmet = Unmet::new("delivery_within_contract", &order.row.number, date, &period, how);
    Err(Refusal::rule(RefusalCode::CallOffNotAllowed, vec![unmet]).into())
}

/// The contract and the terms of its lines as they are under the lock: they may have changed until it was had.
pub(super) async fn locked_terms(
    tx: &mut Tx<'_>,
    order: &Order,
    before: &BTreeMap<ContractLineId, ContractLineRow>,
) -> Result<(Contract, BTreeMap<ContractLineId, ContractLineRow>), Error> {
    lock_lines(tx.conn, slice::from_ref(order)).await?;
    let id = order.row.contract_id;
    let contract = contracts_by_id(tx.conn, &[id]).await?.remove(&id).ok_or(Error::NotFound)?;
    let terms = lines_by_id(tx.conn, &before.keys().copied().collect::<Vec<_>>()).await?;
    Ok((contract, terms))
}

/// Whether the order's lines fit into what is callable and into the value of the contract by the terms of the day it is of. They
/// must not be open when this is asked: the sums are read in a statement after the lock.
pub(super) async fn judge_balance(
    tx: &mut Tx<'_>,
    order: &Order,
    (contract, terms): (&Contract, &BTreeMap<ContractLineId, ContractLineRow>),
    occurred: OccurredAt,
) -> Result<(), Error> {
    expect_delivered_in_time(tx, order, contract)?;
    let day = occurred.day();
    let balances = judged(tx.conn, terms, (day, day)).await?;
    let asked: Vec<_> = order.lines.iter().filter_map(CallOffLineRow::waits_for).collect();
    // An amendment that was signed, or given up, may be on its way here.
    check_call_off(&balances, &asked).map_err(|refusal| Error::behind("agreement", refusal))?;
    judge_ordered(tx, order, contract, terms, occurred).await
}
