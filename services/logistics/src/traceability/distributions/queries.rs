//! All SQL of the distributions; who may read them stands in [`super::visibility`].

use std::collections::BTreeMap;

use api_types::logistics::ListDistributionsQuery;
use chrono::{DateTime, Utc};
use db::functions::sum;
use db::{Connection, Prepare as _};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::ReceiptState;
use domain::shared::{
    AgreementId, ContractId, DistributionId, PartyId, ReceiptId, ReceiptLineId, ShipmentId, ShipmentItemId,
    Unit,
};
use service::Error;
use web::Caller;

use super::rows::{DistributionLineRow, DistributionRow, WholeDistribution, declared};
use super::visibility::visible;
use crate::schema::{claim, distribution, distribution_line, receipt, receipt_line};
use crate::transport::{distinct, grouped, traded_by};

/// A distribution that the caller may read.
pub(super) async fn find_distribution(
    conn: &mut Connection,
    caller: &Caller,
    id: DistributionId,
) -> Result<Option<WholeDistribution>, Error> {
    let row = visible(caller).filter(distribution::id.eq(id)).first(conn).await.optional()?;
    Ok(complete(conn, row.into_iter().collect()).await?.pop())
}

/// A page of the distributions that the caller may read and that match.
pub(super) async fn list_distributions(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListDistributionsQuery,
    after: Option<DistributionId>,
    limit: i64,
) -> Result<Vec<WholeDistribution>, Error> {
    let mut statement = visible(caller).order(distribution::id.asc()).limit(limit);
    if let Some(receipt) = query.receipt_id {
        statement = statement.filter(distribution::receipt_id.eq(receipt));
    }
    if let Some(shipment) = query.shipment_id {
        statement = statement.filter(distribution::shipment_id.eq(shipment));
    }
    if let Some(outlet) = query.outlet_id {
        let to_it = distribution_line::table.filter(distribution_line::outlet_id.eq(outlet));
        statement =
            statement.filter(distribution::id.eq_any(to_it.select(distribution_line::distribution_id)));
    }
    if let Some(after) = after {
        statement = statement.filter(distribution::id.gt(after));
    }
    let rows = statement.load(conn).await?;
    complete(conn, rows).await
}

/// Reads lines, contracts, corrections and reversals, in four statements whatever the number.
async fn complete(
    conn: &mut Connection,
    rows: Vec<DistributionRow>,
) -> Result<Vec<WholeDistribution>, Error> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<DistributionId> = rows.iter().map(|row| row.id).collect();
    let receipts = distinct(rows.iter().map(|row| row.receipt_id));
    let lines: Vec<DistributionLineRow> = distribution_line::table
        .filter(distribution_line::distribution_id.eq_any(&ids))
        .order((distribution_line::distribution_id, distribution_line::number))
        .select(DistributionLineRow::as_select())
        .load(conn)
        .await?;
    let contracts: Vec<(ReceiptId, ContractId)> = receipt_line::table
        .filter(receipt_line::receipt_id.eq_any(&receipts))
        .select((receipt_line::receipt_id, receipt_line::contract_id))
        .distinct()
        .order((receipt_line::receipt_id, receipt_line::contract_id))
        .load(conn)
        .await?;
    let (corrections, reversals) = (corrections_of(conn, &ids).await?, reversals_of(conn, &receipts).await?);
    let contracts = grouped(contracts, |(receipt, _)| *receipt);
    let mut lines = grouped(lines, |line| line.distribution_id);
    let whole = |row: DistributionRow| {
        let contracts = contracts.get(&row.receipt_id).into_iter().flatten();
        WholeDistribution {
            lines: lines.remove(&row.id).unwrap_or_default(),
            contracts: contracts.map(|(_, contract)| *contract).collect(),
            error: declared(corrections.get(&row.id).copied(), reversals.get(&row.receipt_id).copied()),
            row,
        }
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// What stands in the place of some distributions, and since when.
pub(in crate::traceability) async fn corrections_of(
    conn: &mut Connection,
    ids: &[DistributionId],
) -> Result<BTreeMap<DistributionId, (DistributionId, DateTime<Utc>)>, Error> {
    let rows: Vec<(DistributionId, DistributionId, DateTime<Utc>)> = distribution::table
        .filter(distribution::corrects_id.eq_any(ids))
        .select((distribution::corrects_id.assume_not_null(), distribution::id, distribution::recorded_at))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(corrected, id, at)| (corrected, (id, at))).collect())
}

/// What took some receipts back, and since when.
pub(in crate::traceability) async fn reversals_of(
    conn: &mut Connection,
    ids: &[ReceiptId],
) -> Result<BTreeMap<ReceiptId, (ReceiptId, DateTime<Utc>)>, Error> {
    let rows: Vec<(ReceiptId, ReceiptId, DateTime<Utc>)> = receipt::table
        .filter(receipt::reverses_id.eq_any(ids))
        .select((receipt::reverses_id.assume_not_null(), receipt::id, receipt::created_at))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(reversed, id, at)| (reversed, (id, at))).collect())
}

/// A receipt as far as a distribution has to know it.
#[derive(Debug, Clone, Queryable)]
pub(super) struct Received {
    pub(super) id: ReceiptId,
    pub(super) number: String,
    pub(super) shipment_id: ShipmentId,
    pub(super) supplier_id: PartyId,
    pub(super) buyer_id: PartyId,
    pub(super) state: ReceiptState,
    pub(super) received_at: DateTime<Utc>,
}

/// A receipt that the caller may read.
pub(super) async fn find_received(
    conn: &mut Connection,
    caller: &Caller,
    id: ReceiptId,
) -> Result<Option<Received>, Error> {
    let found = receipt::table
        .filter(receipt::id.eq(id))
        .filter(receipt::shipment_id.eq_any(traded_by(caller)))
        .select((
            receipt::id,
            receipt::number,
            receipt::shipment_id,
            receipt::supplier_id,
            receipt::buyer_id,
            receipt::state,
            receipt::received_at,
        ));
    Ok(found.first(conn).await.optional()?)
}

/// A line of a receipt: what it accepted, in base units.
#[derive(Debug, Clone, Queryable)]
pub(super) struct ReceivedLine {
    pub(super) id: ReceiptLineId,
    pub(super) item: ShipmentItemId,
    pub(super) agreement: AgreementId,
    pub(super) accepted: i64,
    pub(super) unit: Unit,
}

/// The lines of a receipt.
pub(super) async fn lines_of(
    conn: &mut Connection,
    receipt: ReceiptId,
) -> Result<BTreeMap<ReceiptLineId, ReceivedLine>, Error> {
    let lines = receipt_line::table.filter(receipt_line::receipt_id.eq(receipt)).select((
        receipt_line::id,
        receipt_line::shipment_item_id,
        receipt_line::agreement_id,
        receipt_line::accepted_base,
        receipt_line::accepted_unit,
    ));
    let rows: Vec<ReceivedLine> = lines.load(conn).await?;
    Ok(rows.into_iter().map(|line| (line.id, line)).collect())
}

/// What claims took back of some lines.
pub(super) async fn taken_back(
    conn: &mut Connection,
    lines: &[ReceiptLineId],
) -> Result<BTreeMap<ReceiptLineId, i64>, Error> {
    let taken = claim::table
        .filter(claim::receipt_line_id.eq_any(lines))
        .filter(claim::taken_back_base.is_not_null())
        .filter(claim::agreed_at.is_not_null())
        .select((claim::receipt_line_id.assume_not_null(), claim::taken_back_base.assume_not_null()));
    let rows: Vec<(ReceiptLineId, i64)> = taken.load(conn).await?;
    let mut sums = BTreeMap::new();
    for (line, base) in rows {
        *sums.entry(line).or_default() += base;
    }
    Ok(sums)
}

/// What has gone on of some lines and counts, without one distribution that is about to be corrected.
pub(super) async fn distributed(
    conn: &mut Connection,
    lines: &[ReceiptLineId],
    but: Option<DistributionId>,
) -> Result<BTreeMap<ReceiptLineId, i64>, Error> {
    let correction = diesel::alias!(distribution as correction);
    let corrected =
        correction.filter(correction.field(distribution::corrects_id).eq(distribution::id.nullable()));
    let mut statement = distribution_line::table
        .inner_join(distribution::table.on(distribution::id.eq(distribution_line::distribution_id)))
        .filter(distribution_line::receipt_line_id.eq_any(lines))
        .filter(not(exists(corrected)))
        .group_by(distribution_line::receipt_line_id)
        .select((distribution_line::receipt_line_id, sum(distribution_line::quantity_base)))
        .into_boxed();
    if let Some(but) = but {
        statement = statement.filter(distribution::id.ne(but));
    }
    let rows: Vec<(ReceiptLineId, i64)> = statement.load(conn).await?;
    Ok(rows.into_iter().collect())
}

pub(super) async fn insert_distribution(
    conn: &mut Connection,
    row: &DistributionRow,
    lines: &[DistributionLineRow],
) -> Result<(), Error> {
    diesel::insert_into(distribution::table).values(row).prepared().execute(conn).await?;
    diesel::insert_into(distribution_line::table).values(lines).execute(conn).await?;
    Ok(())
}
