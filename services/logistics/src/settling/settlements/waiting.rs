//! What waits in statements: for each side to confirm them, and for the buyer to pay them.

use db::Connection;
use domain::logistics::{PaymentTerm, SettlementState, due_date};
use domain::shared::{Dated, Money, Role, SettlementId, jakarta_date};
use service::work_items::{After, Found, Item, Task, Wanted};
use service::{Error, dated};

use super::queries::Paid;
use super::rows::{ConsentRow, SettlementRow, side_of};
use super::{queries, statement};
use crate::outside::short_names;

/// A statement, what it waits for from the caller, and the other side's name.
struct Candidate {
    row: SettlementRow,
    task: Option<Task>,
    counterpart: Option<String>,
}

/// The statements that wait for the caller's party, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let mut states = wanted.states::<SettlementState>();
    states.extend(wanted.answered_in::<SettlementState>());
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let terms = dated::rules::<PaymentTerm>(conn).await?;
    let load = async |after| {
        let me = wanted.caller.party();
        let rows = queries::list_waiting(conn, me, &states, after, wanted.limit).await?;
        candidates(conn, wanted, rows).await
    };
    let place = |one: &Candidate| After { at: one.row.updated_at, id: one.row.id };
    wanted.gather(load, place, |one| item(wanted, one, &terms)).await
}

async fn candidates(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    rows: Vec<SettlementRow>,
) -> Result<Vec<Candidate>, Error> {
    let me = wanted.caller.party();
    let other = |row: &SettlementRow| if row.supplier_id == me { row.buyer_id } else { row.supplier_id };
    let others: Vec<_> = rows.iter().map(other).collect();
    let names = short_names(conn, &others).await?;
    let ids: Vec<SettlementId> = rows.iter().map(|row| row.id).collect();
    let paid = queries::paid_of(conn, &ids).await?;
    let given = queries::consents_of(conn, &ids).await?;
    let mut candidates = Vec::new();
    for row in rows {
        let task = match row.state {
            SettlementState::Confirmed => to_pay(wanted, &row, &paid),
            _ => to_confirm(conn, wanted, &row, &given).await?,
        };
        candidates.push(Candidate { task, counterpart: names.get(&other(&row)).cloned(), row });
    }
    Ok(candidates)
}

/// Whether the buyer has something to pay that it has not said to have paid.
fn to_pay(wanted: &Wanted<'_>, row: &SettlementRow, paid: &Paid) -> Option<Task> {
    let owed = paid.owed(row.id, Money(row.total_rupiah.unwrap_or(0)), Money(0));
    let buys = row.buyer_id == wanted.caller.party();
    let task = wanted.answer(row.state, "create_payment", |role| buys && role == Role::Buyer)?;
    (owed.payable() > 0).then_some(task)
}

/// Whether the caller's side has not yet said yes to the present text. A machine never does.
async fn to_confirm(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    row: &SettlementRow,
    given: &[ConsentRow],
) -> Result<Option<Task>, Error> {
    let side = side_of(wanted.caller, row.supplier_id, row.buyer_id);
    let Some((side, acting)) = side.filter(|_| !wanted.caller.is_machine()) else { return Ok(None) };
    let Some(task) = wanted.task(row.state, |role| role == acting) else { return Ok(None) };
    let said =
        |one: &ConsentRow| one.settlement_id == row.id && one.round == row.round && one.given_by == side;
    if !given.iter().any(said) {
        return Ok(Some(task));
    }
    // It said yes to some text; whether to this one is known once it is computed.
    let settlement = statement::whole(conn, row.clone()).await?;
    let said = settlement.consents.iter().any(|one| one.given_by == side);
    Ok((!said).then_some(task))
}

fn item(wanted: &Wanted<'_>, one: &Candidate, terms: &[Dated<PaymentTerm>]) -> Option<Found> {
    let row = &one.row;
    let due = row.due_date.unwrap_or_else(|| due_date(terms, row.buyer_id, jakarta_date(row.created_at)));
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: format!("{} ({})", row.number, row.month_code()),
        counterpart: one.counterpart.clone(),
        since: row.updated_at,
        due: Some(due),
    };
    Some(wanted.view(item, one.task?))
}
