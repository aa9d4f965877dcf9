//! All SQL of the regions.

use api_types::agreement::{ListRegionsQuery, RegionView};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::RegionCode;
use service::Error;

use crate::schema::region;

#[derive(Queryable, Selectable)]
#[diesel(table_name = region)]
pub(crate) struct RegionRow {
    code: String,
    kind: String,
    province_code: Option<String>,
    name: String,
}

impl From<RegionRow> for RegionView {
    fn from(row: RegionRow) -> Self {
        let former = RegionCode::listed(&row.code).map(|code| code.former().map(str::to_owned).collect());
        Self {
            former_codes: former.unwrap_or_default(),
            code: row.code,
            kind: row.kind,
            province_code: row.province_code,
            name: row.name,
        }
    }
}

pub(crate) async fn find_region(conn: &mut Connection, code: &str) -> Result<Option<RegionRow>, Error> {
    Ok(region::table.find(code).select(RegionRow::as_select()).first(conn).await.optional()?)
}

diesel::define_sql_function! {
    /// The region whose government keeps the parties of a region today.
    fn keeper_of(region: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

diesel::define_sql_function! {
    /// The region whose government keeps a party today.
    fn keeper_of_party(party: diesel::sql_types::Uuid) -> diesel::sql_types::Text;
}

/// The region whose government keeps the parties of a region today.
pub(crate) async fn find_keeper(conn: &mut Connection, region: &str) -> Result<String, Error> {
    Ok(diesel::select(keeper_of(region)).get_result(conn).await?)
}

pub(super) async fn list_regions(
    conn: &mut Connection,
    query: &ListRegionsQuery,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<RegionView>, Error> {
    let mut statement =
        region::table.order(region::code.asc()).limit(limit).select(RegionRow::as_select()).into_boxed();
    if let Some(province) = &query.province_code {
        statement = statement.filter(region::province_code.eq(province));
    }
    if let Some(name) = &query.name {
        statement = statement.filter(region::name.ilike(contains(name)));
    }
    if let Some(after) = after {
        statement = statement.filter(region::code.gt(after.to_owned()));
    }
    let rows: Vec<RegionRow> = statement.load(conn).await?;
    Ok(rows.into_iter().map(RegionView::from).collect())
}

/// An `ILIKE` pattern for texts that contain `part`; its own wildcards are taken literally.
pub(crate) fn contains(part: &str) -> String {
    let literal = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{literal}%")
}
