//! Sealing: two people, one of whom is not the hub's, close a lot over one text.

use api_types::catalog::SealLotRequest;
use domain::catalog::{LotEvent, LotHappened, LotSeal, SealProgress, check_seal, check_sealable};
use domain::shared::{Bilingual, ConsolidationLotId, Refusal, RefusalCode, Unmet};
use service::{Error, Tx};
use web::{Command, Reply};

use super::access::op;
use super::operations::reply;
use super::queries;
use super::rows::{SealRow, WholeLot, run_by_two};
use crate::context::Context;
use crate::lots::contributions::current_contributions;

/// Seals what is in a lot; 200. The second of two seals it for good.
pub(super) async fn seal_consolidation_lot(
    context: &Context,
    id: ConsolidationLotId,
    command: Command<op::SealConsolidationLot, SealLotRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_lot(tx.conn, tx.caller(), id).await?;
            let mut step = tx.begin(&whole, LotEvent::Seal, &body.circumstances()).await?;
            let progress = judge(tx, &whole, &body).await?;
            let seal = SealRow {
                lot_id: id,
                content_sha256: body.content_sha256.to_string(),
                party_id: tx.caller().party(),
                actor_subject: tx.caller().subject().to_owned(),
                sealed_at: step.occurred.at,
            };
            queries::insert_seal(tx.conn, &seal).await?;
            whole.seals.push(seal);
            if progress == SealProgress::First {
                step.leads_to(whole.row.state);
                step.is_told_as(LotHappened::SealGiven);
            }
            tx.finish(&mut whole, step).await?;
            reply(whole)
        })
        .await
}

/// Whether the caller may seal this text now, and how far that leads.
async fn judge(tx: &mut Tx<'_>, whole: &WholeLot, body: &SealLotRequest) -> Result<SealProgress, Error> {
    let brought = current_contributions(tx.conn, whole.row.id).await?;
    let ungraded = brought.iter().filter(|one| one.grading.is_none()).count();
    let grams = whole.row.grams()?.values().sum();
    check_sealable(i64::try_from(ungraded).unwrap_or(i64::MAX), grams)?;
    if whole.row.content_sha256.as_deref() != Some(body.content_sha256.as_str()) {
        return Err(changed().into());
    }
    let caller = tx.caller();
    let side = whole.row.side(caller.party(), whole.governs).ok_or_else(|| Error::Forbidden(run_by_two()))?;
    Ok(check_seal(&whole.seals_given(), &LotSeal { side, person: caller.subject().to_owned() })?)
}

fn changed() -> Refusal {
    let unmet = Unmet::new(
        "content_as_shown",
        "content_sha256",
        Bilingual::new("isi lain", "other content"),
        Bilingual::new("`content_sha256` lot ini sekarang", "`content_sha256` of this lot as it is now"),
        Bilingual::new(
            "Isi lot berubah sejak dibaca; baca lagi lot ini, lalu segel isinya sekarang.",
            "What is in the lot has changed; read it again, and seal what is in it now.",
        ),
    );
    Refusal::rule(RefusalCode::TextChanged, vec![unmet])
}
