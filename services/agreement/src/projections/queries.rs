//! All SQL of the projections.

use api_types::catalog::CommodityView;
use chrono::{DateTime, Utc};
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use domain::shared::{AgreementId, ContractId, NaturalUnit, ReceiptId, ReceiptLineId, Unit, VehicleId};
use service::Error;

use crate::schema::{projected_commodity, projected_form, realized_line};

/// A commodity the catalog has told of.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_commodity)]
pub(crate) struct CommodityRow {
    pub(crate) code: String,
    pub(crate) name_id: String,
    pub(crate) name_en: String,
    pub(crate) natural_unit: NaturalUnit,
}

/// A form of a known commodity and the units it is measured in.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_form)]
#[diesel(treat_none_as_null = true)]
pub(crate) struct KnownForm {
    pub(crate) commodity_code: String,
    pub(crate) form_code: String,
    pub(crate) unit: Unit,
    pub(crate) second_unit: Option<Unit>,
}

/// What one line of a posted receipt accepted.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = realized_line)]
pub(super) struct RealizedLineRow {
    pub(super) id: ReceiptLineId,
    pub(super) receipt_id: ReceiptId,
    pub(super) agreement_id: AgreementId,
    pub(super) contract_id: ContractId,
    pub(super) commodity_code: String,
    pub(super) vehicle_id: VehicleId,
    pub(super) mass_grams: Option<i64>,
    pub(super) heads: i64,
    pub(super) pieces: i64,
    pub(super) millilitres: i64,
    pub(super) amount_rupiah: i64,
    pub(super) received_at: DateTime<Utc>,
    pub(super) posted_at: DateTime<Utc>,
    pub(super) reversed_at: Option<DateTime<Utc>>,
    pub(super) reversal_posted_at: Option<DateTime<Utc>>,
}

/// When a receipt was taken back: as claimed, and as recorded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reversal {
    pub(super) reversed_at: DateTime<Utc>,
    pub(super) posted_at: DateTime<Utc>,
}

pub(super) async fn put_commodity(conn: &mut Connection, view: &CommodityView) -> Result<(), Error> {
    let row = CommodityRow {
        code: view.code.clone(),
        name_id: view.name.id.clone(),
        name_en: view.name.en.clone(),
        natural_unit: view.natural_unit,
    };
    diesel::insert_into(projected_commodity::table)
        .values(&row)
        .on_conflict(projected_commodity::code)
        .do_update()
        .set(&row)
        .prepared()
        .execute(conn)
        .await?;
    let forms: Vec<KnownForm> = view
        .forms
        .iter()
        .map(|form| KnownForm {
            commodity_code: view.code.clone(),
            form_code: form.code.clone(),
            unit: form.unit,
            second_unit: form.second_unit,
        })
        .collect();
    diesel::insert_into(projected_form::table)
        .values(&forms)
        .on_conflict((projected_form::commodity_code, projected_form::form_code))
        .do_update()
        .set((
            projected_form::unit.eq(excluded(projected_form::unit)),
            projected_form::second_unit.eq(excluded(projected_form::second_unit)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps lines once; a reversal that is known stays known.
pub(super) async fn put_realized(conn: &mut Connection, rows: &[RealizedLineRow]) -> Result<(), Error> {
    for row in rows {
        let reversal = (
            realized_line::reversed_at.eq(row.reversed_at),
            realized_line::reversal_posted_at.eq(row.reversal_posted_at),
        );
        let known = diesel::insert_into(realized_line::table)
            .values(row)
            .on_conflict(realized_line::id)
            .do_nothing()
            .prepared()
            .execute(conn)
            .await?
            == 0;
        if known && row.reversed_at.is_some() {
            diesel::update(realized_line::table.find(row.id)).set(reversal).prepared().execute(conn).await?;
        }
    }
    Ok(())
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
