//! What can be done with variants.

use api_types::catalog::{CreateVariantRequest, UpdateVariantRequest};
use chrono::{DateTime, Utc};
use domain::catalog::VariantHappened;
use domain::shared::{ImageId, ProductId, VariantId};
use service::{Error, Tx, Versioned as _};
use web::{Command, Reply};

use super::access::op;
use super::label::{Reader, blank};
use super::queries;
use super::rows::{WholeVariant, event_data};
use crate::context::Context;
use crate::goods::images::{attach, let_go_unused};
use crate::goods::permit_rules;
use crate::goods::products::{ProductRow, lock_product};
use crate::outside::size_of;

/// Adds a variant to a product; 201.
pub(super) async fn create_variant(
    context: &Context,
    product: ProductId,
    command: Command<op::CreateVariant, CreateVariantRequest>,
) -> Result<Reply, web::ApiError> {
    let (body, limits) = (command.body, context.best_before.clone());
    context
        .core
        .write(command.meta, async move |tx| {
            let product = lock_product(tx.conn, tx.caller(), product).await?;
            product.expect_own(tx.caller())?;
            product.expect_offered()?;
            let day = tx.today();
            let mut variant = blank(&product, tx.new_id(), tx.now);
            let mut reader = Reader::into(&mut variant);
            reader.create(&body);
            reader.finish(&product, &limits, day)?;
            let supplier_size = size_of(tx.conn, product.supplier_id).await?;
            attach(tx, product.supplier_id, &body.image_ids).await?;
            let image_ids = body.image_ids.clone();
            let mut whole = WholeVariant { variant, product, permits: Vec::new(), supplier_size, image_ids };
            whole.variant.version_hash = whole.hash().into();
            queries::insert_variant(tx.conn, &whole.variant).await.map_err(taken)?;
            queries::replace_images(tx.conn, whole.variant.id, &whole.image_ids).await?;
            tx.emit(&whole, VariantHappened::Added).await?;
            let location = format!("/v1/variants/{}", whole.variant.id);
            let (etag, view) = whole.view(&permit_rules(tx.conn).await?, day)?;
            Ok(Reply::created(location, &etag, &view)?)
        })
        .await
}

/// Changes a variant; 200.
pub(super) async fn update_variant(
    context: &Context,
    id: VariantId,
    command: Command<op::UpdateVariant, UpdateVariantRequest>,
) -> Result<Reply, web::ApiError> {
    let (body, limits) = (command.body, context.best_before.clone());
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = lock_own(tx, id).await?;
            let day = tx.today();
            tx.expect(&whole.etag(day))?;
            whole.product.expect_offered()?;
            let mut reader = Reader::into(&mut whole.variant);
            reader.update(&body);
            reader.finish(&whole.product, &limits, day)?;
            if let Some(images) = &body.image_ids {
                show(tx, &mut whole, images.clone()).await?;
            }
            change_variant(tx, &mut whole, VariantHappened::Changed).await?;
            let (etag, view) = whole.view(&permit_rules(tx.conn).await?, day)?;
            Ok(Reply::ok(&etag, &view)?)
        })
        .await
}

/// Shows a variant by these pictures from now on; what shows nothing any more goes.
async fn show(tx: &mut Tx<'_>, whole: &mut WholeVariant, images: Vec<ImageId>) -> Result<(), Error> {
    attach(tx, whole.product.supplier_id, &images).await?;
    queries::replace_images(tx.conn, whole.variant.id, &images).await?;
    let before = std::mem::replace(&mut whole.image_ids, images);
    let_go_unused(tx.conn, &before).await
}

/// The variant of the caller's, with the lock on its product under which it and its permits change.
pub(super) async fn lock_own(tx: &mut Tx<'_>, id: VariantId) -> Result<WholeVariant, Error> {
    let product = queries::product_of(tx.conn, tx.caller(), id).await?;
    lock_product(tx.conn, tx.caller(), product).await?.expect_own(tx.caller())?;
    queries::find_variant(tx.conn, tx.caller(), id).await?.ok_or(Error::NotFound)
}

/// Writes a changed variant and tells of it.
pub(super) async fn change_variant(
    tx: &mut Tx<'_>,
    whole: &mut WholeVariant,
    happened: VariantHappened,
) -> Result<(), Error> {
    whole.variant.version_hash = whole.hash().into();
    tx.change(whole, happened).await.map_err(taken)
}

/// A panel that has seen the permits of a variant, as they were before its review, has approved it: they are checked.
pub(crate) async fn note_permits_checked(
    tx: &mut Tx<'_>,
    id: VariantId,
    before: DateTime<Utc>,
) -> Result<(), Error> {
    if queries::check_permits(tx.conn, id, before, tx.now).await? == 0 {
        return Ok(());
    }
    let (version, product) = queries::next_version(tx.conn, id, tx.now).await?;
    tx.emit_to(id, product.readers(), VariantHappened::PermitsChecked, event_data(id, version, &product))
}

/// Moves the variants of a product along with it; for those who see them from now on it is the first they hear.
pub(crate) async fn follow_product(
    tx: &mut Tx<'_>,
    product: &ProductRow,
    happened: VariantHappened,
) -> Result<(), Error> {
    for (id, version) in queries::move_variants(tx.conn, product).await? {
        tx.emit_to(id, product.readers(), happened, event_data(id, version, product))?;
    }
    Ok(())
}

fn taken(error: Error) -> Error {
    error.when_unique("variant_gtin_unique", || {
        Error::duplicate(
            "/gtin",
            "Nomor barcode ini sudah dipakai varian lain; periksa kemasan atau tarik produk yang lama.",
            "Another variant has this barcode number; look at the package, or withdraw the old product.",
        )
    })
}

/// A variant that does not exist, or that the caller does not see.
pub(crate) fn unknown_variant(pointer: &str) -> Error {
    Error::field(
        pointer,
        "unknown-variant",
        "Varian ini tidak ditemukan; salin id-nya dari /v1/variants.",
        "There is no such variant; copy its id from /v1/variants.",
    )
}
