//! The steps of a shipment: who takes them, what they need, what they bring about. Taken by a request, by
//! a vehicle's own report, or by a receipt.

use api_types::TransitionRequest;
use db::outbox::Audience;
use domain::logistics::{ShipmentEvent, ShipmentState};
use domain::shared::{Bilingual, Id as _, Lifecycle as _, PartyId, Role, jakarta_date};
use service::{Error, NewTransition, NoteRule, Tx};

use super::gate::check_gate;
use super::queries;
use super::rows::{ShipmentRow, WholeShipment};
use crate::claims::Claim;
use crate::fulfilment;

/// A side of a shipment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Who sells.
    Supplier,
    /// Who buys.
    Buyer,
    /// Who drives.
    Carrier,
}

impl ShipmentRow {
    fn is_side(&self, party: PartyId, side: Side) -> bool {
        match side {
            Side::Supplier => self.supplier_id == party,
            Side::Buyer => self.buyer_id == party,
            Side::Carrier => self.carrier_party_id == Some(party),
        }
    }

    /// Refuses whoever sees the shipment and is none of these sides: governments and facilitators.
    pub(crate) fn expect_side(&self, party: PartyId, sides: &[Side]) -> Result<(), Error> {
        if sides.iter().any(|side| self.is_side(party, *side)) {
            return Ok(());
        }
        Err(Error::Forbidden(Bilingual::new(
            "Langkah ini dilakukan oleh pihak lain dalam pengiriman ini.",
            "Another side of this shipment takes this step.",
        )))
    }
}

/// Who takes a step.
pub(super) const fn sides_of(event: ShipmentEvent) -> &'static [Side] {
    use ShipmentEvent as E;
    match event {
        E::StartLoading | E::MakeReady | E::Cancel => &[Side::Supplier],
        E::Depart | E::ComeBack | E::Lose => &[Side::Supplier, Side::Carrier],
        E::StartUnloading | E::Receive => &[Side::Buyer, Side::Carrier],
        E::Close => &[Side::Supplier, Side::Buyer],
        E::Arrive | E::Divert | E::TurnBack => &[Side::Supplier, Side::Buyer, Side::Carrier],
    }
}

/// Steps off the plan say why.
pub(super) const fn note_rule(event: ShipmentEvent) -> NoteRule {
    use ShipmentEvent as E;
    match event {
        E::Divert | E::TurnBack | E::Lose | E::Cancel => NoteRule::Required,
        _ => NoteRule::Optional,
    }
}

/// A step about to be taken, with its circumstances.
pub(crate) struct Step<'a> {
    /// What happens.
    pub(crate) event: ShipmentEvent,
    /// When it is said to have happened.
    pub(crate) claim: Claim,
    /// What else is said about it.
    pub(crate) request: &'a TransitionRequest,
}

/// Whether a step may be taken; changes nothing. Papers are judged for today in Jakarta, whatever day the
/// step claims.
pub(crate) async fn judge(
    tx: &mut Tx<'_>,
    whole: &WholeShipment,
    event: ShipmentEvent,
) -> Result<ShipmentState, Error> {
    let next = whole.row.state.apply(event)?;
    if matches!(event, ShipmentEvent::MakeReady | ShipmentEvent::Depart) {
        let orders = fulfilment::lock_orders(tx.conn, &whole.call_offs()).await?;
        fulfilment::check_shippable(&orders)?;
        check_gate(tx.conn, whole, jakarta_date(tx.now)).await?;
    }
    Ok(next)
}

/// Takes a step of a locked shipment: judges it, writes the new state, records and tells it.
pub(crate) async fn advance(tx: &mut Tx<'_>, whole: &mut WholeShipment, step: Step<'_>) -> Result<(), Error> {
    let next = judge(tx, whole, step.event).await?;
    match step.event {
        ShipmentEvent::Depart => leave(tx, whole, &step.claim).await?,
        ShipmentEvent::Arrive => come(tx, whole, &step.claim).await?,
        _ => {}
    }
    let before = (whole.row.state, whole.row.version);
    whole.row.state = next;
    whole.row.version += 1;
    whole.row.updated_at = tx.now;
    queries::update_shipment(tx.conn, &whole.row).await?;
    let role = tx.caller().acting_as(ACTING);
    tx.record(NewTransition {
        subject: whole.row.id.uuid(),
        event: step.event.label(),
        from: before.0.label(),
        to: next.label(),
        version: before.1,
        role,
        request: step.request,
        occurred_at: step.claim.at,
        backfilled: step.claim.backfilled,
    });
    push(tx, &format!("shipment.{next}"), whole).await
}

/// Roles that move a shipment, the most fitting first, for the history.
const ACTING: &[Role] =
    &[Role::Supplier, Role::Aggregator, Role::Carrier, Role::Receiver, Role::Buyer, Role::FieldOfficer];

async fn leave(tx: &mut Tx<'_>, whole: &mut WholeShipment, claim: &Claim) -> Result<(), Error> {
    if whole.vehicles.iter().any(|vehicle| vehicle.departed_at.is_none()) {
        queries::vehicles_left(tx.conn, whole.row.id, claim.at).await?;
    }
    for vehicle in &mut whole.vehicles {
        vehicle.departed_at.get_or_insert(claim.at);
    }
    whole.row.departed_at = whole.vehicles.iter().filter_map(|vehicle| vehicle.departed_at).min();
    let orders = fulfilment::lock_orders(tx.conn, &whole.call_offs()).await?;
    fulfilment::start(tx, orders, claim).await
}

async fn come(tx: &mut Tx<'_>, whole: &mut WholeShipment, claim: &Claim) -> Result<(), Error> {
    if whole.vehicles.iter().any(|vehicle| vehicle.arrived_at.is_none()) {
        queries::vehicles_came(tx.conn, whole.row.id, claim.at).await?;
    }
    for vehicle in &mut whole.vehicles {
        vehicle.arrived_at.get_or_insert(claim.at);
    }
    whole.row.arrived_at = whole.vehicles.iter().filter_map(|vehicle| vehicle.arrived_at).max();
    Ok(())
}

/// Tells what happened to a shipment.
pub(super) async fn push(tx: &mut Tx<'_>, what: &str, whole: &WholeShipment) -> Result<(), Error> {
    let audience = Audience::Parties(queries::in_sight_of(tx.conn, whole.row.id).await?);
    let row = &whole.row;
    let data = serde_json::json!({
        "shipment_id": row.id, "state": row.state, "version": row.version, "contract_ids": whole.contracts(),
        "call_off_ids": whole.call_offs(),
    });
    tx.push(what, row.id, audience, data);
    Ok(())
}
