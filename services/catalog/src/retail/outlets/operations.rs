//! What can be done with outlets.

use api_types::catalog::{CreateOutletRequest, UpdateOutletRequest};
use api_types::{Check, TransitionRequest};
use chrono::NaiveDate;
use domain::catalog::{ChainName, OutletEvent, OutletHappened, OutletKind, OutletState};
use domain::shared::{DateSense, Invalid, OutletId, UPDATE};
use service::{Error, Tx, Versioned as _, replaced};
use web::{Command, Reply};

use super::access::op;
use super::queries;
use super::rows::OutletRow;
use crate::context::Context;
use crate::outside::expect_arrived;

/// Opens an outlet of the caller's party, or plans it; 201.
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
            let planned = row.state == OutletState::Planned;
            let happened = if planned { OutletHappened::Planned } else { OutletHappened::Opened };
            tx.emit(&row, happened).await?;
            let (etag, location) = (row.mark(), format!("/v1/outlets/{}", row.id));
            Ok(Reply::created(location, &etag, &row.view())?)
        })
        .await
}

/// Changes what is said of an outlet; 200.
pub(super) async fn update_outlet(
    context: &Context,
    id: OutletId,
    command: Command<op::UpdateOutlet, UpdateOutletRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_outlet(tx.conn, id, tx.today()).await?;
            row.expect_own(tx.caller())?;
            tx.expect(&row.etag(tx.today()))?;
            let before = row.clone().view();
            change(&mut row, &body, tx.today())?;
            let replaced = replaced(&before, &row.clone().view())?;
            tx.revise(&mut row, UPDATE, OutletHappened::Changed, Some(replaced)).await?;
            Ok(Reply::ok(&row.mark(), &row.view())?)
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
            let mut row = queries::lock_outlet(tx.conn, id, tx.today()).await?;
            let step = tx.begin(&row, OutletEvent::Close, &body).await?;
            row.closed_date = Some(step.occurred.day());
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&row.mark(), &row.view())?)
        })
        .await
}

fn change(row: &mut OutletRow, body: &UpdateOutletRequest, day: NaiveDate) -> Result<(), Error> {
    let mut check = Check::new();
    if let Some(name) = &body.name {
        row.name = check.line("/name", name, 1..=120);
    }
    if let Some(address) = &body.address {
        row.address = check.optional_text("/address", address.as_deref(), 1..=500);
    }
    if let Some(opens) = body.opens_date {
        check.require(row.state == OutletState::Planned, not_planned);
        row.opens_date = Some(check.date("/opens_date", opens, DateSense::Planned, day));
        row.state = row.state.on(row.opens_date, day);
    }
    if let Some(kind) = body.kind.filter(|kind| *kind != row.kind) {
        row.kind = kind;
        row.dedicated_region_code = None;
    }
    let moved = body.kind.is_some() || body.dedicated_region_code.is_some();
    row.dedicated_region_code = body.dedicated_region_code.clone().or(row.dedicated_region_code.take());
    check_region(&mut check, row.kind, row.dedicated_region_code.as_deref(), moved);
    Ok(check.finish()?)
}

/// A dedicated outlet says for which region it is, and no other does. One that was made before that was asked says it when its
/// kind or region is written.
fn check_region(check: &mut Check, kind: OutletKind, region: Option<&str>, asked: bool) {
    let (id, en) = match (kind, region) {
        (OutletKind::DedicatedOutlet, None) if asked => (
            "Sebutkan kode daerah yang produknya dijual di gerai khusus ini.",
            "Say for the products of which region this dedicated outlet is set aside.",
        ),
        (OutletKind::Outlet, Some(_)) => (
            "Hanya `dedicated_outlet` yang khusus untuk satu daerah; hapus isian ini atau ubah `kind`.",
            "Only a `dedicated_outlet` is set aside for one region; leave this out or change `kind`.",
        ),
        _ => return,
    };
    check.push(Invalid::new("/dedicated_region_code", "dedicated-region", id, en));
}

/// Checks the request and completes it to a row.
fn new_outlet(tx: &Tx<'_>, body: &CreateOutletRequest) -> Result<OutletRow, Error> {
    let mut check = Check::new();
    let name = check.line("/name", &body.name, 1..=120);
    let chain: Option<Result<ChainName, _>> = body.chain.as_deref().map(str::parse);
    check.require(!matches!(chain, Some(Err(_))), || bad_chain("/chain"));
    let address = check.optional_text("/address", body.address.as_deref(), 1..=500);
    check_region(&mut check, body.kind, body.dedicated_region_code.as_deref(), true);
    let opens_date = check.optional_date("/opens_date", body.opens_date, DateSense::Begins, tx.today());
    let planned = opens_date.is_some_and(|opens| tx.today() < opens);
    check.finish()?;
    Ok(OutletRow {
        id: tx.new_id(),
        operator_party_id: tx.caller().party(),
        name,
        kind: body.kind,
        chain: body.chain.clone(),
        region_code: body.region_code.clone(),
        address,
        state: if planned { OutletState::Planned } else { OutletState::Open },
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        opens_date,
        dedicated_region_code: body.dedicated_region_code.clone(),
        closed_date: None,
    })
}

fn not_planned() -> Invalid {
    Invalid::new(
        "/opens_date",
        "outlet-opened",
        "Gerai ini sudah buka atau tutup; hari bukanya tidak berubah lagi.",
        "This outlet has opened or closed; the day of its opening changes no more.",
    )
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
