//! What can be done with parties.

use api_types::Check;
use api_types::agreement::{CreatePartyRequest, UpdatePartyRequest};
use db::outbox::Audience;
use domain::agreement::{DocumentType, read_document_number};
use domain::shared::{Bilingual, Invalid, PartyId, PartyKind, RegionCode, Role};
use service::{Error, Tx};
use web::{Command, Reply};

use super::queries::{self, PartyChanges};
use super::rows::PartyRow;
use crate::access::op;
use crate::context::Context;
use crate::regions::region_exists;

/// Registers a party in the caller's region; 201.
pub(super) async fn create_party(
    context: &Context,
    command: Command<op::CreateParty, CreatePartyRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let row = new_party(tx, &body)?;
            let operator = row.kind == PartyKind::PlatformOperator && !tx.caller().has(Role::PlatformAdmin);
            if operator || !row.kept_by(tx.caller()) {
                return Err(not_your_region());
            }
            if !region_exists(tx.conn, &row.region_code).await? {
                return Err(Error::Invalid(vec![unknown_region()]));
            }
            queries::insert_party(tx.conn, &row).await.map_err(taken)?;
            push(tx, "party.registered", &row);
            let (etag, location) = (row.etag(), format!("/v1/parties/{}", row.id));
            Ok(Reply::created(location, &etag, &row.view(tx.caller()))?)
        })
        .await
}

/// Changes a party's names and address; 200.
pub(super) async fn update_party(
    context: &Context,
    id: PartyId,
    command: Command<op::UpdateParty, UpdatePartyRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let before = queries::lock_party(tx.conn, id).await?;
            if !before.kept_by(tx.caller()) {
                return Err(not_your_region());
            }
            tx.expect(&before.etag())?;
            let mut check = Check::new();
            let changes = PartyChanges {
                legal_name: check.optional_text("/legal_name", body.legal_name.as_deref(), 1..=200),
                short_name: check.optional_text("/short_name", body.short_name.as_deref(), 1..=60),
                address: body
                    .address
                    .as_ref()
                    .map(|address| check.optional_text("/address", address.as_deref(), 1..=500)),
                version: before.version + 1,
                updated_at: tx.now,
            };
            check.finish()?;
            let row = queries::update_party(tx.conn, id, before.version, changes).await?;
            push(tx, "party.changed", &row);
            Ok(Reply::ok(&row.etag(), &row.view(tx.caller()))?)
        })
        .await
}

/// Checks the request and completes it to a row.
fn new_party(tx: &Tx<'_>, body: &CreatePartyRequest) -> Result<PartyRow, Error> {
    let mut check = Check::new();
    let legal_name = check.text("/legal_name", &body.legal_name, 1..=200);
    let short_name = body.short_name.as_deref().unwrap_or(&body.legal_name);
    let short_name = match body.short_name {
        Some(_) => check.text("/short_name", short_name, 1..=60),
        None => legal_name.chars().take(60).collect(),
    };
    let region: Option<RegionCode> = body.region_code.parse().ok();
    check.require(region.is_some(), unknown_region);
    let mut number = |pointer: &str, kind, value: &Option<String>| {
        let value = value.as_deref()?;
        read_document_number(kind, value, pointer).map_err(|invalid| check.push(invalid)).ok()
    };
    let business_id = number("/business_id", DocumentType::BusinessId, &body.business_id);
    let tax_id = number("/tax_id", DocumentType::TaxId, &body.tax_id);
    let address = check.optional_text("/address", body.address.as_deref(), 1..=500);
    check.finish()?;
    Ok(PartyRow {
        id: tx.new_id(),
        kind: body.kind,
        legal_name,
        short_name,
        region_code: body.region_code.clone(),
        business_id,
        tax_id,
        address,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    })
}

fn push(tx: &mut Tx<'_>, what: &str, row: &PartyRow) {
    let data = serde_json::json!({
        "party_id": row.id, "kind": row.kind, "region_code": row.region_code, "version": row.version,
    });
    tx.push(what, row.id, Audience::Everybody, data);
}

fn unknown_region() -> Invalid {
    Invalid::new(
        "/region_code",
        "unknown-region",
        "Gunakan kode wilayah Kemendagri, misalnya 18.72; daftar lengkap di /v1/regions.",
        "Use a code of the Ministry of Home Affairs, such as 18.72; the list is at /v1/regions.",
    )
}

fn not_your_region() -> Error {
    Error::Forbidden(Bilingual::new(
        "Pihak didaftarkan dan diubah oleh koordinator wilayah asalnya.",
        "A party is registered and changed by the coordinator of its home region.",
    ))
}

fn taken(error: Error) -> Error {
    let (id, en) = ("sudah terdaftar pada pihak lain.", "is registered for another party already.");
    error
        .when_unique("party_business_id_unique", || {
            Error::duplicate("/business_id", format!("NIB ini {id}"), format!("This business id (NIB) {en}"))
        })
        .when_unique("party_tax_id_unique", || {
            Error::duplicate("/tax_id", format!("NPWP ini {id}"), format!("This tax id (NPWP) {en}"))
        })
        .when_unique("party_one_government", || {
            Error::duplicate(
                "/region_code",
                "Pemerintah wilayah ini sudah terdaftar.",
                "The government of this region is registered already.",
            )
        })
}
