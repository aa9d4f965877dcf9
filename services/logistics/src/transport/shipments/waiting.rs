//! What waits for the sender, the driver and the receiver of a shipment.

use api_types::WorkItemView;
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::ShipmentState;
use domain::shared::{Role, ShipmentId};
use service::Error;
use service::work_items::{After, Item, Wanted};

use super::rows::ShipmentRow;
use crate::outside::short_names;
use crate::schema::shipment;

/// The shipments that wait for the caller's party, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<WorkItemView>, Error> {
    let rows = load(conn, wanted).await?;
    let others: Vec<_> = rows.iter().flat_map(|row| [row.supplier_id, row.buyer_id]).collect();
    let names = short_names(conn, &others).await?;
    let me = wanted.caller.party();
    let item = |row: ShipmentRow| {
        // An officer in the field acts for whichever party of the step it works for: the query has found it.
        let holds = |role| role == Role::FieldOfficer || row.party_of(role) == Some(me);
        let task = wanted.task(row.state, holds)?;
        let other = if row.buyer_id == me { row.supplier_id } else { row.buyer_id };
        let item = Item {
            id: row.id,
            state: row.state.to_string(),
            title: row.number.clone(),
            counterpart: names.get(&other).cloned(),
            since: row.updated_at,
            due: None,
        };
        Some(wanted.view(item, task))
    };
    Ok(rows.into_iter().filter_map(item).collect())
}

async fn load(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<ShipmentRow>, Error> {
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
    if let Some(After { at, id }) = wanted.after::<ShipmentId>() {
        let same = shipment::updated_at.eq(at).and(shipment::id.gt(id));
        query = query.filter(shipment::updated_at.gt(at).or(same));
    }
    Ok(query.load(conn).await?)
}
