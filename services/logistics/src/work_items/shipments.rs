//! Shipments that wait for their next step.

use api_types::WorkItemView;
use chrono::{DateTime, Utc};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::ShipmentState;
use domain::shared::{Id as _, Role, ShipmentId};
use service::Error;

use super::place::{Waiting, Wanted, item};
use crate::schema::shipment;

/// Which state waits for which action of whom.
const WAITING: &[Waiting<ShipmentState>] = &[
    (ShipmentState::Planned, "load_shipment", Role::Supplier),
    (ShipmentState::Loading, "make_shipment_ready", Role::Supplier),
    (ShipmentState::Ready, "depart_shipment", Role::Supplier),
    (ShipmentState::Returning, "take_back_shipment", Role::Supplier),
    (ShipmentState::Arrived, "create_receipt", Role::Receiver),
    (ShipmentState::Unloading, "create_receipt", Role::Receiver),
    (ShipmentState::Received, "close_shipment", Role::Buyer),
];

/// The shipments that wait for the party, oldest first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<WorkItemView>, Error> {
    let states = |roles: &[Role]| -> Vec<ShipmentState> {
        let of = |(_, action, who): &&Waiting<ShipmentState>| roles.contains(who) && wanted.wants(action);
        WAITING.iter().filter(of).map(|(state, ..)| *state).collect()
    };
    let (sends, receives) = (states(&[Role::Supplier]), states(&[Role::Receiver, Role::Buyer]));
    let mut query = shipment::table
        .filter(
            shipment::supplier_id
                .eq(wanted.party)
                .and(shipment::state.eq_any(sends))
                .or(shipment::buyer_id.eq(wanted.party).and(shipment::state.eq_any(receives))),
        )
        .order((shipment::updated_at.asc(), shipment::id.asc()))
        .limit(wanted.limit)
        .select((shipment::id, shipment::number, shipment::state, shipment::updated_at))
        .into_boxed();
    if let Some((since, floor)) = wanted.key::<ShipmentId>() {
        let later = shipment::updated_at.gt(since);
        let same = shipment::updated_at.eq(since).and(shipment::id.gt(ShipmentId::from_uuid(floor)));
        query = query.filter(later.or(same));
    }
    let rows: Vec<(ShipmentId, String, ShipmentState, DateTime<Utc>)> = query.load(conn).await?;
    Ok(rows.into_iter().filter_map(|row| item(WAITING, row)).collect())
}
