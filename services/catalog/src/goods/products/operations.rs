//! What can be done with products.

use api_types::catalog::{CreateProductRequest, UpdateProductRequest};
use api_types::{Check, TransitionRequest};
use domain::catalog::{ProductEvent, ProductHappened, ProductState, VariantHappened};
use domain::shared::{Bilingual, PartyId, ProductId, UPDATE};
use service::{Error, Tx, Versioned as _, replaced};
use web::{Caller, Command, Etag, Reply, Transition};

use super::access::op;
use super::rows::ProductRow;
use super::{draft, queries};
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
    let home = home(tx.caller())?;
    let commodity = find_commodity(tx.conn, &body.commodity_code).await?;
    let form = find_form(tx.conn, &body.commodity_code, &body.form_code).await?;
    let draft = draft::read(body, commodity.as_ref(), form.as_ref())?;
    Ok(draft.row(tx.new_id(), home, tx.now))
}

/// Who supplies, and from where.
pub(super) fn home(caller: &Caller) -> Result<(PartyId, String), Error> {
    let region = caller.region().ok_or_else(no_region)?;
    Ok((caller.party(), region.to_string()))
}

fn no_region() -> Error {
    Error::Forbidden(Bilingual::new(
        "Token ini tidak menyebut daerah asal pihak Anda; mintalah token baru.",
        "This token does not name the home region of your party; get a new one.",
    ))
}

/// What is said of a number that another product has, in Indonesian and English.
pub(super) const NUMBER_TAKEN: (&str, &str) =
    ("Nomor ini sudah dipakai produk Anda yang lain.", "Another product of yours has this number already.");

pub(super) fn taken(error: Error) -> Error {
    error.when_unique("product_external_reference_unique", || {
        Error::duplicate("/external_reference", NUMBER_TAKEN.0, NUMBER_TAKEN.1)
    })
}
