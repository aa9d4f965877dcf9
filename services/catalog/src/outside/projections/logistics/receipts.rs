//! Receipts, as far as they are of goods of consolidation lots, and what the outcomes of claims change on them.

use std::collections::BTreeSet;

use api_types::logistics::{ClaimView, ReceiptLineView, ReceiptView, WeightFigures};
use client::{Api, ClientError, LogisticsApi};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::{LotOutcome, LotReceipt};
use domain::shared::{
    CallOffLineId, ClaimId, ConsolidationLotId, Dimension, Id as _, Quantity, ReceiptId, ShipmentItemId, Unit,
};
use serde::{Deserialize, Serialize};
use service::projection::{Keeping, version_of};
use service::{Error, Projected, keep_newer};

use super::{kept, unexpected};
use crate::schema::projected_receipt;

/// What is known of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_receipt, treat_none_as_null = true)]
pub struct ReceiptRow {
    /// Its id.
    pub id: ReceiptId,
    /// Whether it counts: posted, and not taken back.
    pub counts: bool,
    /// The lots its goods were taken from.
    pub lot_ids: Vec<ConsolidationLotId>,
    /// Those goods, see [`ReceivedLine`].
    pub lines: serde_json::Value,
    /// Version in the logistics service.
    pub version: i64,
}

/// What became of goods of a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedLine {
    /// The item of the shipment.
    pub item_id: ShipmentItemId,
    /// The lot.
    pub lot_id: ConsolidationLotId,
    /// The order line.
    pub call_off_line_id: CallOffLineId,
    /// In grams.
    pub outcome: LotOutcome,
    /// What is paid.
    pub rupiah: i64,
}

impl ReceivedLine {
    /// What a line says of a lot, where its goods were taken from one.
    fn of(line: &ReceiptLineView) -> Option<Result<Self, ClientError>> {
        let lot_id = line.consolidation_lot_id?;
        let read = || {
            let weight = line.weight.as_ref().ok_or_else(|| unexpected("goods of a lot are weighed"))?;
            let amount = line.amount.as_ref().ok_or_else(|| unexpected("a service reads amounts"))?;
            let (outcome, rupiah) = (outcome(weight)?, amount.amount);
            Ok(Self {
                item_id: line.shipment_item_id,
                lot_id,
                call_off_line_id: line.call_off_line_id,
                outcome,
                rupiah,
            })
        };
        Some(read())
    }
}

impl ReceivedLine {
    /// What the outcome of a claim changes on it: what it no longer counts as accepted, and what is paid less, or more.
    fn changed(self, claim: &ClaimView) -> Result<Self, ClientError> {
        let weighed = claim.taken_back.as_ref().filter(|back| back.unit.dimension() == Dimension::Mass);
        let taken = weighed.map(|back| grams(&back.value, back.unit)).transpose()?.unwrap_or_default();
        let amount = claim.settled_amount.as_ref().map_or(0, |amount| amount.amount);
        let by_buyer = claim.claimant_party_id == claim.buyer_id;
        Ok(Self {
            outcome: LotOutcome { loaded: 0, accepted: -taken, rejected: taken },
            rupiah: if by_buyer { -amount } else { amount },
            ..self
        })
    }
}

fn grams(value: &str, unit: Unit) -> Result<i64, ClientError> {
    Quantity::parse_sum(value, unit).map_err(|error| unexpected(format!("{value:?}: {error}")))
}

/// What became of weighed goods; what was held back as more than ordered was not taken either.
fn outcome(weight: &WeightFigures) -> Result<LotOutcome, ClientError> {
    let grams = |value: &str| grams(value, weight.unit);
    let loaded = weight.loaded.as_deref().ok_or_else(|| unexpected("a posted line says what was loaded"))?;
    Ok(LotOutcome {
        loaded: grams(loaded)?,
        accepted: grams(&weight.accepted)?,
        rejected: grams(&weight.rejected)? + grams(&weight.held_excess)?,
    })
}

impl ReceiptRow {
    /// Reads a receipt from the logistics service; the one it takes back where it takes one back.
    pub(super) async fn read(api: &Api, id: ReceiptId) -> Result<Self, ClientError> {
        let logistics = LogisticsApi::new(api.clone());
        let named = logistics.get_receipt(id).await?.value;
        let view = match named.reverses {
            Some(original) => logistics.get_receipt(original).await?.value,
            None => named,
        };
        let lines = view.lines.iter().filter_map(ReceivedLine::of).collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            version: version_of(&view.etag)?,
            id: view.id,
            counts: view.state.counts() && view.reversed_by.is_none(),
            lot_ids: super::distinct(lines.iter().map(|line| line.lot_id)),
            lines: serde_json::to_value(lines).map_err(unexpected)?,
        })
    }

    /// Reads what the outcome of a claim on goods of a lot changes. It is kept as a receipt beside that of the goods, of the same line.
    pub(super) async fn read_claim(api: &Api, id: ClaimId) -> Result<Self, ClientError> {
        let logistics = LogisticsApi::new(api.clone());
        let claim = logistics.get_claim(id).await?.value;
        let receipt = match claim.receipt_id.filter(|_| claim.state.has_outcome()) {
            Some(receipt) => Some(logistics.get_receipt(receipt).await?.value),
            None => None,
        };
        Self::of_claim(&claim, receipt.as_ref())
    }

    /// What the outcome of a claim changes on a receipt.
    ///
    /// # Errors
    /// Where the two do not fit together.
    pub fn of_claim(claim: &ClaimView, receipt: Option<&ReceiptView>) -> Result<Self, ClientError> {
        let lines = receipt.into_iter().flat_map(|receipt| &receipt.lines);
        let line = lines.filter(|line| Some(line.id) == claim.receipt_line_id).find_map(ReceivedLine::of);
        let line = line.transpose()?.map(|line| line.changed(claim)).transpose()?;
        Ok(Self {
            version: version_of(&claim.etag)?,
            id: ReceiptId::from_uuid(claim.id.uuid()),
            counts: line.is_some(),
            lot_ids: line.iter().map(|line| line.lot_id).collect(),
            lines: serde_json::to_value(Vec::from_iter(line)).map_err(unexpected)?,
        })
    }
}

impl Projected for ReceiptRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move { Ok(keep_newer!(conn, projected_receipt, id, self).map(drop)?) })
    }
}

/// The receipts of a lot that count, line by line.
pub(crate) async fn receipts_of(
    conn: &Connection,
    lot: ConsolidationLotId,
) -> Result<Vec<LotReceipt>, Error> {
    let receipt = |line: ReceivedLine| LotReceipt {
        line: line.call_off_line_id,
        outcome: line.outcome,
        rupiah: line.rupiah,
    };
    Ok(lines_of(conn, lot).await?.into_iter().map(receipt).collect())
}

/// The items of shipments with goods of a lot of which a receipt counts.
pub(super) async fn received_items(
    conn: &Connection,
    lot: ConsolidationLotId,
) -> Result<BTreeSet<ShipmentItemId>, Error> {
    Ok(lines_of(conn, lot).await?.into_iter().map(|line| line.item_id).collect())
}

async fn lines_of(mut conn: &Connection, lot: ConsolidationLotId) -> Result<Vec<ReceivedLine>, Error> {
    let receipts = projected_receipt::table
        .filter(projected_receipt::lot_ids.contains(vec![lot]))
        .filter(projected_receipt::version.ge(0))
        .filter(projected_receipt::counts)
        .order(projected_receipt::id)
        .select(projected_receipt::lines);
    let rows: Vec<serde_json::Value> = receipts.load(&mut conn).await?;
    let mut found = Vec::new();
    for lines in rows {
        let lines: Vec<ReceivedLine> = kept(lines)?;
        found.extend(lines.into_iter().filter(|line| line.lot_id == lot));
    }
    Ok(found)
}
