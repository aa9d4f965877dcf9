//! The document gate of a shipment: its goods, its papers and the rules of the day, read and handed to
//! `domain`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use db::Connection;
use domain::catalog::check_not_recalled;
use domain::logistics::{
    GateFacts, GateLoad, GateRules, GoodsKind, JourneyPaper, check_document_gate, check_heads_arrived,
    heads_used,
};
use domain::shared::{
    ConsolidationLotId, Dimension, PartyKind, Period, RegionCode, ShipmentItemId, VariantId, jakarta_date,
};
use service::Error;
use service::dated::rules_on;

use super::queries::{self, PaperElsewhere};
use super::rows::{ItemRow, JourneyPaperRow, WholeShipment, distinct};
use crate::ordering::Order;
use crate::outside::{find_party, papers_of, recalled_among, recalled_lots, variant_papers};

/// Takes a shipment through the gate on a day: to become ready, to depart, or to go elsewhere. Where its orders are given,
/// their own destinations are judged, too. The heads on board are counted to its papers, over all shipments.
pub(super) async fn pass_gate(
    conn: &mut Connection,
    whole: &mut WholeShipment,
    orders: &[Order],
    day: NaiveDate,
) -> Result<(), Error> {
    let counted = whole.papers.iter().any(|paper| paper.head_count.is_some());
    if counted {
        queries::lock_papers(conn).await?;
    }
    let rules = GateRules {
        held: rules_on(conn, day).await?,
        journey: rules_on(conn, day).await?,
        weights: rules_on(conn, day).await?,
    };
    let facts = facts_of(conn, whole, orders, day).await?;
    check_document_gate(&rules, &facts)?;
    note_heads(conn, whole, &facts).await
}

/// Nothing that is recalled becomes ready or leaves.
pub(super) async fn check_recalls(conn: &Connection, whole: &WholeShipment) -> Result<(), Error> {
    let variants: Vec<VariantId> = distinct(whole.items.iter().filter_map(|item| item.variant_id));
    let lots: Vec<ConsolidationLotId> =
        distinct(whole.items.iter().filter_map(|item| item.consolidation_lot_id));
    let variants = recalled_among(conn, &variants).await?.into_iter().map(|id| id.to_string());
    let lots = recalled_lots(conn, &lots).await?.into_iter().map(|id| id.to_string());
    check_not_recalled(variants.chain(lots)).map_err(|refusal| Error::behind("catalog", refusal))
}

/// Counts heads to the papers of a shipment. What has travelled under a paper has used it, wherever it goes on.
async fn note_heads(
    conn: &mut Connection,
    whole: &mut WholeShipment,
    facts: &GateFacts,
) -> Result<(), Error> {
    let left = whole.row.state.has_left();
    for (paper, used) in whole.papers.iter_mut().zip(heads_used(facts)) {
        let used = if left { used.max(paper.heads_used) } else { used };
        if used != paper.heads_used {
            paper.heads_used = used;
            queries::use_heads(conn, paper).await?;
        }
    }
    Ok(())
}

/// Whether the papers of a shipment are made out for as many live animals as its receipts accept, by item; counts them.
pub(crate) async fn check_arrived(
    conn: &mut Connection,
    whole: &mut WholeShipment,
    accepted: &BTreeMap<ShipmentItemId, i64>,
) -> Result<(), Error> {
    if whole.papers.iter().all(|paper| paper.head_count.is_none()) {
        return Ok(());
    }
    queries::lock_papers(conn).await?;
    let mut arrived = whole.clone();
    for item in &mut arrived.items {
        item.set_heads(accepted.get(&item.id).copied().unwrap_or_default());
    }
    let day = whole.row.departed_at.map_or(NaiveDate::MIN, jakarta_date);
    let facts = facts_of(conn, &arrived, &[], day).await?;
    check_heads_arrived(&facts)?;
    note_heads(conn, whole, &facts).await
}

/// Nothing of a shipment travels under its papers any more.
pub(super) async fn free_heads(conn: &mut Connection, whole: &mut WholeShipment) -> Result<(), Error> {
    for paper in whole.papers.iter_mut().filter(|paper| paper.heads_used != 0) {
        paper.heads_used = 0;
        queries::use_heads(conn, paper).await?;
    }
    Ok(())
}

async fn facts_of(
    conn: &mut Connection,
    whole: &WholeShipment,
    orders: &[Order],
    day: NaiveDate,
) -> Result<GateFacts, Error> {
    Ok(GateFacts {
        origin: region(&whole.row.origin_region_code)?,
        destination: region(&whole.row.destination_region_code)?,
        day,
        papers: papers_of_journey(conn, whole).await?,
        loads: loads_of(conn, whole, orders).await?,
    })
}

async fn loads_of(
    conn: &mut Connection,
    whole: &WholeShipment,
    orders: &[Order],
) -> Result<Vec<GateLoad>, Error> {
    let goods = Goods::of(conn, &whole.items).await?;
    let supplier = find_party(conn, whole.row.supplier_id).await?;
    let (supplier_kind, supplier_size, supplier) = match supplier {
        Some(known) => (known.kind, known.business_size, known.short_name),
        None => (PartyKind::Company, None, whole.row.supplier_id.to_string()),
    };
    let variants: Vec<VariantId> = distinct(whole.items.iter().filter_map(|item| item.variant_id));
    let permits = variant_papers(conn, &variants).await?;
    let held = papers_of(conn, whole.row.supplier_id).await?;
    let plates: BTreeMap<_, _> = whole.vehicles.iter().map(|row| (row.id, row.plate.as_str())).collect();
    let asked: BTreeMap<_, _> =
        orders.iter().map(|order| (order.row.id, order.row.destination_region_code.as_str())).collect();
    let load = |item: &ItemRow| {
        let plate = plates.get(&item.vehicle_id).copied().unwrap_or_default();
        let variant = item.variant_id.and_then(|id| permits.get(&id));
        let own = variant
            .map(|variant| variant.papers_for(&item.commodity_code, &item.form_code))
            .unwrap_or_default();
        GateLoad {
            subject: format!("{} {}, {supplier}, {plate}", item.commodity_code, item.form_code),
            commodity: item.commodity_code.clone(),
            form: item.form_code.clone(),
            goods: goods.kind(&item.commodity_code, &item.form_code, item.quantity_unit.dimension()),
            ordered_to: asked.get(&item.call_off_id).and_then(|code| code.parse().ok()),
            supplier_kind,
            supplier_size,
            heads: item.loaded_in(Dimension::Head).unwrap_or_default(),
            grams: item.loaded_in(Dimension::Mass),
            documents: held.iter().cloned().chain(own).collect(),
        }
    };
    Ok(whole.items.iter().map(load).collect())
}

/// The papers of a shipment, each with the heads that are left on it.
async fn papers_of_journey(conn: &Connection, whole: &WholeShipment) -> Result<Vec<JourneyPaper>, Error> {
    let elsewhere = queries::same_papers_elsewhere(conn, whole.row.id, &whole.papers).await?;
    let paper = |row: &JourneyPaperRow| {
        let same = || elsewhere.iter().filter(|other| other.0.is_same(row));
        let used = same().map(|(other, ..)| other.heads_used).fold(0_i64, i64::saturating_add);
        let otherwise =
            |(other, state, _): &PaperElsewhere| other.binds(*state) && other.says() != row.says();
        Ok(JourneyPaper {
            kind: row.kind,
            number: row.number.clone(),
            commodity: row.commodity_code.clone(),
            heads: row.head_count.map(|heads| heads.saturating_sub(used)),
            confirmed: row.confirmed_at.is_some(),
            origin: region(&row.origin_region_code)?,
            destination: region(&row.destination_region_code)?,
            valid: Period { from: row.valid_from, until: row.valid_until },
            contradicted: same().any(otherwise),
        })
    };
    whole.papers.iter().map(paper).collect()
}

fn region(code: &str) -> Result<RegionCode, Error> {
    code.parse().map_err(|_| Error::Internal(format!("stored region {code:?}")))
}

/// Which rules goods fall under, for the commodities of a shipment.
pub(crate) struct Goods(BTreeMap<(String, String), GoodsKind>);

impl Goods {
    /// The rows for the goods of a shipment.
    pub(crate) async fn of(conn: &mut Connection, items: &[ItemRow]) -> Result<Self, Error> {
        let codes = distinct(items.iter().map(|item| item.commodity_code.as_str()));
        let rows = queries::goods_kinds(conn, &codes).await?;
        Ok(Self(rows.into_iter().map(|(commodity, form, kind)| ((commodity, form), kind)).collect()))
    }

    /// The row of the form, else of the commodity; what is traded by the head is alive in any case.
    pub(crate) fn kind(&self, commodity: &str, form: &str, drawdown: Dimension) -> GoodsKind {
        let row = |form: &str| self.0.get(&(commodity.to_owned(), form.to_owned())).copied();
        let unknown = if drawdown == Dimension::Head { GoodsKind::LiveAnimal } else { GoodsKind::Other };
        row(form).or_else(|| row("")).unwrap_or(unknown)
    }
}
