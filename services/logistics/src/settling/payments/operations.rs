//! Recording a payment, and the steps it takes.

use api_types::logistics::CreatePaymentRequest;
use api_types::{Check, TransitionRequest};
use chrono::NaiveDate;
use domain::logistics::{PaymentEvent, PaymentHappened, PaymentState, check_payment};
use domain::shared::{Business, DateSense, Id as _, Money, PaymentId, Period, date_within};
use service::{Error, Tx, Versioned as _};
use web::{ApiError, Command, Etag, Reply, Transition};

use super::access::op;
use super::queries;
use super::rows::PaymentRow;
use crate::context::Context;
use crate::settling::settlements::{Settlement, follow_payments, lock, not_a_side, side_of};

/// Records what the caller's party has paid of a statement; 201.
pub(super) async fn create_payment(
    context: &Context,
    command: Command<op::CreatePayment, CreatePaymentRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let said = read(&body, tx.today())?;
            let unknown = || unknown_settlement();
            let settlement =
                lock(tx, body.settlement_id).await.map_err(|error| error.when_not_found(unknown))?;
            let side = side_of(tx.caller(), settlement.row.supplier_id, settlement.row.buyer_id);
            side.filter(|(side, _)| *side == Business::Buyer)
                .ok_or_else(|| Error::Forbidden(not_a_side()))?;
            tx.expect_one_side(&[settlement.row.id.uuid()]).await?;
            check_payment(said.amount, &settlement.owed, &settlement.row.number)?;
            let row = new_payment(tx, &settlement, said);
            let stored = queries::insert_payment(tx.conn, &row).await;
            stored.map_err(|error| error.when_unique("payment_reference_once", recorded_already))?;
            tx.first(&row, PaymentHappened::Recorded).await?;
            let location = format!("/v1/payments/{}", row.id);
            Ok(Reply::created(location, &Etag::of(row.version), &row.view(tx.caller()))?)
        })
        .await
}

/// What a request says, read and checked.
struct Said {
    amount: Money,
    paid_date: NaiveDate,
    reference: String,
    account: Option<String>,
}

fn read(body: &CreatePaymentRequest, today: NaiveDate) -> Result<Said, Error> {
    let mut check = Check::new();
    let amount = check.amount("/amount", &body.amount);
    let until_today = Period { until: Some(today), ..DateSense::Happened.range(today) };
    let paid_date = check.take(date_within("/paid_date", body.paid_date, until_today));
    let reference = check.line("/reference", &body.reference, 1..=100);
    let account = check.optional_line("/account", body.account.as_deref(), 1..=100);
    check.finish()?;
    let (Some(amount), Some(paid_date)) = (amount, paid_date) else {
        return Err(Error::Internal("a checked payment".to_owned()));
    };
    Ok(Said { amount, paid_date, reference, account })
}

fn new_payment(tx: &Tx<'_>, settlement: &Settlement, said: Said) -> PaymentRow {
    let of = &settlement.row;
    let reference_key: String =
        said.reference.chars().filter(|one| !one.is_whitespace()).flat_map(char::to_uppercase).collect();
    PaymentRow {
        id: tx.new_id(),
        settlement_id: of.id,
        contract_id: of.contract_id,
        agreement_id: of.agreement_id,
        supplier_id: of.supplier_id,
        buyer_id: of.buyer_id,
        state: PaymentState::Recorded,
        amount_rupiah: said.amount.0,
        paid_date: said.paid_date,
        reference: said.reference,
        reference_key,
        account: said.account,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    }
}

fn unknown_settlement() -> Error {
    Error::field(
        "/settlement_id",
        "unknown-settlement",
        "Sebutkan tagihan bulanan dari kontrak pihak Anda; daftarnya di /v1/settlements.",
        "Name a monthly statement of a contract of your party; they stand at /v1/settlements.",
    )
}

fn recorded_already() -> Error {
    Error::duplicate(
        "/reference",
        "Pembayaran dengan nomor referensi ini sudah dicatat.",
        "A payment of this reference is recorded already.",
    )
}

/// Moves a payment: the supplier has it or has not got it, or the buyer takes it back; 200. A statement whose confirmed payments
/// reach what it says is paid.
pub(super) async fn advance_payment<O: Transition<State = PaymentState>>(
    context: &Context,
    id: PaymentId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let read = queries::find_payment(tx.conn, tx.caller(), id).await?.ok_or(Error::NotFound)?;
            let mut settlement = lock(tx, read.settlement_id).await?;
            let mut row = queries::lock_payment(tx.conn, id).await?;
            let mut step = tx.begin(&row, O::EVENT, &body).await?;
            step.occurred.after(&[row.paid()])?;
            tx.expect_one_side(&[settlement.row.id.uuid()]).await?;
            let occurred = step.occurred;
            tx.finish(&mut row, step).await?;
            if O::EVENT == PaymentEvent::Confirm {
                settlement.owed.confirmed.0 += row.amount_rupiah;
                settlement.owed.recorded.0 -= row.amount_rupiah;
                follow_payments(tx, &mut settlement, occurred).await?;
            }
            Ok(Reply::ok(&row.etag(tx.today()), &row.view(tx.caller()))?)
        })
        .await
}
