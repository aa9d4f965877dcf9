//! Orders as they are shown.

use std::collections::BTreeMap;

use api_types::logistics::{CallOffLineView, CallOffView, Destination, WirePacks};
use db::Connection;
use domain::shared::{ContractLineId, Quantity, Unit};
use service::Error;

use super::order::Order;
use super::rows::CallOffLineRow;
use crate::outside::{ContractLineRow, lines_by_id};

/// The views of orders, in the same order; one statement, however many there are.
pub(super) async fn views(conn: &Connection, orders: Vec<Order>) -> Result<Vec<CallOffView>, Error> {
    let terms: Vec<_> =
        orders.iter().flat_map(|order| &order.lines).map(|line| line.contract_line_id).collect();
    let terms = lines_by_id(conn, &terms).await?;
    Ok(orders.into_iter().map(|order| view(order, &terms)).collect())
}

/// The view of an order.
pub(super) fn view(order: Order, terms: &BTreeMap<ContractLineId, ContractLineRow>) -> CallOffView {
    let etag = order.current_etag().to_string();
    let Order { row, lines, contract } = order;
    CallOffView {
        etag,
        id: row.id,
        number: row.number,
        contract_id: row.contract_id,
        contract_number: contract.row.number,
        agreement_id: contract.row.agreement_id,
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
