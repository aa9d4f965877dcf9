//! Shipments, as far as they carry goods of consolidation lots.

use api_types::logistics::ShipmentItemView;
use client::{Api, ClientError, LogisticsApi};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::{LoadState, LotLoad};
use domain::logistics::ShipmentState;
use domain::shared::{CallOffLineId, ConsolidationLotId, Quantity, ShipmentId, ShipmentItemId};
use serde::{Deserialize, Serialize};
use service::projection::{Keeping, version_of};
use service::{Error, Projected, keep_newer};

use super::kept;
use super::receipts::received_items;
use crate::schema::projected_shipment;

/// What is known of a shipment.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_shipment, treat_none_as_null = true)]
pub struct ShipmentRow {
    /// Its id.
    pub id: ShipmentId,
    /// Where it stands.
    pub state: ShipmentState,
    /// The lots its goods were taken from.
    pub lot_ids: Vec<ConsolidationLotId>,
    /// Those goods, see [`LoadedItem`].
    pub loads: serde_json::Value,
    /// Version in the logistics service.
    pub version: i64,
}

/// Goods of a lot on a vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadedItem {
    /// The item of the shipment.
    pub item_id: ShipmentItemId,
    /// The lot.
    pub lot_id: ConsolidationLotId,
    /// The order line; none where this was read by a release that did not ask.
    #[serde(default)]
    pub call_off_line_id: Option<CallOffLineId>,
    /// In grams.
    #[serde(default)]
    pub grams: i64,
}

impl LoadedItem {
    fn of(item: &ShipmentItemView, lot_id: ConsolidationLotId) -> Result<Self, ClientError> {
        let grams = Quantity::parse_sum(&item.quantity.value, item.quantity.unit);
        let call_off_line_id = Some(item.call_off_line_id);
        Ok(Self { item_id: item.id, lot_id, call_off_line_id, grams: grams.map_err(super::unexpected)? })
    }
}

impl ShipmentRow {
    /// Reads a shipment from the logistics service.
    pub(super) async fn read(api: &Api, id: ShipmentId) -> Result<Self, ClientError> {
        let view = LogisticsApi::new(api.clone()).get_shipment(id).await?.value;
        let items = view.vehicles.iter().flat_map(|vehicle| &vehicle.items);
        let loads: Vec<LoadedItem> = items
            .filter_map(|item| {
                let lot_id = item.consolidation_lot_id?;
                Some(LoadedItem::of(item, lot_id))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self {
            version: version_of(&view.etag)?,
            id: view.id,
            state: view.state,
            lot_ids: super::distinct(loads.iter().map(|load| load.lot_id)),
            loads: serde_json::to_value(loads).map_err(super::unexpected)?,
        })
    }
}

impl Projected for ShipmentRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move { Ok(keep_newer!(conn, projected_shipment, id, self).map(drop)?) })
    }
}

/// Where goods on a shipment are.
fn place(state: ShipmentState) -> LoadState {
    use ShipmentState as S;
    match state {
        S::Planned | S::Loading | S::Ready => LoadState::ToLeave,
        // Its receipts are told apart from it.
        S::Departed | S::Diverted | S::Arrived | S::Unloading | S::Received | S::Returning => {
            LoadState::OnTheRoad
        }
        S::Closed | S::Returned | S::Lost | S::Cancelled => LoadState::Ended,
    }
}

/// Items with goods of a lot and the state of their shipments, but of those that were given up before they left.
async fn items_of(
    mut conn: &Connection,
    lot: ConsolidationLotId,
) -> Result<Vec<(ShipmentState, LoadedItem)>, Error> {
    let shipments = projected_shipment::table
        .filter(projected_shipment::lot_ids.contains(vec![lot]))
        .filter(projected_shipment::version.ge(0))
        .filter(projected_shipment::state.ne(ShipmentState::Cancelled))
        .order(projected_shipment::id)
        .select((projected_shipment::state, projected_shipment::loads));
    let rows: Vec<(ShipmentState, serde_json::Value)> = shipments.load(&mut conn).await?;
    let mut found = Vec::new();
    for (state, loads) in rows {
        let loads: Vec<LoadedItem> = kept(loads)?;
        found.extend(loads.into_iter().filter(|load| load.lot_id == lot).map(|load| (state, load)));
    }
    Ok(found)
}

/// What of a lot is on shipments, but those that were given up before they left.
pub(crate) async fn loads_of(conn: &Connection, lot: ConsolidationLotId) -> Result<Vec<LotLoad>, Error> {
    let received = received_items(conn, lot).await?;
    let load = |(state, load): (ShipmentState, LoadedItem)| LotLoad {
        state: place(state),
        received: received.contains(&load.item_id),
    };
    Ok(items_of(conn, lot).await?.into_iter().map(load).collect())
}

/// Grams of a lot that shipments carry for an order line; all that is on its way where it is not known for which line.
pub(crate) async fn loaded_for(
    conn: &Connection,
    lot: ConsolidationLotId,
    line: CallOffLineId,
) -> Result<i64, Error> {
    let items = items_of(conn, lot).await?;
    if items.iter().any(|(_, load)| load.call_off_line_id.is_none()) {
        return Ok(i64::MAX);
    }
    Ok(items.iter().filter(|(_, load)| load.call_off_line_id == Some(line)).map(|(_, load)| load.grams).sum())
}
