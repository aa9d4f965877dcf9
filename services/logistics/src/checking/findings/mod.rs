//! What raises signals: the reader of the service's own feed, which looks at what was told after it was committed.
//!
//! So nothing of a command waits for it or fails by it, and two facts that came at the same moment are seen together by
//! whichever is read last. What is found depends on the facts and not on their order; each is raised once. Start at
//! [`Findings`].

mod accounts;
mod certificates;
mod loads;
mod queries;
mod road;
mod trades;

use std::rc::Rc;

use api_types::logistics::LogisticsFeedEvent;
use api_types::{FeedEvent as _, event_type};
use client::{Api, ClientError};
use db::Connection;
use domain::logistics::{SignalFigures, VehicleEventType};
use domain::shared::{PartyId, PaymentId, ReceiptId, ShipmentId, VehicleId};
use service::projection::{Keeping, attempt};
use service::{Error, Fetched, Projected, Projection, dated};
use web::Clock;

use super::signals::{Finding, raise};

/// Follows the service's own feed and raises signals.
#[derive(Debug, Clone)]
pub struct Findings {
    clock: Clock,
}

impl Findings {
    /// Raises signals by this clock.
    pub fn new(clock: Clock) -> Self {
        Self { clock }
    }
}

/// The resources whose events show something.
const TELLING: [&str; 5] = ["shipment", "vehicle_event", "receipt", "payment", "party_fact"];

impl Projection for Findings {
    type Event = LogisticsFeedEvent;

    const CURSOR: Option<&'static str> = Some("logistics/signals");

    fn types(&self) -> Option<String> {
        let groups = LogisticsFeedEvent::groups().into_iter();
        let kinds = groups.filter(|group| TELLING.contains(&group.resource)).flat_map(|group| {
            group.happened.iter().map(move |happened| event_type(group.resource, happened))
        });
        Some(kinds.collect::<Vec<_>>().join(","))
    }

    async fn fetch(&self, _: &Api, event: LogisticsFeedEvent) -> Result<Option<Fetched>, ClientError> {
        use LogisticsFeedEvent as E;
        let subject = match event {
            E::Shipment(_, told) if told.state.has_left() => Subject::Shipment(told.shipment_id),
            E::VehicleEvent(_, told) if told.r#type == VehicleEventType::Departed => {
                Subject::Departure(told.shipment_id, told.vehicle_id)
            }
            E::VehicleEvent(_, told) => Subject::Report(told.vehicle_id),
            E::Receipt(happened, told) if happened.is_none_or(|happened| happened.tells_of_posting()) => {
                Subject::Receipt(told.receipt_id, told.shipment_id)
            }
            E::Payment(_, told) => Subject::Payment(told.payment_id),
            E::PartyFact(_, told) => Subject::Party(told.party_id),
            _ => return Ok(None),
        };
        Ok(Some(Rc::new(Fact { subject, clock: self.clock.clone() })))
    }

    fn forget<'a>(&'a self, _: &'a mut Connection) -> Keeping<'a> {
        // Signals stay: the same facts raise none anew.
        Box::pin(async { Ok(()) })
    }
}

/// What something was told of.
#[derive(Debug, Clone, Copy)]
enum Subject {
    Shipment(ShipmentId),
    Departure(ShipmentId, VehicleId),
    Report(VehicleId),
    Receipt(ReceiptId, ShipmentId),
    Payment(PaymentId),
    Party(PartyId),
}

/// Something that may show that trade is not what it seems.
#[derive(Debug)]
struct Fact {
    subject: Subject,
    clock: Clock,
}

impl Projected for Fact {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move { attempt(conn, &self.subject, async |conn| self.look(conn).await).await })
    }
}

impl Fact {
    async fn look(&self, conn: &mut Connection) -> Result<(), Error> {
        let figures = SignalFigures(dated::rules(conn).await?);
        let found = match self.subject {
            Subject::Shipment(id) => self.of_shipment(conn, &figures, id).await?,
            Subject::Departure(shipment, vehicle) => {
                let mut found = road::look(conn, &figures, vehicle).await?;
                found.extend(certificates::look(conn, shipment).await?);
                found
            }
            Subject::Report(vehicle) => road::look(conn, &figures, vehicle).await?,
            Subject::Receipt(id, shipment) => {
                let mut found = loads::look_at_receipt(conn, &figures, id).await?;
                found.extend(certificates::look(conn, shipment).await?);
                found
            }
            Subject::Payment(id) => accounts::look_at_payment(conn, &figures, id).await?,
            Subject::Party(id) => {
                let mut found = accounts::look_at_party(conn, &figures, id).await?;
                found.extend(accounts::look_at_files(conn, id, None, self.clock.now()).await?);
                found
            }
        };
        for finding in found {
            raise(conn, &self.clock, finding).await?;
        }
        Ok(())
    }

    async fn of_shipment(
        &self,
        conn: &mut Connection,
        figures: &SignalFigures,
        id: ShipmentId,
    ) -> Result<Vec<Finding>, Error> {
        let mut found = Vec::new();
        for vehicle in queries::vehicles_of(conn, id).await? {
            found.extend(road::look(conn, figures, vehicle).await?);
        }
        found.extend(certificates::look(conn, id).await?);
        found.extend(loads::look_at_origin(conn, id).await?);
        let supplier = queries::supplier_of(conn, id).await?;
        found.extend(accounts::look_at_files(conn, supplier, Some(id), self.clock.now()).await?);
        Ok(found)
    }
}
