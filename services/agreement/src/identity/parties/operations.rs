//! What can be done with parties.

use api_types::Check;
use api_types::agreement::{CreatePartyRequest, UpdatePartyRequest};
use domain::agreement::{DocumentType, PartyHappened, read_document_number};
use domain::shared::{Bilingual, PartyId, Role};
use service::{Error, Tx, Versioned as _};
use web::{Command, Reply};

use super::queries;
use super::rows::PartyRow;
use crate::context::Context;
use crate::identity::parties::access::op;
use crate::identity::regions::find_keeper;

/// Registers a party in the caller's region; 201.
pub(super) async fn create_party(
    context: &Context,
    command: Command<op::CreateParty, CreatePartyRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let row = new_party(tx, &body).await?;
            let national = row.kind.is_national() && !tx.caller().has(Role::PlatformAdmin);
            if national {
                return Err(registered_by_the_platform());
            }
            if !row.kept_by(tx.caller()) {
                return Err(not_your_region());
            }
            queries::insert_party(tx.conn, &row).await.map_err(taken)?;
            tx.emit(&row, PartyHappened::Registered).await?;
            let (etag, location) = (row.etag(tx.today()), format!("/v1/parties/{}", row.id));
            Ok(Reply::created(location, &etag, &row.view(tx.caller(), &[]))?)
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
            let mut row = queries::lock_party(tx.conn, id).await?;
            if !row.kept_by(tx.caller()) {
                return Err(not_your_region());
            }
            tx.expect(&row.etag(tx.today()))?;
            let mut check = Check::new();
            if let Some(name) = &body.legal_name {
                row.legal_name = check.line("/legal_name", name, 1..=200);
            }
            if let Some(name) = &body.short_name {
                row.short_name = check.line("/short_name", name, 1..=60);
            }
            if let Some(address) = &body.address {
                row.address = check.optional_text("/address", address.as_deref(), 1..=500);
            }
            if let Some(size) = body.business_size {
                row.business_size = size;
            }
            row.tax_registered = body.tax_registered.unwrap_or(row.tax_registered);
            check.finish()?;
            tx.change(&mut row, PartyHappened::Changed).await?;
            Ok(Reply::ok(&row.etag(tx.today()), &row.view(tx.caller(), &[]))?)
        })
        .await
}

/// Checks the request and completes it to a row.
pub(crate) async fn new_party(tx: &mut Tx<'_>, body: &CreatePartyRequest) -> Result<PartyRow, Error> {
    let mut check = Check::new();
    let legal_name = check.line("/legal_name", &body.legal_name, 1..=200);
    let short_name = body.short_name.as_deref().unwrap_or(&body.legal_name);
    let short_name = match body.short_name {
        Some(_) => check.line("/short_name", short_name, 1..=60),
        None => legal_name.chars().take(60).collect(),
    };
    let business_id = body.business_id.as_deref();
    let [business_id, tax_id] = read_numbers(&mut check, business_id, body.tax_id.as_deref());
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
        business_size: body.business_size,
        tax_registered: body.tax_registered,
        absorbed_by_party_id: None,
        keeper_region_code: find_keeper(tx.conn, &body.region_code).await?,
    })
}

/// NIB and NPWP of a request, each checked and written alike where it is given.
pub(crate) fn read_numbers(
    check: &mut Check,
    business_id: Option<&str>,
    tax_id: Option<&str>,
) -> [Option<String>; 2] {
    let mut read = |kind, value, pointer| check.take(read_document_number(kind, value, pointer));
    [
        business_id.and_then(|value| read(DocumentType::BusinessId, value, "/business_id")),
        tax_id.and_then(|value| read(DocumentType::TaxId, value, "/tax_id")),
    ]
}

fn registered_by_the_platform() -> Error {
    Error::Forbidden(Bilingual::new(
        "Lembaga pusat dan pengelola platform didaftarkan oleh administrator platform.",
        "Central agencies and operators of the platform are registered by the platform's administrator.",
    ))
}

fn not_your_region() -> Error {
    Error::Forbidden(Bilingual::new(
        "Pihak didaftarkan dan diubah oleh koordinator daerah asalnya.",
        "A party is registered and changed by the coordinator of its home region.",
    ))
}

pub(crate) fn taken(error: Error) -> Error {
    error
        .when_unique("party_business_id_unique", || held_by_another("/business_id"))
        .when_unique("party_tax_id_unique", || held_by_another("/tax_id"))
        .when_unique("party_one_government", || {
            Error::duplicate(
                "/region_code",
                "Pemerintah daerah ini sudah terdaftar.",
                "The government of this region is registered already.",
            )
        })
}

/// A number is another party's.
pub(crate) fn held_by_another(pointer: &str) -> Error {
    let (id, en) = match pointer {
        "/business_id" => ("NIB", "business identification number (NIB)"),
        _ => ("NPWP", "tax number (NPWP)"),
    };
    Error::duplicate(
        pointer,
        format!("{id} ini sudah terdaftar pada pihak lain."),
        format!("This {en} is registered for another party already."),
    )
}
