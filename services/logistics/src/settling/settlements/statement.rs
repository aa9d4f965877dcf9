//! What a statement says: a final one what was confirmed, an open one what is known now, computed from the receipts.

use std::collections::{BTreeMap, BTreeSet};

use db::Connection;
use domain::logistics::{
    Measure, PaymentTerm, SettlementLine, SettlementLineKind, SettlementState, SettlementText, Sibling,
    Totals, VatRate, carried_by, due_date, tax_of, vat_basis_points,
};
use domain::shared::{Dated, Money, PriceFound, Ratio, ReceiptLineId, SettlementId, TextHash, jakarta_date};
use serde::Deserialize as _;
use service::{Error, dated};

use super::deductions::{Deduction, agreed};
use super::queries::{self, GoodsRow};
use super::rows::{ConsentRow, LineRow, Says, Settlement, SettlementRow};
use crate::outside::{contracts_by_id, find_party};

/// The most lines of one statement; what comes beyond them stands in the next.
const MOST_LINES: i64 = 2_000;

/// One statement with all its lines.
pub(super) async fn whole(conn: &mut Connection, row: SettlementRow) -> Result<Settlement, Error> {
    let is_final = row.state.is_final();
    let mut found = all(conn, vec![row]).await?.pop().ok_or(Error::NotFound)?;
    if is_final {
        let lines = queries::lines_of(conn, found.row.id).await?;
        found.says.lines = lines.into_iter().map(SettlementLine::from).collect();
    }
    Ok(found)
}

/// Some statements, in their order; final ones without their lines.
pub(super) async fn all(conn: &mut Connection, rows: Vec<SettlementRow>) -> Result<Vec<Settlement>, Error> {
    let ids: Vec<SettlementId> = rows.iter().map(|row| row.id).collect();
    let contracts: Vec<_> = rows.iter().map(|row| row.contract_id).collect();
    let known = contracts_by_id(conn, &contracts).await?;
    let consents = queries::consents_of(conn, &ids).await?;
    let paid = queries::paid_of(conn, &ids).await?;
    let terms = dated::rules::<PaymentTerm>(conn).await?;
    let mut finals = final_says(conn, &rows).await?;
    let open: Vec<_> = rows.iter().filter(|row| !row.state.is_final()).map(|row| row.contract_id).collect();
    let siblings = queries::of_contracts(conn, &open).await?;
    let mut found = Vec::new();
    for row in rows {
        let contract = known.get(&row.contract_id).cloned();
        let contract =
            contract.ok_or_else(|| Error::not_yet_known("agreement", &row.contract_id.to_string()))?;
        let says = match finals.remove(&row.id) {
            Some(says) => says,
            None => present(conn, &row, &siblings).await?,
        };
        let owed = paid.owed(row.id, says.totals.total, disputed(&row, &says));
        let due =
            row.due_date.unwrap_or_else(|| due_date(&terms, row.buyer_id, jakarta_date(row.created_at)));
        let yes = |one: &&ConsentRow| {
            one.settlement_id == row.id && one.round == row.round && one.text_sha256 == says.hash.as_str()
        };
        let consents = consents.iter().filter(yes).cloned().collect();
        found.push(Settlement { row, contract, says, owed, consents, due });
    }
    Ok(found)
}

/// What final statements say, without their lines.
async fn final_says(
    conn: &mut Connection,
    rows: &[SettlementRow],
) -> Result<BTreeMap<SettlementId, Says>, Error> {
    let finals = || rows.iter().filter(|row| row.state.is_final());
    let ids: Vec<SettlementId> = finals().map(|row| row.id).collect();
    let sums = queries::sums_of(conn, &ids).await?;
    let mut found = BTreeMap::new();
    for row in finals() {
        let hash: TextHash = row
            .text_sha256
            .as_deref()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| Error::Internal(format!("the text of {}", row.id)))?;
        let mut totals = Totals::default();
        let mut line_count = 0;
        for (_, kind, amount, tax, count) in sums.iter().filter(|(id, ..)| *id == row.id) {
            totals.add(*kind, Money(*amount), Money(*tax));
            line_count += count;
        }
        found.insert(row.id, Says { lines: Vec::new(), line_count, totals, hash });
    }
    Ok(found)
}

/// What of a statement is disputed: the whole, or the lines named.
fn disputed(row: &SettlementRow, says: &Says) -> Money {
    if row.state != SettlementState::Disputed {
        return Money(0);
    }
    if row.disputed_line_ids.is_empty() {
        return Money(says.totals.total.0.max(0));
    }
    let named = says.lines.iter().filter(|line| {
        line.amount.0 > 0 && line.receipt_line.is_some_and(|id| row.disputed_line_ids.contains(&id))
    });
    Money(named.fold(0, |sum, line| sum.saturating_add(line.amount.0).saturating_add(line.tax.0)))
}

/// What an open statement says now. Whoever confirms it holds the lock of its contract.
async fn present(conn: &mut Connection, row: &SettlementRow, rows: &[SettlementRow]) -> Result<Says, Error> {
    let all: Vec<Sibling> =
        rows.iter().filter(|one| one.contract_id == row.contract_id).map(SettlementRow::sibling).collect();
    let carried = carried_by(&all, row.month);
    let mut lines = taken_back(conn, &carried).await?;
    lines.extend(goods(conn, row, &carried, MOST_LINES - count(&lines)).await?);
    lines.extend(deductions(conn, row, &carried).await?);
    lines.extend(credits(conn, row, &carried, rows).await?);
    let totals = Totals::of(&lines)
        .ok_or_else(|| Error::Internal(format!("the sums of {} are beyond 64 bits", row.id)))?;
    let text = SettlementText {
        settlement: row.id,
        contract: row.contract_id,
        month: row.month_code(),
        supplier: row.supplier_id,
        buyer: row.buyer_id,
        lines: &lines,
        totals,
    };
    let hash = text.canonical().hash;
    Ok(Says { line_count: count(&lines), lines, totals, hash })
}

fn count(lines: &[SettlementLine]) -> i64 {
    i64::try_from(lines.len()).unwrap_or(i64::MAX)
}

/// What was taken back of final statements.
async fn taken_back(conn: &mut Connection, carried: &[Sibling]) -> Result<Vec<SettlementLine>, Error> {
    let ids: Vec<SettlementId> = carried.iter().map(|one| one.id).collect();
    let rows = queries::taken_back(conn, &ids, MOST_LINES).await?;
    let line = |(row, at): (LineRow, Option<_>)| {
        let (corrects, day) = (row.settlement_id, at.map_or(row.day, jakarta_date));
        SettlementLine::from(row).taken_back(corrects, day)
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Goods of the month, and those of earlier months whose statement is final.
async fn goods(
    conn: &mut Connection,
    row: &SettlementRow,
    carried: &[Sibling],
    limit: i64,
) -> Result<Vec<SettlementLine>, Error> {
    let months: Vec<_> = carried.iter().map(|one| one.month).chain([row.month]).collect();
    let goods = queries::untaken(conn, row.contract_id, &months, limit).await?;
    let ids: Vec<ReceiptLineId> = goods.iter().map(|one| one.receipt_line).collect();
    let accepted = queries::accepted_on(conn, &ids).await?;
    let registered = find_party(conn, row.supplier_id).await?.is_some_and(|party| party.tax_registered);
    let rates = if registered { dated::rules::<VatRate>(conn).await? } else { Vec::new() };
    let line = |one: GoodsRow| {
        let day = jakarta_date(one.received_at);
        let of = carried.iter().filter(|other| other.month <= day).max_by_key(|other| other.month);
        let late = of.filter(|_| day < row.month).map(|other| other.id);
        delivered(one, late, &accepted, &rates)
    };
    Ok(goods.into_iter().map(line).collect())
}

/// A line of goods, at the price that was found when their receipt was posted.
fn delivered(
    row: GoodsRow,
    corrects: Option<SettlementId>,
    accepted: &BTreeMap<(ReceiptLineId, Measure), i64>,
    rates: &[Dated<VatRate>],
) -> SettlementLine {
    let (day, amount) = (jakarta_date(row.received_at), Money(row.amount_rupiah));
    let found = row.price.as_ref().and_then(|stored| PriceFound::deserialize(stored).ok());
    let dimension = found.as_ref().map(|found| found.basis.dimension());
    let counts = Ratio::new(row.yield_input, row.yield_output).unwrap_or(Ratio::SAME);
    let quantity = dimension.and_then(|dimension| {
        let base = accepted.get(&(row.receipt_line, Measure::from(dimension)))?;
        i64::try_from(counts.of((*base).into())).ok()
    });
    SettlementLine {
        kind: match corrects {
            Some(_) => SettlementLineKind::LateDelivery,
            None => SettlementLineKind::Delivery,
        },
        receipt_line: Some(row.receipt_line),
        receipt: Some(row.receipt),
        contract_line: Some(row.contract_line),
        source: None,
        corrects,
        tax: tax_of(amount, vat_basis_points(rates, &row.commodity, day)),
        commodity: Some(row.commodity),
        form: Some(row.form),
        day,
        quantity,
        unit: dimension.map(|dimension| dimension.plain_unit()),
        basis: found.as_ref().map(|found| found.basis),
        price: found.map(|found| found.price_rupiah.0),
        amount,
    }
}

/// A line that takes something off and is of no goods.
fn off(kind: SettlementLineKind, day: chrono::NaiveDate, amount: Money) -> SettlementLine {
    SettlementLine {
        kind,
        receipt_line: None,
        receipt: None,
        contract_line: None,
        source: None,
        corrects: None,
        commodity: None,
        form: None,
        day,
        quantity: None,
        unit: None,
        basis: None,
        price: None,
        amount: Money(-amount.0),
        tax: Money(0),
    }
}

/// What was agreed to be taken off in the month, and in earlier ones whose statement is final; each once.
async fn deductions(
    conn: &mut Connection,
    row: &SettlementRow,
    carried: &[Sibling],
) -> Result<Vec<SettlementLine>, Error> {
    let mut found: Vec<(Deduction, Option<SettlementId>)> = Vec::new();
    for (month, corrects) in carried.iter().map(|one| (one.month, Some(one.id))).chain([(row.month, None)]) {
        let of_month = agreed(conn, row.contract_id, month).await?;
        found.extend(of_month.into_iter().map(|one| (one, corrects)));
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let sources: Vec<String> = found.iter().map(|(one, _)| one.source.clone()).collect();
    let taken: BTreeSet<String> =
        queries::deducted_among(conn, &sources).await?.into_iter().flatten().collect();
    let line = |(one, corrects): (Deduction, Option<SettlementId>)| SettlementLine {
        receipt: one.receipt,
        source: Some(one.source),
        corrects,
        ..off(SettlementLineKind::Deduction, one.day, one.amount)
    };
    Ok(found.into_iter().filter(|(one, _)| !taken.contains(&one.source)).map(line).collect())
}

/// What was paid of final statements beyond what they say, and no later one has carried yet.
async fn credits(
    conn: &mut Connection,
    row: &SettlementRow,
    carried: &[Sibling],
    rows: &[SettlementRow],
) -> Result<Vec<SettlementLine>, Error> {
    let ids: Vec<SettlementId> = carried.iter().map(|one| one.id).collect();
    let (paid, gone) = (queries::paid_of(conn, &ids).await?, queries::carried_credits(conn, &ids).await?);
    let line = |one: &Sibling| {
        let total = rows.iter().find(|row| row.id == one.id)?.total_rupiah?;
        let owed = paid.owed(one.id, Money(total), Money(0));
        let left = owed.too_much() - i128::from(gone.get(&one.id).copied().unwrap_or(0));
        let left = i64::try_from(left).ok().filter(|left| *left > 0)?;
        let line = off(SettlementLineKind::Credit, row.month, Money(left));
        Some(SettlementLine { corrects: Some(one.id), ..line })
    };
    Ok(carried.iter().filter_map(line).collect())
}
