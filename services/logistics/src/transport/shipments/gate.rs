//! The document gate of a shipment: its goods, its papers and the rules of the day, read and handed to
//! `domain`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use db::Connection;
use domain::logistics::{
    AnimalCertificate, CertificateKind, GateFacts, GateLoad, GoodsKind, HeldDocument, check_document_gate,
};
use domain::shared::{Dimension, PartyKind, Period, RegionCode, VariantId};
use service::Error;

use super::queries;
use super::rows::{CertificateRow, ItemRow, WholeShipment, distinct};
use crate::outside::{find_party, variant_papers};

/// Whether a shipment may become ready, or depart, on a day.
pub(super) async fn check_gate(
    conn: &mut Connection,
    whole: &WholeShipment,
    day: NaiveDate,
) -> Result<(), Error> {
    let rules = queries::gate_rules_on(conn, day).await?;
    let facts = facts_of(conn, whole, day).await?;
    Ok(check_document_gate(&rules, &facts)?)
}

async fn facts_of(conn: &mut Connection, whole: &WholeShipment, day: NaiveDate) -> Result<GateFacts, Error> {
    let goods = Goods::of(conn, &whole.items).await?;
    let supplier = find_party(conn, whole.row.supplier_id).await?;
    let (supplier_kind, supplier) = match supplier {
        Some(known) => (known.kind, known.short_name),
        None => (PartyKind::Company, whole.row.supplier_id.to_string()),
    };
    let variants: Vec<VariantId> = distinct(whole.items.iter().filter_map(|item| item.variant_id));
    let permits = variant_papers(conn, &variants).await?;
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

/// Which rules goods fall under, for the commodities of a shipment.
pub(super) struct Goods(BTreeMap<(String, String), GoodsKind>);

impl Goods {
    pub(super) async fn of(conn: &mut Connection, items: &[ItemRow]) -> Result<Self, Error> {
        let codes = distinct(items.iter().map(|item| item.commodity_code.as_str()));
        let rows = queries::goods_kinds(conn, &codes).await?;
        Ok(Self(rows.into_iter().map(|(commodity, form, kind)| ((commodity, form), kind)).collect()))
    }

    /// The row of the form, else of the commodity; what is traded by the head is alive in any case.
    pub(super) fn kind(&self, commodity: &str, form: &str, drawdown: Dimension) -> GoodsKind {
        let row = |form: &str| self.0.get(&(commodity.to_owned(), form.to_owned())).copied();
        let unknown = if drawdown == Dimension::Head { GoodsKind::LiveAnimal } else { GoodsKind::Other };
        row(form).or_else(|| row("")).unwrap_or(unknown)
    }
}
