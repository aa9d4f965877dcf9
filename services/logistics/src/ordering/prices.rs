//! What goods cost: the price of their contract line on the day on which they were ordered, whatever was agreed on since.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use db::Connection;
use domain::logistics::PricedGoods;
use domain::shared::{CallOffId, ContractId, ContractLineId, Price};
use service::{Error, OccurredAt};

use super::queries::causes::issued;
use crate::outside::ContractLineRow;

/// The prices of some orders.
pub(crate) struct Prices<'l> {
    lines: &'l BTreeMap<ContractLineId, ContractLineRow>,
    /// When each was issued, as claimed and as recorded; asked only where a contract was amended.
    issued: BTreeMap<CallOffId, (DateTime<Utc>, DateTime<Utc>)>,
}

impl<'l> Prices<'l> {
    /// The prices of orders on contract lines that are at hand.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn of(
        conn: &Connection,
        lines: &'l BTreeMap<ContractLineId, ContractLineRow>,
        orders: &[CallOffId],
    ) -> Result<Self, Error> {
        if !lines.values().any(ContractLineRow::was_amended) {
            return Ok(Self { lines, issued: BTreeMap::new() });
        }
        Ok(Self { lines, issued: issued(conn, orders).await? })
    }

    /// The same of an order that is issued now, which its history does not say yet. It keeps the price of an earlier issue.
    pub(super) fn issued(mut self, order: CallOffId, occurred: OccurredAt, now: DateTime<Utc>) -> Self {
        let counts = if occurred.backfilled { occurred.at } else { now };
        self.issued.entry(order).or_insert((counts, now));
        self
    }

    /// Goods of an order on a contract line at their price, with the contract; none where the line has not arrived. The one
    /// place in which what is open gets its price.
    pub(super) fn goods(
        &self,
        order: CallOffId,
        line: ContractLineId,
        base: i64,
    ) -> Option<(ContractId, PricedGoods)> {
        let row = self.lines.get(&line)?;
        Some((row.contract_id, PricedGoods { line, unit: row.unit, base, price: self.price(order, line)? }))
    }

    /// What one of the basis costs of goods on a contract line that an order asked for; none where the line has not arrived.
    pub(crate) fn price(&self, order: CallOffId, line: ContractLineId) -> Option<Price> {
        let line = self.lines.get(&line)?;
        Some(match self.issued.get(&order) {
            Some((at, recorded_at)) => line.price_at(*at, *recorded_at),
            None => line.price(),
        })
    }
}
