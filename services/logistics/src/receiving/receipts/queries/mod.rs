//! All SQL of the receipts; who may read them stands in [`super::visibility`].

use std::collections::{BTreeMap, BTreeSet};

use api_types::logistics::ListReceiptsQuery;
use chrono::{DateTime, Utc};
use db::functions::nextval;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::{Measure, ReceiptState};
use domain::shared::{
    CallOffLineId, ConsolidationLotId, ContractId, Money, ReceiptId, ReceiptLineId, ShipmentId,
    ShipmentItemId,
};
use service::Error;
use web::Caller;

use super::rows::{LineRow, MeasureRow, ReceiptRow, RejectionRow, Reversal, Rival, WholeLine, WholeReceipt};
use super::visibility::visible;
use crate::ordering::conversions_of;
use crate::schema::{receipt, receipt_line, receipt_measure, receipt_rejection, shipment_item};
use crate::transport::grouped;

/// A receipt that the caller may read.
pub(super) async fn find_receipt(
    conn: &mut Connection,
    caller: &Caller,
    now: DateTime<Utc>,
    id: ReceiptId,
) -> Result<Option<WholeReceipt>, Error> {
    let row: Option<ReceiptRow> = visible(caller).filter(receipt::id.eq(id)).first(conn).await.optional()?;
    let Some(row) = row else { return Ok(None) };
    Ok(with_children(conn, now, vec![row]).await?.pop())
}

/// The numbers of receipts, whoever asks: the caller has checked what names them.
pub(super) async fn receipt_numbers(
    mut conn: &Connection,
    ids: &[ReceiptId],
) -> Result<BTreeMap<ReceiptId, String>, Error> {
    let numbers = receipt::table.filter(receipt::id.eq_any(ids)).select((receipt::id, receipt::number));
    let numbers: Vec<(ReceiptId, String)> = numbers.load(&mut conn).await?;
    Ok(numbers.into_iter().collect())
}

/// Locks a receipt that the caller may read, then reads it whole. Its shipment is locked before.
pub(super) async fn lock_receipt(
    conn: &mut Connection,
    caller: &Caller,
    now: DateTime<Utc>,
    id: ReceiptId,
) -> Result<WholeReceipt, Error> {
    let lock = receipt::table.find(id).select(receipt::id).for_no_key_update();
    lock.first::<ReceiptId>(conn).await.optional()?.ok_or(Error::NotFound)?;
    find_receipt(conn, caller, now, id).await?.ok_or(Error::NotFound)
}

/// A page of the receipts that the caller may read and that match, as they stand at an instant.
pub(super) async fn list_receipts(
    conn: &mut Connection,
    (caller, now): (&Caller, DateTime<Utc>),
    query: &ListReceiptsQuery,
    after: Option<ReceiptId>,
    limit: i64,
) -> Result<Vec<WholeReceipt>, Error> {
    let mut statement = visible(caller).order(receipt::id.asc()).limit(limit);
    if let Some(state) = query.state {
        statement = statement.filter(receipt::state.eq(state));
    }
    if let Some(shipment) = query.shipment_id {
        statement = statement.filter(receipt::shipment_id.eq(shipment));
    }
    if let Some(contract) = query.contract_id {
        let of_it = || {
            let lines = receipt_line::table.filter(receipt_line::contract_id.eq(contract));
            lines.select(receipt_line::receipt_id.nullable())
        };
        let taken_back = receipt::reverses_id.eq_any(of_it());
        statement = statement.filter(receipt::id.nullable().eq_any(of_it()).or(taken_back));
    }
    if let Some(after) = after {
        statement = statement.filter(receipt::id.gt(after));
    }
    let rows: Vec<ReceiptRow> = statement.load(conn).await?;
    with_children(conn, now, rows).await
}

/// Reads lines, figures, reasons, rivals and reversals, in eight statements whatever the number.
async fn with_children(
    conn: &mut Connection,
    now: DateTime<Utc>,
    rows: Vec<ReceiptRow>,
) -> Result<Vec<WholeReceipt>, Error> {
    let ids: Vec<ReceiptId> = rows.iter().map(|row| row.id).collect();
    let lines: Vec<LineRow> = receipt_line::table
        .filter(receipt_line::receipt_id.eq_any(&ids))
        .order((receipt_line::receipt_id, receipt_line::number))
        .select(LineRow::as_select())
        .load(conn)
        .await?;
    let items: Vec<ShipmentItemId> = lines.iter().map(|line| line.shipment_item_id).collect();
    let rivals = captures_of(conn, &items).await?;
    let reversals: Vec<(Option<ReceiptId>, ReceiptId, ReceiptState)> = receipt::table
        .filter(receipt::reverses_id.eq_any(&ids))
        .select((receipt::reverses_id, receipt::id, receipt::state))
        .load(conn)
        .await?;
    let mut lines = grouped(whole_lines(conn, lines).await?, |line| line.row.receipt_id);
    let taken_back = contracts_of(conn, rows.iter().filter_map(|row| row.reverses_id).collect()).await?;
    let whole = |row: ReceiptRow| {
        let lines = lines.remove(&row.id).unwrap_or_default();
        let same = |(item, rival): &(ShipmentItemId, Rival)| {
            let shared = lines.iter().any(|line| line.row.shipment_item_id == *item);
            (shared && rival.id != row.id && !row.state.is_given_up()).then_some(*rival)
        };
        let rivals: BTreeSet<Rival> = rivals.iter().filter_map(same).collect();
        let reversal = reversals.iter().find(|(reversed, ..)| *reversed == Some(row.id));
        WholeReceipt {
            rivals: rivals.into_iter().collect(),
            reversal: reversal.map(|(_, id, state)| Reversal { id: *id, state: *state }),
            read_at: now,
            taken_back: row.reverses_id.and_then(|id| taken_back.get(&id)).cloned().unwrap_or_default(),
            lines,
            row,
        }
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// The contracts that receipts drew on; those that take others back have none of their own.
async fn contracts_of(
    conn: &mut Connection,
    ids: Vec<ReceiptId>,
) -> Result<BTreeMap<ReceiptId, Vec<ContractId>>, Error> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(ReceiptId, ContractId)> = receipt_line::table
        .filter(receipt_line::receipt_id.eq_any(ids))
        .select((receipt_line::receipt_id, receipt_line::contract_id))
        .distinct()
        .load(conn)
        .await?;
    let groups = grouped(rows, |(receipt, _)| *receipt).into_iter();
    Ok(groups.map(|(id, rows)| (id, rows.into_iter().map(|(_, contract)| contract).collect())).collect())
}

async fn whole_lines(conn: &mut Connection, lines: Vec<LineRow>) -> Result<Vec<WholeLine>, Error> {
    let ids: Vec<ReceiptLineId> = lines.iter().map(|line| line.id).collect();
    let figures: Vec<MeasureRow> = receipt_measure::table
        .filter(receipt_measure::receipt_line_id.eq_any(&ids))
        .select(MeasureRow::as_select())
        .load(conn)
        .await?;
    let rejections: Vec<RejectionRow> = receipt_rejection::table
        .filter(receipt_rejection::receipt_line_id.eq_any(&ids))
        .order((receipt_rejection::number, receipt_rejection::dimension))
        .select(RejectionRow::as_select())
        .load(conn)
        .await?;
    let orders: Vec<CallOffLineId> = lines.iter().map(|line| line.call_off_line_id).collect();
    let converted = conversions_of(conn, &orders).await?;
    let items: Vec<ShipmentItemId> = lines.iter().map(|line| line.shipment_item_id).collect();
    let lots = lots_of(conn, &items).await?;
    let mut figures = grouped(figures, |row| row.receipt_line_id);
    let mut rejections = grouped(rejections, |row| row.receipt_line_id);
    let whole = |row: LineRow| WholeLine {
        figures: figures.remove(&row.id).unwrap_or_default(),
        rejections: rejections.remove(&row.id).unwrap_or_default(),
        conversion: converted.get(&row.call_off_line_id).cloned(),
        lot: lots.get(&row.shipment_item_id).copied(),
        row,
    };
    Ok(lines.into_iter().map(whole).collect())
}

/// The consolidation lots that items were taken from; items without one are left out.
async fn lots_of(
    conn: &mut Connection,
    items: &[ShipmentItemId],
) -> Result<BTreeMap<ShipmentItemId, ConsolidationLotId>, Error> {
    let named = shipment_item::table
        .filter(shipment_item::id.eq_any(items))
        .filter(shipment_item::consolidation_lot_id.is_not_null())
        .select((shipment_item::id, shipment_item::consolidation_lot_id.assume_not_null()));
    let rows: Vec<(ShipmentItemId, ConsolidationLotId)> = named.load(conn).await?;
    Ok(rows.into_iter().collect())
}

/// Every capture of goods that was neither taken back nor withdrawn.
pub(super) async fn captures_of(
    conn: &mut Connection,
    items: &[ShipmentItemId],
) -> Result<Vec<(ShipmentItemId, Rival)>, Error> {
    let rows: Vec<(ShipmentItemId, ReceiptId, ReceiptState)> = receipt_line::table
        .inner_join(receipt::table.on(receipt::id.eq(receipt_line::receipt_id)))
        .filter(receipt_line::shipment_item_id.eq_any(items))
        .filter(receipt::state.ne_all([ReceiptState::Reversed, ReceiptState::Withdrawn]))
        .select((receipt_line::shipment_item_id, receipt::id, receipt::state))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(item, id, state)| (item, Rival { id, state })).collect())
}

/// When the last of the earlier receipts of goods was taken back, as claimed.
pub(super) async fn last_reversal(
    conn: &mut Connection,
    items: &[ShipmentItemId],
) -> Result<Option<DateTime<Utc>>, Error> {
    let last = receipt_line::table
        .filter(receipt_line::shipment_item_id.eq_any(items))
        .select(diesel::dsl::max(receipt_line::reversal_claimed_at));
    Ok(last.first(conn).await?)
}

/// When the last goods of a shipment were received, by posted receipts that hold.
pub(super) async fn last_received(
    conn: &mut Connection,
    shipment: ShipmentId,
) -> Result<Option<DateTime<Utc>>, Error> {
    let last = receipt_line::table
        .inner_join(receipt::table.on(receipt::id.eq(receipt_line::receipt_id)))
        .filter(receipt::shipment_id.eq(shipment))
        .filter(receipt_line::posted_at.is_not_null())
        .filter(receipt_line::reversed_at.is_null())
        .select(diesel::dsl::max(receipt_line::received_at));
    Ok(last.first(conn).await?)
}

/// The next number of a handover record.
pub(super) async fn next_number(conn: &mut Connection) -> Result<i64, Error> {
    Ok(diesel::select(nextval("receipt_number")).get_result(conn).await?)
}

pub(super) async fn insert_receipt(conn: &mut Connection, whole: &WholeReceipt) -> Result<(), Error> {
    diesel::insert_into(receipt::table).values(&whole.row).prepared().execute(conn).await?;
    insert_lines(conn, &whole.lines).await
}

async fn insert_lines(conn: &mut Connection, lines: &[WholeLine]) -> Result<(), Error> {
    let rows: Vec<&LineRow> = lines.iter().map(|line| &line.row).collect();
    let figures: Vec<&MeasureRow> = lines.iter().flat_map(|line| &line.figures).collect();
    let rejections: Vec<&RejectionRow> = lines.iter().flat_map(|line| &line.rejections).collect();
    diesel::insert_into(receipt_line::table).values(rows).execute(conn).await?;
    diesel::insert_into(receipt_measure::table).values(figures).execute(conn).await?;
    diesel::insert_into(receipt_rejection::table).values(rejections).execute(conn).await?;
    Ok(())
}

/// Replaces the lines of a receipt that is not posted.
pub(super) async fn replace_lines(conn: &mut Connection, whole: &WholeReceipt) -> Result<(), Error> {
    // Figures and reasons go with their lines.
    diesel::delete(receipt_line::table.filter(receipt_line::receipt_id.eq(whole.row.id)))
        .execute(conn)
        .await?;
    insert_lines(conn, &whole.lines).await
}

/// Writes a receipt where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_receipt(
    conn: &mut Connection,
    row: &ReceiptRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = receipt::table.filter(receipt::id.eq(row.id)).filter(receipt::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

/// Whether a receipt's lines hold their items from now on.
pub(super) async fn set_holds(conn: &mut Connection, id: ReceiptId, holds: Holds) -> Result<(), Error> {
    diesel::update(receipt_line::table.filter(receipt_line::receipt_id.eq(id)))
        .set(receipt_line::holds_item.eq(holds == Holds::Item))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether a line holds its item, so that no other capture of it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// It does.
    Item,
    /// It does not: conflicted or reversed.
    Nothing,
}

/// Writes what posting makes known of a line, and that its item is received.
pub(super) async fn post_line(conn: &mut Connection, row: &LineRow) -> Result<(), Error> {
    diesel::update(receipt_line::table.find(row.id))
        .set((
            receipt_line::amount_rupiah.eq(row.amount_rupiah),
            receipt_line::price.eq(&row.price),
            receipt_line::shrink_allowed_base.eq(row.shrink_allowed_base),
            receipt_line::deaths_allowed.eq(row.deaths_allowed),
            receipt_line::claimable_weight_base.eq(row.claimable_weight_base),
            receipt_line::claimable_heads.eq(row.claimable_heads),
            receipt_line::posted_at.eq(row.posted_at),
            receipt_line::received_at.eq(row.received_at),
        ))
        .prepared()
        .execute(conn)
        .await?;
    set_received(conn, &[row.shipment_item_id], Received::Yes).await
}

/// Whether a posted receipt names an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Received {
    /// One does.
    Yes,
    /// None does.
    No,
}

pub(super) async fn set_received(
    conn: &mut Connection,
    items: &[ShipmentItemId],
    received: Received,
) -> Result<(), Error> {
    diesel::update(shipment_item::table.filter(shipment_item::id.eq_any(items)))
        .set(shipment_item::received.eq(received == Received::Yes))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// Marks the lines of a reversed receipt with the two times of the reversal.
pub(super) async fn reverse_lines(
    conn: &mut Connection,
    id: ReceiptId,
    occurred: DateTime<Utc>,
    recorded: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::update(receipt_line::table.filter(receipt_line::receipt_id.eq(id)))
        .set((
            receipt_line::holds_item.eq(false),
            receipt_line::reversal_claimed_at.eq(occurred),
            receipt_line::reversed_at.eq(recorded),
        ))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// What one person has both written and posted of a shipment: several small receipts are not fewer eyes than a large one.
pub(super) async fn posted_alone(
    conn: &mut Connection,
    shipment: ShipmentId,
    subject: &str,
) -> Result<Money, Error> {
    let amounts: Vec<i64> = receipt_line::table
        .inner_join(receipt::table.on(receipt::id.eq(receipt_line::receipt_id)))
        .filter(receipt::shipment_id.eq(shipment))
        .filter(receipt::posted_by.eq(subject))
        .filter(receipt::figures_by.contains(vec![subject]))
        .filter(receipt::state.ne(ReceiptState::Reversed))
        .select(receipt_line::amount_rupiah)
        .load(conn)
        .await?;
    Ok(Money(amounts.into_iter().fold(0, i64::saturating_add)))
}

/// What one person has both posted and taken back of a shipment, by receipts that were reversed before.
pub(super) async fn reversed_alone(
    conn: &mut Connection,
    shipment: ShipmentId,
    subject: &str,
) -> Result<Money, Error> {
    let taken_back: Vec<Option<ReceiptId>> = receipt::table
        .filter(receipt::shipment_id.eq(shipment))
        .filter(receipt::posted_by.eq(subject))
        .filter(receipt::reverses_id.is_not_null())
        .select(receipt::reverses_id)
        .load(conn)
        .await?;
    let taken_back: Vec<ReceiptId> = taken_back.into_iter().flatten().collect();
    let amounts: Vec<i64> = receipt_line::table
        .inner_join(receipt::table.on(receipt::id.eq(receipt_line::receipt_id)))
        .filter(receipt::id.eq_any(taken_back))
        .filter(receipt::posted_by.eq(subject))
        .select(receipt_line::amount_rupiah)
        .load(conn)
        .await?;
    Ok(Money(amounts.into_iter().fold(0, i64::saturating_add)))
}

/// Live animals accepted of the items of a shipment, by posted receipts that hold.
pub(super) async fn heads_accepted(
    conn: &mut Connection,
    shipment: ShipmentId,
) -> Result<BTreeMap<ShipmentItemId, i64>, Error> {
    let rows: Vec<(ShipmentItemId, i64)> = receipt_measure::table
        .inner_join(receipt_line::table.on(receipt_line::id.eq(receipt_measure::receipt_line_id)))
        .inner_join(receipt::table.on(receipt::id.eq(receipt_line::receipt_id)))
        .filter(receipt::shipment_id.eq(shipment))
        .filter(receipt_line::posted_at.is_not_null())
        .filter(receipt_line::reversed_at.is_null())
        .filter(receipt_measure::dimension.eq(Measure::Head))
        .select((receipt_line::shipment_item_id, receipt_measure::accepted))
        .load(conn)
        .await?;
    Ok(rows.into_iter().collect())
}
