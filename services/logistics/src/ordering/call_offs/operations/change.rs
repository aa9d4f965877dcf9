//! Changes of accepted orders: one side proposes, the other answers, and the order goes on as it is meanwhile.

use std::collections::BTreeMap;

use api_types::logistics::{ChangeLineRequest, ProposeChangeRequest, check_windows};
use api_types::{Check, TransitionRequest};
use domain::logistics::{
    CallOffChangeState, CallOffEvent, CallOffState, ChangedLine, check_change_open, check_changed,
};
use domain::shared::{CallOffId, CallOffLineId, ContractLineId, Invalid};
use service::{Error, OccurredAt, Tx};
use web::{Command, Reply, Transition};

use super::advance::{expect_delivered_in_time, judge_balance, judge_guarantee, locked_terms};
use super::counter::read_amount;
use super::delivery::check_delivery;
use super::holds::expect_held;
use super::reply;
use super::shelves::expect_shelved;
use crate::context::Context;
use crate::ordering::call_offs::access::op;
use crate::ordering::call_offs::order::Order;
use crate::ordering::call_offs::queries::{self, changes};
use crate::ordering::call_offs::rows::{Change, ChangeLineRow, ChangeRow, stored_windows};
use crate::ordering::fulfilment::complete;
use crate::ordering::queries::limits::used_of;
use crate::outside::ContractLineRow;
use crate::settling::expect_no_identity_claim;

/// Proposes a change of an accepted order; 200.
pub(in crate::ordering::call_offs) async fn propose_call_off_change(
    context: &Context,
    id: CallOffId,
    command: Command<op::ProposeCallOffChange, ProposeChangeRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut order = queries::lock_order(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&order, op::ProposeCallOffChange::EVENT, &body.circumstances()).await?;
            check_change_open(&order.row.number, order.row.change_by.is_some(), false)?;
            let change = proposed(tx, &order, &body, step.occurred).await?;
            let terms = order.terms(tx.conn).await?;
            check_changed(&changed_lines(tx, &order, &change.lines, &terms).await?)?;
            changes::insert_change(tx.conn, &change).await?;
            order.row.change_by = Some(change.row.proposed_by);
            tx.finish(&mut order, step).await?;
            reply(tx, order, &terms).await
        })
        .await
}

/// Reads what is proposed.
async fn proposed(
    tx: &Tx<'_>,
    order: &Order,
    body: &ProposeChangeRequest,
    occurred: OccurredAt,
) -> Result<Change, Error> {
    let mut check = Check::new();
    check.length("/lines", &body.lines, 0..=100);
    let says = !body.lines.is_empty() || body.delivery_date.is_some() || body.delivery_windows.is_some();
    check.require(says, || {
        Invalid::new(
            "/lines",
            "nothing-proposed",
            "Usulkan hari lain (`delivery_date`), jam lain (`delivery_windows`) atau jumlah lain (`lines`).",
            "Propose another day (`delivery_date`), other hours (`delivery_windows`) or other amounts (`lines`).",
        )
    });
    if let Some(date) = body.delivery_date {
        check_delivery(tx, &mut check, "/delivery_date", date, &order.contract).await?;
    }
    let wanted = body.delivery_date.unwrap_or(order.row.requested_delivery_date);
    if let Some(windows) = &body.delivery_windows {
        check_windows(&mut check, "/delivery_windows", wanted, windows);
    }
    let id = tx.new_id();
    let mut amounts = BTreeMap::new();
    for (index, line) in body.lines.iter().enumerate() {
        read_line(&mut check, &format!("/lines/{index}"), order, line, &mut amounts);
    }
    check.finish()?;
    let line = |(line, base): (CallOffLineId, i64)| ChangeLineRow {
        change_id: id,
        call_off_line_id: line,
        proposed_base: base,
        replaced_base: None,
    };
    let row = ChangeRow {
        id,
        call_off_id: order.row.id,
        proposed_by: tx.caller().party(),
        state: CallOffChangeState::Proposed,
        proposed_at: occurred.at,
        delivery_date: body.delivery_date,
        delivery_windows: body.delivery_windows.as_deref().map(stored_windows).transpose()?,
        reason_code: body.reason_code.clone(),
        note: body.note.clone(),
        answered_at: None,
        answer_recorded_at: None,
        answer_note: None,
    };
    Ok(Change { row, lines: amounts.into_iter().map(line).collect() })
}

/// Another amount of a line of the order, once.
fn read_line(
    check: &mut Check,
    pointer: &str,
    order: &Order,
    asked: &ChangeLineRequest,
    amounts: &mut BTreeMap<CallOffLineId, i64>,
) {
    let at = format!("{pointer}/call_off_line_id");
    let Some(line) = order.lines.iter().find(|line| line.id == asked.call_off_line_id) else {
        let (id, en) = ("Pilih baris dari pesanan ini.", "Choose a line of this order.");
        return check.push(Invalid::new(at, "unknown-line", id, en));
    };
    let Some(base) = read_amount(check, pointer, line, &asked.quantity) else { return };
    check.require(base != line.ordered_base, || {
        Invalid::new(
            format!("{pointer}/quantity"),
            "unchanged",
            "Jumlah ini sudah dipesan; sebutkan hanya baris yang jumlahnya berubah.",
            "This is what is ordered already; name only lines whose amounts change.",
        )
    });
    check.require(amounts.insert(line.id, base).is_none(), || {
        Invalid::new(
            at,
            "repeated",
            "Setiap baris hanya dapat diusulkan satu kali.",
            "Each line can be proposed once.",
        )
    });
}

/// Answers or withdraws a change; 200.
pub(in crate::ordering::call_offs) async fn answer_call_off_change<O: Transition<State = CallOffState>>(
    context: &Context,
    id: CallOffId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut order = queries::lock_order(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&order, O::EVENT, &body).await?;
            let open = changes::open_changes(tx.conn, &[id]).await?.remove(&id);
            check_change_open(&order.row.number, open.is_some(), true)?;
            let mut change = open.ok_or(Error::NotFound)?;
            let terms = order.terms(tx.conn).await?;
            change.row.state = match O::EVENT {
                CallOffEvent::RefuseChange => CallOffChangeState::Refused,
                CallOffEvent::WithdrawChange => CallOffChangeState::Withdrawn,
                _ => {
                    put_in_force(tx, &mut order, &mut change, &terms, step.occurred).await?;
                    CallOffChangeState::Accepted
                }
            };
            change.row.answered_at = Some(step.occurred.at);
            change.row.answer_recorded_at = Some(tx.now);
            change.row.answer_note.clone_from(&body.note);
            changes::answer_change(tx.conn, &change.row).await?;
            order.row.change_by = None;
            let occurred = step.occurred;
            tx.finish(&mut order, step).await?;
            complete(tx, &mut order, occurred).await?;
            reply(tx, order, &terms).await
        })
        .await
}

/// What was proposed is agreed from now on. Where more is ordered, it is judged as a new order is.
async fn put_in_force(
    tx: &mut Tx<'_>,
    order: &mut Order,
    change: &mut Change,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
    occurred: OccurredAt,
) -> Result<(), Error> {
    let lines = changed_lines(tx, order, &change.lines, terms).await?;
    check_changed(&lines)?;
    let more = lines.iter().any(ChangedLine::increases);
    if more {
        let caller = tx.caller().clone();
        expect_no_identity_claim(tx.conn, &caller, order.row.supplier_id).await?;
        judge_guarantee(tx, order, &occurred).await?;
    }
    for line in &mut change.lines {
        line.replaced_base = lines.iter().find(|one| one.id == line.call_off_line_id).map(|one| one.ordered);
    }
    changes::put_in_force(tx.conn, &change.lines).await?;
    order.row.agree_on(change.row.delivery_date);
    if let Some(windows) = &change.row.delivery_windows {
        order.row.delivery_windows.clone_from(windows);
    }
    if more {
        queries::set_aside(tx.conn, order.row.id).await?;
    }
    order.lines = queries::lines_of(tx.conn, &[order.row.id]).await?;
    let (contract, terms) = locked_terms(tx, order, terms).await?;
    if change.row.delivery_date.is_some() {
        expect_delivered_in_time(tx, order, &contract)?;
        expect_shelved(tx.conn, order, &terms, (order.row.priced_at.unwrap_or(tx.now), tx.now)).await?;
    }
    if more {
        expect_held(tx.conn, &contract, &order.lines, &terms).await?;
        judge_balance(tx, order, (&contract, &terms), occurred).await?;
    }
    Ok(())
}

/// The lines whose amounts change, with what their change is judged by.
async fn changed_lines(
    tx: &mut Tx<'_>,
    order: &Order,
    changes: &[ChangeLineRow],
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
) -> Result<Vec<ChangedLine>, Error> {
    let named = |line: &CallOffLineId| changes.iter().find(|change| change.call_off_line_id == *line);
    let lines: Vec<_> = order.lines.iter().filter(|line| named(&line.id).is_some()).collect();
    let used = used_of(tx.conn, &lines).await?;
    let (priced, now) = (order.row.priced_at.unwrap_or(tx.now), tx.now);
    let mut changed = Vec::new();
    for line in lines {
        let (Some(change), Some(terms)) = (named(&line.id), terms.get(&line.contract_line_id)) else {
            continue;
        };
        changed.push(ChangedLine {
            id: line.id,
            unit: line.unit,
            ordered: line.ordered_base,
            proposed: change.proposed_base,
            used: used.get(&line.id).copied().unwrap_or_default(),
            price_in_force: terms.price_at(priced, now)? == terms.price_at(now, now)?,
            lapses: terms.lapses(),
        });
    }
    Ok(changed)
}
