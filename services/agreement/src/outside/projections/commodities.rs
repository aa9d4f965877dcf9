//! Commodities of the catalog with their forms.

use api_types::catalog::CommodityView;
use client::{Api, CatalogApi, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{Bilingual, CommodityCode, NaturalUnit, Unit};
use service::projection::{Keeping, version_of};
use service::{Error, Projected, keep_newer};

use crate::schema::{projected_commodity, projected_form};

/// A commodity the catalog has told of.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_commodity)]
pub(crate) struct CommodityRow {
    pub(crate) code: String,
    pub(crate) name_id: String,
    pub(crate) name_en: String,
    pub(crate) natural_unit: NaturalUnit,
    pub(crate) version: i64,
}

impl CommodityRow {
    /// What people call it.
    pub(crate) fn name(&self) -> Bilingual {
        Bilingual::new(&self.name_id, &self.name_en)
    }
}

/// A form of a known commodity, the units it is measured in and its name.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = projected_form)]
pub(crate) struct KnownForm {
    pub(crate) commodity_code: String,
    pub(crate) form_code: String,
    pub(crate) unit: Unit,
    pub(crate) second_unit: Option<Unit>,
    name_id: String,
    name_en: String,
    /// The unit in which people count it; none where it was kept before forms told it.
    pub(crate) natural_unit: Option<NaturalUnit>,
}

impl KnownForm {
    /// What people call it; none where it was kept before forms were told with their names.
    pub(crate) fn name(&self) -> Option<Bilingual> {
        (!self.name_id.is_empty()).then(|| Bilingual::new(&self.name_id, &self.name_en))
    }
}

/// A commodity with its forms, as read.
#[derive(Debug)]
pub struct Commodity {
    row: CommodityRow,
    forms: Vec<KnownForm>,
}

impl Commodity {
    /// Reads it from the catalog.
    pub(super) async fn read(api: &Api, code: &CommodityCode) -> Result<Self, ClientError> {
        let view = CatalogApi::new(api.clone()).get_commodity(code.as_str()).await?.value;
        Self::of(view)
    }

    /// What is kept of a commodity.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag that is none of ours.
    pub fn of(view: CommodityView) -> Result<Self, ClientError> {
        let form = |form: &api_types::catalog::CommodityForm| KnownForm {
            commodity_code: view.code.clone(),
            form_code: form.code.clone(),
            unit: form.unit,
            second_unit: form.second_unit,
            name_id: form.name.id.clone(),
            name_en: form.name.en.clone(),
            natural_unit: form.natural_unit,
        };
        let forms = view.forms.iter().map(form).collect();
        let row = CommodityRow {
            version: version_of(&view.etag)?,
            code: view.code,
            name_id: view.name.id,
            name_en: view.name.en,
            natural_unit: view.natural_unit,
        };
        Ok(Self { row, forms })
    }

    async fn put(&self, conn: &mut Connection) -> Result<(), Error> {
        if keep_newer!(conn, projected_commodity, code, &self.row)? {
            let former = projected_form::table.filter(projected_form::commodity_code.eq(&self.row.code));
            diesel::delete(former).execute(conn).await?;
            diesel::insert_into(projected_form::table).values(&self.forms).execute(conn).await?;
        }
        Ok(())
    }
}

impl Projected for Commodity {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(self.put(conn))
    }
}

/// The forms of some commodities; a commodity without any is not known here.
pub(crate) async fn list_forms(conn: &mut Connection, codes: &[String]) -> Result<Vec<KnownForm>, Error> {
    let query = projected_form::table
        .filter(projected_form::commodity_code.eq_any(codes))
        .order((projected_form::commodity_code, projected_form::form_code))
        .select(KnownForm::as_select());
    Ok(query.load(conn).await?)
}

/// Some commodities, in order of their codes.
pub(crate) async fn list_commodities(
    conn: &mut Connection,
    codes: &[String],
) -> Result<Vec<CommodityRow>, Error> {
    let query = projected_commodity::table
        .filter(projected_commodity::code.eq_any(codes))
        .order(projected_commodity::code)
        .select(CommodityRow::as_select());
    Ok(query.load(conn).await?)
}
