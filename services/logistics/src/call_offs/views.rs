//! Orders as they are shown.

use std::collections::BTreeMap;

use api_types::logistics::{CallOffLineView, CallOffView, Destination, WirePacks};
use db::Connection;
use domain::shared::{CallOffId, ContractLineId, Quantity, Unit};
use futures_util::future::try_join;
use service::Error;
use web::Etag;

use super::queries;
use super::rows::{CallOffLineRow, CallOffRow};
use crate::projections::{ContractLineRow, ContractRow, contracts_by_id, lines_by_id};

/// The views of orders, in the same order; three statements in two turns, however many there are. An order
/// whose contract is not projected is left out.
pub(super) async fn views(conn: &Connection, rows: Vec<CallOffRow>) -> Result<Vec<CallOffView>, Error> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let contracts: Vec<_> = rows.iter().map(|row| row.contract_id).collect();
    let (contracts, lines) =
        try_join(contracts_by_id(conn, &contracts), queries::lines_of(conn, &ids)).await?;
    let terms: Vec<_> = lines.iter().map(|line| line.contract_line_id).collect();
    let terms = lines_by_id(conn, &terms).await?;
    let mut by_order: BTreeMap<CallOffId, Vec<CallOffLineRow>> = BTreeMap::new();
    for line in lines {
        by_order.entry(line.call_off_id).or_default().push(line);
    }
    let shown = |row: CallOffRow| {
        let lines = by_order.remove(&row.id).unwrap_or_default();
        let contract = contracts.get(&row.contract_id)?;
        Some(view(row, &lines, contract, &terms))
    };
    Ok(rows.into_iter().filter_map(shown).collect())
}

/// The ETag of an order: its version and what was accepted on it, which moves by receipts.
pub(super) fn etag(row: &CallOffRow, lines: &[CallOffLineRow]) -> Etag {
    if lines.iter().all(|line| line.accepted_base == 0) {
        return Etag::of(row.version);
    }
    let accepted: Vec<String> = lines.iter().map(|line| line.accepted_base.to_string()).collect();
    Etag::with_derived(row.version, &accepted.join(","))
}

/// The view of an order.
pub(super) fn view(
    row: CallOffRow,
    lines: &[CallOffLineRow],
    contract: &ContractRow,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
) -> CallOffView {
    CallOffView {
        etag: etag(&row, lines).to_string(),
        id: row.id,
        number: row.number,
        contract_id: row.contract_id,
        contract_number: contract.number.clone(),
        agreement_id: contract.agreement_id,
        supplier_id: row.supplier_id,
        buyer_id: row.buyer_id,
        state: row.state,
        external_reference: row.external_reference,
        requested_delivery_date: row.requested_delivery_date,
        proposed_delivery_date: row.proposed_delivery_date,
        destination: Destination {
            name: row.destination_name,
            region_code: row.destination_region_code,
            address: row.destination_address,
        },
        lines: lines.iter().map(|line| line_view(line, terms.get(&line.contract_line_id))).collect(),
        note: row.note,
        terms_position: row.terms_position,
        issued_at: row.issued_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

fn line_view(line: &CallOffLineRow, terms: Option<&ContractLineRow>) -> CallOffLineView {
    let quantity = |base| Quantity::from_stored(base, line.unit).into();
    let open = if line.open { line.ordered_base - line.accepted_base } else { 0 };
    CallOffLineView {
        id: line.id,
        number: line.number,
        contract_line_id: line.contract_line_id,
        commodity_code: terms.map(|terms| terms.commodity_code.clone()).unwrap_or_default(),
        form_code: terms.map(|terms| terms.form_code.clone()).unwrap_or_default(),
        quantity: quantity(line.ordered_base),
        packs: packs(line),
        proposed_quantity: line.proposed_base.map(quantity),
        accepted: quantity(line.accepted_base),
        open: quantity(open.max(0)),
    }
}

fn packs(line: &CallOffLineRow) -> Option<WirePacks> {
    let content: (i64, Unit) = (line.pack_content_base?, line.pack_content_unit?);
    Some(WirePacks {
        count: line.pack_count?,
        kind: line.pack_kind?,
        content: Quantity::from_stored(content.0, content.1).into(),
    })
}
