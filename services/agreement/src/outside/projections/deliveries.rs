//! What became of a contract's orders, from the orders, shipments and receipts that are kept: when goods arrived, what of them
//! was taken.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{Delivered, Ordered};
use domain::logistics::{CallOffState, RejectionReason};
use domain::shared::{CallOffLineId, ContractId, ContractLineId, Ratio, VehicleId, jakarta_date};
use serde::Deserialize as _;
use serde_json::Value;
use service::Error;

use super::accepted::Counted;
use super::call_offs::OrderedLine;
use super::realized_lines::Rejected;
use crate::schema::{projected_call_off, projected_shipment, realized_line};

/// The orders of a contract and what was delivered on them.
#[derive(Debug)]
pub(crate) struct Deliveries {
    /// Orders that were issued and neither refused nor cancelled.
    pub(crate) orders: Vec<Ordered>,
    /// Lines of posted receipts that were not taken back.
    pub(crate) received: Vec<Delivered<RejectionReason>>,
    /// The days on which something was received on a contract line, in their order.
    pub(crate) received_on: Vec<(ContractLineId, NaiveDate)>,
}

/// A line of a receipt as kept.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = realized_line)]
struct ReceivedRow {
    contract_line_id: Option<ContractLineId>,
    call_off_line_id: Option<CallOffLineId>,
    vehicle_id: VehicleId,
    accepted_base: Option<i64>,
    delivered_base: Option<i64>,
    rejected: Value,
    shrink_grams: Option<i64>,
    shrink_allowed_grams: Option<i64>,
    received_at: DateTime<Utc>,
    yield_input: i64,
    yield_output: i64,
}

/// What became of a contract's orders by what is said to have happened until a time; amounts are counted in the form of the
/// contract line.
pub(crate) async fn deliveries_of(
    conn: &mut Connection,
    contract: ContractId,
    as_of: DateTime<Utc>,
) -> Result<Deliveries, Error> {
    let orders = ordered(conn, contract, as_of).await?;
    let arrivals = arrivals(conn, contract).await?;
    let taken_back = realized_line::reversed_at.is_null().or(realized_line::reversed_at.gt(as_of));
    let rows: Vec<ReceivedRow> = realized_line::table
        .filter(realized_line::contract_id.eq(contract))
        .filter(realized_line::received_at.le(as_of))
        .filter(taken_back)
        .order((realized_line::received_at, realized_line::id))
        .select(ReceivedRow::as_select())
        .load(conn)
        .await?;
    let arrived = rows.iter().filter(|row| row.delivered_base != Some(0));
    let received_on = arrived.filter_map(|row| Some((row.contract_line_id?, jakarta_date(row.received_at))));
    let received_on = received_on.collect();
    let mut so_far = SoFar::default();
    let received = rows.into_iter().filter_map(|row| row.delivered(&arrivals, &mut so_far).transpose());
    Ok(Deliveries { orders, received: received.collect::<Result<_, _>>()?, received_on })
}

/// What came on each line of an order so far.
#[derive(Debug, Default)]
struct SoFar {
    accepted: Counted,
    delivered: Counted,
    rejected: Counted,
    shrunk: Counted,
    shrink_allowed: Counted,
}

impl ReceivedRow {
    /// The line as it is counted; goods arrived with their vehicle, or were received when nobody told of its arrival. Nothing
    /// of a line that names no contract line.
    fn delivered(
        self,
        arrivals: &BTreeMap<VehicleId, DateTime<Utc>>,
        so_far: &mut SoFar,
    ) -> Result<Option<Delivered<RejectionReason>>, Error> {
        let Some(line) = self.contract_line_id else { return Ok(None) };
        let rejected = Vec::<Rejected>::deserialize(self.rejected)
            .map_err(|_| Error::Internal("what a kept receipt rejected is unreadable".to_owned()))?;
        let (order, accepted) = (self.call_off_line_id, self.accepted_base.unwrap_or_default());
        let counts = Ratio::new(self.yield_input, self.yield_output).unwrap_or(Ratio::SAME);
        let mut refused = |part: Rejected| (part.reason, so_far.rejected.add(order, part.base, counts));
        let arrived = arrivals.get(&self.vehicle_id).copied().unwrap_or(self.received_at);
        Ok(Some(Delivered {
            order_line: order,
            line,
            arrived: jakarta_date(arrived),
            rejected: rejected.into_iter().map(&mut refused).collect(),
            delivered: so_far.delivered.add(order, self.delivered_base.unwrap_or(accepted), counts),
            accepted: so_far.accepted.add(order, accepted, counts),
            shrunk: self.shrink_grams.map(|grams| so_far.shrunk.add(order, grams, counts)),
            shrink_allowed: self
                .shrink_allowed_grams
                .map(|grams| so_far.shrink_allowed.add(order, grams, counts)),
        }))
    }
}

async fn ordered(
    conn: &mut Connection,
    contract: ContractId,
    as_of: DateTime<Utc>,
) -> Result<Vec<Ordered>, Error> {
    let given_up = [CallOffState::Draft, CallOffState::Refused, CallOffState::Cancelled];
    // When it counts as issued; what was kept before orders told that is of the time of its recording.
    let untold = projected_call_off::priced_at.is_null().and(projected_call_off::issued_at.le(as_of));
    let issued = projected_call_off::priced_at.le(as_of).or(untold);
    let rows: Vec<(Value, NaiveDate)> = projected_call_off::table
        .filter(projected_call_off::contract_id.eq(contract))
        .filter(projected_call_off::state.ne_all(given_up))
        .filter(issued)
        .order(projected_call_off::id)
        .select((projected_call_off::lines, projected_call_off::requested_delivery_date))
        .load(conn)
        .await?;
    let mut orders = Vec::new();
    for (lines, wanted) in rows {
        orders.extend(OrderedLine::read(lines)?.into_iter().map(|line| Ordered {
            order_line: line.id,
            line: line.contract_line_id,
            amount: i64::try_from(line.draw(0).ordered()).unwrap_or(i64::MAX),
            wanted,
        }));
    }
    Ok(orders)
}

/// When the vehicles with goods of a contract arrived, as claimed.
async fn arrivals(
    conn: &mut Connection,
    contract: ContractId,
) -> Result<BTreeMap<VehicleId, DateTime<Utc>>, Error> {
    let rows: Vec<Value> = projected_shipment::table
        .filter(projected_shipment::contract_ids.overlaps_with(vec![contract]))
        .select(projected_shipment::vehicle_arrivals)
        .load(conn)
        .await?;
    let mut all = BTreeMap::new();
    for row in rows {
        all.extend(
            BTreeMap::<VehicleId, DateTime<Utc>>::deserialize(row)
                .map_err(|_| Error::Internal("the arrivals of a kept shipment are unreadable".to_owned()))?,
        );
    }
    Ok(all)
}
