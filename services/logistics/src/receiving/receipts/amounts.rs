//! What posting makes known of a line: its amount, what its journey allows to be lost, what may be claimed.

use domain::logistics::{
    AllowanceTable, Journey, LineWorth, Measure, Unpriced, claimable_heads, claimable_weight,
    receipt_line_worth,
};
use domain::shared::{CodeError, GradeCode, PricedGoods, RegionCode, jakarta_date};
use service::Error;

use super::rows::WholeLine;
use crate::ordering::Prices;
use crate::transport::WholeShipment;

/// What a line is worth; none where its contract line has not arrived.
///
/// # Errors
/// A price or a grade that this release cannot read.
pub(super) fn worth(
    line: &WholeLine,
    prices: &Prices<'_>,
) -> Result<Option<Result<LineWorth, Unpriced>>, Error> {
    let row = &line.row;
    let Some(price) = prices.price(row.call_off_id, row.contract_line_id)? else { return Ok(None) };
    let grade: Option<GradeCode> = row.grade.as_deref().map(str::parse).transpose().map_err(unread)?;
    let goods = PricedGoods {
        commodity: &row.commodity_code,
        form: prices.form(row.contract_line_id).unwrap_or(&row.form_code),
        counts: prices.counts(row.call_off_line_id),
        grade: grade.as_ref(),
        variant: prices.variant(row.call_off_line_id),
        weighed: None,
        day: jakarta_date(row.received_at),
    };
    Ok(Some(receipt_line_worth(&price, &goods, &line.measures(), prices.references(), &line.name())))
}

fn unread(error: CodeError) -> Error {
    Error::Internal(format!("a stored grade: {error}"))
}

/// Completes a line whose figures close, at the price that its goods meet. A reference price that is not known may have been
/// added just now.
pub(super) fn complete(
    line: &mut WholeLine,
    prices: &Prices<'_>,
    table: &AllowanceTable,
    shipment: &WholeShipment,
) -> Result<(), Error> {
    let arrived = worth(line, prices)?;
    let arrived =
        arrived.ok_or_else(|| Error::not_yet_known("agreement", &line.row.contract_line_id.to_string()))?;
    let worth = arrived.map_err(|unpriced| match unpriced {
        Unpriced::Refused(refusal) | Unpriced::GradeOpen(refusal) => refusal.into(),
        Unpriced::NoReference(refusal) => Error::behind("catalog", refusal),
    })?;
    line.row.amount_rupiah = worth.amount.0;
    // Plain values: always writable as JSON.
    line.row.price = worth.price.and_then(|found| serde_json::to_value(found).ok());
    let measures = line.measures();
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
