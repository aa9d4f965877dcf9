//! What loads show: where they were put on, weights that repeat to the gram, prices far from their reference.

use std::collections::{BTreeMap, BTreeSet};

use api_types::WireMoney;
use api_types::logistics::{
    SignalEvidence, SignalMeasured, SignalOrigin, SignalPrice, SignalVehicle, SignalWeighing,
};
use chrono::{DateTime, Utc};
use db::Connection;
use domain::logistics::{
    SignalFigure, SignalFigures, SignalKind, is_telling_weight, price_far_outside, repeats_within,
};
use domain::shared::{
    AgreementId, ContractId, Dimension, Money, PriceFound, Priced, ReceiptId, RegionCode, ShipmentId, Unit,
    jakarta_date, reference_between,
};
use service::Error;

use super::queries::{self, EqualRow, LoadRow};
use super::trades::Trades;
use crate::checking::signals::Finding;
use crate::outside::{contracts_by_id, find_party, lines_by_id, reference_prices};
use crate::transport::wire;

/// Looks at where a shipment was loaded; a facility that is known explains it.
pub(super) async fn look_at_origin(conn: &mut Connection, id: ShipmentId) -> Result<Vec<Finding>, Error> {
    let Some(carried) = queries::carried_by(conn, id).await? else { return Ok(Vec::new()) };
    let home = find_party(conn, carried.supplier_id).await?.map(|party| party.region_code);
    let (Some(home), None) = (home, carried.origin_facility_id) else { return Ok(Vec::new()) };
    let (Ok(at_home), Ok(loaded)) =
        (home.parse::<RegionCode>(), carried.origin_region_code.parse::<RegionCode>())
    else {
        return Ok(Vec::new());
    };
    if at_home.holds(&loaded) {
        return Ok(Vec::new());
    }
    let trades = Trades::of(conn, &[id]).await?;
    let finding = |(agreement_id, contract_ids)| Finding {
        kind: SignalKind::OriginElsewhere,
        agreement_id,
        contract_ids,
        key: id.to_string(),
        evidence: SignalEvidence {
            origin: Some(SignalOrigin {
                shipment_id: id,
                origin_region_code: carried.origin_region_code.clone(),
                home_region_code: home.clone(),
                origin_facility_id: None,
            }),
            ..SignalEvidence::default()
        },
        happened_at: carried.left_at.unwrap_or(carried.created_at),
    };
    Ok(trades.agreements().into_iter().map(finding).collect())
}

/// Looks at the lines of a posted receipt.
pub(super) async fn look_at_receipt(
    conn: &mut Connection,
    figures: &SignalFigures,
    id: ReceiptId,
) -> Result<Vec<Finding>, Error> {
    let mut found = Vec::new();
    for load in queries::loads_of(conn, id).await? {
        found.extend(equal_weights(conn, figures, &load).await?);
        found.extend(price_outside_band(conn, figures, &load).await?);
    }
    Ok(found)
}

impl LoadRow {
    /// What one pack of it weighs, in grams, where it is packed.
    fn pack(&self) -> Option<i64> {
        let weighed = self.pack_content_unit.is_some_and(|unit| unit.dimension() == Dimension::Mass);
        self.pack_content_base.filter(|_| weighed)
    }
}

/// The same weight of the same supplier's loads on the same plate. What is sold by its product weighs what its label says.
async fn equal_weights(
    conn: &mut Connection,
    figures: &SignalFigures,
    load: &LoadRow,
) -> Result<Vec<Finding>, Error> {
    let day = jakarta_date(load.received_at);
    let on = |figure| figures.on(figure, day);
    let (Some(grams), Some(step), Some(count), Some(days)) = (
        load.grams.filter(|_| load.variant_id.is_none()),
        on(SignalFigure::ScaleStep),
        on(SignalFigure::EqualWeightCount),
        on(SignalFigure::EqualWeightDays),
    ) else {
        return Ok(Vec::new());
    };
    if !is_telling_weight(grams, step, load.pack()) {
        return Ok(Vec::new());
    }
    let same = queries::equal_loads(conn, load, grams, days).await?;
    // Two lines of one receipt are of one weighing.
    let times: BTreeMap<ReceiptId, DateTime<Utc>> =
        same.iter().map(|row| (row.receipt_id, row.received_at)).collect();
    if !repeats_within(&times.values().copied().collect::<Vec<_>>(), count, days) {
        return Ok(Vec::new());
    }
    let measured = SignalMeasured {
        figure: Some(SignalFigure::EqualWeightCount),
        found: i64::try_from(times.len()).unwrap_or(i64::MAX),
        limit: count.saturating_sub(1),
    };
    let mut agreements: BTreeMap<AgreementId, BTreeSet<ContractId>> = BTreeMap::new();
    for row in &same {
        agreements.entry(row.agreement_id).or_default().insert(row.contract_id);
    }
    let finding = |(agreement_id, contracts): (AgreementId, BTreeSet<ContractId>)| Finding {
        kind: SignalKind::EqualWeights,
        agreement_id,
        contract_ids: contracts.into_iter().collect(),
        key: format!("{} {} {grams}", load.supplier_id, load.plate_key),
        evidence: SignalEvidence {
            measured: Some(measured.clone()),
            vehicles: vec![SignalVehicle {
                shipment_id: None,
                vehicle_id: None,
                plate: load.plate.clone(),
                departed_at: None,
                arrived_at: None,
            }],
            weighings: same.iter().map(|row| weighing(row, agreement_id, grams)).collect(),
            ..SignalEvidence::default()
        },
        happened_at: load.received_at,
    };
    Ok(agreements.into_iter().map(finding).collect())
}

fn weighing(row: &EqualRow, agreement: AgreementId, grams: i64) -> SignalWeighing {
    let named = row.agreement_id == agreement;
    SignalWeighing {
        receipt_id: named.then_some(row.receipt_id),
        receipt_line_id: named.then_some(row.id),
        weight: wire(grams, Unit::Kgm),
        received_at: row.received_at,
    }
}

/// The price that goods met, against the reference in force on the day they were received.
async fn price_outside_band(
    conn: &mut Connection,
    figures: &SignalFigures,
    load: &LoadRow,
) -> Result<Vec<Finding>, Error> {
    let day = jakarta_date(load.received_at);
    let price = load.price.clone().and_then(|price| serde_json::from_value::<PriceFound>(price).ok());
    let Some((price, percent)) = price.zip(figures.on(SignalFigure::PriceGap, day)) else {
        return Ok(Vec::new());
    };
    let lines = lines_by_id(conn, &[load.contract_line_id]).await?;
    let contracts = contracts_by_id(conn, &[load.contract_id]).await?;
    let (Some(line), Some(contract)) = (lines.get(&load.contract_line_id), contracts.get(&load.contract_id))
    else {
        return Ok(Vec::new());
    };
    let references = reference_prices(conn, std::slice::from_ref(&line.commodity_code)).await?;
    let regions = (
        contract.row.supplier_region_code.parse::<RegionCode>(),
        contract.row.buyer_region_code.parse::<RegionCode>(),
    );
    let (Ok(selling), Ok(buying)) = regions else { return Ok(Vec::new()) };
    let goods = Priced {
        commodity: &line.commodity_code,
        form: &line.form_code,
        grade: load.grade.as_deref(),
        region: None,
        level: None,
        basis: price.basis,
    };
    let Some(reference) = reference_between(&references, &goods, (&selling, &buying), day) else {
        return Ok(Vec::new());
    };
    let Some(gap) = price_far_outside(&reference.rule, price.price_rupiah, percent) else {
        return Ok(Vec::new());
    };
    let evidence = SignalEvidence {
        measured: Some(SignalMeasured {
            figure: Some(SignalFigure::PriceGap),
            found: gap.percent,
            limit: percent,
        }),
        price: Some(SignalPrice {
            contract_line_id: load.contract_line_id,
            receipt_id: load.receipt_id,
            price: Some(WireMoney::from(price.price_rupiah)),
            price_basis: price.basis,
            flag: gap.flag,
            bound: WireMoney::from(Money(gap.bound)),
            legal_basis: reference.source.clone(),
        }),
        ..SignalEvidence::default()
    };
    Ok(vec![Finding {
        kind: SignalKind::PriceOutsideBand,
        agreement_id: load.agreement_id,
        contract_ids: vec![load.contract_id],
        key: format!("{} {}", load.contract_line_id, price.price_rupiah.0),
        evidence,
        happened_at: load.received_at,
    }])
}
