//! What can be done with backfill grants.

use api_types::Check;
use api_types::agreement::CreateBackfillGrantRequest;
use domain::agreement::BackfillGrantHappened;
use domain::shared::{AgreementId, Bilingual, DateSense, Invalid, PartyId};
use service::{Error, Tx};
use web::{Command, Reply};

use super::queries;
use super::rows::BackfillGrantRow;
use crate::context::Context;
use crate::cooperation::agreements::{AgreementRow, lock_agreement};
use crate::cooperation::backfill_grants::access::op;
use crate::identity::{covers, find_party};

/// Lets a party record the past; 201.
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
                return Err(not_a_side());
            }
            let reason = check(tx, &body)?;
            check_party(tx, &agreement, body.party_id).await?;
            let row = new_grant(tx, &agreement, &body, reason);
            queries::insert_grant(tx.conn, &row).await?;
            tx.emit(&row, BackfillGrantHappened::Granted).await?;
            let location = format!("/v1/backfill-grants/{}", row.id);
            Ok(Reply::created(location, &BackfillGrantRow::ETAG, &row.view())?)
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

/// The grant goes to a side, the facilitator, or a party of one of the two regions.
async fn check_party(tx: &mut Tx<'_>, agreement: &AgreementRow, id: PartyId) -> Result<(), Error> {
    let party = find_party(tx.conn, id).await?;
    let concerned = party.is_some_and(|party| {
        agreement.facilitator_party_id == Some(party.id)
            || covers(&agreement.initiator_region_code, &party.region_code)
            || covers(&agreement.counterpart_region_code, &party.region_code)
    });
    if concerned {
        return Ok(());
    }
    Err(Error::field(
        "/party_id",
        "not-concerned",
        "Pilih pemerintah, fasilitator, atau pihak yang berasal dari salah satu dari kedua daerah.",
        "Choose a government, the facilitator, or a party of one of the two regions.",
    ))
}

fn not_a_side() -> Error {
    Error::Forbidden(Bilingual::new(
        "Izin mencatat masa lalu diberikan oleh koordinator salah satu pemerintah pada kesepakatan ini.",
        "A backfill grant is given by a coordinator of one of the two governments of this agreement.",
    ))
}
