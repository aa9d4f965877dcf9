//! What can be done with recalls.

use std::collections::BTreeSet;

use api_types::catalog::CreateRecallRequest;
use api_types::{Check, TransitionRequest};
use domain::catalog::{ProductState, RecallEvent, RecallHappened, RecallState};
use domain::shared::{Bilingual, ConsolidationLotId, Invalid, PartyId, RecallId, VariantId};
use service::{Error, Tx, Versioned as _};
use web::{ApiError, Command, Reply};

use super::access::op;
use super::queries;
use super::rows::{Recall, RecallRow};
use crate::context::Context;
use crate::goods::{JudgedVariant, judged_of};
use crate::lots::{LotOwners, lot_owners};
use crate::sites::governs;

/// The most goods of a recall.
const MOST: usize = 50;

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

/// Whose goods are recalled, and in which region that is.
struct Goods {
    supplier_id: PartyId,
    region_code: String,
}

/// Checks the request and completes it to a row.
async fn new_recall(tx: &mut Tx<'_>, body: &CreateRecallRequest) -> Result<RecallRow, Error> {
    let mut check = Check::new();
    check.length("/variant_ids", &body.variant_ids, 0..=MOST);
    check.length("/lot_ids", &body.lot_ids, 0..=MOST);
    check.require(body.variant_ids.is_empty() != body.lot_ids.is_empty(), one_kind);
    let reason = check.text("/reason", &body.reason, 1..=2000);
    let advice = check.text("/advice", &body.advice, 1..=2000);
    let goods = match first(&body.lot_ids) {
        [] => variants(tx, check, first(&body.variant_ids)).await?,
        named => lots(tx, check, named).await?,
    };
    let own = goods.supplier_id == tx.caller().party();
    if !own && !governs(tx.conn, tx.caller(), &goods.region_code).await? {
        return Err(Error::Forbidden(makers_own()));
    }
    let distinct: BTreeSet<VariantId> = body.variant_ids.iter().copied().collect();
    Ok(RecallRow {
        id: tx.new_id(),
        supplier_id: goods.supplier_id,
        issued_by_party_id: tx.caller().party(),
        region_code: goods.region_code,
        variant_ids: distinct.into_iter().collect(),
        lot_ids: body.lot_ids.clone(),
        hazard: body.hazard,
        reason,
        advice,
        state: RecallState::InForce,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    })
}

/// As many as are looked at.
fn first<T>(named: &[T]) -> &[T] {
    &named[..named.len().min(MOST)]
}

/// Variants of one maker, none of them a draft.
async fn variants(tx: &mut Tx<'_>, mut check: Check, named: &[VariantId]) -> Result<Goods, Error> {
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
    let maker = makers.first().ok_or_else(nothing_named)?;
    let region = maker.supplier_region.as_ref();
    let region = region.ok_or_else(|| Error::not_yet_known("agreement", &maker.supplier_id.to_string()))?;
    Ok(Goods { supplier_id: maker.supplier_id, region_code: region.to_string() })
}

/// Lots of one cooperative at one hub that the caller may read.
async fn lots(tx: &mut Tx<'_>, mut check: Check, named: &[ConsolidationLotId]) -> Result<Goods, Error> {
    let known = lot_owners(tx.conn, tx.caller(), named).await?;
    let mut one: Option<&LotOwners> = None;
    for (index, id) in named.iter().enumerate() {
        let at = format!("/lot_ids/{index}");
        check.require(!named[..index].contains(id), || twice(&at));
        match known.iter().find(|lot| lot.id == *id) {
            None => check.push(unknown_lot(&at)),
            Some(lot) => check.require(one.get_or_insert(lot).sides() == lot.sides(), || of_another(&at)),
        }
    }
    check.finish()?;
    let lot = one.ok_or_else(nothing_named)?;
    let me = tx.caller().party();
    let supplier_id = if lot.sides().contains(&me) { me } else { lot.cooperative_party_id };
    Ok(Goods { supplier_id, region_code: lot.region_code.clone() })
}

fn nothing_named() -> Error {
    Error::Internal("a checked recall names goods".to_owned())
}

/// Who recalls goods: their maker, or a government where it is.
fn makers_own() -> Bilingual {
    Bilingual::new(
        "Barang ditarik oleh pembuatnya sendiri (lot: oleh hub atau koperasinya), atau oleh pemerintah daerah atau provinsinya.",
        "Goods are recalled by their maker (lots: by their hub or cooperative), or by a government of that region or province.",
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

fn unknown_lot(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "unknown-lot",
        "Lot ini tidak ditemukan; salin id-nya dari /v1/consolidation-lots.",
        "There is no such lot; copy its id from /v1/consolidation-lots.",
    )
}

fn one_kind() -> Invalid {
    Invalid::new(
        "/variant_ids",
        "goods",
        "Sebutkan varian (`variant_ids`) atau lot (`lot_ids`), salah satu saja.",
        "Name variants (`variant_ids`) or lots (`lot_ids`), one of the two.",
    )
}

fn twice(pointer: &str) -> Invalid {
    Invalid::new(pointer, "repeated", "Sebutkan masing-masing sekali saja.", "Name each once.")
}

fn of_another(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "several-makers",
        "Satu penarikan hanya untuk barang satu pembuat, atau lot satu koperasi di satu hub; tarik yang lain tersendiri.",
        "One recall is for the goods of one maker, or lots of one cooperative at one hub; recall others by themselves.",
    )
}
