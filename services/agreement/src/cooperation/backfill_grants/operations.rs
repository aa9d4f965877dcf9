//! What can be done with backfill grants.

use api_types::agreement::CreateBackfillGrantRequest;
use api_types::{Check, TransitionRequest};
use chrono::TimeDelta;
use domain::agreement::{BackfillGrantEvent, BackfillGrantHappened, BackfillGrantState};
use domain::shared::{AgreementId, BackfillGrantId, DateSense, Id as _, Invalid, PartyId};
use service::{Error, Tx};
use web::{Command, Etag, Reply, Transition};

use super::queries;
use super::rows::{BackfillGrantRow, of_the_sides};
use crate::context::Context;
use crate::cooperation::agreements::{AgreementRow, lock_agreement};
use crate::cooperation::backfill_grants::access::op;
use crate::cooperation::limits;
use crate::identity::find_party;

/// Proposes that a party may record the past; 201.
pub(super) async fn create_backfill_grant(
    context: &Context,
    agreement: AgreementId,
    command: Command<op::CreateBackfillGrant, CreateBackfillGrantRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let agreement = lock_agreement(tx.conn, tx.caller(), agreement).await?;
            if agreement.side_of(tx.caller().party()).is_none() {
                return Err(Error::Forbidden(of_the_sides()));
            }
            tx.expect_one_side(&[agreement.id.uuid()]).await?;
            let reason = check(tx, &body)?;
            check_party(tx, &agreement, body.party_id).await?;
            let row = new_grant(tx, &agreement, &body, reason);
            if queries::is_given(tx.conn, &row).await? {
                return Err(given_already());
            }
            queries::insert_grant(tx.conn, &row).await?;
            tx.first(&row, BackfillGrantHappened::Proposed).await?;
            let location = format!("/v1/backfill-grants/{}", row.id);
            Ok(Reply::created(location, &Etag::of(row.version), &row.view())?)
        })
        .await
}

/// The other side confirms, a side ends, or the one that proposed takes back; 200.
pub(super) async fn advance_backfill_grant<O: Transition<State = BackfillGrantState>>(
    context: &Context,
    id: BackfillGrantId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_grant(tx.conn, tx.caller(), id).await?;
            let proposer = row.granted_by_party_id == tx.caller().party();
            let theirs = match O::EVENT {
                BackfillGrantEvent::Confirm => !proposer,
                BackfillGrantEvent::Withdraw => proposer,
                BackfillGrantEvent::End => true,
            };
            if !theirs {
                return Err(Error::Forbidden(of_the_sides()));
            }
            let step = tx.begin(&row, O::EVENT, &body).await?;
            tx.expect_one_side(&[row.agreement_id.uuid()]).await?;
            if O::EVENT == BackfillGrantEvent::Confirm {
                let days = limits::grant_days(tx).await?;
                row.usable_until = Some(tx.now + TimeDelta::days(days.into()));
            }
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view())?)
        })
        .await
}

fn new_grant(
    tx: &Tx<'_>,
    agreement: &AgreementRow,
    body: &CreateBackfillGrantRequest,
    reason: String,
) -> BackfillGrantRow {
    BackfillGrantRow {
        id: tx.new_id(),
        agreement_id: agreement.id,
        party_id: body.party_id,
        from_date: body.from_date,
        until_date: body.until_date,
        reason,
        granted_by_party_id: tx.caller().party(),
        granted_at: tx.now,
        state: BackfillGrantState::Proposed,
        version: 1,
        updated_at: tx.now,
        usable_until: None,
        side_party_ids: agreement.sides(),
    }
}

fn check(tx: &Tx<'_>, body: &CreateBackfillGrantRequest) -> Result<String, Error> {
    let mut check = Check::new();
    check.date("/from_date", body.from_date, DateSense::Happened, tx.today());
    check.date("/until_date", body.until_date, DateSense::Happened, tx.today());
    check.require(body.from_date <= body.until_date, || {
        Invalid::new(
            "/until_date",
            "period",
            "Hari terakhir tidak boleh mendahului hari pertama.",
            "The last day must not come before the first.",
        )
    });
    check.require(body.until_date <= tx.today(), || {
        Invalid::new(
            "/until_date",
            "in-future",
            "Izin mencatat masa lalu berakhir paling lambat hari ini.",
            "A grant to record the past ends today at the latest.",
        )
    });
    let reason = check.text("/reason", &body.reason, 1..=500);
    check.finish()?;
    Ok(reason)
}

/// The grant goes to a side, the facilitator, or a party that one of the two governments keeps.
async fn check_party(tx: &mut Tx<'_>, agreement: &AgreementRow, id: PartyId) -> Result<(), Error> {
    let party = find_party(tx.conn, id).await?;
    let sides = [&agreement.initiator_region_code, &agreement.counterpart_region_code];
    let concerned = party.is_some_and(|party| {
        agreement.facilitator_party_id == Some(party.id)
            || sides.into_iter().any(|region| *region == party.keeper_region_code)
    });
    if concerned {
        return Ok(());
    }
    Err(Error::field(
        "/party_id",
        "not-concerned",
        "Pilih pemerintah, fasilitator, atau pihak yang didaftarkan oleh salah satu dari kedua pemerintah.",
        "Choose a government, the facilitator, or a party that one of the two governments keeps.",
    ))
}

fn given_already() -> Error {
    Error::duplicate(
        "/from_date",
        "Pihak ini sudah mempunyai izin, atau usulan izin, yang mencakup hari-hari itu.",
        "This party has a grant, or a proposed one, that covers these days.",
    )
}
