//! Capturing a receipt and correcting it before it is posted.

use api_types::Check;
use api_types::logistics::{CaptureReceiptRequest, ReceiptLineRequest, UpdateReceiptRequest};
use chrono::{DateTime, Datelike as _, Utc};
use domain::logistics::{ReceiptState, ShipmentState};
use domain::shared::{
    IllegalTransition, Invalid, ReceiptId, ShipmentItemId, TextHash, allowed_events, jakarta_date,
};
use service::{Error, Tx};
use web::{Command, Reply};

use super::rows::{LineRow, ReceiptRow, WholeLine, WholeReceipt};
use super::steps::{lock, push};
use super::{conflicts, figures, queries};
use crate::access::op;
use crate::claims::claimed;
use crate::context::Context;
use crate::shipments::{ItemRow, Side, WholeShipment, distinct, lock_shipment};
use crate::tenancy::Scope;

/// Captures a receipt; 201.
pub(super) async fn create_receipt(
    context: &Context,
    command: Command<op::CreateReceipt, CaptureReceiptRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let shipment = shipment_of(tx, &body).await?;
            let id = tx.new_id();
            capture(tx, id, &body, &shipment).await
        })
        .await
}

/// Captures a receipt with the phone's own id; 201, or 200 for the same content again.
pub(super) async fn put_receipt(
    context: &Context,
    id: ReceiptId,
    command: Command<op::PutReceipt, CaptureReceiptRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let shipment = shipment_of(tx, &body).await?;
            let Some(before) = queries::find_receipt(tx.conn, Scope::of(tx.caller()), id).await? else {
                return capture(tx, id, &body, &shipment).await;
            };
            if before.row.captured_sha256 != fingerprint(&body)? {
                return Err(taken());
            }
            Ok(Reply::ok(&before.etag(), &before.view())?)
        })
        .await
}

/// Corrects a receipt before it is posted; 200.
pub(super) async fn update_receipt(
    context: &Context,
    id: ReceiptId,
    command: Command<op::UpdateReceipt, UpdateReceiptRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (shipment, mut whole) = lock(tx, id).await?;
            tx.expect(&whole.etag())?;
            if matches!(whole.row.state, ReceiptState::Posted | ReceiptState::Reversed) {
                return Err(cannot_change(whole.row.state));
            }
            correct(tx, &mut whole, &body, &shipment).await?;
            push(tx, "receipt.changed", &whole, &shipment).await?;
            Ok(Reply::ok(&whole.etag(), &whole.view())?)
        })
        .await
}

/// The shipment in sight, locked; its buyer receives.
async fn shipment_of(tx: &mut Tx<'_>, body: &CaptureReceiptRequest) -> Result<WholeShipment, Error> {
    let shipment = lock_shipment(tx.conn, Scope::of(tx.caller()), body.shipment_id).await?;
    shipment.row.expect_side(tx.caller().party(), &[Side::Buyer])?;
    Ok(shipment)
}

/// Goods may be received from departure on: a phone may have been without network since, and a receipt
/// that was taken back leaves goods of a closed shipment to be received again.
pub(super) fn expect_receivable(state: ShipmentState) -> Result<(), Error> {
    use ShipmentState as S;
    match state {
        S::Departed | S::Diverted | S::Arrived | S::Unloading | S::Received | S::Closed => Ok(()),
        _ => Err(Error::State(IllegalTransition {
            current: state.to_string(),
            event: "receive".to_owned(),
            allowed: allowed_events(state),
        })),
    }
}

async fn capture(
    tx: &mut Tx<'_>,
    id: ReceiptId,
    body: &CaptureReceiptRequest,
    shipment: &WholeShipment,
) -> Result<Reply, Error> {
    expect_receivable(shipment.row.state)?;
    let mut check = Check::new();
    let note = check.optional_text("/note", body.note.as_deref(), 1..=2000);
    let claim = claimed(tx, body.received_at).await?;
    let lines = lines(tx, &mut check, (id, claim.at), &body.lines, shipment);
    check.finish()?;
    let number = queries::next_number(tx.conn).await?;
    let row = ReceiptRow {
        id,
        number: format!("BAST/{}/{number:06}", jakarta_date(tx.now).year()),
        shipment_id: shipment.row.id,
        supplier_id: shipment.row.supplier_id,
        buyer_id: shipment.row.buyer_id,
        state: ReceiptState::Draft,
        received_at: claim.at,
        backfilled: claim.backfilled,
        documents_seen: body.documents_seen,
        note,
        posted_at: None,
        reverses_id: None,
        captured_sha256: fingerprint(body)?,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    let mut whole = WholeReceipt { row, lines, rivals: Vec::new(), reversed_by: None };
    conflicts::insert(tx, &mut whole).await.map_err(|error| error.when_unique("receipt_pkey", taken))?;
    push(tx, "receipt.captured", &whole, shipment).await?;
    let (etag, location) = (whole.etag(), format!("/v1/receipts/{id}"));
    Ok(Reply::created(location, &etag, &whole.view())?)
}

async fn correct(
    tx: &mut Tx<'_>,
    whole: &mut WholeReceipt,
    body: &UpdateReceiptRequest,
    shipment: &WholeShipment,
) -> Result<(), Error> {
    let mut check = Check::new();
    if let Some(note) = &body.note {
        whole.row.note = Some(check.text("/note", note, 1..=2000));
    }
    whole.row.documents_seen = body.documents_seen.unwrap_or(whole.row.documents_seen);
    if let Some(requests) = &body.lines {
        let (before, receipt) = (whole.items(), (whole.row.id, whole.row.received_at));
        let holds = whole.lines.iter().all(|line| line.row.holds_item);
        whole.lines = lines(tx, &mut check, receipt, requests, shipment);
        for line in &mut whole.lines {
            line.row.holds_item = holds;
        }
        let same = distinct(before.into_iter()) == distinct(whole.items().into_iter());
        check.require(same, other_items);
    }
    check.finish()?;
    if body.lines.is_some() {
        queries::replace_lines(tx.conn, whole).await?;
    }
    whole.row.version += 1;
    whole.row.updated_at = tx.now;
    queries::update_receipt(tx.conn, &whole.row).await
}

/// The lines of a request, each resolved to its item of the shipment.
fn lines(
    tx: &Tx<'_>,
    check: &mut Check,
    receipt: (ReceiptId, DateTime<Utc>),
    requests: &[ReceiptLineRequest],
    shipment: &WholeShipment,
) -> Vec<WholeLine> {
    check.length("/lines", requests, 1..=200);
    let mut seen: Vec<ShipmentItemId> = Vec::new();
    let mut lines = Vec::new();
    for (number, request) in (0_i32..).zip(requests) {
        let at = format!("/lines/{number}");
        let pointer = format!("{at}/shipment_item_id");
        let Some(item) = shipment.items.iter().find(|item| item.id == request.shipment_item_id) else {
            check.push(unknown_item(pointer));
            continue;
        };
        check.require(!seen.contains(&item.id), || twice(pointer));
        seen.push(item.id);
        let row = line_row(tx, check, (&at, number), receipt, (item, request));
        let figures = figures::measures(check, &at, row.id, item, request);
        let rejections = figures::rejections(check, &at, row.id, &request.rejections);
        let mut line = WholeLine { row, figures, rejections };
        let drawn = line.figure(item.quantity_unit.dimension()).map(|figure| figure.accepted);
        line.row.accepted_base = drawn.unwrap_or_default();
        lines.push(line);
    }
    lines
}

fn line_row(
    tx: &Tx<'_>,
    check: &mut Check,
    (at, number): (&str, i32),
    (receipt_id, received_at): (ReceiptId, DateTime<Utc>),
    (item, request): (&ItemRow, &ReceiptLineRequest),
) -> LineRow {
    LineRow {
        id: tx.new_id(),
        receipt_id,
        number,
        shipment_item_id: item.id,
        vehicle_id: item.vehicle_id,
        call_off_line_id: item.call_off_line_id,
        call_off_id: item.call_off_id,
        contract_line_id: item.contract_line_id,
        contract_id: item.contract_id,
        agreement_id: item.agreement_id,
        commodity_code: item.commodity_code.clone(),
        form_code: item.form_code.clone(),
        accepted_base: 0,
        accepted_unit: item.quantity_unit,
        amount_rupiah: 0,
        shrink_allowed_base: None,
        deaths_allowed: None,
        claimable_weight_base: None,
        claimable_heads: None,
        note: check.optional_text(&format!("{at}/note"), request.note.as_deref(), 1..=1000),
        holds_item: true,
        received_at,
        posted_at: None,
        reversal_claimed_at: None,
        reversed_at: None,
    }
}

/// What tells the same content from other content: the hash of the request as it was understood.
fn fingerprint(body: &CaptureReceiptRequest) -> Result<String, Error> {
    let text = serde_json::to_vec(body).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(TextHash::of_bytes(&text).to_string())
}

fn taken() -> Error {
    Error::duplicate(
        "/",
        "Penerimaan dengan id ini sudah dicatat dengan isi lain; beri id baru untuk penerimaan baru.",
        "A receipt with this id was captured with other content; give a new receipt a new id.",
    )
}

fn cannot_change(state: ReceiptState) -> Error {
    Error::State(IllegalTransition {
        current: state.to_string(),
        event: "change".to_owned(),
        allowed: allowed_events(state),
    })
}

fn unknown_item(pointer: String) -> Invalid {
    Invalid::new(
        pointer,
        "unknown-item",
        "Pilih barang dari pengiriman ini.",
        "Choose an item of this shipment.",
    )
}

fn twice(pointer: String) -> Invalid {
    Invalid::new(
        pointer,
        "twice",
        "Setiap barang hanya satu baris dalam penerimaan ini.",
        "Each item has one line in a receipt.",
    )
}

fn other_items() -> Invalid {
    Invalid::new(
        "/lines",
        "other-items",
        "Perbaikan memuat barang yang sama seperti semula; barang lain dicatat dalam penerimaan lain.",
        "A correction carries the same items as before; other items go into another receipt.",
    )
}
