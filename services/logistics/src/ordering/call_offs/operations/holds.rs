//! The holds that order lines take their goods from.
//!
//! One line names a hold, held by a unique index over the lines of orders that were not refused or cancelled. A hold is judged
//! when the order is written, issued and accepted, each time by what the catalog has told. The catalog in turn gives back what
//! was converted only where no order names it, having read this service's news up to that moment. What remains is an order that
//! is written, issued and accepted while the news of a hold given back is on its way here: at most as long as a feed may be
//! silent (`/v1/feed-limits`).

use std::collections::{BTreeMap, BTreeSet};

use db::Connection;
use domain::logistics::{AskedGoods, unmet_by_hold};
use domain::say;
use domain::shared::{Bilingual, CallOffId, ContractLineId, HoldId, Invalid, Quantity, Refusal, RefusalCode};
use service::Error;

use crate::ordering::call_offs::queries::orders_naming;
use crate::ordering::call_offs::rows::CallOffLineRow;
use crate::outside::{Contract, ContractLineRow, holds_by_id};

/// The lines that name a hold.
fn naming(lines: &[CallOffLineRow]) -> Vec<(&CallOffLineRow, HoldId)> {
    lines.iter().filter_map(|line| Some((line, line.hold_id?))).collect()
}

fn pointer(line: &CallOffLineRow) -> String {
    format!("/lines/{}/hold_id", line.number - 1)
}

/// Each hold is named once, by no other order that keeps it.
///
/// # Errors
/// 422 that names each line, or 409 `duplicate`.
pub(super) async fn expect_free(
    conn: &Connection,
    order: CallOffId,
    lines: &[CallOffLineRow],
) -> Result<(), Error> {
    let named = naming(lines);
    if named.is_empty() {
        return Ok(());
    }
    let mut seen = BTreeSet::new();
    let repeated = named.iter().filter(|(_, id)| !seen.insert(*id)).map(|(line, _)| repeated(line));
    let repeated: Vec<Invalid> = repeated.collect();
    if !repeated.is_empty() {
        return Err(Error::Invalid(repeated));
    }
    let orders = orders_naming(conn, order, &seen.into_iter().collect::<Vec<_>>()).await?;
    match named.into_iter().find_map(|(line, id)| Some((line, orders.get(&id)?))) {
        Some((line, number)) => Err(Error::Duplicate(named_already(line, number))),
        None => Ok(()),
    }
}

/// Each hold that lines name is one of the buyer's that they may take their goods from now.
///
/// # Errors
/// `order-line-invalid` with every unmet rule; 422 that names the field of a hold that there is not.
pub(super) async fn expect_held(
    conn: &Connection,
    contract: &Contract,
    lines: &[CallOffLineRow],
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
) -> Result<(), Error> {
    let named = naming(lines);
    if named.is_empty() {
        return Ok(());
    }
    let ids: Vec<HoldId> = named.iter().map(|(_, id)| *id).collect();
    let mut holds = holds_by_id(conn, &ids).await?;
    let mut unmet = Vec::new();
    for (line, id) in named {
        let own = holds.remove(&id).filter(|hold| hold.buyer_id == contract.row.buyer_id);
        let Some(hold) = own else {
            return Err(Error::unknown("catalog", pointer(line), "unknown-hold"));
        };
        let Some(terms) = terms.get(&line.contract_line_id) else { continue };
        let asked = AskedGoods {
            contract: contract.row.id,
            goods: (&terms.commodity_code, line.form_code.as_ref().unwrap_or(&terms.form_code)),
            amount: Quantity::from_stored(line.ordered_base, line.unit),
        };
        unmet.extend(unmet_by_hold(&hold.goods(), &asked));
    }
    Refusal::unless_empty(RefusalCode::OrderLineInvalid, unmet)
        .map_err(|refusal| Error::behind("catalog", refusal))
}

/// Another order named the same hold in the same moment.
pub(super) fn named_meanwhile(error: Error) -> Error {
    error.when_unique("call_off_line_hold", || {
        Error::duplicate(
            "/lines",
            "Pesanan stok pada salah satu baris baru saja disebut pesanan lain; sebutkan yang lain.",
            "Another order has just named the hold of one of these lines; name another.",
        )
    })
}

fn repeated(line: &CallOffLineRow) -> Invalid {
    Invalid::new(
        pointer(line),
        "repeated",
        "Pesanan stok ini sudah disebut pada baris lain; sebutkan sekali saja.",
        "Another line names this hold already; name it once.",
    )
}

fn named_already(line: &CallOffLineRow, number: &str) -> Invalid {
    let detail = say!(
        "Pesanan stok ini sudah disebut surat pesanan {number}; batalkan surat itu atau sebutkan yang lain.",
        "Order {number} names this hold already; cancel that order, or name another hold.",
        number = Bilingual::same(number),
    );
    Invalid::says(pointer(line), "duplicate", detail)
}
