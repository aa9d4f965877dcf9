//! All SQL of the products; who may read them stands in [`super::visibility`].

use std::cmp::Reverse;

use api_types::catalog::{ListProductsQuery, ProductSort};
use chrono::{DateTime, Utc};
use db::{Connection, Prepare as _};
use diesel::IntoSql as _;
use diesel::dsl::{not, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use domain::catalog::ProductState;
use domain::shared::{Id as _, PartyId, ProductId};
use futures_util::future::try_join;
use serde::{Deserialize, Serialize};
use service::Error;
use service::imports::MOST_COLLISIONS;
use service::work_items::After;
use web::Caller;

use super::rows::ProductRow;
use super::search::Search;
use super::visibility::{reads_all_drafts, visible};
use crate::schema::product;

pub(super) async fn find_product(
    mut conn: &Connection,
    caller: &Caller,
    id: ProductId,
) -> Result<Option<ProductRow>, Error> {
    let found = product::table.find(id).filter(visible(caller)).select(ProductRow::as_select());
    Ok(found.prepared().get_result(&mut conn).await.optional()?)
}

/// The product, locked together with all that belongs to it: variants and permits change under this lock only.
pub(crate) async fn lock_product(
    conn: &mut Connection,
    caller: &Caller,
    id: ProductId,
) -> Result<ProductRow, Error> {
    let found =
        product::table.filter(product::id.eq(id)).filter(visible(caller)).select(ProductRow::as_select());
    found.for_no_key_update().first(conn).await.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn insert_product(conn: &mut Connection, row: &ProductRow) -> Result<(), Error> {
    diesel::insert_into(product::table).values(row.clone()).prepared().execute(conn).await?;
    Ok(())
}

/// Rows of the file whose number stands in a row before, which is named, or belongs to a product of the supplier.
pub(super) async fn staged_references(
    conn: &mut Connection,
    supplier: PartyId,
) -> Result<Vec<(i64, Option<u64>)>, Error> {
    const TAKEN: &str = "
        select line, nullif(first, line) as first
        from (
            select line, external_reference,
                min(line) over (partition by external_reference) as first
            from staged where external_reference is not null
        ) as numbered
        where line > first or exists (
            select from product
            where product.supplier_id = $1 and product.external_reference = numbered.external_reference
        )
        order by line limit $2";
    #[derive(QueryableByName)]
    struct Taken {
        #[diesel(sql_type = BigInt)]
        line: i64,
        #[diesel(sql_type = Nullable<BigInt>)]
        first: Option<i64>,
    }
    let taken =
        diesel::sql_query(TAKEN).bind::<SqlUuid, _>(supplier.uuid()).bind::<BigInt, _>(MOST_COLLISIONS);
    let taken: Vec<Taken> = taken.load(conn).await?;
    let known = |Taken { line, first }| (line, first.and_then(|first| u64::try_from(first).ok()));
    Ok(taken.into_iter().map(known).collect())
}

/// Inserts the products of a file as drafts of a supplier.
pub(super) async fn insert_staged(
    conn: &mut Connection,
    (supplier, region): (PartyId, &str),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    const INSERT: &str = "
        insert into product (id, supplier_id, supplier_region_code, commodity_code, form_code, goods_group, name,
            description, external_reference, state, version, created_at, updated_at)
        select id, $1, $2, commodity_code, form_code, goods_group, name, description, external_reference, $3, 1, $4, $4
        from staged order by line";
    diesel::sql_query(INSERT)
        .bind::<SqlUuid, _>(supplier.uuid())
        .bind::<Text, _>(region)
        .bind::<Text, _>(ProductState::Draft.label())
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_product(
    conn: &mut Connection,
    row: &ProductRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = product::table.filter(product::id.eq(row.id)).filter(product::version.eq(seen));
    Ok(diesel::update(target).set(row.clone()).prepared().execute(conn).await?)
}

/// Where a page of products ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    rank: i32,
    name: Option<String>,
    id: ProductId,
}

/// A product in a list, with its rank (0 without a search).
#[derive(Debug, Clone)]
pub(super) struct Ranked {
    pub(super) row: ProductRow,
    rank: i32,
}

impl Ranked {
    /// Where a page that ends with it ended.
    pub(super) fn position(&self, sort: Option<ProductSort>) -> Position {
        let name = (sort == Some(ProductSort::Name)).then(|| self.row.name.clone());
        Position { rank: self.rank, name, id: self.row.id }
    }
}

/// The SQL of the rank that [`Search`] describes.
macro_rules! rank {
    ($search:expr, $after:literal) => {
        sql::<Integer>("((case when product.search @@ to_tsquery('simple', ")
            .bind::<Text, _>($search.named.clone())
            .sql(") then 0 when product.search @@ to_tsquery('indonesian', ")
            .bind::<Text, _>($search.words.clone())
            .sql(concat!(") then 1000 else 2000 end) + char_length(product.name))", $after))
    };
}

/// Whether a page is a short read of an index: the newest, of all or of one commodity or supplier.
pub(super) fn is_short(query: &ListProductsQuery) -> bool {
    let ListProductsQuery { q, region_code, state, sort, .. } = query;
    q.is_none()
        && region_code.is_none()
        && state.is_none()
        && matches!(sort, None | Some(ProductSort::Newest))
}

/// A page that [`is_short`]: what everybody sees and the own drafts, each from its own index.
pub(super) async fn list_newest_products(
    conn: &Connection,
    caller: &Caller,
    query: &ListProductsQuery,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<Ranked>, Error> {
    let page = || {
        let newest = product::table.select(ProductRow::as_select()).order(product::id.desc()).limit(limit);
        let mut page = newest.into_boxed();
        if let Some(code) = &query.commodity_code {
            page = page.filter(product::commodity_code.eq(code.clone()));
        }
        if let Some(supplier) = query.supplier_id {
            page = page.filter(product::supplier_id.eq(supplier));
        }
        match &after {
            Some(after) => page.filter(product::id.lt(after.id)),
            None => page,
        }
    };
    let (mut first, mut second) = (conn, conn);
    let rows: Vec<ProductRow> = if reads_all_drafts(caller) {
        page().load(&mut first).await?
    } else {
        let drafts = page().filter(not(product::in_public)).filter(product::supplier_id.eq(caller.party()));
        let public = page().filter(product::in_public);
        let (public, drafts) = try_join(public.load(&mut first), drafts.load(&mut second)).await?;
        newest([public, drafts].concat(), limit)
    };
    Ok(rows.into_iter().map(|row| Ranked { row, rank: 0 }).collect())
}

fn newest(mut rows: Vec<ProductRow>, limit: i64) -> Vec<ProductRow> {
    rows.sort_by_key(|row| Reverse(row.id));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    rows
}

/// A page of the products somebody sees; `search` goes with `query.q`.
pub(super) async fn list_products(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListProductsQuery,
    search: Option<&Search>,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<Ranked>, Error> {
    let products = product::table.filter(visible(caller)).limit(limit);
    let mut statement = match search {
        None => products.select((ProductRow::as_select(), 0.into_sql::<Integer>())).into_boxed(),
        Some(search) => products
            .select((ProductRow::as_select(), rank!(search, " as rank")))
            .filter(
                sql::<Bool>("product.search @@ (to_tsquery('indonesian', ")
                    .bind::<Text, _>(search.wide.clone())
                    .sql(") || to_tsquery('simple', ")
                    .bind::<Text, _>(search.words.clone())
                    .sql("))"),
            )
            .into_boxed(),
    };
    if let Some(code) = &query.commodity_code {
        statement = statement.filter(product::commodity_code.eq(code.clone()));
    }
    if let Some(supplier) = query.supplier_id {
        statement = statement.filter(product::supplier_id.eq(supplier));
    }
    if let Some(region) = &query.region_code {
        // A region code holds digits and a point, no wildcard.
        let below = product::supplier_region_code.like(format!("{region}.%"));
        statement = statement.filter(product::supplier_region_code.eq(region.clone()).or(below));
    }
    if let Some(state) = query.state {
        statement = statement.filter(product::state.eq(state));
    }
    match (query.sort, search) {
        (Some(ProductSort::Name), _) => {
            if let Some(Position { name: Some(name), id, .. }) = after {
                let same = product::name.eq(name.clone()).and(product::id.gt(id));
                statement =
                    statement.filter(product::name.ge(name.clone())).filter(product::name.gt(name).or(same));
            }
            statement = statement.order((product::name.asc(), product::id.asc()));
        }
        (None, Some(search)) => {
            if let Some(Position { rank, id, .. }) = after {
                let same = rank!(search, "").eq(rank).and(product::id.gt(id));
                statement = statement.filter(rank!(search, "").gt(rank).or(same));
            }
            statement = statement.order((sql::<Integer>("rank"), product::id.asc()));
        }
        (Some(ProductSort::Newest), _) | (None, None) => {
            if let Some(Position { id, .. }) = after {
                statement = statement.filter(product::id.lt(id));
            }
            statement = statement.order(product::id.desc());
        }
    }
    let rows: Vec<(ProductRow, i32)> = statement.load(conn).await?;
    Ok(rows.into_iter().map(|(row, rank)| Ranked { row, rank }).collect())
}

/// Products of a party in some states, in order of their making.
pub(super) async fn list_in_states(
    conn: &mut Connection,
    supplier: PartyId,
    states: &[ProductState],
    after: Option<After<ProductId>>,
    limit: i64,
) -> Result<Vec<ProductRow>, Error> {
    let mut statement = product::table
        .filter(product::supplier_id.eq(supplier))
        .filter(product::state.eq_any(states))
        .order((product::created_at.asc(), product::id.asc()))
        .limit(limit)
        .select(ProductRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = product::created_at.eq(at).and(product::id.gt(id));
        statement = statement.filter(product::created_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}
