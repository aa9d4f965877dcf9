//! The times of a receipt: not before its goods left and arrived; its steps not before it.

use domain::say;
use domain::shared::{Bilingual, Cause, check_not_before};
use service::{Error, OccurredAt, Tx};

use super::queries;
use super::rows::{WholeLine, WholeReceipt};
use crate::transport::WholeShipment;

/// What the receiving of some vehicles' goods follows from: they left, and arrived.
pub(super) fn journeys(lines: &[WholeLine], shipment: &WholeShipment) -> Vec<Cause> {
    let carries = |id| lines.iter().any(|line| line.row.vehicle_id == id);
    let vehicles = shipment.vehicles.iter().filter(|vehicle| carries(vehicle.id));
    vehicles.flat_map(|vehicle| vehicle.journey()).collect()
}

/// What the steps of a receipt follow from: its goods were received.
pub(super) fn received(whole: &WholeReceipt) -> Cause {
    let number = Bilingual::same(whole.row.number.clone());
    let what = say!("penerimaan barang {number}", "the receipt of goods {number}", number = number);
    Cause::new(what, whole.row.received_at)
}

/// The time a posting counts from: when the goods were received, and where an earlier receipt of the same goods was taken
/// back later than that, from then on. What was said stands beside.
pub(super) async fn settle(
    tx: &mut Tx<'_>,
    whole: &mut WholeReceipt,
    shipment: &WholeShipment,
) -> Result<OccurredAt, Error> {
    check_not_before(whole.row.received_at, &journeys(&whole.lines, shipment))?;
    let said = whole.row.received_at;
    let taken_back = queries::last_reversal(tx.conn, &whole.items()).await?;
    if let Some(later) = taken_back.filter(|at| *at > said) {
        whole.row.claimed_at.get_or_insert(said);
        whole.row.received_at = later;
        for line in &mut whole.lines {
            line.row.received_at = later;
        }
    }
    Ok(OccurredAt::known(whole.row.received_at, whole.row.backfilled))
}
