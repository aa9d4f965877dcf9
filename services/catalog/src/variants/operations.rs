//! What can be done with variants.

use api_types::catalog::{CreateVariantRequest, UpdateVariantRequest};
use domain::shared::{ProductId, VariantId, jakarta_date};
use service::{Error, Tx};
use web::{Command, Reply};

use super::facts::VariantFacts;
use super::label::{Reader, blank};
use super::queries;
use crate::access::op;
use crate::context::Context;
use crate::products::{ProductRow, Sight, audience, lock_product};

/// Adds a variant to a product; 201.
pub(super) async fn create_variant(
    context: &Context,
    product: ProductId,
    command: Command<op::CreateVariant, CreateVariantRequest>,
) -> Result<Reply, web::ApiError> {
    let (body, rules) = (command.body, context.rules.clone());
    context
        .core
        .write(command.meta, async move |tx| {
            let product = lock_product(tx.conn, Sight::of(tx.caller()), product).await?;
            product.expect_own(tx.caller())?;
            product.expect_offered()?;
            let day = jakarta_date(tx.now);
            let mut variant = blank(&product, tx.new_id(), tx.now);
            let mut reader = Reader::into(&mut variant);
            reader.create(&body);
            reader.finish(&product, &rules, day)?;
            let mut facts = VariantFacts { variant, product, permits: Vec::new() };
            facts.variant.version_hash = facts.hash().into();
            queries::insert_variant(tx.conn, &facts.variant).await.map_err(taken)?;
            push(tx, "variant.added", &facts);
            let location = format!("/v1/variants/{}", facts.variant.id);
            let (etag, view) = facts.view(&rules.permits, day)?;
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
    let (body, rules) = (command.body, context.rules.clone());
    context
        .core
        .write(command.meta, async move |tx| {
            let mut facts = lock_own(tx, id).await?;
            let day = jakarta_date(tx.now);
            let (etag, _) = facts.clone().view(&rules.permits, day)?;
            tx.expect(&etag)?;
            facts.product.expect_offered()?;
            let mut reader = Reader::into(&mut facts.variant);
            reader.update(&body);
            reader.finish(&facts.product, &rules, day)?;
            write_version(tx, &mut facts, "variant.changed").await?;
            let (etag, view) = facts.view(&rules.permits, day)?;
            Ok(Reply::ok(&etag, &view)?)
        })
        .await
}

/// The variant of the caller's, with the lock on its product under which it and its permits change.
pub(super) async fn lock_own(tx: &mut Tx<'_>, id: VariantId) -> Result<VariantFacts, Error> {
    let sight = Sight::of(tx.caller());
    let product = queries::product_of(tx.conn, sight, id).await?;
    lock_product(tx.conn, sight, product).await?.expect_own(tx.caller())?;
    queries::find_facts(tx.conn, sight, id).await?.ok_or(Error::NotFound)
}

/// Writes a changed variant as its next version and tells of it.
pub(super) async fn write_version(
    tx: &mut Tx<'_>,
    facts: &mut VariantFacts,
    what: &str,
) -> Result<(), Error> {
    facts.variant.version_hash = facts.hash().into();
    facts.variant.version += 1;
    facts.variant.updated_at = tx.now;
    queries::update_variant(tx.conn, &facts.variant).await.map_err(taken)?;
    push(tx, what, facts);
    Ok(())
}

/// Moves the variants of a product along with it; for those who see them from now on it is the first they hear.
pub(crate) async fn follow_product(tx: &mut Tx<'_>, product: &ProductRow, what: &str) -> Result<(), Error> {
    for (id, version) in queries::move_variants(tx.conn, product).await? {
        tx.push(what, id, audience(product), event_data(id, version, product));
    }
    Ok(())
}

fn push(tx: &mut Tx<'_>, what: &str, facts: &VariantFacts) {
    let (id, product) = (facts.variant.id, &facts.product);
    tx.push(what, id, audience(product), event_data(id, facts.variant.version, product));
}

fn event_data(id: VariantId, version: i64, product: &ProductRow) -> serde_json::Value {
    serde_json::json!({
        "variant_id": id, "product_id": product.id, "supplier_id": product.supplier_id,
        "state": product.state, "version": version,
    })
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
