//! Whether what an order names by a price list stands on the shelves of its buyer.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use db::Connection;
use domain::logistics::{ShelvedGoods, check_shelves, needs_shelf};
use domain::shared::{ContractLineId, VariantId, jakarta_date};
use service::Error;

use crate::ordering::call_offs::order::Order;
use crate::outside::{ContractLineRow, operates_outlets, recalled_among, shelves_of};

/// Every variant that an order names by the price list in force `at` stands on a shelf of its buyer on the day of delivery.
///
/// # Errors
/// `order-line-invalid` with each variant that does not.
pub(super) async fn expect_shelved(
    conn: &Connection,
    order: &Order,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
    (at, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), Error> {
    let (buyer, delivery) = (order.row.buyer_id, order.row.requested_delivery_date);
    if order.lines.iter().all(|line| line.variant_id.is_none()) {
        return Ok(());
    }
    let has_outlets = operates_outlets(conn, buyer).await?;
    let mut named = BTreeSet::new();
    for line in &order.lines {
        let (Some(variant), Some(terms)) = (line.variant_id, terms.get(&line.contract_line_id)) else {
            continue;
        };
        let rule = terms.price_at(at, now)?.rule.kind();
        if needs_shelf(rule, has_outlets, delivery, jakarta_date(now)) {
            named.insert(variant);
        }
    }
    if named.is_empty() {
        return Ok(());
    }
    let named: Vec<VariantId> = named.into_iter().collect();
    let recalled = recalled_among(conn, &named).await?;
    let mut shelves = shelves_of(conn, buyer, &named).await?;
    let goods = |variant: VariantId| ShelvedGoods {
        variant,
        recalled: recalled.contains(&variant),
        shelves: shelves.remove(&variant).unwrap_or_default(),
    };
    check_shelves(&named.into_iter().map(goods).collect::<Vec<_>>(), delivery)
        .map_err(|refusal| Error::behind("catalog", refusal))
}
