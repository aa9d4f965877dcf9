//! Terms as a request gives them, and what they may reach.

use api_types::logistics::ClaimTermsRequest;
use api_types::{Check, DocumentReference, WireQuantity};
use db::Connection;
use domain::logistics::{ClaimBounds, ClaimTerms, ClaimedOf};
use domain::say;
use domain::shared::{Invalid, Money, Quantity, Unit};
use service::Error;

use super::queries::{self, CountedLine, Taken};
use super::rows::ClaimRow;

/// Reads terms; none where a figure cannot be read. `unit` is that of the claim, where it names a quantity.
pub(super) fn read_terms(
    check: &mut Check,
    pointer: &str,
    request: &ClaimTermsRequest,
    unit: Option<Unit>,
) -> Option<ClaimTerms> {
    let quantity = request.quantity.as_ref();
    let base = quantity.map(|quantity| read_quantity(check, &format!("{pointer}/quantity"), quantity, unit));
    let amount = request.amount.as_ref().map(|amount| check.amount(&format!("{pointer}/amount"), amount));
    let readable = !matches!(base, Some(None)) && !matches!(amount, Some(None));
    let terms = ClaimTerms { remedy: request.remedy, quantity: base.flatten(), amount: amount.flatten() };
    if readable {
        terms.invalid(pointer).into_iter().for_each(|invalid| check.push(invalid));
    }
    readable.then_some(terms)
}

/// A quantity above zero in base units; in the measure of a unit, where one is given.
pub(crate) fn read_quantity(
    check: &mut Check,
    pointer: &str,
    quantity: &WireQuantity,
    unit: Option<Unit>,
) -> Option<i64> {
    let measure = unit.map(Unit::dimension);
    let alike = measure.is_none_or(|measure| quantity.unit.dimension() == measure);
    check.require(alike, || {
        let measure = measure.unwrap_or(quantity.unit.dimension());
        let detail = say!("Gunakan satuan {measure}.", "Use a unit of {measure}.", measure = measure);
        Invalid::says(format!("{pointer}/unit"), "unlike-unit", detail)
    });
    check.positive(pointer, quantity).filter(|_| alike).map(Quantity::base)
}

/// Papers and photos as they are kept.
pub(super) fn read_documents(
    check: &mut Check,
    documents: &[DocumentReference],
) -> Result<serde_json::Value, Error> {
    check.length("/documents", documents, 0..=20);
    for (index, document) in documents.iter().enumerate() {
        check.line(&format!("/documents/{index}/type"), &document.r#type, 1..=60);
        check.line(&format!("/documents/{index}/number"), &document.number, 1..=100);
    }
    serde_json::to_value(documents).map_err(|error| Error::Internal(format!("documents of a claim: {error}")))
}

/// What the terms of a claim may reach: no more than the line was worth, nor than all goods of the shipment on the contract line, less
/// what other claims of the same side settled.
pub(super) async fn bounds_of(conn: &mut Connection, row: &ClaimRow) -> Result<ClaimBounds, Error> {
    let (lines, taken) = queries::goods_of(conn, row).await?;
    let line = lines.iter().find(|line| Some(line.id) == row.receipt_line_id);
    let alike = |unit: Unit| row.unit.is_none_or(|own| own.dimension() == unit.dimension());
    let of = match line {
        _ if !row.kind.is_of_accepted_goods() => ClaimedOf::Lost,
        Some(line) if alike(line.unit) => ClaimedOf::Accepted(still_accepted(line, &taken)),
        _ => ClaimedOf::Uncounted,
    };
    let own: Vec<&Taken> = taken.iter().filter(|one| one.claimant == row.claimant_id).collect();
    let worth = worth_left(lines.iter(), own.iter().copied());
    let of_line = row.receipt_line_id.map(|id| {
        let (lines, own) = (lines.iter().filter(|line| line.id == id), own.iter().copied());
        worth_left(lines, own.filter(|one| one.line == Some(id)))
    });
    Ok(ClaimBounds {
        quantity: row.claimed_base.zip(row.unit),
        amount: row.claimed_rupiah.map(Money),
        worth: Some(of_line.map_or(worth, |of_line| of_line.min(worth))),
        of,
    })
}

/// What a line accepted and other claims have left of it.
fn still_accepted(line: &CountedLine, taken: &[Taken]) -> i64 {
    let back = taken.iter().filter(|one| one.line == Some(line.id)).filter_map(|one| one.base);
    back.fold(line.accepted, i64::saturating_sub).max(0)
}

/// What lines came to, less what claims settled of it.
fn worth_left<'a>(
    lines: impl Iterator<Item = &'a CountedLine>,
    settled: impl Iterator<Item = &'a Taken>,
) -> Money {
    let worth = lines.fold(0, |sum: i64, line| sum.saturating_add(line.rupiah));
    Money(settled.filter_map(|one| one.rupiah).fold(worth, i64::saturating_sub).max(0))
}
