//! All SQL of variants and permits; whoever may read the product may read them.

use std::collections::HashMap;

use api_types::catalog::ListVariantsQuery;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::{CommodityGroup, ProductState, ProductTrait};
use domain::shared::{BusinessSize, ImageId, PartyId, PartyKind, PermitId, ProductId, TextHash, VariantId};
use service::Error;
use web::Caller;

use super::rows::{JudgedVariant, PermitRow, VariantRow, WholeVariant};
use crate::goods::products::{ProductRow, visible};
use crate::schema::{commodity, permit, product, projected_party, variant, variant_image};

/// A variant, its product, and how large its supplier is, where that is known.
type FoundVariant = (VariantRow, ProductRow, Option<BusinessSize>);

/// A variant somebody sees, with its product and permits.
pub(super) async fn find_variant(
    mut conn: &Connection,
    caller: &Caller,
    id: VariantId,
) -> Result<Option<WholeVariant>, Error> {
    let found = variant::table
        .inner_join(product::table.on(product::id.eq(variant::product_id)))
        .left_join(projected_party::table.on(projected_party::id.eq(product::supplier_id)))
        .filter(variant::id.eq(id))
        .filter(visible(caller))
        .select((
            VariantRow::as_select(),
            ProductRow::as_select(),
            projected_party::business_size.nullable(),
        ));
    let rows: Vec<FoundVariant> = found.load(&mut conn).await?;
    Ok(with_permits(conn, rows).await?.pop())
}

/// The version of a variant somebody sees as it is now, word by word, and its hash.
pub(crate) async fn version_of(
    conn: &Connection,
    caller: &Caller,
    id: VariantId,
) -> Result<Option<(serde_json::Value, TextHash)>, Error> {
    let Some(variant) = find_variant(conn, caller, id).await? else { return Ok(None) };
    let (content, hash) = variant.content();
    let content =
        serde_json::from_str(&content).map_err(|error| Error::Internal(format!("a version: {error}")))?;
    Ok(Some((content, hash)))
}

pub(super) async fn list_variants(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListVariantsQuery,
    after: Option<VariantId>,
    limit: i64,
) -> Result<Vec<WholeVariant>, Error> {
    let mut statement = variant::table
        .inner_join(product::table.on(product::id.eq(variant::product_id)))
        .left_join(projected_party::table.on(projected_party::id.eq(product::supplier_id)))
        .filter(visible(caller))
        .order(variant::id.asc())
        .limit(limit)
        .select((VariantRow::as_select(), ProductRow::as_select(), projected_party::business_size.nullable()))
        .into_boxed();
    if let Some(id) = query.product_id {
        statement = statement.filter(variant::product_id.eq(id));
    }
    if let Some(supplier) = query.supplier_id {
        statement = statement.filter(product::supplier_id.eq(supplier));
    }
    if let Some(code) = &query.commodity_code {
        statement = statement.filter(product::commodity_code.eq(code.clone()));
    }
    if let Some(gtin) = &query.gtin {
        statement = statement.filter(variant::gtin.eq(gtin.clone()));
    }
    if let Some(after) = after {
        statement = statement.filter(variant::id.gt(after));
    }
    let rows: Vec<FoundVariant> = statement.load(conn).await?;
    with_permits(conn, rows).await
}

async fn with_permits(conn: &Connection, rows: Vec<FoundVariant>) -> Result<Vec<WholeVariant>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<VariantId> = rows.iter().map(|(variant, ..)| variant.id).collect();
    let mut permits = permits_of(conn, &ids).await?;
    let mut images = images_of(conn, &ids).await?;
    let whole = |(variant, product, supplier_size): FoundVariant| WholeVariant {
        permits: permits.remove(&variant.id).unwrap_or_default(),
        image_ids: images.remove(&variant.id).unwrap_or_default(),
        variant,
        product,
        supplier_size,
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// The permits of variants, without those withdrawn.
async fn permits_of(
    mut conn: &Connection,
    ids: &[VariantId],
) -> Result<HashMap<VariantId, Vec<PermitRow>>, Error> {
    let rows: Vec<PermitRow> = permit::table
        .filter(permit::variant_id.eq_any(ids))
        .filter(permit::withdrawn_at.is_null())
        .order(permit::id.asc())
        .select(PermitRow::as_select())
        .load(&mut conn)
        .await?;
    let mut permits: HashMap<VariantId, Vec<PermitRow>> = HashMap::new();
    for row in rows {
        permits.entry(row.variant_id).or_default().push(row);
    }
    Ok(permits)
}

/// What shows variants, in order.
async fn images_of(
    mut conn: &Connection,
    ids: &[VariantId],
) -> Result<HashMap<VariantId, Vec<ImageId>>, Error> {
    let rows: Vec<(VariantId, ImageId)> = variant_image::table
        .filter(variant_image::variant_id.eq_any(ids))
        .order((variant_image::variant_id, variant_image::position))
        .select((variant_image::variant_id, variant_image::image_id))
        .load(&mut conn)
        .await?;
    let mut images: HashMap<VariantId, Vec<ImageId>> = HashMap::new();
    for (variant, image) in rows {
        images.entry(variant).or_default().push(image);
    }
    Ok(images)
}

/// Locks a variant for what is planned of it: nobody else plans until the transaction ends.
pub(crate) async fn lock_variant(conn: &mut Connection, id: VariantId) -> Result<(), Error> {
    let locked = variant::table.find(id).select(variant::id).for_no_key_update();
    locked.first::<VariantId>(conn).await.optional()?.map(drop).ok_or(Error::NotFound)
}

/// Writes what shows a variant, in order, in place of what did.
pub(super) async fn replace_images(
    conn: &mut Connection,
    id: VariantId,
    images: &[ImageId],
) -> Result<(), Error> {
    diesel::delete(variant_image::table.filter(variant_image::variant_id.eq(id))).execute(conn).await?;
    let row = |(position, image): (i32, &ImageId)| {
        (
            variant_image::variant_id.eq(id),
            variant_image::position.eq(position),
            variant_image::image_id.eq(*image),
        )
    };
    let rows: Vec<_> = (0..).zip(images).map(row).collect();
    diesel::insert_into(variant_image::table).values(rows).execute(conn).await?;
    Ok(())
}

#[derive(Queryable)]
struct JudgedRow {
    variant_id: VariantId,
    product_id: ProductId,
    supplier_id: PartyId,
    state: ProductState,
    version_hash: String,
    supplier: Option<PartyKind>,
    supplier_size: Option<BusinessSize>,
    region_code: Option<String>,
    commodity_group: CommodityGroup,
    product_group: CommodityGroup,
    traits: Vec<ProductTrait>,
}

/// What listing and curation have to know of one variant, if it exists.
pub(crate) async fn find_judged(
    conn: &mut Connection,
    id: VariantId,
) -> Result<Option<JudgedVariant>, Error> {
    Ok(judged_of(conn, &[id]).await?.remove(&id))
}

/// The same of these variants that exist; two queries, however many they are.
pub(crate) async fn judged_of(
    conn: &mut Connection,
    ids: &[VariantId],
) -> Result<HashMap<VariantId, JudgedVariant>, Error> {
    let rows: Vec<JudgedRow> = variant::table
        .inner_join(product::table.on(product::id.eq(variant::product_id)))
        .inner_join(commodity::table.on(commodity::code.eq(product::commodity_code)))
        .left_join(projected_party::table.on(projected_party::id.eq(product::supplier_id)))
        .filter(variant::id.eq_any(ids))
        .select((
            variant::id,
            product::id,
            product::supplier_id,
            product::state,
            variant::version_hash,
            projected_party::kind.nullable(),
            projected_party::business_size.nullable(),
            projected_party::region_code.nullable(),
            commodity::goods_group,
            product::goods_group,
            variant::traits,
        ))
        .load(conn)
        .await?;
    let mut permits = permits_of(conn, ids).await?;
    let judged = rows.into_iter().map(|row| {
        let permits = permits.remove(&row.variant_id).unwrap_or_default();
        let judged =
            JudgedVariant {
                variant_id: row.variant_id,
                product_id: row.product_id,
                supplier_id: row.supplier_id,
                state: row.state,
                version: row
                    .version_hash
                    .parse()
                    .map_err(|error| Error::Internal(format!("a stored hash: {error}")))?,
                supplier: row.supplier,
                supplier_size: row.supplier_size,
                supplier_region: row.region_code.map(|code| code.parse()).transpose().map_err(|error| {
                    Error::Internal(format!("the region of {}: {error}", row.supplier_id))
                })?,
                commodity_group: row.commodity_group,
                product_group: row.product_group,
                traits: row.traits,
                permits: permits.iter().map(PermitRow::permit).collect(),
            };
        Ok((judged.variant_id, judged))
    });
    judged.collect()
}

pub(super) async fn insert_variant(conn: &mut Connection, row: &VariantRow) -> Result<(), Error> {
    diesel::insert_into(variant::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_variant(
    conn: &mut Connection,
    row: &VariantRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = variant::table.filter(variant::id.eq(row.id)).filter(variant::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

/// Moves the variants of a product to its state; each is a new version of its own. Returns them with the version.
pub(super) async fn move_variants(
    conn: &mut Connection,
    product: &ProductRow,
) -> Result<Vec<(VariantId, i64)>, Error> {
    let moved = diesel::update(variant::table.filter(variant::product_id.eq(product.id)))
        .set((
            variant::state.eq(product.state),
            variant::version.eq(variant::version + 1),
            variant::updated_at.eq(product.updated_at),
        ))
        .returning((variant::id, variant::version));
    Ok(moved.prepared().get_results(conn).await?)
}

/// The product of a variant somebody sees.
pub(super) async fn product_of(
    conn: &mut Connection,
    caller: &Caller,
    id: VariantId,
) -> Result<ProductId, Error> {
    let found = variant::table
        .inner_join(product::table.on(product::id.eq(variant::product_id)))
        .filter(variant::id.eq(id))
        .filter(visible(caller))
        .select(variant::product_id);
    found.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// A permit somebody sees.
pub(super) async fn find_permit(
    conn: &mut Connection,
    caller: &Caller,
    id: PermitId,
) -> Result<Option<PermitRow>, Error> {
    let found = permit::table
        .inner_join(variant::table.on(variant::id.eq(permit::variant_id)))
        .inner_join(product::table.on(product::id.eq(variant::product_id)))
        .filter(permit::id.eq(id))
        .filter(visible(caller))
        .select(PermitRow::as_select());
    Ok(found.first(conn).await.optional()?)
}

/// Permits of a variant, those withdrawn included; the caller has checked that the variant may be seen.
pub(super) async fn list_permits(
    conn: &mut Connection,
    variant_id: VariantId,
    after: Option<PermitId>,
    limit: i64,
) -> Result<Vec<PermitRow>, Error> {
    let mut statement = permit::table
        .filter(permit::variant_id.eq(variant_id))
        .order(permit::id.asc())
        .limit(limit)
        .select(PermitRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        statement = statement.filter(permit::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

pub(super) async fn insert_permit(conn: &mut Connection, row: &PermitRow) -> Result<(), Error> {
    diesel::insert_into(permit::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes that a permit, which is locked with its product, is withdrawn.
pub(super) async fn withdraw_permit(conn: &mut Connection, row: &PermitRow) -> Result<(), Error> {
    let set = (permit::version.eq(row.version), permit::withdrawn_at.eq(row.withdrawn_at));
    diesel::update(permit::table.find(row.id)).set(set).prepared().execute(conn).await?;
    Ok(())
}

/// Notes on the permits of a variant that were there before, and on none twice, that somebody has checked them; the number of
/// them.
pub(super) async fn check_permits(
    conn: &mut Connection,
    id: VariantId,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<usize, Error> {
    let unchecked = permit::table
        .filter(permit::variant_id.eq(id))
        .filter(permit::withdrawn_at.is_null())
        .filter(permit::checked_at.is_null())
        .filter(permit::created_at.le(before));
    let set = (permit::version.eq(permit::version + 1), permit::checked_at.eq(now));
    Ok(diesel::update(unchecked).set(set).prepared().execute(conn).await?)
}

/// Makes a variant its next version: its number, and the product.
pub(super) async fn next_version(
    conn: &mut Connection,
    id: VariantId,
    now: DateTime<Utc>,
) -> Result<(i64, ProductRow), Error> {
    let next = (variant::version.eq(variant::version + 1), variant::updated_at.eq(now));
    let of = (variant::version, variant::product_id);
    let next = diesel::update(variant::table.find(id)).set(next).returning(of);
    let (version, of): (i64, ProductId) = next.prepared().get_result(conn).await?;
    let its = product::table.find(of).select(ProductRow::as_select());
    Ok((version, its.first(conn).await?))
}

/// Permits of a party's goods whose last day is `until` or earlier, and which no later permit of their type
/// replaces; in order of the last day, after a day and id.
pub(super) async fn permits_until(
    conn: &mut Connection,
    supplier: PartyId,
    until: NaiveDate,
    after: Option<(NaiveDate, PermitId)>,
    limit: i64,
) -> Result<Vec<(PermitRow, String)>, Error> {
    let later = diesel::alias!(permit as later);
    let replaced = later
        .filter(later.field(permit::variant_id).eq(permit::variant_id))
        .filter(later.field(permit::type_).eq(permit::type_))
        .filter(later.field(permit::withdrawn_at).is_null())
        .filter(
            later
                .field(permit::expires_on)
                .is_null()
                .or(later.field(permit::expires_on).gt(permit::expires_on)),
        );
    let mut statement = permit::table
        .inner_join(variant::table.on(variant::id.eq(permit::variant_id)))
        .inner_join(product::table.on(product::id.eq(variant::product_id)))
        .filter(product::supplier_id.eq(supplier))
        .filter(product::state.ne(ProductState::Withdrawn))
        .filter(permit::withdrawn_at.is_null())
        .filter(permit::expires_on.le(until))
        .filter(diesel::dsl::not(diesel::dsl::exists(replaced)))
        .order((permit::expires_on.asc(), permit::id.asc()))
        .limit(limit)
        .select((PermitRow::as_select(), variant::name))
        .into_boxed();
    if let Some((day, id)) = after {
        let same = permit::expires_on.eq(day).and(permit::id.gt(id));
        statement = statement.filter(permit::expires_on.gt(day).or(same));
    }
    Ok(statement.load(conn).await?)
}
