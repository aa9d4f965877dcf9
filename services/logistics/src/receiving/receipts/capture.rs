//! Capturing a receipt and correcting it before it is posted.

use std::collections::BTreeMap;

use api_types::Check;
use api_types::logistics::{CaptureReceiptRequest, ConversionView, ReceiptLineRequest, UpdateReceiptRequest};
use chrono::{DateTime, Datelike as _, Utc};
use db::Connection;
use domain::logistics::{ReceiptHappened, ReceiptState, ShipmentState};
use domain::shared::{CallOffLineId, GradeCode, Invalid, ReceiptId, ShipmentItemId, TextHash, UPDATE};
use service::{Error, Stateful as _, Tx, replaced};
use web::{Caller, Command, Reply};

use super::access::op;
use super::rows::{LineRow, ReceiptRow, WholeLine, WholeReceipt};
use super::steps::lock;
use super::{conflicts, figures, queries, times};
use crate::context::Context;
use crate::ordering::conversions_of;
use crate::transport::{ItemRow, WholeShipment, another_side, distinct, lock_shipment};

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
            let Some(before) = queries::find_receipt(tx.conn, tx.caller(), tx.now, id).await? else {
                return capture(tx, id, &body, &shipment).await;
            };
            if before.row.captured_sha256 != fingerprint(&body)? {
                return Err(taken());
            }
            Ok(Reply::ok(&before.current_etag(), &before.view(tx.caller()))?)
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
            expect_receiver(&shipment, tx.caller())?;
            tx.expect(&whole.current_etag())?;
            if !whole.row.state.may_change() {
                return Err(Error::unchangeable(whole.row.state));
            }
            let before = whole.clone().view(tx.caller());
            correct(tx, &mut whole, &body, &shipment).await?;
            if body.lines.is_some() {
                whole.row.written_by(tx.caller().subject());
            }
            let replaced = replaced(&before, &whole.clone().view(tx.caller()))?;
            tx.revise(&mut whole, UPDATE, ReceiptHappened::Changed, Some(replaced)).await?;
            Ok(Reply::ok(&whole.current_etag(), &whole.view(tx.caller()))?)
        })
        .await
}

/// The shipment that the caller may read, locked; its buyer receives.
async fn shipment_of(tx: &mut Tx<'_>, body: &CaptureReceiptRequest) -> Result<WholeShipment, Error> {
    let shipment = lock_shipment(tx.conn, tx.caller(), body.shipment_id).await?;
    expect_receiver(&shipment, tx.caller())?;
    Ok(shipment)
}

fn expect_receiver(shipment: &WholeShipment, caller: &Caller) -> Result<(), Error> {
    if shipment.row.buyer_id == caller.party() { Ok(()) } else { Err(Error::Forbidden(another_side())) }
}

/// Goods may be received from departure on: a phone may have been without network since, and a receipt
/// that was taken back leaves goods of a closed shipment to be received again.
pub(super) fn expect_receivable(state: ShipmentState) -> Result<(), Error> {
    use ShipmentState as S;
    match state {
        S::Departed | S::Diverted | S::Arrived | S::Unloading | S::Received | S::Closed => Ok(()),
        _ => Err(Error::not_allowed(state, "receive")),
    }
}

async fn capture(
    tx: &mut Tx<'_>,
    id: ReceiptId,
    body: &CaptureReceiptRequest,
    shipment: &WholeShipment,
) -> Result<Reply, Error> {
    expect_receivable(shipment.row.state)?;
    tx.expect_one_side(&shipment.followed()).await?;
    let mut check = Check::new();
    let note = check.optional_text("/note", body.note.as_deref(), 1..=2000);
    let mut received = tx.occurred(body.received_at, shipment.agreement()).await?;
    let captured = Capture::of(tx.conn, (id, received.at), shipment).await?;
    let lines = captured.lines(tx, &mut check, &body.lines);
    check.finish()?;
    received.after(&times::journeys(&lines, shipment))?;
    let number = queries::next_number(tx.conn).await?;
    let row = ReceiptRow {
        id,
        number: format!("BAST/{}/{number:06}", tx.today().year()),
        shipment_id: shipment.row.id,
        supplier_id: shipment.row.supplier_id,
        buyer_id: shipment.row.buyer_id,
        state: ReceiptState::Draft,
        received_at: received.at,
        backfilled: received.backfilled,
        documents_seen: body.documents_seen,
        note,
        posted_at: None,
        reverses_id: None,
        captured_sha256: fingerprint(body)?,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        claimed_at: received.claimed,
        figures_by: vec![tx.caller().subject().to_owned()],
        posted_by: None,
        answer_due_at: None,
        answered_at: None,
        objection_reason: None,
        objection_note: None,
    };
    let mut whole = WholeReceipt {
        row,
        lines,
        taken_back: Vec::new(),
        rivals: Vec::new(),
        reversal: None,
        read_at: tx.now,
    };
    conflicts::insert(tx, &mut whole).await.map_err(|error| error.when_unique("receipt_pkey", taken))?;
    let (etag, location) = (whole.current_etag(), format!("/v1/receipts/{id}"));
    Ok(Reply::created(location, &etag, &whole.view(tx.caller()))?)
}

/// Applies corrections to what is on the receipt; the receipt itself is written by the caller.
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
        let before = whole.items();
        let captured = Capture::of(tx.conn, (whole.row.id, whole.row.received_at), shipment).await?;
        let holds = whole.lines.iter().all(|line| line.row.holds_item);
        whole.lines = captured.lines(tx, &mut check, requests);
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
    Ok(())
}

/// What lines are captured for.
struct Capture<'a> {
    receipt: ReceiptId,
    received_at: DateTime<Utc>,
    shipment: &'a WholeShipment,
    /// By which yield the goods of its order lines count, where their form is another than that of the contract line.
    converted: BTreeMap<CallOffLineId, ConversionView>,
}

impl<'a> Capture<'a> {
    async fn of(
        conn: &Connection,
        (receipt, received_at): (ReceiptId, DateTime<Utc>),
        shipment: &'a WholeShipment,
    ) -> Result<Self, Error> {
        let lines: Vec<_> = shipment.items.iter().map(|item| item.call_off_line_id).collect();
        let converted = conversions_of(conn, &lines).await?;
        Ok(Self { receipt, received_at, shipment, converted })
    }

    /// The lines of a request, each resolved to its item of the shipment.
    fn lines(&self, tx: &Tx<'_>, check: &mut Check, requests: &[ReceiptLineRequest]) -> Vec<WholeLine> {
        check.length("/lines", requests, 1..=200);
        let mut seen: Vec<ShipmentItemId> = Vec::new();
        let mut lines = Vec::new();
        for (number, request) in (0_i32..).zip(requests) {
            let at = format!("/lines/{number}");
            let pointer = format!("{at}/shipment_item_id");
            let Some(item) = self.shipment.items.iter().find(|item| item.id == request.shipment_item_id)
            else {
                check.push(unknown_item(pointer));
                continue;
            };
            check.require(!seen.contains(&item.id), || twice(pointer));
            seen.push(item.id);
            let note = check.optional_text(&format!("{at}/note"), request.note.as_deref(), 1..=1000);
            let grade = request.grade.as_ref();
            let grade =
                grade.and_then(|code| check.take(GradeCode::from_field(&format!("{at}/grade"), code)));
            let row = LineRow { number, note, grade: grade.map(String::from), ..self.blank(tx, item) };
            let figures = figures::measures(check, &at, row.id, item, request);
            let rejections = figures::rejections(check, &at, row.id, &request.rejections);
            let conversion = self.converted.get(&item.call_off_line_id).cloned();
            let lot = item.consolidation_lot_id;
            let mut line = WholeLine { row, figures, rejections, conversion, lot };
            let drawn = line.figure(item.quantity_unit.dimension()).map(|figure| figure.accepted);
            line.row.accepted_base = drawn.unwrap_or_default();
            lines.push(line);
        }
        lines
    }

    /// A line for an item, before anything is counted.
    fn blank(&self, tx: &Tx<'_>, item: &ItemRow) -> LineRow {
        LineRow {
            id: tx.new_id(),
            receipt_id: self.receipt,
            number: 0,
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
            note: None,
            holds_item: true,
            received_at: self.received_at,
            posted_at: None,
            reversal_claimed_at: None,
            reversed_at: None,
            grade: None,
            price: None,
        }
    }
}

/// What distinguishes the same content from other content: the hash of the request as it was understood.
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
        "repeated",
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
