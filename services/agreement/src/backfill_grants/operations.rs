//! What can be done with backfill grants, and what they are for.

use api_types::Check;
use api_types::agreement::CreateBackfillGrantRequest;
use chrono::{DateTime, Utc};
use db::outbox::Audience;
use domain::shared::{
    AgreementId, Bilingual, ClaimMark, ClaimWindow, Id as _, Invalid, PartyId, check_claimed_time,
    jakarta_date,
};
use service::{Error, Tx};
use web::{Command, Reply};

use super::queries;
use super::rows::BackfillGrantRow;
use crate::access::op;
use crate::agreements::{AgreementRow, lock_agreement};
use crate::context::Context;
use crate::parties::{covers, find_party};

/// When something is said to have happened, and whether a grant was needed to say so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim {
    pub(crate) occurred_at: DateTime<Utc>,
    pub(crate) backfilled: bool,
}

/// Judges the time a request claims by the grants of the caller's party; absent means now.
///
/// # Errors
/// `claimed-time-in-future` or `backfill-not-granted`.
pub(crate) async fn claimed_time(
    tx: &mut Tx<'_>,
    occurred_at: Option<DateTime<Utc>>,
) -> Result<Claim, Error> {
    let Some(occurred_at) = occurred_at else {
        return Ok(Claim { occurred_at: tx.now, backfilled: false });
    };
    let grants = queries::grants_of(tx.conn, tx.caller().party()).await?;
    let mark = check_claimed_time(occurred_at, tx.now, &grants, ClaimWindow::USUAL)?;
    Ok(Claim { occurred_at, backfilled: mark != ClaimMark::Current })
}

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
            push(tx, &row, &agreement);
            let (etag, location) = (row.etag(), format!("/v1/backfill-grants/{}", row.id));
            Ok(Reply::created(location, &etag, &row.view())?)
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
    check.require(body.from_date <= body.until_date, || {
        Invalid::new(
            "/until_date",
            "period",
            "Hari terakhir tidak boleh mendahului hari pertama.",
            "The last day must not come before the first.",
        )
    });
    check.require(body.until_date <= jakarta_date(tx.now), || {
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

fn push(tx: &mut Tx<'_>, row: &BackfillGrantRow, agreement: &AgreementRow) {
    let others = agreement.readers.iter().filter(|reader| **reader != row.party_id);
    let audience = others.chain([&row.party_id]).map(|party| party.uuid()).collect();
    let audience = Audience::Parties(audience);
    let data = serde_json::json!({
        "backfill_grant_id": row.id, "agreement_id": row.agreement_id, "party_id": row.party_id,
    });
    tx.push("backfill_grant.granted", row.id, audience, data);
}

fn not_a_side() -> Error {
    Error::Forbidden(Bilingual::new(
        "Izin mencatat masa lalu diberikan oleh koordinator salah satu pemerintah pada kesepakatan ini.",
        "A backfill grant is given by a coordinator of one of the two governments of this agreement.",
    ))
}
