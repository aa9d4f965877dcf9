//! What goods cost: the price of their contract line on the day on which they were ordered, whatever was agreed on since.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use db::Connection;
use domain::shared::{CallOffId, ContractLineId, Price};
use service::Error;

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

    /// What one of the basis costs of goods on a contract line that an order asked for; none where the line has not arrived.
    pub(crate) fn price(&self, order: CallOffId, line: ContractLineId) -> Option<Price> {
        let line = self.lines.get(&line)?;
        Some(match self.issued.get(&order) {
            Some((at, recorded_at)) => line.price_at(*at, *recorded_at),
            None => line.price(),
        })
    }
}
