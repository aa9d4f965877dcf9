//! What can be done with one paper of a journey.

use api_types::Check;
use api_types::logistics::{ConfirmJourneyPaperRequest, JourneyPaperRequest};
use domain::logistics::{ShipmentHappened, ShipmentState};
use domain::shared::{IllegalTransition, JourneyPaperId, RegionCode, Role, ShipmentId};
use service::{Error, Tx};
use web::{Caller, Command, Reply};

use super::access::op;
use crate::context::Context;
use crate::outside::find_party;
use crate::transport::shipments::{
    JourneyPaperRow, WholeShipment, another_side, confirm_paper, expect_one_paper, find_paper, find_shipment,
    insert_papers, lock_shipment, paper, paper_etag, paper_view,
};

/// Shows one more paper of a shipment; 201.
pub(super) async fn add_journey_paper(
    context: &Context,
    id: ShipmentId,
    command: Command<op::AddJourneyPaper, JourneyPaperRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = lock_shipment(tx.conn, tx.caller(), id).await?;
            let caller = tx.caller();
            if caller.party() != whole.row.supplier_id && Some(caller.party()) != whole.row.carrier_party_id {
                return Err(Error::Forbidden(another_side()));
            }
            if !whole.row.state.takes_papers() {
                return Err(Error::not_allowed(whole.row.state, "add_journey_paper"));
            }
            let mut check = Check::new();
            let row = paper(tx, &mut check, "", id, &body);
            check.finish()?;
            let added = std::slice::from_ref(&row);
            expect_one_paper(tx, whole.row.supplier_id, &whole.papers, added, |_| String::new()).await?;
            insert_papers(tx.conn, added).await?;
            whole.papers.push(row.clone());
            tx.revise(&mut whole, "add_journey_paper", ShipmentHappened::Changed, None).await?;
            let location = format!("/v1/journey-papers/{}", row.id);
            Ok(Reply::created(location, &paper_etag(&row), &paper_view(row)?)?)
        })
        .await
}

/// One paper of a shipment that the caller may read; 200.
pub(super) async fn get_journey_paper(
    context: &Context,
    caller: &Caller,
    id: JourneyPaperId,
) -> Result<Reply, web::ApiError> {
    let conn = context.core.read().await?;
    let row = find_paper(&conn, id).await?.ok_or(Error::NotFound)?;
    find_shipment(&conn, caller, row.shipment_id).await?.ok_or(Error::NotFound)?;
    Reply::ok(&paper_etag(&row), &paper_view(row)?)
}

/// Confirms a paper; 200.
pub(super) async fn confirm_journey_paper(
    context: &Context,
    id: JourneyPaperId,
    command: Command<op::ConfirmJourneyPaper, ConfirmJourneyPaperRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let seen = find_paper(tx.conn, id).await?.ok_or(Error::NotFound)?;
            let mut whole = lock_shipment(tx.conn, tx.caller(), seen.shipment_id).await?;
            let role = confirms_as(tx, &whole, &seen).await?;
            let known = whole.papers.iter().find(|paper| paper.id == id).ok_or(Error::NotFound)?;
            tx.expect(&paper_etag(known))?;
            if known.confirmed_at.is_some() {
                return Err(confirmed_already());
            }
            tx.expect_one_side(&whole.followed()).await?;
            let mut check = Check::new();
            let note = check.optional_text("/note", body.note.as_deref(), 1..=2000);
            check.finish()?;
            let (now, party) = (tx.now, tx.caller().party());
            let subject = tx.caller().subject().to_owned();
            let row = whole.papers.iter_mut().find(|paper| paper.id == id).ok_or(Error::NotFound)?;
            (row.confirmed_at, row.confirmed_by_party_id) = (Some(now), Some(party));
            (row.confirmed_by, row.confirmed_as) = (Some(subject), Some(role));
            row.confirmation_note = note;
            let row = row.clone();
            confirm_paper(tx.conn, &row).await?;
            tx.revise(&mut whole, "confirm_journey_paper", ShipmentHappened::Changed, None).await?;
            Ok(Reply::ok(&paper_etag(&row), &paper_view(row)?)?)
        })
        .await
}

/// As what the caller may confirm a paper of this shipment, which it may read: the receiver at arrival, and of officers and
/// machines those of the authority that issues it.
async fn confirms_as(tx: &mut Tx<'_>, whole: &WholeShipment, paper: &JourneyPaperRow) -> Result<Role, Error> {
    let caller = tx.caller();
    let arrived = matches!(
        whole.row.state,
        ShipmentState::Arrived | ShipmentState::Unloading | ShipmentState::Received
    );
    if caller.has(Role::Receiver) && caller.party() == whole.row.buyer_id {
        return if arrived {
            Ok(Role::Receiver)
        } else {
            Err(Error::not_allowed(whole.row.state, "confirm_journey_paper"))
        };
    }
    let officer = [Role::VetOfficer, Role::Client].into_iter().find(|role| caller.has(*role));
    let party = find_party(tx.conn, tx.caller().party()).await?;
    let (from, to) = (region(&paper.origin_region_code)?, region(&paper.destination_region_code)?);
    let issues = match party {
        Some(party) => paper.kind.is_confirmed_by((party.kind, &region(&party.region_code)?), &from, &to),
        None => false,
    };
    officer.filter(|_| issues).ok_or_else(|| Error::Forbidden(paper.kind.issuer().refuses_others()))
}

fn region(code: &str) -> Result<RegionCode, Error> {
    code.parse().map_err(|_| Error::Internal(format!("stored region {code:?}")))
}

fn confirmed_already() -> Error {
    let (current, event) = ("confirmed".to_owned(), "confirm_journey_paper".to_owned());
    Error::State(IllegalTransition { lifecycle: "journey_paper", current, event, allowed: Vec::new() })
}
