//! Asking for a statement, confirming it, disputing it.

use api_types::logistics::{ConfirmSettlementRequest, CreateSettlementRequest, DisputeSettlementRequest};
use api_types::{Check, TransitionRequest};
use chrono::{Datelike as _, NaiveDate};
use db::Connection;
use domain::logistics::{
    PaymentTerm, SettlementEvent, SettlementHappened, SettlementState, check_disputed,
    check_something_to_settle, check_unpaid, due_date,
};
use domain::say;
use domain::shared::{
    Bilingual, Business, CalendarPeriod, CalendarPeriodKind, Consent, ConsentError, ConsentProgress, Id as _,
    Invalid, ReceiptId, SettlementId, TransitionId, give_consent,
};
use service::{Error, OccurredAt, Tx, dated};
use web::{ApiError, Command, Reply};

use super::access::op;
use super::rows::{ConsentRow, LineRow, Settlement, SettlementRow, not_a_side, side_of};
use super::{deductions, queries, statement};
use crate::context::Context;
use crate::outside::{find_contract, lock_contract};

/// Asks for the statement of a contract and a month; 201.
pub(super) async fn create_settlement(
    context: &Context,
    command: Command<op::CreateSettlement, CreateSettlementRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let month = ended_month(&body.month, tx.today())?;
            let contract = find_contract(tx.conn, tx.caller(), body.contract_id)
                .await?
                .ok_or_else(|| Error::unknown("agreement", "/contract_id", "unknown-contract"))?;
            side_of(tx.caller(), contract.row.supplier_id, contract.row.buyer_id)
                .ok_or_else(|| Error::Forbidden(not_a_side()))?;
            lock_contract(tx.conn, contract.row.id).await?;
            let number = queries::next_number(tx.conn).await?;
            let row = SettlementRow {
                id: tx.new_id(),
                number: format!("TGH/{}/{number:06}", tx.today().year()),
                contract_id: contract.row.id,
                agreement_id: contract.row.agreement_id,
                supplier_id: contract.row.supplier_id,
                buyer_id: contract.row.buyer_id,
                month,
                state: SettlementState::Open,
                round: 1,
                disputed_by_party_id: None,
                disputed_line_ids: Vec::new(),
                text_sha256: None,
                total_rupiah: None,
                confirmed_at: None,
                due_date: None,
                version: 1,
                created_at: tx.now,
                updated_at: tx.now,
            };
            let stored = queries::insert_settlement(tx.conn, &row).await;
            stored.map_err(|error| error.when_unique("settlement_once", exists_already))?;
            let settlement = statement::whole(tx.conn, row).await?;
            check_something_to_settle(settlement.says.lines.len(), month)?;
            tx.first(&settlement, SettlementHappened::Opened).await?;
            let today = tx.today();
            let (etag, id) = (settlement.etag_on(today), settlement.row.id);
            Ok(Reply::created(format!("/v1/settlements/{id}"), &etag, &settlement.view(today))?)
        })
        .await
}

/// The first day of a month that has ended.
fn ended_month(code: &str, today: NaiveDate) -> Result<NaiveDate, Error> {
    let mut check = Check::new();
    let month = check.take(read_month("/month", code));
    if let Some(month) = month.as_ref().filter(|month| !month.ended(today)) {
        let detail = say!(
            "Bulan ini belum berakhir; tagihannya dapat dibuat setelah {last}.",
            "The month has not ended; its statement can be made after {last}.",
            last = month.last(),
        );
        check.push(Invalid::says("/month", "month-not-ended", detail));
    }
    check.finish()?;
    month.map(|month| month.first()).ok_or_else(|| Error::Internal("a checked month".to_owned()))
}

/// A month of a field.
pub(super) fn read_month(pointer: &str, code: &str) -> Result<CalendarPeriod, Invalid> {
    let read = CalendarPeriod::parse(code, None).ok();
    read.filter(|period| period.kind() == CalendarPeriodKind::Month).ok_or_else(|| {
        Invalid::new(
            pointer,
            "month",
            "Tulis bulan seperti `2026-10`: tahun dan bulan.",
            "Write a month as `2026-10`: year and month.",
        )
    })
}

fn exists_already() -> Error {
    Error::duplicate(
        "/month",
        "Tagihan kontrak ini untuk bulan itu sudah ada; cari di /v1/settlements?contract_id=...&month=...",
        "The contract has a statement of that month already; find it at /v1/settlements?contract_id=...&month=...",
    )
}

/// Locks a statement that the caller may read, its contract before it, and reads what it says then.
pub(in crate::settling) async fn lock(tx: &mut Tx<'_>, id: SettlementId) -> Result<Settlement, Error> {
    let row = queries::find_row(tx.conn, tx.caller(), id).await?.ok_or(Error::NotFound)?;
    lock_contract(tx.conn, row.contract_id).await?;
    let row = queries::lock_row(tx.conn, id).await?;
    statement::whole(tx.conn, row).await
}

/// A side confirms the present text; the second one makes it final. 200.
pub(super) async fn confirm_settlement(
    context: &Context,
    id: SettlementId,
    command: Command<op::ConfirmSettlement, ConfirmSettlementRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut settlement = lock(tx, id).await?;
            let mut step = tx.begin(&settlement, SettlementEvent::Confirm, &body.circumstances()).await?;
            step.occurred.after(&settlement.causes())?;
            let by = expect_side(tx, &settlement)?;
            let new = Consent { by, hash: body.text_sha256.clone() };
            let progress = give_consent(&settlement.given(), &new, &settlement.says.hash, Business::ALL)
                .map_err(refused)?;
            give(tx, &mut settlement, by, step.occurred).await?;
            match progress {
                ConsentProgress::Partial => {
                    step.leads_to(settlement.row.state);
                    step.is_told_as(SettlementHappened::ConfirmationGiven);
                }
                ConsentProgress::Complete => make_final(tx, &mut settlement, step.occurred).await?,
            }
            let occurred = step.occurred;
            tx.finish(&mut settlement, step).await?;
            follow_payments(tx, &mut settlement, occurred).await?;
            reply(tx, settlement)
        })
        .await
}

/// On which side the caller says yes. A person does: what binds a business is no machine's to say.
fn expect_side(tx: &Tx<'_>, settlement: &Settlement) -> Result<Business, Error> {
    if tx.caller().is_machine() {
        return Err(Error::Forbidden(Bilingual::new(
            "Tagihan dikonfirmasi oleh orang, bukan klien mesin.",
            "A statement is confirmed by a person, not by a machine client.",
        )));
    }
    let side = side_of(tx.caller(), settlement.row.supplier_id, settlement.row.buyer_id);
    side.map(|(side, _)| side).ok_or_else(|| Error::Forbidden(not_a_side()))
}

fn refused(error: ConsentError) -> Error {
    match error {
        ConsentError::AlreadyGiven(_) => Error::duplicate(
            "/text_sha256",
            "Pihak Anda sudah mengonfirmasi naskah ini.",
            "Your side has confirmed this text already.",
        ),
        ConsentError::OtherText(refusal) => refusal.into(),
    }
}

/// Records a yes to the present text.
async fn give(
    tx: &mut Tx<'_>,
    settlement: &mut Settlement,
    by: Business,
    occurred: OccurredAt,
) -> Result<(), Error> {
    let row = ConsentRow {
        id: tx.new_id::<TransitionId>().uuid(),
        settlement_id: settlement.row.id,
        round: settlement.row.round,
        given_by: by,
        text_sha256: settlement.says.hash.to_string(),
        occurred_at: occurred.at,
        recorded_at: tx.now,
    };
    queries::insert_consent(tx.conn, &row).await?;
    settlement.consents.push(row);
    Ok(())
}

/// Keeps what both sides have confirmed, for ever, and the day by which it is paid.
async fn make_final(tx: &mut Tx<'_>, settlement: &mut Settlement, occurred: OccurredAt) -> Result<(), Error> {
    let id = settlement.row.id;
    let lines: Vec<LineRow> =
        (1..).zip(&settlement.says.lines).map(|(number, line)| LineRow::of(id, number, line)).collect();
    queries::insert_lines(tx.conn, &lines).await?;
    deductions::settle(tx, &settlement.says.lines, occurred).await?;
    let terms = dated::rules::<PaymentTerm>(tx.conn).await?;
    settlement.due = due_date(&terms, settlement.row.buyer_id, occurred.day());
    settlement.owed.disputed = domain::shared::Money(0);
    let row = &mut settlement.row;
    row.text_sha256 = Some(settlement.says.hash.to_string());
    row.total_rupiah = Some(settlement.says.totals.total.0);
    row.confirmed_at = Some(occurred.at);
    row.due_date = Some(settlement.due);
    (row.disputed_by_party_id, row.disputed_line_ids) = (None, Vec::new());
    Ok(())
}

/// A final statement of which nothing is left to be paid is paid.
pub(in crate::settling) async fn follow_payments(
    tx: &mut Tx<'_>,
    settlement: &mut Settlement,
    occurred: OccurredAt,
) -> Result<(), Error> {
    if settlement.row.state != SettlementState::Confirmed || !settlement.owed.is_settled() {
        return Ok(());
    }
    tx.follow(settlement, SettlementEvent::Pay, occurred, &TransitionRequest::default()).await
}

/// Whether a receipt whose contract lines are locked may be taken back: nothing of it was paid for by a statement that is paid.
pub(crate) async fn expect_unpaid(conn: &mut Connection, receipt: ReceiptId) -> Result<(), Error> {
    let paid = queries::paid_by(conn, receipt).await?;
    Ok(check_unpaid(paid.as_deref())?)
}

/// A side says what of it is wrong; the rest is payable. 200.
pub(super) async fn dispute_settlement(
    context: &Context,
    id: SettlementId,
    command: Command<op::DisputeSettlement, DisputeSettlementRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut settlement = lock(tx, id).await?;
            let step = tx.begin(&settlement, SettlementEvent::Dispute, &body.circumstances()).await?;
            let mut check = Check::new();
            check.length("/receipt_line_ids", &body.receipt_line_ids, 0..=200);
            check.finish()?;
            let present: Vec<_> = settlement.says.lines.iter().filter_map(|line| line.receipt_line).collect();
            check_disputed(&body.receipt_line_ids, &present)?;
            settlement.row.disputed_by_party_id = Some(tx.caller().party());
            settlement.row.disputed_line_ids.clone_from(&body.receipt_line_ids);
            settlement.row.round += 1;
            tx.finish(&mut settlement, step).await?;
            shown_again(tx, settlement.row).await
        })
        .await
}

/// Who disputed it takes that back; 200.
pub(super) async fn drop_dispute(
    context: &Context,
    id: SettlementId,
    command: Command<op::DropSettlementDispute, TransitionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut settlement = lock(tx, id).await?;
            let step = tx.begin(&settlement, SettlementEvent::DropDispute, &body).await?;
            settlement.row.disputed_by_party_id = None;
            settlement.row.disputed_line_ids.clear();
            tx.finish(&mut settlement, step).await?;
            shown_again(tx, settlement.row).await
        })
        .await
}

/// The answer that shows a statement of which something else counts now; 200.
async fn shown_again(tx: &mut Tx<'_>, row: SettlementRow) -> Result<Reply, Error> {
    let settlement = statement::whole(tx.conn, row).await?;
    reply(tx, settlement)
}

/// The answer that shows a statement; 200.
fn reply(tx: &Tx<'_>, settlement: Settlement) -> Result<Reply, Error> {
    let today = tx.today();
    Ok(Reply::ok(&settlement.etag_on(today), &settlement.view(today))?)
}
