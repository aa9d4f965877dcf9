//! All SQL of variants and permits, each with the sight of the caller in it.

use std::collections::HashMap;

use api_types::catalog::ListVariantsQuery;
use chrono::NaiveDate;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::ProductState;
use domain::shared::{PartyId, PermitId, ProductId, VariantId};
use service::Error;

use super::facts::VariantFacts;
use super::rows::{PermitRow, VariantRow};
use crate::products::{ProductRow, Sight, seen};
use crate::schema::{permit, product, variant};

/// A variant somebody sees, with its product and permits.
pub(super) async fn find_facts(
    mut conn: &Connection,
    sight: Sight,
    id: VariantId,
) -> Result<Option<VariantFacts>, Error> {
    let found = variant::table
        .inner_join(product::table.on(product::id.eq(variant::product_id)))
        .filter(variant::id.eq(id))
        .filter(seen(sight))
        .select((VariantRow::as_select(), ProductRow::as_select()));
    let rows: Vec<(VariantRow, ProductRow)> = found.load(&mut conn).await?;
    Ok(with_permits(conn, rows).await?.pop())
}

pub(super) async fn list_variants(
    conn: &mut Connection,
    sight: Sight,
    query: &ListVariantsQuery,
    after: Option<VariantId>,
    limit: i64,
) -> Result<Vec<VariantFacts>, Error> {
    let mut statement = variant::table
        .inner_join(product::table.on(product::id.eq(variant::product_id)))
        .filter(seen(sight))
        .order(variant::id.asc())
        .limit(limit)
        .select((VariantRow::as_select(), ProductRow::as_select()))
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
    let rows: Vec<(VariantRow, ProductRow)> = statement.load(conn).await?;
    with_permits(conn, rows).await
}

async fn with_permits(
    mut conn: &Connection,
    rows: Vec<(VariantRow, ProductRow)>,
) -> Result<Vec<VariantFacts>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<VariantId> = rows.iter().map(|(variant, _)| variant.id).collect();
    let permits: Vec<PermitRow> = permit::table
        .filter(permit::variant_id.eq_any(ids))
        .filter(permit::withdrawn_at.is_null())
        .order(permit::id.asc())
        .select(PermitRow::as_select())
        .load(&mut conn)
        .await?;
    let mut by_variant: HashMap<VariantId, Vec<PermitRow>> = HashMap::new();
    for permit in permits {
        by_variant.entry(permit.variant_id).or_default().push(permit);
    }
    let facts = |(variant, product): (VariantRow, ProductRow)| VariantFacts {
        permits: by_variant.remove(&variant.id).unwrap_or_default(),
        variant,
        product,
    };
    Ok(rows.into_iter().map(facts).collect())
}

pub(super) async fn insert_variant(conn: &mut Connection, row: &VariantRow) -> Result<(), Error> {
    diesel::insert_into(variant::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes the whole row where the version is still the one before.
pub(super) async fn update_variant(conn: &mut Connection, row: &VariantRow) -> Result<(), Error> {
    let target = variant::table.filter(variant::id.eq(row.id)).filter(variant::version.eq(row.version - 1));
    match diesel::update(target).set(row).prepared().execute(conn).await? {
        1 => Ok(()),
        _ => Err(Error::Internal("the locked version is gone".to_owned())),
    }
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
    sight: Sight,
    id: VariantId,
) -> Result<ProductId, Error> {
    let found = variant::table
        .inner_join(product::table.on(product::id.eq(variant::product_id)))
        .filter(variant::id.eq(id))
        .filter(seen(sight))
        .select(variant::product_id);
    found.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// A permit somebody sees.
pub(super) async fn find_permit(
    conn: &mut Connection,
    sight: Sight,
    id: PermitId,
) -> Result<Option<PermitRow>, Error> {
    let found = permit::table
        .inner_join(variant::table.on(variant::id.eq(permit::variant_id)))
        .inner_join(product::table.on(product::id.eq(variant::product_id)))
        .filter(permit::id.eq(id))
        .filter(seen(sight))
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

/// Writes that a permit is withdrawn, where the version is still the one before.
pub(super) async fn withdraw_permit(conn: &mut Connection, row: &PermitRow) -> Result<(), Error> {
    let target = permit::table.filter(permit::id.eq(row.id)).filter(permit::version.eq(row.version - 1));
    let set = (permit::version.eq(row.version), permit::withdrawn_at.eq(row.withdrawn_at));
    match diesel::update(target).set(set).prepared().execute(conn).await? {
        1 => Ok(()),
        _ => Err(Error::Internal("the locked version is gone".to_owned())),
    }
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
