//! What posting makes known of a line: its amount, what its journey allows to be lost, what may be claimed.

use domain::logistics::{
    AllowanceTable, Journey, Measure, claimable_heads, claimable_weight, receipt_line_amount,
};
use domain::shared::{Price, RegionCode, jakarta_date};
use service::Error;

use super::rows::WholeLine;
use crate::transport::WholeShipment;

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
            Some(claimable_weight(weight, allowed, &line.rejected_in(Measure::Mass)));
    }
    if let Some(heads) = &measures.heads {
        let allowed = table.deaths_allowed(&journey, heads);
        line.row.deaths_allowed = Some(allowed);
        line.row.claimable_heads = Some(claimable_heads(heads, allowed, &line.rejected_in(Measure::Head)));
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
