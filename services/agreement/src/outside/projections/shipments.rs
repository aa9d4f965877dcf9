//! Shipments, from logistics: whose goods are on the road, and what the public check says of a delivery note.

use std::collections::BTreeMap;

use api_types::logistics::{ShipmentItemView, ShipmentView};
use chrono::{DateTime, Utc};
use client::{Api, ClientError, LogisticsApi};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{AuthenticityCode, NotNowReason, Progress};
use domain::logistics::ShipmentState;
use domain::shared::{CallOffId, ContractId, PartyId, ShipmentId, VehicleId};
use service::projection::{Keeping, version_of};
use service::{Error, Projected, keep_newer};

use crate::schema::projected_shipment;

/// A shipment as last read.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_shipment, treat_none_as_null = true)]
pub struct Shipment {
    /// Its id.
    pub id: ShipmentId,
    /// Number of the delivery note.
    pub number: String,
    /// Who sells.
    pub supplier_id: PartyId,
    /// Who buys.
    pub buyer_id: PartyId,
    /// Where it stands.
    pub state: ShipmentState,
    /// The contracts of the goods.
    pub contract_ids: Vec<ContractId>,
    /// The orders it serves.
    pub call_off_ids: Vec<CallOffId>,
    /// What is on it.
    pub commodities: Vec<String>,
    /// When the first vehicle left, as claimed.
    pub departed_at: Option<DateTime<Utc>>,
    /// When the last vehicle arrived, as claimed.
    pub arrived_at: Option<DateTime<Utc>>,
    /// The code on its delivery note.
    pub authenticity_code: String,
    /// Its version in logistics.
    pub version: i64,
    /// When each vehicle arrived, as claimed, by its id; without those that have not.
    pub vehicle_arrivals: serde_json::Value,
}

impl Shipment {
    /// Reads it from logistics.
    pub(super) async fn read(api: &Api, id: ShipmentId) -> Result<Self, ClientError> {
        Self::of(LogisticsApi::new(api.clone()).get_shipment(id).await?.value)
    }

    /// What is kept of a shipment.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag that is none of ours.
    pub fn of(view: ShipmentView) -> Result<Self, ClientError> {
        let arrivals: BTreeMap<VehicleId, DateTime<Utc>> =
            view.vehicles.iter().filter_map(|vehicle| Some((vehicle.id, vehicle.arrived_at?))).collect();
        let items = view.vehicles.into_iter().flat_map(|vehicle| vehicle.items);
        let commodities = items.map(|item: ShipmentItemView| item.commodity_code);
        Ok(Self {
            version: version_of(&view.etag)?,
            authenticity_code: AuthenticityCode::of_shipment(view.id).to_string(),
            commodities: super::distinct(commodities),
            id: view.id,
            number: view.number,
            supplier_id: view.supplier_id,
            buyer_id: view.buyer_id,
            state: view.state,
            contract_ids: view.contract_ids,
            call_off_ids: view.call_off_ids,
            departed_at: view.departed_at,
            arrived_at: view.arrived_at,
            vehicle_arrivals: serde_json::to_value(arrivals).unwrap_or_default(),
        })
    }

    /// How far it has come, for the public.
    pub(crate) const fn progress(&self) -> Progress {
        use ShipmentState as S;
        match self.state {
            S::Planned | S::Loading | S::Ready => Progress::Waits(NotNowReason::NotDeparted),
            S::Departed | S::Diverted | S::Arrived | S::Unloading => Progress::UnderWay,
            S::Received | S::Closed | S::Returning | S::Returned | S::Lost | S::Cancelled => Progress::Ended,
        }
    }
}

impl Projected for Shipment {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move {
            keep_newer!(conn, projected_shipment, id, self)?;
            Ok(())
        })
    }
}

/// The shipments with goods of some contracts on the road, in order of their numbers.
pub(crate) async fn shipments_on_the_road(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<Vec<Shipment>, Error> {
    let away: Vec<ShipmentState> =
        ShipmentState::ALL.iter().copied().filter(|state| state.on_the_road()).collect();
    let query = projected_shipment::table
        .filter(projected_shipment::contract_ids.overlaps_with(contracts.to_vec()))
        .filter(projected_shipment::state.eq_any(away))
        .order((projected_shipment::number, projected_shipment::id))
        .select(Shipment::as_select());
    Ok(query.load(conn).await?)
}

/// The shipment whose delivery note has a code.
pub(crate) async fn find_shipment_by_code(
    conn: &mut Connection,
    code: &str,
) -> Result<Option<Shipment>, Error> {
    let query = projected_shipment::table
        .filter(projected_shipment::authenticity_code.eq(code))
        .order(projected_shipment::id)
        .select(Shipment::as_select());
    Ok(query.first(conn).await.optional()?)
}
