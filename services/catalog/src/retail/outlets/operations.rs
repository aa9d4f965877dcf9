//! What can be done with outlets.

use api_types::catalog::{CreateOutletRequest, UpdateOutletRequest};
use api_types::{Check, TransitionRequest};
use domain::catalog::{ChainName, OutletEvent, OutletHappened, OutletState};
use domain::shared::{Invalid, OutletId, UPDATE};
use service::{Error, Tx, Versioned as _, replaced};
use web::{Command, Etag, Reply};

use super::access::op;
use super::queries;
use super::rows::OutletRow;
use crate::context::Context;
use crate::outside::expect_arrived;

/// Opens an outlet of the caller's party; 201.
pub(super) async fn create_outlet(
    context: &Context,
    command: Command<op::CreateOutlet, CreateOutletRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let operator = tx.caller().party();
            expect_arrived(tx.conn, operator).await?;
            let row = new_outlet(tx, &body)?;
            queries::insert_outlet(tx.conn, &row).await?;
            tx.emit(&row, OutletHappened::Opened).await?;
            let (etag, location) = (Etag::of(row.version), format!("/v1/outlets/{}", row.id));
            Ok(Reply::created(location, &etag, &row.view())?)
        })
        .await
}

/// Changes an outlet's name, kind and address; 200.
pub(super) async fn update_outlet(
    context: &Context,
    id: OutletId,
    command: Command<op::UpdateOutlet, UpdateOutletRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_outlet(tx.conn, id).await?;
            row.expect_own(tx.caller())?;
            tx.expect(&row.etag(tx.today()))?;
            let before = row.clone().view();
            let mut check = Check::new();
            if let Some(name) = &body.name {
                row.name = check.line("/name", name, 1..=120);
            }
            row.kind = body.kind.unwrap_or(row.kind);
            if let Some(address) = &body.address {
                row.address = check.optional_text("/address", address.as_deref(), 1..=500);
            }
            check.finish()?;
            let replaced = replaced(&before, &row.clone().view())?;
            tx.revise(&mut row, UPDATE, OutletHappened::Changed, Some(replaced)).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view())?)
        })
        .await
}

/// Closes an outlet for good; 200.
pub(super) async fn close_outlet(
    context: &Context,
    id: OutletId,
    command: Command<op::CloseOutlet, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_outlet(tx.conn, id).await?;
            let step = tx.begin(&row, OutletEvent::Close, &body).await?;
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view())?)
        })
        .await
}

/// Checks the request and completes it to a row.
fn new_outlet(tx: &Tx<'_>, body: &CreateOutletRequest) -> Result<OutletRow, Error> {
    let mut check = Check::new();
    let name = check.line("/name", &body.name, 1..=120);
    let chain: Option<Result<ChainName, _>> = body.chain.as_deref().map(str::parse);
    check.require(!matches!(chain, Some(Err(_))), || bad_chain("/chain"));
    let address = check.optional_text("/address", body.address.as_deref(), 1..=500);
    check.finish()?;
    Ok(OutletRow {
        id: tx.new_id(),
        operator_party_id: tx.caller().party(),
        name,
        kind: body.kind,
        chain: body.chain.clone(),
        region_code: body.region_code.clone(),
        address,
        state: OutletState::Open,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    })
}

/// A text that cannot name a chain.
pub(crate) fn bad_chain(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "chain-name",
        "Tulis nama jaringan dalam satu baris, 2 sampai 60 karakter, tanpa spasi ganda, misalnya Jakmart.",
        "Write the chain's name on one line, 2 to 60 characters, without doubled spaces, such as Jakmart.",
    )
}

/// An outlet that does not exist or has closed.
pub(crate) fn unknown_outlet(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "unknown-outlet",
        "Gerai ini tidak ada atau sudah tutup; pilih yang buka dari /v1/outlets?state=open.",
        "There is no such outlet, or it has closed; choose one from /v1/outlets?state=open.",
    )
}
