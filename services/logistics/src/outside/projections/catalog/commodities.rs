//! Commodities with their forms, from the catalog.

use std::collections::{BTreeMap, BTreeSet};

use api_types::catalog::CommodityView;
use client::{CatalogApi, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::CommodityGroup;
use domain::shared::{CommodityCode, Dimension, Invalid, NaturalUnit, Unit};
use futures_util::future::LocalBoxFuture;
use service::projection::version_of;
use service::{Error, Projected, keep_newer};

use crate::schema::{projected_commodity, projected_form};

/// A commodity as last read.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = projected_commodity, primary_key(code))]
pub struct CommodityRow {
    /// Its code.
    pub code: String,
    /// Its name in Indonesian.
    pub name_id: String,
    /// Its name in English.
    pub name_en: String,
    /// What kind of good it is.
    pub commodity_group: CommodityGroup,
    /// The unit in which its people count it.
    pub natural_unit: NaturalUnit,
    /// Version in the catalog.
    pub version: i64,
}

/// A form of a commodity as last read.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = projected_form)]
pub struct FormRow {
    /// Its commodity.
    pub commodity_code: String,
    /// Its code.
    pub code: String,
    /// Its name in Indonesian.
    pub name_id: String,
    /// Its name in English.
    pub name_en: String,
    /// The unit that draws a contract line down.
    pub unit: Unit,
    /// The second measure, which never limits.
    pub second_unit: Option<Unit>,
}

/// A commodity with its forms, to be kept.
#[derive(Debug, Clone)]
pub struct WholeCommodity {
    /// The commodity.
    pub row: CommodityRow,
    /// All its forms.
    pub forms: Vec<FormRow>,
}

impl WholeCommodity {
    /// Reads a commodity as it is now.
    pub(super) async fn read(api: &CatalogApi, code: &CommodityCode) -> Result<Self, ClientError> {
        Self::of(api.get_commodity(code.as_str()).await?.value)
    }

    /// What is kept of a commodity.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag that is none of ours.
    pub fn of(view: CommodityView) -> Result<Self, ClientError> {
        let forms = view.forms.into_iter().map(|form| FormRow {
            commodity_code: view.code.clone(),
            code: form.code,
            name_id: form.name.id,
            name_en: form.name.en,
            unit: form.unit,
            second_unit: form.second_unit,
        });
        Ok(Self {
            forms: forms.collect(),
            row: CommodityRow {
                version: version_of(&view.etag)?,
                code: view.code,
                name_id: view.name.id,
                name_en: view.name.en,
                commodity_group: view.group,
                natural_unit: view.natural_unit,
            },
        })
    }
}

impl Projected for WholeCommodity {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            if keep_newer!(conn, projected_commodity, code, &self.row)? {
                let former = projected_form::table.filter(projected_form::commodity_code.eq(&self.row.code));
                diesel::delete(former).execute(conn).await?;
                diesel::insert_into(projected_form::table).values(&self.forms).execute(conn).await?;
            }
            Ok(())
        })
    }
}

/// The groups of some commodities, as far as they are known.
pub(crate) async fn groups_of(
    conn: &mut Connection,
    codes: &[String],
) -> Result<BTreeMap<String, CommodityGroup>, Error> {
    let query = projected_commodity::table
        .filter(projected_commodity::code.eq_any(codes))
        .select((projected_commodity::code, projected_commodity::commodity_group));
    let rows: Vec<(String, CommodityGroup)> = query.load(conn).await?;
    Ok(rows.into_iter().collect())
}

/// The catalog has told of a commodity, and of this form of it.
pub(crate) async fn expect_commodity(
    conn: &mut Connection,
    code: &str,
    form: Option<&str>,
) -> Result<(), Error> {
    if groups_of(conn, &[code.to_owned()]).await?.is_empty() {
        return Err(Error::behind("catalog", vec![CommodityCode::unknown("/commodity_code")]));
    }
    let Some(form) = form else { return Ok(()) };
    let found = projected_form::table
        .filter(projected_form::commodity_code.eq(code))
        .filter(projected_form::code.eq(form))
        .select(projected_form::code);
    let known: Option<String> = found.first(conn).await.optional()?;
    known.map(|_| ()).ok_or_else(|| {
        let unknown = Invalid::new(
            "/form_code",
            "unknown-form",
            "Pilih bentuk komoditas ini dari /v1/commodities.",
            "Choose a form of this commodity from /v1/commodities.",
        );
        Error::behind("catalog", vec![unknown])
    })
}

/// The forms of some commodities that are counted by the head: live animals. Commodity and form.
pub(crate) async fn counted_by_head(
    conn: &mut Connection,
    codes: &[String],
) -> Result<BTreeSet<(String, String)>, Error> {
    let query = projected_form::table.filter(projected_form::commodity_code.eq_any(codes)).select((
        projected_form::commodity_code,
        projected_form::code,
        projected_form::unit,
        projected_form::second_unit,
    ));
    let rows: Vec<(String, String, Unit, Option<Unit>)> = query.load(conn).await?;
    let by_head = |unit: Unit| unit.dimension() == Dimension::Head;
    let herds = rows.into_iter().filter(|(_, _, unit, second)| by_head(*unit) || second.is_some_and(by_head));
    Ok(herds.map(|(commodity, form, ..)| (commodity, form)).collect())
}
