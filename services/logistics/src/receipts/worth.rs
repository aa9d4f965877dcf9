//! What posting makes known of a line: its amount, what its journey allows to be lost, what may be claimed.

use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::{
    AllowanceKind, AllowanceRow, AllowanceTable, Journey, Route, TransportMode, claimable_heads,
    claimable_weight, receipt_line_amount,
};
use domain::shared::{Dimension, Period, Price, RegionCode, jakarta_date};
use service::Error;

use super::rows::WholeLine;
use crate::schema::allowance;
use crate::shipments::WholeShipment;

/// Completes a line whose figures close, at the price of its contract line.
pub(super) fn complete(
    line: &mut WholeLine,
    price: Price,
    table: &AllowanceTable,
    shipment: &WholeShipment,
) -> Result<(), Error> {
    let measures = line.measures();
    line.row.amount_rupiah = receipt_line_amount(price, &measures, &line.name())?.0;
    let journey = journey(line, shipment)?;
    if let Some(weight) = &measures.weight {
        let allowed = table.shrink_allowed(&journey, weight);
        line.row.shrink_allowed_base = Some(allowed);
        line.row.claimable_weight_base =
            Some(claimable_weight(weight, allowed, &line.rejected_in(Dimension::Mass)));
    }
    if let Some(heads) = &measures.heads {
        let allowed = table.deaths_allowed(&journey, heads);
        line.row.deaths_allowed = Some(allowed);
        line.row.claimable_heads = Some(claimable_heads(heads, allowed, &line.rejected_in(Dimension::Head)));
    }
    Ok(())
}

/// The journey of the line's vehicle; where it never reported its arrival, it lasted until the receipt.
fn journey(line: &WholeLine, shipment: &WholeShipment) -> Result<Journey, Error> {
    let vehicle = shipment.vehicles.iter().find(|vehicle| vehicle.id == line.row.vehicle_id);
    let received = line.row.received_at;
    let left =
        vehicle.and_then(|vehicle| vehicle.departed_at).or(shipment.row.departed_at).unwrap_or(received);
    let came = vehicle.and_then(|vehicle| vehicle.arrived_at).unwrap_or(received);
    let region = |code: &str| -> Result<RegionCode, Error> {
        code.parse().map_err(|_| Error::Internal(format!("stored region {code:?}")))
    };
    Ok(Journey {
        commodity: line.row.commodity_code.clone(),
        mode: shipment.row.mode,
        origin: region(&shipment.row.origin_region_code)?,
        destination: region(&shipment.row.destination_region_code)?,
        // A clock that says it came before it left leaves no time on the road.
        minutes: u32::try_from((came - left).num_minutes().max(0)).unwrap_or(u32::MAX),
        day: jakarta_date(left),
    })
}

#[derive(Queryable)]
struct AllowanceData {
    kind: AllowanceKind,
    commodity: String,
    mode: TransportMode,
    from_province: Option<String>,
    to_province: Option<String>,
    hours_from: i32,
    hours_to: Option<i32>,
    basis_points: i32,
    from: chrono::NaiveDate,
    until: Option<chrono::NaiveDate>,
    source: String,
}

/// The allowance rows of some commodities.
pub(super) async fn allowances(
    conn: &mut Connection,
    commodities: &[String],
) -> Result<AllowanceTable, Error> {
    let rows: Vec<AllowanceData> = allowance::table
        .filter(allowance::commodity_code.eq_any(commodities))
        .order(allowance::id.asc())
        .select((
            allowance::kind,
            allowance::commodity_code,
            allowance::mode,
            allowance::from_province,
            allowance::to_province,
            allowance::hours_from,
            allowance::hours_to,
            allowance::basis_points,
            allowance::valid_from,
            allowance::valid_until,
            allowance::source,
        ))
        .load(conn)
        .await?;
    let row = |data: AllowanceData| AllowanceRow {
        kind: data.kind,
        commodity: data.commodity,
        mode: data.mode,
        route: data
            .from_province
            .zip(data.to_province)
            .map(|(from_province, to_province)| Route { from_province, to_province }),
        // Hours and basis points are never negative in the table.
        hours_from: data.hours_from.unsigned_abs(),
        hours_to: data.hours_to.map(i32::unsigned_abs),
        basis_points: data.basis_points.unsigned_abs(),
        valid: Period { from: data.from, until: data.until },
        source: data.source,
    };
    Ok(AllowanceTable(rows.into_iter().map(row).collect()))
}
