//! What agreement keeps of receipts and arrivals, compared with what logistics' API shows.

use std::collections::BTreeMap;

use anyhow::Context as _;
use api_types::WireQuantity;
use api_types::logistics::{
    ClaimView, CountFigures, ListClaimsQuery, ListReceiptsQuery, ListShipmentsQuery, ReceiptLineView,
    WeightFigures,
};
use client::{Api, LogisticsApi, TokenSource};
use domain::shared::{Dimension, Quantity, Ratio};
use serde_json::{Value, json};

use super::consumers::{same, stored};
use crate::trade::Trade;
use crate::{AGREEMENT, LOGISTICS, Stack};

/// Columns of a kept line of a receipt that other promises compare.
const OF_REPORTS: [&str; 14] = [
    "agreement_id",
    "commodity_code",
    "form_code",
    "drawn_in",
    "mass_grams",
    "heads",
    "pieces",
    "millilitres",
    "amount_rupiah",
    "received_at",
    "posted_at",
    "reversed_at",
    "reversal_posted_at",
    "receipt_id",
];

/// Compares what agreement keeps of receipts and arrivals, from which trials are evaluated, with what logistics' API shows.
pub(super) async fn delivered(stack: &Stack, trade: &Trade, reader: &'static str) -> anyhow::Result<usize> {
    let token = trade.caller.token(reader).await?;
    let api = LogisticsApi::new(Api::new(stack.url(LOGISTICS), TokenSource::Given(token))?);
    let receipts = api.list_receipts(&ListReceiptsQuery::default()).all().await?;
    let shipments = api.list_shipments(&ListShipmentsQuery::default()).all().await?;
    let counted = receipts.iter().filter(|one| one.posted_at.is_some() && one.reverses.is_none());
    let mut lines =
        counted.flat_map(|one| &one.lines).map(receipt_line).collect::<anyhow::Result<Vec<_>>>()?;
    for claim in api.list_claims(&ListClaimsQuery::default()).all().await? {
        lines.extend(claimed(&claim, &lines)?);
    }
    let arrivals = shipments.iter().map(|one| {
        let arrived = one.vehicles.iter().filter_map(|vehicle| Some((vehicle.id, vehicle.arrived_at?)));
        json!({"id": stored(one.id), "vehicle_arrivals": arrived.collect::<BTreeMap<_, _>>()})
    });
    let agreement = stack.sql(AGREEMENT).await?;
    let rows = same(&agreement, "realized_line", &OF_REPORTS, lines).await?;
    Ok(rows
        + same(&agreement, "(select id, vehicle_arrivals from projected_shipment)", &[], arrivals.collect())
            .await?)
}

/// What the outcome of a claim changes on a line of a receipt, as it is kept beside that.
fn claimed(claim: &ClaimView, lines: &[Value]) -> anyhow::Result<Option<Value>> {
    let Some(line) = claim.receipt_line_id.filter(|_| claim.agreed_at.is_some()) else { return Ok(None) };
    let line = lines.iter().find(|one| one["id"] == stored(line)).context("the line of a claim")?;
    let back = claim.taken_back.as_ref().map(|back| Quantity::parse(&back.value, back.unit)).transpose()?;
    let mut kept = line.clone();
    kept["id"] = json!(stored(claim.id));
    kept["accepted_base"] = json!(-back.map_or(0, Quantity::base));
    (kept["delivered_base"], kept["rejected"]) = (json!(0), json!([]));
    for figure in ["shrink_grams", "shrink_allowed_grams"] {
        if !kept[figure].is_null() {
            kept[figure] = json!(0);
        }
    }
    Ok(Some(kept))
}

/// A line of a receipt as it is kept, in base units of the measure that draws its contract line down.
fn receipt_line(line: &ReceiptLineView) -> anyhow::Result<Value> {
    let base = |quantity: &WireQuantity| {
        let (sign, value) =
            quantity.value.strip_prefix('-').map_or((1, quantity.value.as_str()), |rest| (-1, rest));
        let read = Quantity::parse(value, quantity.unit);
        Ok::<_, anyhow::Error>(sign * read.map_err(|error| anyhow::anyhow!("{line:?}: {error}"))?.base())
    };
    let drawn = line.accepted.unit.dimension();
    let of = |unit, value: &String| base(&WireQuantity { value: value.clone(), unit });
    let counted = |figures: &CountFigures| figures.accepted + figures.held_excess + figures.rejected;
    let weighed = |figures: &WeightFigures| {
        let [accepted, held, rejected] = [&figures.accepted, &figures.held_excess, &figures.rejected];
        Ok::<_, anyhow::Error>(
            of(figures.unit, accepted)? + of(figures.unit, held)? + of(figures.unit, rejected)?,
        )
    };
    let arrived = match drawn {
        Dimension::Head => line.heads.as_ref().map(counted),
        Dimension::Piece => line.pieces.as_ref().map(counted),
        Dimension::Mass => line.weight.as_ref().map(weighed).transpose()?,
        Dimension::Volume => line.volume.as_ref().map(weighed).transpose()?,
    };
    let rejected = line.rejections.iter().map(|part| {
        let amount = match drawn {
            Dimension::Head => part.heads,
            Dimension::Piece => part.pieces,
            Dimension::Mass => part.weight.as_ref().map(base).transpose()?,
            Dimension::Volume => part.volume.as_ref().map(base).transpose()?,
        };
        Ok(json!({"reason": part.reason, "base": amount.unwrap_or_default()}))
    });
    let shrink = line.weight.as_ref().and_then(|one| Some((one.unit, one.shrink.as_ref()?)));
    let allowed = line.shrink_allowed.as_ref().filter(|one| one.unit.dimension() == Dimension::Mass);
    let counts = line.conversion.as_ref().map(|by| by.ratio()).transpose();
    let counts = counts.map_err(|error| anyhow::anyhow!("{line:?}: {error}"))?.unwrap_or(Ratio::SAME);
    Ok(json!({
        "id": stored(line.id), "contract_id": stored(line.contract_id),
        "contract_line_id": stored(line.contract_line_id), "call_off_line_id": stored(line.call_off_line_id),
        "vehicle_id": stored(line.vehicle_id), "accepted_base": base(&line.accepted)?,
        "delivered_base": arrived.map_or_else(|| base(&line.accepted), Ok)?,
        "rejected": rejected.collect::<anyhow::Result<Vec<_>>>()?,
        "shrink_grams": shrink.map(|(unit, value)| of(unit, value)).transpose()?,
        "shrink_allowed_grams": allowed.map(base).transpose()?,
        "yield_input": counts.input(), "yield_output": counts.output(),
    }))
}
