//! What can be done with exceptions.

use api_types::catalog::CreateOutletExceptionRequest;
use api_types::{Check, TransitionRequest};
use domain::catalog::{
    OutletExceptionEvent, OutletExceptionHappened, OutletExceptionState, OutletState, check_acceptance,
};
use domain::shared::{DateSense, Invalid, OutletExceptionId};
use service::{Error, Tx};
use web::{Command, Reply, Transition};

use super::access::op;
use super::queries;
use super::rows::{OutletExceptionRow, sides_only};
use crate::context::Context;
use crate::outside::{expect_arrived, expect_parties, governments_in, judges_of, region_of};
use crate::retail::outlets::{OutletRow, lock_outlet, unknown_outlet};

/// Proposes an exception of a dedicated outlet; 201.
pub(super) async fn create_outlet_exception(
    context: &Context,
    command: Command<op::CreateOutletException, CreateOutletExceptionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let day = tx.today();
            expect_arrived(tx.conn, tx.caller().party()).await?;
            // Exceptions of one outlet are proposed one after the other, so that none is proposed twice.
            let unknown = || Error::Invalid(vec![unknown_outlet("/outlet_id")]);
            let outlet = lock_outlet(tx.conn, body.outlet_id, day).await;
            let outlet = outlet.map_err(|error| error.when_not_found(unknown))?;
            if outlet.state == OutletState::Closed {
                return Err(unknown());
            }
            expect_parties(tx.conn, [("/supplier_id".to_owned(), body.supplier_id)]).await?;
            let row = new_exception(tx, &body, &outlet).await?;
            if !row.is_side(tx.caller().party()) {
                return Err(Error::Forbidden(sides_only()));
            }
            if queries::is_proposed(tx.conn, &row).await? {
                return Err(proposed_already());
            }
            queries::insert_exception(tx.conn, &row).await?;
            tx.emit(&row, OutletExceptionHappened::Proposed).await?;
            let location = format!("/v1/outlet-exceptions/{}", row.id);
            Ok(Reply::created(location, &row.mark(day), &row.view(day))?)
        })
        .await
}

fn proposed_already() -> Error {
    Error::duplicate(
        "/supplier_id",
        "Pengecualian untuk pemasok dan gerai ini sudah diusulkan atau berlaku pada hari-hari itu; lihat /v1/outlet-exceptions?outlet_id=...",
        "An exception for this supplier and outlet is proposed or stands on these days already; see /v1/outlet-exceptions?outlet_id=...",
    )
}

/// A step of an exception; 200.
pub(super) async fn advance_outlet_exception<O: Transition<State = OutletExceptionState>>(
    context: &Context,
    id: OutletExceptionId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_exception(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, O::EVENT, &body).await?;
            if O::EVENT == OutletExceptionEvent::Accept {
                check_acceptance(tx.caller().subject(), &row.proposed_by, row.until_date, tx.today())?;
            }
            tx.finish(&mut row, step).await?;
            let day = tx.today();
            Ok(Reply::ok(&row.mark(day), &row.view(day))?)
        })
        .await
}

/// Checks the request and completes it to a row.
async fn new_exception(
    tx: &mut Tx<'_>,
    body: &CreateOutletExceptionRequest,
    outlet: &OutletRow,
) -> Result<OutletExceptionRow, Error> {
    let day = tx.today();
    let mut check = Check::new();
    let note = check.text("/note", &body.note, 1..=2000);
    let from = body.from_date.unwrap_or(day);
    check.optional_date("/from_date", body.from_date, DateSense::Planned, day);
    check.date("/until_date", body.until_date, DateSense::Planned, day);
    check.require(from <= body.until_date, || {
        Invalid::new(
            "/until_date",
            "period",
            "Hari terakhir tidak boleh sebelum hari pertama.",
            "The last day must not lie before the first.",
        )
    });
    let dedicated = outlet.dedicated_region_code.clone();
    check.require(dedicated.is_some(), || {
        Invalid::new(
            "/outlet_id",
            "not-dedicated",
            "Gerai ini terbuka untuk semua daerah; pengecualian tidak diperlukan.",
            "This outlet is open to all regions; no exception is needed.",
        )
    });
    let home = region_of(tx.conn, body.supplier_id).await?;
    let home = home.map(|code| code.parse()).transpose();
    let home =
        home.map_err(|error| Error::Internal(format!("the region of {}: {error}", body.supplier_id)))?;
    check.require(dedicated.is_none() || !outlet.outlet()?.admits(home.as_ref()), || {
        Invalid::new(
            "/supplier_id",
            "of-the-region",
            "Pemasok ini dari daerah gerai itu sendiri; pengecualian tidak diperlukan.",
            "This supplier is of the outlet's own region; no exception is needed.",
        )
    });
    check.finish()?;
    let dedicated_region_code = dedicated.unwrap_or_default();
    Ok(OutletExceptionRow {
        id: tx.new_id(),
        outlet_id: outlet.id,
        supplier_id: body.supplier_id,
        operator_party_id: outlet.operator_party_id,
        note,
        from_date: from,
        until_date: body.until_date,
        proposer_party_id: tx.caller().party(),
        proposed_by: tx.caller().subject().to_owned(),
        state: OutletExceptionState::Proposed,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        region_party_ids: governments_in(tx.conn, &dedicated_region_code).await?,
        operator_government_ids: judges_of(tx.conn, outlet.operator_party_id).await?,
        dedicated_region_code,
    })
}
