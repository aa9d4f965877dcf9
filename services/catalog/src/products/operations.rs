//! What can be done with products.

use api_types::catalog::{CreateProductRequest, UpdateProductRequest};
use api_types::{Check, TransitionRequest};
use db::outbox::Audience;
use domain::catalog::{ProductEvent, ProductState, product_group};
use domain::shared::{Bilingual, Id as _, Invalid, Lifecycle as _, ProductId};
use service::{Error, NewTransition, NoteRule, Tx, check_transition};
use web::{Command, Reply, RequestMeta};

use super::queries::{self, ProductChanges};
use super::rows::ProductRow;
use super::sight::Sight;
use crate::access::{SELLERS, op};
use crate::commodities::{find_commodity, find_form};
use crate::context::Context;
use crate::projections::claimed_time;
use crate::variants::follow_product;

/// Drafts a product of the caller's party; 201.
pub(super) async fn create_product(
    context: &Context,
    command: Command<op::CreateProduct, CreateProductRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let row = new_product(tx, &body).await?;
            queries::insert_product(tx.conn, &row).await.map_err(taken)?;
            push(tx, "product.drafted", &row);
            let (etag, location) = (row.etag(), format!("/v1/products/{}", row.id));
            Ok(Reply::created(location, &etag, &row.view(tx.caller()))?)
        })
        .await
}

/// Changes a product's name and description; 200.
pub(super) async fn update_product(
    context: &Context,
    id: ProductId,
    command: Command<op::UpdateProduct, UpdateProductRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let before = lock_own(tx, id).await?;
            before.expect_offered()?;
            let mut check = Check::new();
            let description = body.description.as_ref().map(Option::as_deref);
            let changes = ProductChanges {
                name: check.optional_text("/name", body.name.as_deref(), 1..=120),
                description: description.map(|text| check.optional_text("/description", text, 1..=2000)),
                state: None,
                version: before.version + 1,
                updated_at: tx.now,
            };
            check.finish()?;
            let row = queries::update_product(tx.conn, id, before.version, changes).await?;
            push(tx, "product.changed", &row);
            Ok(Reply::ok(&row.etag(), &row.view(tx.caller()))?)
        })
        .await
}

/// Publishes or withdraws a product with its variants; 200.
pub(super) async fn move_product(
    context: &Context,
    id: ProductId,
    event: ProductEvent,
    meta: RequestMeta,
    body: TransitionRequest,
) -> Result<Reply, web::ApiError> {
    context
        .core
        .write(meta, async move |tx| {
            let before = lock_own(tx, id).await?;
            let state = before.state.apply(event)?;
            let mut check = Check::new();
            check_transition(&mut check, &body, NoteRule::Optional);
            check.finish()?;
            let (occurred_at, backfilled) = claimed_time(tx, body.occurred_at).await?;
            let changes = ProductChanges {
                name: None,
                description: None,
                state: Some(state),
                version: before.version + 1,
                updated_at: tx.now,
            };
            let row = queries::update_product(tx.conn, id, before.version, changes).await?;
            tx.record(NewTransition {
                subject: id.uuid(),
                event: event.label(),
                from: before.state.label(),
                to: state.label(),
                version: before.version,
                role: tx.caller().acting_as(SELLERS),
                request: &body,
                occurred_at,
                backfilled,
            });
            let what = if event == ProductEvent::Publish { "published" } else { "withdrawn" };
            push(tx, &format!("product.{what}"), &row);
            follow_product(tx, &row, &format!("variant.{what}")).await?;
            Ok(Reply::ok(&row.etag(), &row.view(tx.caller()))?)
        })
        .await
}

/// The product, locked, of the caller and in the version the caller has seen.
async fn lock_own(tx: &mut Tx<'_>, id: ProductId) -> Result<ProductRow, Error> {
    let row = queries::lock_product(tx.conn, Sight::of(tx.caller()), id).await?;
    row.expect_own(tx.caller())?;
    tx.expect(&row.etag())?;
    Ok(row)
}

/// Checks the request and completes it to a row.
async fn new_product(tx: &mut Tx<'_>, body: &CreateProductRequest) -> Result<ProductRow, Error> {
    let region = tx.caller().region().ok_or_else(no_region)?.to_string();
    let mut check = Check::new();
    let name = check.text("/name", &body.name, 1..=120);
    let description = check.optional_text("/description", body.description.as_deref(), 1..=2000);
    let reference = check.optional_text("/external_reference", body.external_reference.as_deref(), 1..=100);
    let mut goods_group = None;
    match find_commodity(tx.conn, &body.commodity_code).await? {
        None => check.push(unknown("/commodity_code", "komoditas", "commodity")),
        Some(commodity) => {
            let form = find_form(tx.conn, &body.commodity_code, &body.form_code).await?;
            check.require(form.is_some(), || {
                unknown("/form_code", "bentuk komoditas ini", "form of this commodity")
            });
            match product_group(commodity.goods_group, body.group) {
                Ok(group) => goods_group = Some(group),
                Err(invalid) => check.push(invalid),
            }
        }
    }
    check.finish()?;
    let goods_group =
        goods_group.ok_or_else(|| Error::Internal("a checked product has a group".to_owned()))?;
    Ok(ProductRow {
        id: tx.new_id(),
        supplier_id: tx.caller().party(),
        supplier_region_code: region,
        commodity_code: body.commodity_code.clone(),
        form_code: body.form_code.clone(),
        goods_group,
        name,
        description,
        external_reference: reference,
        state: ProductState::Draft,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    })
}

fn push(tx: &mut Tx<'_>, what: &str, row: &ProductRow) {
    let data = serde_json::json!({
        "product_id": row.id, "supplier_id": row.supplier_id, "commodity_code": row.commodity_code,
        "state": row.state, "version": row.version,
    });
    tx.push(what, row.id, audience(row), data);
}

/// Who is told of a product and what belongs to it: of a draft its supplier alone.
pub(crate) fn audience(row: &ProductRow) -> Audience {
    match row.state {
        ProductState::Draft => Audience::Parties(vec![row.supplier_id.uuid()]),
        ProductState::Published | ProductState::Withdrawn => Audience::Everybody,
    }
}

fn unknown(pointer: &str, id: &str, en: &str) -> Invalid {
    Invalid::new(
        pointer,
        "unknown-code",
        format!("Kode ini bukan {id}; daftar lengkap di /v1/commodities."),
        format!("This code names no {en}; the list is at /v1/commodities."),
    )
}

fn no_region() -> Error {
    Error::Forbidden(Bilingual::new(
        "Token ini tidak menyebut wilayah asal pihak Anda; mintalah token baru.",
        "This token does not name the home region of your party; get a new one.",
    ))
}

fn taken(error: Error) -> Error {
    error.when_unique("product_external_reference_unique", || {
        Error::duplicate(
            "/external_reference",
            "Nomor ini sudah dipakai produk Anda yang lain.",
            "Another product of yours has this number already.",
        )
    })
}
