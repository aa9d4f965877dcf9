//! Rows of the commodities.

use api_types::WireBilingual;
use api_types::catalog::{CommodityEventData, CommodityForm, CommodityView};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::CommodityGroup;
use domain::shared::{CommodityCode, CommodityId, Id, NaturalUnit, Unit};
use service::{Announced, Error, Versioned};
use web::Etag;

use super::queries;
use crate::schema::{commodity, commodity_form};

/// A commodity as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = commodity, treat_none_as_null = true)]
pub(crate) struct CommodityRow {
    pub(crate) id: CommodityId,
    #[diesel(serialize_as = String, deserialize_as = String)]
    pub(crate) code: CommodityCode,
    pub(crate) name_id: String,
    pub(crate) name_en: String,
    pub(crate) goods_group: CommodityGroup,
    pub(crate) natural_unit: NaturalUnit,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// A form of a commodity as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = commodity_form)]
pub(crate) struct FormRow {
    pub(crate) commodity_code: String,
    pub(crate) code: String,
    pub(crate) place: i32,
    pub(crate) name_id: String,
    pub(crate) name_en: String,
    pub(crate) unit: Unit,
    pub(crate) second_unit: Option<Unit>,
    /// None where it is that of the commodity, or follows from the other two.
    pub(crate) natural_unit: Option<NaturalUnit>,
}

impl CommodityRow {
    /// The view with the forms, which come in their order.
    pub(super) fn view(self, forms: impl IntoIterator<Item = FormRow>) -> CommodityView {
        CommodityView {
            etag: Etag::of(self.version).to_string(),
            id: self.id,
            code: self.code.into(),
            name: WireBilingual { id: self.name_id, en: self.name_en },
            group: self.goods_group,
            natural_unit: self.natural_unit,
            forms: forms.into_iter().map(|form| form.view(self.natural_unit)).collect(),
        }
    }
}

impl Announced for CommodityRow {
    type Data = CommodityEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> CommodityEventData {
        CommodityEventData { code: self.code.clone(), version: self.version }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::Everybody)
    }
}

impl Versioned for CommodityRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_commodity(conn, self, seen).await
    }
}

impl FormRow {
    /// The row of the form at a place of the commodity's list.
    pub(super) fn of(commodity_code: &CommodityCode, place: usize, form: &CommodityForm) -> Self {
        Self {
            commodity_code: commodity_code.to_string(),
            code: form.code.clone(),
            place: i32::try_from(place).unwrap_or(i32::MAX),
            name_id: form.name.id.trim().to_owned(),
            name_en: form.name.en.trim().to_owned(),
            unit: form.unit,
            second_unit: form.second_unit,
            natural_unit: form.natural_unit,
        }
    }

    fn view(self, of_commodity: NaturalUnit) -> CommodityForm {
        let derived = || of_commodity.of_form(self.unit, self.second_unit);
        CommodityForm {
            natural_unit: Some(self.natural_unit.unwrap_or_else(derived)),
            code: self.code,
            name: WireBilingual { id: self.name_id, en: self.name_en },
            unit: self.unit,
            second_unit: self.second_unit,
        }
    }
}
