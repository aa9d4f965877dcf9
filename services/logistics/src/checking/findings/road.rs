//! What the reports of a vehicle show: its plate on another one at the same time, a speed that no truck has.

use api_types::WirePlace;
use api_types::logistics::{SignalEvidence, SignalMeasured, SignalPosition, SignalVehicle};
use chrono::{DateTime, TimeDelta, Utc};
use db::Connection;
use domain::logistics::{
    OnTheRoad, Position, SignalFigure, SignalFigures, SignalKind, TooFast, TransportMode, together, too_fast,
};
use domain::shared::{VehicleId, jakarta_date};
use service::Error;

use super::queries::{self, PositionRow, RoadRow};
use super::trades::Trades;
use crate::checking::signals::Finding;

/// Looks at a vehicle and at those of its plate that were planned about the same time.
pub(super) async fn look(
    conn: &mut Connection,
    figures: &SignalFigures,
    vehicle: VehicleId,
) -> Result<Vec<Finding>, Error> {
    let of_plate = queries::vehicles_of_plate(conn, vehicle).await?;
    let Some(row) = of_plate.iter().find(|row| row.id == vehicle) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for other in of_plate.iter().filter(|other| other.shipment_id != row.shipment_id) {
        found.extend(on_two_vehicles(conn, figures, row, other).await?);
    }
    found.extend(too_fast_between(conn, figures, row).await?);
    Ok(found)
}

impl RoadRow {
    fn road(&self) -> Option<OnTheRoad> {
        Some(OnTheRoad { left: self.left_at?, last_report: self.last_report_at, arrived: self.came_at })
    }

    /// As evidence, named or under another agreement.
    fn shown(&self, named: bool) -> SignalVehicle {
        SignalVehicle {
            shipment_id: named.then_some(self.shipment_id),
            vehicle_id: named.then_some(self.id),
            plate: self.plate.clone(),
            departed_at: self.left_at,
            arrived_at: self.came_at,
        }
    }
}

async fn on_two_vehicles(
    conn: &mut Connection,
    figures: &SignalFigures,
    one: &RoadRow,
    other: &RoadRow,
) -> Result<Vec<Finding>, Error> {
    let Some((own, others)) = one.road().zip(other.road()) else { return Ok(Vec::new()) };
    let day = jakarta_date(own.left.max(others.left));
    let Some(minutes) = figures.on(SignalFigure::TurnaroundMinutes, day) else { return Ok(Vec::new()) };
    let turnaround = TimeDelta::try_minutes(minutes).unwrap_or_default();
    let Some((from, _)) = together(&own, &others, turnaround) else { return Ok(Vec::new()) };
    let trades = Trades::of(conn, &[one.shipment_id, other.shipment_id]).await?;
    let key = format!("{} {}", one.id.min(other.id), one.id.max(other.id));
    let finding = |(agreement_id, contract_ids)| Finding {
        kind: SignalKind::PlateOnTwoVehicles,
        agreement_id,
        contract_ids,
        key: key.clone(),
        evidence: SignalEvidence {
            vehicles: [one, other].map(|row| row.shown(trades.shows(agreement_id, row.shipment_id))).to_vec(),
            ..SignalEvidence::default()
        },
        happened_at: from,
    };
    Ok(trades.agreements().into_iter().map(finding).collect())
}

async fn too_fast_between(
    conn: &mut Connection,
    figures: &SignalFigures,
    row: &RoadRow,
) -> Result<Vec<Finding>, Error> {
    if row.mode != TransportMode::Road {
        return Ok(Vec::new());
    }
    let positions = queries::positions_of(conn, row.shipment_id, row.id).await?;
    let Some(pair) = fastest(figures, &positions) else { return Ok(Vec::new()) };
    let trades = Trades::of(conn, &[row.shipment_id]).await?;
    let finding = |(agreement_id, contract_ids)| Finding {
        kind: SignalKind::ImpliedSpeed,
        agreement_id,
        contract_ids,
        key: row.id.to_string(),
        evidence: SignalEvidence {
            measured: Some(SignalMeasured {
                figure: Some(SignalFigure::SpeedLimit),
                found: pair.speed.km_per_hour,
                limit: pair.limit,
            }),
            vehicles: vec![row.shown(true)],
            positions: pair.between.map(PositionRow::shown).to_vec(),
            ..SignalEvidence::default()
        },
        happened_at: pair.between[1].occurred_at,
    };
    Ok(trades.agreements().into_iter().map(finding).collect())
}

/// Two positions between which a vehicle was too fast, in order of time.
struct Pair<'a> {
    between: [&'a PositionRow; 2],
    speed: TooFast,
    limit: i64,
}

/// The pair of positions with the highest speed of those that are too fast; positions are in order of time.
fn fastest<'a>(figures: &SignalFigures, positions: &'a [PositionRow]) -> Option<Pair<'a>> {
    let limits = |at: DateTime<Utc>| {
        let day = jakarta_date(at);
        figures.on(SignalFigure::SpeedLimit, day).zip(figures.on(SignalFigure::PositionSlack, day))
    };
    let pairs = positions.iter().enumerate().flat_map(|(index, earlier)| {
        let (limit, slack) = limits(earlier.occurred_at).unzip();
        positions[index + 1..].iter().filter_map(move |later| {
            let (limit, slack) = (limit?, slack?);
            let speed = too_fast(&earlier.position(), &later.position(), limit, slack)?;
            Some(Pair { between: [earlier, later], speed, limit })
        })
    });
    pairs.max_by_key(|pair| pair.speed.km_per_hour)
}

impl PositionRow {
    fn position(&self) -> Position {
        Position { at: self.occurred_at, place: self.point().into() }
    }

    fn point(&self) -> WirePlace {
        WirePlace { longitude_e7: self.longitude_e7, latitude_e7: self.latitude_e7 }
    }

    fn shown(&self) -> SignalPosition {
        SignalPosition {
            vehicle_event_id: self.id,
            r#type: self.kind,
            occurred_at: self.occurred_at,
            point: self.point(),
        }
    }
}
