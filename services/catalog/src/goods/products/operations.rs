//! What can be done with products.

use api_types::catalog::{CreateProductRequest, UpdateProductRequest};
use api_types::{Check, TransitionRequest};
use domain::catalog::{
    CommodityGroup, ProductEvent, ProductHappened, ProductState, VariantHappened, product_group,
};
use domain::shared::{Bilingual, CommodityCode, FormCode, Invalid, ProductId, UPDATE};
use service::{Error, Tx, Versioned as _, replaced};
use web::{Command, Etag, Reply, Transition};

use super::access::op;
use super::queries;
use super::rows::ProductRow;
use crate::context::Context;
use crate::goods::commodities::{find_commodity, find_form};
use crate::goods::variants::follow_product;

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
            tx.emit(&row, ProductHappened::Drafted).await?;
            let (etag, location) = (Etag::of(row.version), format!("/v1/products/{}", row.id));
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
            let mut row = queries::lock_product(tx.conn, tx.caller(), id).await?;
            row.expect_own(tx.caller())?;
            tx.expect(&row.etag(tx.today()))?;
            row.expect_offered()?;
            let before = row.clone().view(tx.caller());
            let mut check = Check::new();
            if let Some(name) = &body.name {
                row.name = check.line("/name", name, 1..=120);
            }
            if let Some(description) = &body.description {
                row.description = check.optional_text("/description", description.as_deref(), 1..=2000);
            }
            check.finish()?;
            let replaced = replaced(&before, &row.clone().view(tx.caller()))?;
            let open = row.state != ProductState::Draft;
            tx.revise(&mut row, UPDATE, ProductHappened::Changed, open.then_some(replaced)).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view(tx.caller()))?)
        })
        .await
}

/// Publishes or withdraws a product with its variants; 200.
pub(super) async fn advance_product<O: Transition<State = ProductState>>(
    context: &Context,
    id: ProductId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_product(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, O::EVENT, &body).await?;
            tx.finish(&mut row, step).await?;
            let followed = match O::EVENT {
                ProductEvent::Publish => VariantHappened::Published,
                ProductEvent::Withdraw => VariantHappened::Withdrawn,
            };
            follow_product(tx, &row, followed).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view(tx.caller()))?)
        })
        .await
}

/// Checks the request and completes it to a row.
async fn new_product(tx: &mut Tx<'_>, body: &CreateProductRequest) -> Result<ProductRow, Error> {
    let region = tx.caller().region().ok_or_else(no_region)?.to_string();
    let mut check = Check::new();
    let name = check.line("/name", &body.name, 1..=120);
    let description = check.optional_text("/description", body.description.as_deref(), 1..=2000);
    let reference = check.optional_line("/external_reference", body.external_reference.as_deref(), 1..=100);
    let goods = read_goods(tx, &mut check, body).await?;
    check.finish()?;
    let goods = goods.ok_or_else(|| Error::Internal("a checked product is something".to_owned()))?;
    Ok(ProductRow {
        id: tx.new_id(),
        supplier_id: tx.caller().party(),
        supplier_region_code: region,
        commodity_code: goods.commodity,
        form_code: goods.form,
        goods_group: goods.group,
        name,
        description,
        external_reference: reference,
        state: ProductState::Draft,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    })
}

/// What a product is: a commodity in one of its forms, and its group.
struct Goods {
    commodity: CommodityCode,
    form: FormCode,
    group: CommodityGroup,
}

/// What the request says it is; `check` gets what is wrong with that.
async fn read_goods(
    tx: &mut Tx<'_>,
    check: &mut Check,
    body: &CreateProductRequest,
) -> Result<Option<Goods>, Error> {
    let Some(commodity) = find_commodity(tx.conn, &body.commodity_code).await? else {
        check.push(CommodityCode::unknown("/commodity_code"));
        return Ok(None);
    };
    let form = find_form(tx.conn, &body.commodity_code, &body.form_code).await?;
    let form = check.take(form.and_then(|form| form.code.parse().ok()).ok_or_else(unknown_form));
    let group = check.take(product_group(commodity.goods_group, body.group));
    Ok(form.zip(group).map(|(form, group)| Goods { commodity: commodity.code, form, group }))
}

fn unknown_form() -> Invalid {
    Invalid::new(
        "/form_code",
        "unknown-form",
        "Pilih salah satu bentuk komoditas ini; daftar lengkap di /v1/commodities.",
        "Choose one of the forms of this commodity; the list is at /v1/commodities.",
    )
}

fn no_region() -> Error {
    Error::Forbidden(Bilingual::new(
        "Token ini tidak menyebut daerah asal pihak Anda; mintalah token baru.",
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
