//! The document gate of a shipment: its goods, its papers and the rules of the day, read and handed to
//! `domain`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::{
    AnimalCertificate, CertificateKind, DocumentKind, GateFacts, GateLoad, GateRule, GoodsKind, HeldDocument,
    Requirement, RouteKind, VeterinaryLevel, check_document_gate,
};
use domain::shared::{Dimension, PartyKind, Period, RegionCode, VariantId};
use serde::Deserialize;
use service::Error;

use super::rows::{CertificateRow, ItemRow, WholeShipment, distinct};
use crate::schema::{gate_rule, goods_kind, projected_party, projected_variant};

/// Whether a shipment may become ready, or depart, on a day.
pub(super) async fn check_gate(
    conn: &mut Connection,
    whole: &WholeShipment,
    day: NaiveDate,
) -> Result<(), Error> {
    let rules = rules_on(conn, day).await?;
    let facts = facts_of(conn, whole, day).await?;
    Ok(check_document_gate(&rules, &facts)?)
}

async fn facts_of(conn: &mut Connection, whole: &WholeShipment, day: NaiveDate) -> Result<GateFacts, Error> {
    let goods = Goods::of(conn, &whole.items).await?;
    let supplier = projected_party::table
        .find(whole.row.supplier_id)
        .select((projected_party::kind, projected_party::short_name))
        .first::<(PartyKind, String)>(conn)
        .await
        .optional()?;
    let (supplier_kind, supplier) =
        supplier.unwrap_or((PartyKind::Company, whole.row.supplier_id.to_string()));
    let permits = permits_of(conn, &whole.items).await?;
    let travelling: Vec<HeldDocument> = whole.certificates.iter().filter_map(held).collect();
    let plates: BTreeMap<_, _> = whole.vehicles.iter().map(|row| (row.id, row.plate.as_str())).collect();
    let load = |item: &ItemRow| {
        let plate = plates.get(&item.vehicle_id).copied().unwrap_or_default();
        let own = item.variant_id.and_then(|id| permits.get(&id)).cloned().unwrap_or_default();
        GateLoad {
            subject: format!("{} {}, {supplier}, {plate}", item.commodity_code, item.form_code),
            commodity: item.commodity_code.clone(),
            goods: goods.kind(&item.commodity_code, &item.form_code, item.quantity_unit.dimension()),
            supplier_kind,
            heads: item.loaded_in(Dimension::Head).unwrap_or_default(),
            documents: travelling.iter().cloned().chain(own).collect(),
        }
    };
    let loads: Vec<GateLoad> = whole.items.iter().map(load).collect();
    let live = distinct(
        loads.iter().filter(|load| load.goods == GoodsKind::LiveAnimal).map(|load| load.commodity.as_str()),
    );
    let only_herd = if let [herd] = live.as_slice() { Some(*herd) } else { None };
    Ok(GateFacts {
        origin: region(&whole.row.origin_region_code)?,
        destination: region(&whole.row.destination_region_code)?,
        day,
        certificates: whole.certificates.iter().filter_map(|row| animal_paper(row, only_herd)).collect(),
        loads,
    })
}

fn region(code: &str) -> Result<RegionCode, Error> {
    code.parse().map_err(|_| Error::Internal(format!("stored region {code:?}")))
}

/// A health certificate; without a commodity of its own it is for the only herd on board.
fn animal_paper(row: &CertificateRow, only_herd: Option<&str>) -> Option<AnimalCertificate> {
    let animals = row.kind == CertificateKind::AnimalHealthCertificate;
    Some(AnimalCertificate {
        number: row.number.clone(),
        commodity: row.commodity_code.clone().or_else(|| only_herd.map(str::to_owned)).filter(|_| animals)?,
        heads: row.head_count?,
        origin: row.origin_region_code.as_deref()?.parse().ok()?,
        destination: row.destination_region_code.as_deref()?.parse().ok()?,
        valid: Period { from: row.valid_from, until: row.valid_until },
    })
}

fn held(row: &CertificateRow) -> Option<HeldDocument> {
    let valid = Period { from: row.valid_from, until: row.valid_until };
    row.kind.held().map(|kind| HeldDocument { kind, level: row.level, valid })
}

/// A permit of a variant, as catalog shows it.
#[derive(Deserialize)]
struct VariantPermit {
    r#type: String,
    issued_date: Option<NaiveDate>,
    expires_on: Option<NaiveDate>,
    #[serde(default)]
    level: Option<VeterinaryLevel>,
}

async fn permits_of(
    conn: &mut Connection,
    items: &[ItemRow],
) -> Result<BTreeMap<VariantId, Vec<HeldDocument>>, Error> {
    let ids: Vec<VariantId> = distinct(items.iter().filter_map(|item| item.variant_id));
    let rows: Vec<(VariantId, serde_json::Value)> = projected_variant::table
        .filter(projected_variant::id.eq_any(&ids))
        .select((projected_variant::id, projected_variant::permits))
        .load(conn)
        .await?;
    let held = |permit: VariantPermit| {
        let kind: DocumentKind = permit.r#type.parse().ok()?;
        let valid = Period { from: permit.issued_date.unwrap_or(NaiveDate::MIN), until: permit.expires_on };
        Some(HeldDocument { kind, level: permit.level, valid })
    };
    let read = |permits| {
        let permits: Vec<VariantPermit> = serde_json::from_value(permits)
            .map_err(|error| Error::Internal(format!("permits of a projected variant: {error}")))?;
        Ok::<_, Error>(permits.into_iter().filter_map(held).collect())
    };
    rows.into_iter().map(|(id, permits)| Ok((id, read(permits)?))).collect()
}

/// Which rules goods fall under, for the commodities of a shipment.
pub(super) struct Goods(BTreeMap<(String, String), GoodsKind>);

impl Goods {
    pub(super) async fn of(conn: &mut Connection, items: &[ItemRow]) -> Result<Self, Error> {
        let codes = distinct(items.iter().map(|item| item.commodity_code.as_str()));
        let rows: Vec<(String, String, GoodsKind)> = goods_kind::table
            .filter(goods_kind::commodity_code.eq_any(codes))
            .select((goods_kind::commodity_code, goods_kind::form_code, goods_kind::goods))
            .load(conn)
            .await?;
        Ok(Self(rows.into_iter().map(|(commodity, form, kind)| ((commodity, form), kind)).collect()))
    }

    /// The row of the form, else of the commodity; what is traded by the head is alive in any case.
    pub(super) fn kind(&self, commodity: &str, form: &str, drawdown: Dimension) -> GoodsKind {
        let row = |form: &str| self.0.get(&(commodity.to_owned(), form.to_owned())).copied();
        let unknown = if drawdown == Dimension::Head { GoodsKind::LiveAnimal } else { GoodsKind::Other };
        row(form).or_else(|| row("")).unwrap_or(unknown)
    }
}

type RuleRow = (GoodsKind, RouteKind, Option<PartyKind>, Requirement, String, NaiveDate, Option<NaiveDate>);

/// The rules in force on a day.
async fn rules_on(conn: &mut Connection, day: NaiveDate) -> Result<Vec<GateRule>, Error> {
    let rows: Vec<RuleRow> = gate_rule::table
        .filter(gate_rule::valid_from.le(day))
        .order(gate_rule::id.asc())
        .select((
            gate_rule::goods,
            gate_rule::route,
            gate_rule::supplier_kind,
            gate_rule::requirement,
            gate_rule::legal_basis,
            gate_rule::valid_from,
            gate_rule::valid_until,
        ))
        .load(conn)
        .await?;
    let rule = |(goods, route, supplier_kind, requirement, legal_basis, from, until)| GateRule {
        goods,
        route,
        supplier_kind,
        requirement,
        legal_basis,
        valid: Period { from, until },
    };
    Ok(rows.into_iter().map(rule).collect())
}
