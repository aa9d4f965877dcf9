//! What can be done with outlets.

use api_types::catalog::{CreateOutletRequest, UpdateOutletRequest};
use api_types::{Check, TransitionRequest};
use db::outbox::Audience;
use domain::catalog::{ChainName, OutletEvent, OutletState};
use domain::shared::{Bilingual, Id as _, Invalid, Lifecycle as _, OutletId, RegionCode};
use service::{Error, NewTransition, NoteRule, Tx, check_transition};
use web::{Command, Reply};

use super::queries::{self, OutletChanges};
use super::rows::OutletRow;
use crate::access::{OPERATORS, op};
use crate::context::Context;
use crate::projections::{claimed_time, get_party};

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
            get_party(tx.conn, operator).await?;
            let row = new_outlet(tx, &body)?;
            queries::insert_outlet(tx.conn, &row).await?;
            push(tx, "outlet.opened", &row);
            let (etag, location) = (row.etag(), format!("/v1/outlets/{}", row.id));
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
            let before = lock_own(tx, id).await?;
            let mut check = Check::new();
            let changes = OutletChanges {
                name: check.optional_text("/name", body.name.as_deref(), 1..=120),
                kind: body.kind,
                address: body
                    .address
                    .as_ref()
                    .map(|address| check.optional_text("/address", address.as_deref(), 1..=500)),
                state: None,
                version: before.version + 1,
                updated_at: tx.now,
            };
            check.finish()?;
            let row = queries::update_outlet(tx.conn, id, before.version, changes).await?;
            push(tx, "outlet.changed", &row);
            Ok(Reply::ok(&row.etag(), &row.view())?)
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
            let before = lock_own(tx, id).await?;
            let (event, role) = (OutletEvent::Close, tx.caller().acting_as(OPERATORS));
            let state = before.state.apply(event)?;
            let mut check = Check::new();
            check_transition(&mut check, &body, NoteRule::Optional);
            check.finish()?;
            let (occurred_at, backfilled) = claimed_time(tx, body.occurred_at).await?;
            let changes = OutletChanges {
                name: None,
                kind: None,
                address: None,
                state: Some(state),
                version: before.version + 1,
                updated_at: tx.now,
            };
            let row = queries::update_outlet(tx.conn, id, before.version, changes).await?;
            tx.record(NewTransition {
                subject: id.uuid(),
                event: event.label(),
                from: before.state.label(),
                to: state.label(),
                version: before.version,
                role,
                request: &body,
                occurred_at,
                backfilled,
            });
            push(tx, "outlet.closed", &row);
            Ok(Reply::ok(&row.etag(), &row.view())?)
        })
        .await
}

/// The outlet, locked, when the caller's party runs it and has seen this version.
async fn lock_own(tx: &mut Tx<'_>, id: OutletId) -> Result<OutletRow, Error> {
    let row = queries::lock_outlet(tx.conn, id).await?;
    if row.operator_party_id != tx.caller().party() {
        return Err(Error::Forbidden(Bilingual::new(
            "Gerai hanya diubah dan ditutup oleh pengelolanya.",
            "An outlet is changed and closed only by the party that runs it.",
        )));
    }
    tx.expect(&row.etag())?;
    Ok(row)
}

/// Checks the request and completes it to a row.
fn new_outlet(tx: &Tx<'_>, body: &CreateOutletRequest) -> Result<OutletRow, Error> {
    let mut check = Check::new();
    let name = check.text("/name", &body.name, 1..=120);
    let chain: Option<Result<ChainName, _>> = body.chain.as_deref().map(str::parse);
    check.require(!matches!(chain, Some(Err(_))), || bad_chain("/chain"));
    check.require(body.region_code.parse::<RegionCode>().is_ok(), || {
        Invalid::new(
            "/region_code",
            "region-code",
            "Gunakan kode wilayah Kemendagri, misalnya 31 atau 18.72; daftar lengkap di /v1/regions.",
            "Use a code of the Ministry of Home Affairs, such as 31 or 18.72; the list is at /v1/regions.",
        )
    });
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

fn push(tx: &mut Tx<'_>, what: &str, row: &OutletRow) {
    let data = serde_json::json!({
        "outlet_id": row.id, "operator_party_id": row.operator_party_id, "region_code": row.region_code,
        "state": row.state, "version": row.version,
    });
    tx.push(what, row.id, Audience::Everybody, data);
}
