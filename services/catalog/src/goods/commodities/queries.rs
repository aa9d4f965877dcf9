//! All SQL of the commodities. Reference data: every caller reads all of it.

use std::collections::HashMap;

use db::{Connection, Prepare as _};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};
use diesel::upsert::excluded;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use domain::catalog::CommodityGroup;
use domain::shared::Unit;
use service::Error;

use super::rows::{CommodityRow, FormRow};
use crate::schema::{commodity, commodity_form};

pub(crate) async fn find_commodity(conn: &mut Connection, code: &str) -> Result<Option<CommodityRow>, Error> {
    let found = commodity::table.filter(commodity::code.eq(code)).select(CommodityRow::as_select());
    Ok(found.first(conn).await.optional()?)
}

pub(super) async fn all_commodities(conn: &mut Connection) -> Result<Vec<CommodityRow>, Error> {
    Ok(commodity::table.select(CommodityRow::as_select()).load(conn).await?)
}

pub(super) async fn all_forms(conn: &mut Connection) -> Result<Vec<FormRow>, Error> {
    Ok(commodity_form::table.select(FormRow::as_select()).load(conn).await?)
}

/// The form of this code, if the commodity has it.
pub(crate) async fn find_form(
    conn: &mut Connection,
    commodity_code: &str,
    code: &str,
) -> Result<Option<FormRow>, Error> {
    let found = commodity_form::table.find((commodity_code, code)).select(FormRow::as_select());
    Ok(found.first(conn).await.optional()?)
}

/// Whether a commodity has a form that is counted in heads.
pub(crate) async fn counts_heads(conn: &mut Connection, code: &str) -> Result<bool, Error> {
    let form = commodity_form::table
        .filter(commodity_form::commodity_code.eq(code))
        .filter(commodity_form::unit.eq(Unit::Hea))
        .select(commodity_form::code);
    let found: Option<String> = form.first(conn).await.optional()?;
    Ok(found.is_some())
}

/// Commodities and forms that are called by all of some words, in either language: as written, by their stems, or spelt alike.
/// There are some dozens of them.
pub(crate) async fn forms_named(
    conn: &mut Connection,
    words: &[String],
) -> Result<Vec<(String, String)>, Error> {
    let named = sql::<Bool>(
        "(select bool_and(to_tsvector('indonesian', names) @@ plainto_tsquery('indonesian', word) \
            or strict_word_similarity(word, lower(names)) >= 0.5) \
          from unnest(",
    )
    .bind::<Array<Text>, _>(words.to_vec())
    .sql(
        ") as word, concat_ws(' ', commodity.name_id, commodity.name_en, commodity_form.name_id, \
            commodity_form.name_en) as names)",
    );
    let forms = commodity_form::table
        .inner_join(commodity::table.on(commodity::code.eq(commodity_form::commodity_code)))
        .filter(named)
        .order((commodity_form::commodity_code, commodity_form::code))
        .select((commodity_form::commodity_code, commodity_form::code));
    Ok(forms.load(conn).await?)
}

pub(super) async fn lock_commodity(conn: &mut Connection, code: &str) -> Result<CommodityRow, Error> {
    let target = commodity::table.filter(commodity::code.eq(code)).select(CommodityRow::as_select());
    target.for_no_key_update().first(conn).await.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn list_commodities(
    conn: &mut Connection,
    group: Option<CommodityGroup>,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<CommodityRow>, Error> {
    let mut statement = commodity::table
        .order(commodity::code.asc())
        .limit(limit)
        .select(CommodityRow::as_select())
        .into_boxed();
    if let Some(group) = group {
        statement = statement.filter(commodity::goods_group.eq(group));
    }
    if let Some(after) = after {
        statement = statement.filter(commodity::code.gt(after.to_owned()));
    }
    Ok(statement.load(conn).await?)
}

/// The forms of commodities, by the commodity's code, each list in its order.
pub(super) async fn forms_of(
    conn: &mut Connection,
    codes: &[String],
) -> Result<HashMap<String, Vec<FormRow>>, Error> {
    let rows: Vec<FormRow> = commodity_form::table
        .filter(commodity_form::commodity_code.eq_any(codes))
        .order((
            commodity_form::commodity_code.asc(),
            commodity_form::place.asc(),
            commodity_form::code.asc(),
        ))
        .select(FormRow::as_select())
        .load(conn)
        .await?;
    let mut forms: HashMap<String, Vec<FormRow>> = HashMap::new();
    for row in rows {
        forms.entry(row.commodity_code.clone()).or_default().push(row);
    }
    Ok(forms)
}

pub(super) async fn insert_commodity(
    conn: &mut Connection,
    row: &CommodityRow,
    forms: &[FormRow],
) -> Result<(), Error> {
    diesel::insert_into(commodity::table).values(row.clone()).prepared().execute(conn).await?;
    diesel::insert_into(commodity_form::table).values(forms).execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_commodity(
    conn: &mut Connection,
    row: &CommodityRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = commodity::table.filter(commodity::id.eq(row.id)).filter(commodity::version.eq(seen));
    Ok(diesel::update(target).set(row.clone()).prepared().execute(conn).await?)
}

/// Writes the forms of a locked commodity: new ones, and the names and natural units of those it has.
pub(super) async fn put_forms(conn: &mut Connection, forms: &[FormRow]) -> Result<(), Error> {
    diesel::insert_into(commodity_form::table)
        .values(forms)
        .on_conflict((commodity_form::commodity_code, commodity_form::code))
        .do_update()
        .set((
            commodity_form::place.eq(excluded(commodity_form::place)),
            commodity_form::name_id.eq(excluded(commodity_form::name_id)),
            commodity_form::name_en.eq(excluded(commodity_form::name_en)),
            commodity_form::natural_unit.eq(excluded(commodity_form::natural_unit)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether there is no commodity yet; until the transaction ends, nobody else adds one.
pub(super) async fn lock_if_empty(conn: &mut Connection) -> Result<bool, Error> {
    conn.batch_execute("lock table commodity in share row exclusive mode").await?;
    let first: Option<String> = commodity::table.select(commodity::code).first(conn).await.optional()?;
    Ok(first.is_none())
}
