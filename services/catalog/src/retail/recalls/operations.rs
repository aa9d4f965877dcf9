//! What can be done with recalls.

use std::collections::BTreeSet;

use api_types::catalog::CreateRecallRequest;
use api_types::{Check, TransitionRequest};
use domain::catalog::{ProductState, RecallEvent, RecallHappened, RecallState};
use domain::shared::{Bilingual, Invalid, RecallId, VariantId};
use service::{Error, Tx, Versioned as _};
use web::{ApiError, Command, Reply};

use super::access::op;
use super::queries;
use super::rows::{Recall, RecallRow};
use crate::context::Context;
use crate::goods::{JudgedVariant, judged_of};
use crate::sites::governs;

/// Recalls goods of the caller's party, or of a maker in a region that it governs; 201.
pub(super) async fn create_recall(
    context: &Context,
    command: Command<op::CreateRecall, CreateRecallRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let row = new_recall(tx, &body).await?;
            queries::insert_recall(tx.conn, &row).await?;
            let recall = whole(tx, row).await?;
            tx.emit(&recall, RecallHappened::Issued).await?;
            let (location, etag) = (format!("/v1/recalls/{}", recall.row.id), recall.etag(tx.today()));
            Ok(Reply::created(location, &etag, &recall.row.view(recall.outlets))?)
        })
        .await
}

/// Lifts a recall; 200.
pub(super) async fn lift_recall(
    context: &Context,
    id: RecallId,
    command: Command<op::LiftRecall, TransitionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let row = queries::lock_recall(tx.conn, id).await?;
            let mut recall = whole(tx, row).await?;
            let step = tx.begin(&recall, RecallEvent::Lift, &body).await?;
            tx.finish(&mut recall, step).await?;
            let etag = recall.etag(tx.today());
            Ok(Reply::ok(&etag, &recall.row.view(recall.outlets))?)
        })
        .await
}

/// A recall with what is to be known of it for the caller.
async fn whole(tx: &mut Tx<'_>, row: RecallRow) -> Result<Recall, Error> {
    let outlets = queries::outlets_of(tx.conn, std::slice::from_ref(&row)).await?.concat();
    let governs = governs(tx.conn, tx.caller(), &row.region_code).await?;
    Ok(Recall { row, outlets, governs })
}

/// Checks the request and completes it to a row.
async fn new_recall(tx: &mut Tx<'_>, body: &CreateRecallRequest) -> Result<RecallRow, Error> {
    let mut check = Check::new();
    check.length("/variant_ids", &body.variant_ids, 1..=50);
    let reason = check.text("/reason", &body.reason, 1..=2000);
    let advice = check.text("/advice", &body.advice, 1..=2000);
    let named = &body.variant_ids[..body.variant_ids.len().min(50)];
    let judged = judged_of(tx.conn, named).await?;
    let mut seen: BTreeSet<VariantId> = BTreeSet::new();
    let mut makers = Vec::new();
    for (index, id) in named.iter().enumerate() {
        let at = format!("/variant_ids/{index}");
        check.require(seen.insert(*id), || twice(&at));
        match judged.get(id) {
            // Nobody else knows of it: there is nothing to take back, and nothing to tell.
            Some(variant) if variant.state == ProductState::Draft => check.push(unknown(&at)),
            Some(variant) => {
                check.require(
                    makers
                        .first()
                        .is_none_or(|first: &&JudgedVariant| first.supplier_id == variant.supplier_id),
                    || of_another(&at),
                );
                makers.push(variant);
            }
            None => check.push(unknown(&at)),
        }
    }
    check.finish()?;
    let maker = makers.first().ok_or_else(|| Error::Internal("a checked recall names goods".to_owned()))?;
    let region = maker.supplier_region.as_ref();
    let region = region.ok_or_else(|| Error::not_yet_known("agreement", &maker.supplier_id.to_string()))?;
    let own = maker.supplier_id == tx.caller().party();
    if !own && !governs(tx.conn, tx.caller(), region.as_str()).await? {
        return Err(Error::Forbidden(makers_own()));
    }
    Ok(RecallRow {
        id: tx.new_id(),
        supplier_id: maker.supplier_id,
        issued_by_party_id: tx.caller().party(),
        region_code: region.to_string(),
        variant_ids: seen.into_iter().collect(),
        hazard: body.hazard,
        reason,
        advice,
        state: RecallState::InForce,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    })
}

/// Who recalls goods: their maker, or a government where it is.
pub(super) fn makers_own() -> Bilingual {
    Bilingual::new(
        "Barang ditarik oleh pembuatnya sendiri, atau oleh pemerintah daerah atau provinsi pembuatnya.",
        "Goods are recalled by their maker, or by a government of the maker's region or province.",
    )
}

fn unknown(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "unknown-variant",
        "Varian ini tidak ditemukan atau belum terbit; salin id-nya dari /v1/variants.",
        "There is no such variant, or it was never published; copy its id from /v1/variants.",
    )
}

fn twice(pointer: &str) -> Invalid {
    Invalid::new(pointer, "repeated", "Sebutkan setiap varian sekali saja.", "Name each variant once.")
}

fn of_another(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "several-makers",
        "Satu penarikan hanya untuk barang satu pembuat; tarik barang pembuat lain tersendiri.",
        "One recall is for the goods of one maker; recall those of others by themselves.",
    )
}
