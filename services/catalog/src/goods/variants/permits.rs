//! What can be done with permits: added, withdrawn, never changed.

use api_types::Check;
use api_types::catalog::AddPermitRequest;
use domain::catalog::{Permit, PermitRules, VariantHappened, permit_number};
use domain::shared::{DateSense, IllegalTransition, PermitId, VariantId};
use service::{Error, Tx};
use web::{Command, Reply};

use super::access::op;
use super::operations::{change_variant, lock_own};
use super::queries;
use super::rows::PermitRow;
use super::views::{permit_etag, permit_view};
use crate::context::Context;
use crate::goods::permit_rules;

/// Adds a permit to a variant; 201.
pub(super) async fn add_permit(
    context: &Context,
    id: VariantId,
    command: Command<op::AddPermit, AddPermitRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = lock_own(tx, id).await?;
            whole.product.expect_offered()?;
            let rules = permit_rules(tx.conn).await?;
            let row = new_permit(tx, id, &body, &rules)?;
            queries::insert_permit(tx.conn, &row).await.map_err(taken)?;
            whole.permits.push(row.clone());
            change_variant(tx, &mut whole, VariantHappened::PermitAdded).await?;
            let day = tx.today();
            let etag = permit_etag(&row, &rules, day);
            let location = format!("/v1/permits/{}", row.id);
            Ok(Reply::created(location, &etag, &permit_view(&row, &rules, day)?)?)
        })
        .await
}

/// Withdraws a permit, which stays in the history and counts no more; 200.
pub(super) async fn withdraw_permit(
    context: &Context,
    id: PermitId,
    command: Command<op::WithdrawPermit, ()>,
) -> Result<Reply, web::ApiError> {
    context
        .core
        .write(command.meta, async move |tx| {
            let rules = permit_rules(tx.conn).await?;
            let seen = queries::find_permit(tx.conn, tx.caller(), id).await?.ok_or(Error::NotFound)?;
            let mut whole = lock_own(tx, seen.variant_id).await?;
            // Read again under the lock.
            let mut row = queries::find_permit(tx.conn, tx.caller(), id).await?.ok_or(Error::NotFound)?;
            let day = tx.today();
            tx.expect(&permit_etag(&row, &rules, day))?;
            expect_counting(&row)?;
            (row.version, row.withdrawn_at) = (row.version + 1, Some(tx.now));
            queries::withdraw_permit(tx.conn, &row).await?;
            whole.permits.retain(|permit| permit.id != id);
            change_variant(tx, &mut whole, VariantHappened::PermitWithdrawn).await?;
            let etag = permit_etag(&row, &rules, day);
            Ok(Reply::ok(&etag, &permit_view(&row, &rules, day)?)?)
        })
        .await
}

/// Checks the request and completes it to a row.
fn new_permit(
    tx: &Tx<'_>,
    variant_id: VariantId,
    body: &AddPermitRequest,
    rules: &PermitRules,
) -> Result<PermitRow, Error> {
    let mut check = Check::new();
    let number = permit_number("/number", body.r#type, &check.line("/number", &body.number, 3..=60));
    let number = number.map_err(|invalid| check.push(invalid)).unwrap_or_default();
    let issuer = check.line("/issuer", &body.issuer, 1..=200);
    let permit = Permit {
        kind: body.r#type,
        number: number.clone(),
        issued_on: check.date("/issued_date", body.issued_date, DateSense::Happened, tx.today()),
        expires_on: check.optional_date(
            "/valid_until_date",
            body.valid_until_date,
            DateSense::Ends,
            tx.today(),
        ),
    };
    rules.check(&permit).into_iter().for_each(|invalid| check.push(invalid));
    check.finish()?;
    Ok(PermitRow {
        id: tx.new_id(),
        variant_id,
        type_: body.r#type,
        number,
        issuer,
        issued_date: body.issued_date,
        expires_on: body.valid_until_date,
        sha256: body.sha256.as_ref().map(ToString::to_string),
        version: 1,
        created_at: tx.now,
        withdrawn_at: None,
        checked_at: None,
    })
}

fn expect_counting(row: &PermitRow) -> Result<(), Error> {
    if row.withdrawn_at.is_none() {
        return Ok(());
    }
    let (current, event) = ("withdrawn".to_owned(), "withdraw".to_owned());
    Err(Error::State(IllegalTransition { lifecycle: "permit", current, event, allowed: Vec::new() }))
}

fn taken(error: Error) -> Error {
    error.when_unique("permit_number_unique", || {
        Error::duplicate(
            "/number",
            "Izin dengan nomor ini sudah tercatat pada varian ini.",
            "This variant has the permit with this number already.",
        )
    })
}
