//! What waits in receipts: for the buyer until they are posted and where the supplier objects, for the supplier its answer.

use db::{Connection, history};
use diesel::dsl::not;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::{ReceiptEvent, ReceiptState};
use domain::shared::{CallOffId, Id as _, ReceiptId, Unmet, jakarta_date};
use service::work_items::{After, Found, Item, Task, Wanted};
use service::{Error, dated};

use super::answers::is_barred;
use super::rows::{ReceiptRow, sells};
use crate::outside::short_names;
use crate::schema::{receipt, receipt_line, shipment_item};
use crate::settling::expect_unpaid;

/// A receipt, what it waits for from the caller, and the orders it follows from.
struct Candidate {
    row: ReceiptRow,
    task: Option<Task>,
    orders: Vec<CallOffId>,
    counterpart: Option<String>,
    /// What its operation would be refused for.
    blocked: Vec<Unmet>,
}

/// The receipts that wait for the caller's party and not for another person of it, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let load = async |after| {
        let rows = load(conn, wanted, after).await?;
        candidates(conn, wanted, rows).await
    };
    let place = |one: &Candidate| After { at: one.row.updated_at, id: one.row.id };
    wanted.gather(load, place, |one| item(wanted, one)).await
}

async fn candidates(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    rows: Vec<ReceiptRow>,
) -> Result<Vec<Candidate>, Error> {
    let me = wanted.caller.party();
    let others: Vec<_> = rows.iter().flat_map(|row| [row.supplier_id, row.buyer_id]).collect();
    let names = short_names(conn, &others).await?;
    let ids: Vec<ReceiptId> = rows.iter().map(|row| row.id).collect();
    let orders: Vec<(ReceiptId, CallOffId)> = receipt_line::table
        .filter(receipt_line::receipt_id.eq_any(&ids))
        .select((receipt_line::receipt_id, receipt_line::call_off_id))
        .distinct()
        .load(conn)
        .await?;
    let subjects: Vec<_> = ids.iter().map(|id| id.uuid()).collect();
    let inspected = history::actors_of_all(conn, &subjects, ReceiptEvent::Inspect.label()).await?;
    let rules = dated::rules(conn).await?;
    let mut candidates = Vec::new();
    for row in rows {
        let task = wanted.task(row.state, |role| sells(role) == (row.supplier_id == me));
        let by = inspected.iter().filter(|(id, _)| *id == row.id.uuid());
        let by: Vec<String> = by.map(|(_, who)| who.clone()).collect();
        let who = (wanted.caller, wanted.now);
        let barred = match task {
            Some(task) => is_barred(conn, who, &row, task.action, &by, &rules).await?,
            None => false,
        };
        let blocked = match row.state {
            ReceiptState::Objected => unmet(expect_unpaid(conn, row.id).await)?,
            _ => Vec::new(),
        };
        let other = if row.supplier_id == me { row.buyer_id } else { row.supplier_id };
        let of = |(id, order): &(ReceiptId, CallOffId)| (*id == row.id).then_some(*order);
        candidates.push(Candidate {
            task: task.filter(|_| !barred),
            orders: orders.iter().filter_map(of).collect(),
            counterpart: names.get(&other).cloned(),
            blocked,
            row,
        });
    }
    Ok(candidates)
}

/// What a rule refuses for.
fn unmet(judged: Result<(), Error>) -> Result<Vec<Unmet>, Error> {
    match judged {
        Ok(()) => Ok(Vec::new()),
        Err(Error::Refused(refusal)) => Ok(refusal.unmet),
        Err(other) => Err(other),
    }
}

fn item(wanted: &Wanted<'_>, one: &Candidate) -> Option<Found> {
    let row = &one.row;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: row.number.clone(),
        counterpart: one.counterpart.clone(),
        since: row.updated_at,
        // The supplier's answer is due; the buyer's work is not.
        due: row.answer_due_at.filter(|_| row.state == ReceiptState::Posted).map(jakarta_date),
    };
    let follows = one.orders.iter().map(|order| order.uuid()).chain([row.shipment_id.uuid()]);
    let found = wanted.view(item, one.task?).blocked_by(one.blocked.clone());
    // Only posting asks who acted on what it follows from.
    Some(if row.state == ReceiptState::Inspected { found.following(follows) } else { found })
}

/// Receipts of the party. Where two captures meet, nothing waits once the goods are received by one of them; a posted one
/// waits until silence has confirmed it, one that takes another back until it is answered; that one is not taken back itself.
async fn load(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    after: Option<After<ReceiptId>>,
) -> Result<Vec<ReceiptRow>, Error> {
    let me = wanted.caller.party();
    let unreceived = receipt_line::table
        .inner_join(shipment_item::table.on(shipment_item::id.eq(receipt_line::shipment_item_id)))
        .filter(not(shipment_item::received))
        .select(receipt_line::receipt_id);
    let buys = receipt::buyer_id
        .eq(me)
        .and(receipt::state.eq_any(wanted.states_of::<ReceiptState>(|role| !sells(role))))
        .and(receipt::state.ne(ReceiptState::Conflicted).or(receipt::id.eq_any(unreceived)))
        .and(receipt::state.ne(ReceiptState::Objected).or(receipt::reverses_id.is_null()));
    let open = receipt::answer_due_at.is_null().or(receipt::answer_due_at.ge(wanted.now));
    let answers = receipt::supplier_id
        .eq(me)
        .and(receipt::state.eq_any(wanted.states_of::<ReceiptState>(sells)))
        .and(receipt::reverses_id.is_not_null().or(open));
    let mut query = receipt::table
        .filter(buys.or(answers))
        .order((receipt::updated_at.asc(), receipt::id.asc()))
        .limit(wanted.limit)
        .select(ReceiptRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = receipt::updated_at.eq(at).and(receipt::id.gt(id));
        query = query.filter(receipt::updated_at.gt(at).or(same));
    }
    Ok(query.load(conn).await?)
}
