//! Recording a distribution.

use std::collections::BTreeMap;

use api_types::Check;
use api_types::logistics::CreateDistributionRequest;
use db::outbox::Audience;
use domain::logistics::{DistributedGoods, DistributionHappened, check_distributed};
use domain::say;
use domain::shared::{Bilingual, Cause, DistributionId, Id as _, Invalid, ReceiptLineId};
use service::{Error, OccurredAt, Tx};
use web::{Command, Reply};

use super::access::op;
use super::queries::{self, Received, ReceivedLine};
use super::rows::{DistributionLineRow, DistributionRow};
use crate::context::Context;
use crate::outside::outlets_of;
use crate::settling::read_quantity;
use crate::transport::{another_side, distinct, lock_shipment, traders};

/// The most lines of one distribution.
const MOST_LINES: usize = 200;

/// Records what went on to the outlets of the buyer; 201.
pub(super) async fn create_distribution(
    context: &Context,
    command: Command<op::CreateDistribution, CreateDistributionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let receipt = lock_received(tx, &body).await?;
            let received = queries::lines_of(tx.conn, receipt.id).await?;
            expect_correctable(tx, &body, &receipt).await?;
            let id = tx.new_id();
            let lines = read_lines(id, &body, &received)?;
            let occurred = occurred_at(tx, &body, &receipt, &received).await?;
            expect_open(tx, &receipt, &lines, occurred).await?;
            expect_room(tx, &received, &lines, body.corrects_id).await?;
            let row = new_distribution(tx, id, &body, &receipt, occurred);
            let stored = queries::insert_distribution(tx.conn, &row, &lines).await;
            stored.map_err(|error| error.when_unique("distribution_corrected_once", corrected_before))?;
            let stored = queries::find_distribution(tx.conn, tx.caller(), id).await?;
            let whole = stored.ok_or_else(|| Error::Internal(format!("{id} was just recorded")))?;
            let audience = Audience::Parties(traders(tx.conn, receipt.shipment_id).await?);
            tx.emit_to(id, audience, DistributionHappened::Recorded, whole.event_data())?;
            let location = format!("/v1/distributions/{id}");
            Ok(Reply::created(location, &whole.etag(), &whole.view(tx.caller()))?)
        })
        .await
}

/// The receipt of the goods, under the lock of its shipment: whoever reverses it or takes goods of it back has the same.
async fn lock_received(tx: &mut Tx<'_>, body: &CreateDistributionRequest) -> Result<Received, Error> {
    let seen = queries::find_received(tx.conn, tx.caller(), body.receipt_id).await?;
    let seen = seen.ok_or_else(unknown_receipt)?;
    if tx.caller().party() != seen.buyer_id {
        return Err(Error::Forbidden(another_side()));
    }
    let shipment = lock_shipment(tx.conn, tx.caller(), seen.shipment_id).await?;
    let followed = [shipment.followed(), vec![seen.id.uuid()]].concat();
    tx.expect_one_side(&followed).await?;
    // As it stands under the lock.
    let receipt = queries::find_received(tx.conn, tx.caller(), seen.id).await?.ok_or_else(unknown_receipt)?;
    if receipt.state.counts() { Ok(receipt) } else { Err(does_not_count(&receipt)) }
}

/// What is corrected is of goods of the same shipment: what was recorded of a reversed receipt goes on under the one that is right.
async fn expect_correctable(
    tx: &mut Tx<'_>,
    body: &CreateDistributionRequest,
    receipt: &Received,
) -> Result<(), Error> {
    let Some(id) = body.corrects_id else { return Ok(()) };
    let found = queries::find_distribution(tx.conn, tx.caller(), id).await?;
    match found.filter(|found| found.row.shipment_id == receipt.shipment_id) {
        None => Err(unknown_distribution()),
        Some(found) if found.is_corrected() => Err(corrected_before()),
        Some(_) => Ok(()),
    }
}

fn read_lines(
    id: DistributionId,
    body: &CreateDistributionRequest,
    received: &BTreeMap<ReceiptLineId, ReceivedLine>,
) -> Result<Vec<DistributionLineRow>, Error> {
    let mut check = Check::new();
    let corrects = body.corrects_id.is_some();
    check.length("/lines", &body.lines, usize::from(!corrects)..=MOST_LINES);
    check.optional_text("/note", body.note.as_deref(), 1..=1000);
    check.require(!corrects || body.note.is_some(), needs_note);
    let mut lines = Vec::new();
    for ((number, at), line) in (0_i32..).zip(0..MOST_LINES).zip(&body.lines) {
        let of = received.get(&line.receipt_line_id);
        check.require(of.is_some(), || unknown_line(at));
        let pointer = format!("/lines/{at}/quantity");
        let base = read_quantity(&mut check, &pointer, &line.quantity, of.map(|of| of.unit));
        lines.extend(of.zip(base).map(|(of, quantity_base)| DistributionLineRow {
            distribution_id: id,
            number,
            receipt_line_id: of.id,
            shipment_item_id: of.item,
            outlet_id: line.outlet_id,
            quantity_base,
            quantity_unit: line.quantity.unit,
        }));
    }
    check.finish()?;
    Ok(lines)
}

/// When the goods went on: not before they were received.
async fn occurred_at(
    tx: &mut Tx<'_>,
    body: &CreateDistributionRequest,
    receipt: &Received,
    received: &BTreeMap<ReceiptLineId, ReceivedLine>,
) -> Result<OccurredAt, Error> {
    let under = received.values().next().map(|line| line.agreement);
    let mut occurred = tx.occurred(body.occurred_at, under).await?;
    let number = Bilingual::same(receipt.number.clone());
    let what = say!("penerimaan barang {number}", "the receipt of goods {number}", number = number);
    occurred.after(&[Cause::new(what, receipt.received_at)])?;
    Ok(occurred)
}

/// Every outlet is the buyer's own, and open that day.
async fn expect_open(
    tx: &mut Tx<'_>,
    receipt: &Received,
    lines: &[DistributionLineRow],
    occurred: OccurredAt,
) -> Result<(), Error> {
    let named = distinct(lines.iter().map(|line| line.outlet_id));
    let own = outlets_of(tx.conn, receipt.buyer_id, &named).await?;
    let day = occurred.day();
    let wrong = lines.iter().filter_map(|line| match own.get(&line.outlet_id) {
        None => Some(unknown_outlet(line.number)),
        Some(days) if days.takes_goods_on(day) => None,
        Some(_) => Some(not_open(line.number)),
    });
    let wrong: Vec<Invalid> = wrong.collect();
    if wrong.is_empty() { Ok(()) } else { Err(Error::behind("catalog", wrong)) }
}

/// No more goes on than is left of each line.
async fn expect_room(
    tx: &mut Tx<'_>,
    received: &BTreeMap<ReceiptLineId, ReceivedLine>,
    lines: &[DistributionLineRow],
    corrects: Option<DistributionId>,
) -> Result<(), Error> {
    let mut asked: BTreeMap<ReceiptLineId, i64> = BTreeMap::new();
    for line in lines {
        let sum = asked.entry(line.receipt_line_id).or_default();
        *sum = sum.saturating_add(line.quantity_base);
    }
    let ids: Vec<ReceiptLineId> = asked.keys().copied().collect();
    let taken_back = queries::taken_back(tx.conn, &ids).await?;
    let before = queries::distributed(tx.conn, &ids, corrects).await?;
    let goods = asked.into_iter().filter_map(|(line, now)| {
        let of = received.get(&line)?;
        let sum = |sums: &BTreeMap<ReceiptLineId, i64>| sums.get(&line).copied().unwrap_or_default();
        Some(DistributedGoods {
            line,
            accepted: of.accepted,
            taken_back: sum(&taken_back),
            before: sum(&before),
            now,
            unit: of.unit,
        })
    });
    Ok(check_distributed(&goods.collect::<Vec<_>>())?)
}

fn new_distribution(
    tx: &Tx<'_>,
    id: DistributionId,
    body: &CreateDistributionRequest,
    receipt: &Received,
    occurred: OccurredAt,
) -> DistributionRow {
    DistributionRow {
        id,
        receipt_id: receipt.id,
        shipment_id: receipt.shipment_id,
        supplier_id: receipt.supplier_id,
        buyer_id: receipt.buyer_id,
        occurred_at: occurred.at,
        claimed_at: occurred.claimed,
        backfilled: occurred.backfilled,
        corrects_id: body.corrects_id,
        note: body.note.as_deref().map(|note| note.trim().to_owned()),
        actor_subject: tx.caller().subject().to_owned(),
        recorded_at: tx.now,
    }
}

fn unknown_receipt() -> Error {
    Error::field(
        "/receipt_id",
        "unknown-receipt",
        "Penerimaan ini tidak ditemukan; salin id-nya dari /v1/receipts.",
        "There is no such receipt; copy its id from /v1/receipts.",
    )
}

fn does_not_count(receipt: &Received) -> Error {
    let detail = say!(
        "Penerimaan ini {state}; salurkan barang dari penerimaan yang sudah dibukukan dan tidak dibatalkan.",
        "This receipt is {state}; give outlets goods of a receipt that is posted and was not reversed.",
        state = receipt.state,
    );
    Error::Invalid(vec![Invalid::says("/receipt_id", "receipt-does-not-count", detail)])
}

fn unknown_distribution() -> Error {
    Error::field(
        "/corrects_id",
        "unknown-distribution",
        "Sebutkan penyaluran dari pengiriman yang sama; daftarnya di /v1/distributions?shipment_id=...",
        "Name a distribution of the same shipment; they stand at /v1/distributions?shipment_id=...",
    )
}

fn corrected_before() -> Error {
    Error::duplicate(
        "/corrects_id",
        "Penyaluran ini sudah dikoreksi; koreksilah penyaluran yang menggantikannya.",
        "This distribution is corrected already; correct the one that stands in its place.",
    )
}

fn needs_note() -> Invalid {
    Invalid::new(
        "/note",
        "required",
        "Jelaskan mengapa penyaluran itu dikoreksi.",
        "Say why the other distribution is corrected.",
    )
}

fn unknown_line(at: usize) -> Invalid {
    Invalid::new(
        format!("/lines/{at}/receipt_line_id"),
        "unknown-receipt-line",
        "Sebutkan baris dari penerimaan itu; lihat `lines` pada penerimaannya.",
        "Name a line of that receipt; see `lines` of it.",
    )
}

fn unknown_outlet(number: i32) -> Invalid {
    Invalid::new(
        format!("/lines/{number}/outlet_id"),
        "unknown-outlet",
        "Sebutkan gerai yang dijalankan pihak Anda; daftarnya di /v1/outlets?operator_party_id=...",
        "Name an outlet that your party runs; they stand at /v1/outlets?operator_party_id=...",
    )
}

fn not_open(number: i32) -> Invalid {
    Invalid::new(
        format!("/lines/{number}/outlet_id"),
        "outlet-not-open",
        "Gerai ini belum buka atau sudah tutup pada hari itu; periksa tanggalnya atau pilih gerai lain.",
        "This outlet was not open yet that day, or had closed; look at the day, or choose another outlet.",
    )
}
