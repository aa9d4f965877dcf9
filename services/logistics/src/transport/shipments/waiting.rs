//! What waits for the sender, the driver and the receiver of a shipment.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use db::Connection;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::{ShipmentState, check_may_ship};
use domain::shared::{CallOffId, Id as _, Role, ShipmentId, Unmet};
use service::Error;
use service::work_items::{After, Found, Item, Wanted};

use super::rows::{ShipmentRow, distinct};
use crate::ordering::{barred_by, orders_of};
use crate::outside::short_names;
use crate::schema::{receipt_line, shipment, shipment_item};

/// The states in which goods wait to be loaded, to be ready, or to leave.
const LEAVING: &[ShipmentState] = &[ShipmentState::Planned, ShipmentState::Loading, ShipmentState::Ready];

/// A shipment, its orders, whether goods of it are captured by nobody, the other business's name, and what bars its goods from
/// leaving.
struct Candidate {
    row: ShipmentRow,
    orders: Vec<CallOffId>,
    uncaptured: bool,
    counterpart: Option<String>,
    barred: Vec<Unmet>,
}

/// The shipments that wait for the caller's party, the longest waiting first.
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
    rows: Vec<ShipmentRow>,
) -> Result<Vec<Candidate>, Error> {
    let me = wanted.caller.party();
    let others: Vec<_> = rows.iter().flat_map(|row| [row.supplier_id, row.buyer_id]).collect();
    let names = short_names(conn, &others).await?;
    let ids: Vec<ShipmentId> = rows.iter().map(|row| row.id).collect();
    // What a receipt holds, from its capture on and until it is given up or taken back.
    let held = receipt_line::table
        .filter(receipt_line::holds_item)
        .filter(receipt_line::shipment_item_id.eq(shipment_item::id));
    let items: Vec<(ShipmentId, CallOffId, bool)> = shipment_item::table
        .filter(shipment_item::shipment_id.eq_any(&ids))
        .select((shipment_item::shipment_id, shipment_item::call_off_id, exists(held)))
        .load(conn)
        .await?;
    let leaving = |row: &ShipmentRow| LEAVING.contains(&row.state);
    let leaves: Vec<ShipmentId> = rows.iter().filter(|row| leaving(row)).map(|row| row.id).collect();
    let served = distinct(items.iter().filter(|item| leaves.contains(&item.0)).map(|item| item.1));
    let barred = bars_of(conn, &served, wanted.today()).await?;
    let candidate = |row: ShipmentRow| {
        let own = || items.iter().filter(|(shipment, ..)| *shipment == row.id);
        let other = if row.buyer_id == me { row.supplier_id } else { row.buyer_id };
        let orders = distinct(own().map(|(_, order, _)| *order));
        let bars = orders.iter().filter(|_| leaving(&row)).filter_map(|order| barred.get(order));
        Candidate {
            barred: bars.flatten().cloned().collect(),
            orders,
            uncaptured: own().any(|(.., held)| !held),
            counterpart: names.get(&other).cloned(),
            row,
        }
    };
    Ok(rows.into_iter().map(candidate).collect())
}

/// What bars goods of each order from being loaded and from leaving: its own state, and the guarantee of its contract.
async fn bars_of(
    conn: &mut Connection,
    ids: &[CallOffId],
    day: NaiveDate,
) -> Result<BTreeMap<CallOffId, Vec<Unmet>>, Error> {
    let orders = orders_of(conn, ids).await?;
    let mut barred = barred_by(conn, &orders, day).await?;
    for order in &orders {
        let state = check_may_ship(&[(order.row.number.clone(), order.row.state)]);
        barred.entry(order.row.id).or_default().extend(state.err().into_iter().flat_map(|one| one.unmet));
    }
    Ok(barred)
}

fn item(wanted: &Wanted<'_>, one: &Candidate) -> Option<Found> {
    let (row, me) = (&one.row, wanted.caller.party());
    // An officer in the field acts for whichever party of the step it works for: the query has found it.
    let holds = |role| role == Role::FieldOfficer || row.party_of(role) == Some(me);
    let task = wanted.task(row.state, holds)?;
    let receives = task.action == "create_receipt";
    if receives && !one.uncaptured {
        return None;
    }
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: row.number.clone(),
        counterpart: one.counterpart.clone(),
        since: row.updated_at,
        due: None,
    };
    let found = wanted.view(item, task).blocked_by(one.barred.iter().cloned());
    // A receipt follows from the orders besides.
    Some(if receives { found.following(one.orders.iter().map(|order| order.uuid())) } else { found })
}

async fn load(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    after: Option<After<ShipmentId>>,
) -> Result<Vec<ShipmentRow>, Error> {
    use Role::{Aggregator, Buyer, Carrier, FieldOfficer, Receiver, Supplier};
    let me = wanted.caller.party();
    let states = |roles: &[Role]| {
        let side = |waiting: &[Role]| waiting.iter().any(|role| roles.contains(role));
        wanted.states_where::<ShipmentState>(side, |role| roles.contains(&role) || role == FieldOfficer)
    };
    let sends = shipment::supplier_id.eq(me).and(shipment::state.eq_any(states(&[Supplier, Aggregator])));
    let drives = shipment::carrier_party_id.eq(me).and(shipment::state.eq_any(states(&[Carrier])));
    let receives = shipment::buyer_id.eq(me).and(shipment::state.eq_any(states(&[Receiver, Buyer])));
    let mut query = shipment::table
        .filter(sends.or(drives).or(receives))
        .order((shipment::updated_at.asc(), shipment::id.asc()))
        .limit(wanted.limit)
        .select(ShipmentRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = shipment::updated_at.eq(at).and(shipment::id.gt(id));
        query = query.filter(shipment::updated_at.gt(at).or(same));
    }
    Ok(query.load(conn).await?)
}
