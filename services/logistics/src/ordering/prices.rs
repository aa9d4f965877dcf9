//! What goods cost: as the text of their contract says that was in force when they were ordered, whatever was agreed on since; a
//! reference price it follows is that of the day of the receipt.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use domain::logistics::GoodsAtPrice;
use domain::shared::{
    CallOffId, CallOffLineId, ContractId, ContractLineId, KnownReference, LinePrice, Price, Ratio, VariantId,
};
use service::{Error, OccurredAt};

use super::call_offs::{forms_of, variants_of};
use super::queries::causes::issued;
use super::value::Goods;
use crate::outside::{ContractLineRow, known_references};

/// The prices of some orders.
pub(crate) struct Prices<'l> {
    lines: &'l BTreeMap<ContractLineId, ContractLineRow>,
    /// The time by which the price of each counts, and when that was recorded; asked only where a contract was amended.
    issued: BTreeMap<CallOffId, (DateTime<Utc>, DateTime<Utc>)>,
    /// The product variants that order lines name; asked only where a rule may price by them.
    variants: BTreeMap<CallOffLineId, VariantId>,
    /// What other forms than that of the contract line count as there, by the order lines that name them.
    forms: BTreeMap<CallOffLineId, Ratio>,
    /// The reference prices of the goods; asked only where a rule may follow one.
    references: Vec<KnownReference>,
}

impl<'l> Prices<'l> {
    /// How the prices of orders on contract lines that are at hand are found.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn of(
        conn: &Connection,
        lines: &'l BTreeMap<ContractLineId, ContractLineRow>,
        orders: &[CallOffId],
    ) -> Result<Self, Error> {
        let amended = lines.values().any(ContractLineRow::was_amended);
        let issued = if amended { issued(conn, orders).await? } else { BTreeMap::new() };
        Ok(Self { lines, issued, variants: BTreeMap::new(), forms: BTreeMap::new(), references: Vec::new() })
    }

    /// The same of an order that is issued now, which is not stored yet.
    pub(super) fn issued(mut self, order: CallOffId, occurred: OccurredAt, now: DateTime<Utc>) -> Self {
        self.issued.insert(order, (occurred.counts(now), now));
        self
    }

    /// Goods of an order at the highest price of the rule of their contract line, with the contract; none where the line has not
    /// arrived. The one place in which what is open gets its price.
    ///
    /// # Errors
    /// As [`Self::price`].
    pub(super) fn goods(
        &self,
        &Goods { order, line, base, counts, variant }: &Goods,
    ) -> Result<Option<(ContractId, GoodsAtPrice)>, Error> {
        let (Some(row), Some(LinePrice { rule, basis })) = (self.lines.get(&line), self.price(order, line)?)
        else {
            return Ok(None);
        };
        let price = rule.highest(variant).map(|money| Price { money, basis });
        Ok(Some((row.contract_id, GoodsAtPrice { line, unit: row.unit, base, counts, price })))
    }

    /// The same with what their rules ask for.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn of_deliveries(
        conn: &Connection,
        lines: &'l BTreeMap<ContractLineId, ContractLineRow>,
        orders: &[CallOffId],
    ) -> Result<Self, Error> {
        let prices = Self { forms: forms_of(conn, orders).await?, ..Self::of(conn, lines, orders).await? };
        let ruled = lines.values().filter(|line| line.has_rules());
        let codes: Vec<String> = ruled.map(|line| line.commodity_code.clone()).collect();
        if codes.is_empty() {
            return Ok(prices);
        }
        let variants = variants_of(conn, orders).await?;
        Ok(Self { variants, references: known_references(conn, &codes).await?, ..prices })
    }

    /// What is said of the price of goods on a contract line that an order asked for; none where the line has not arrived.
    ///
    /// # Errors
    /// A rule that this release cannot read.
    pub(crate) fn price(&self, order: CallOffId, line: ContractLineId) -> Result<Option<LinePrice>, Error> {
        let Some(line) = self.lines.get(&line) else { return Ok(None) };
        let price = match self.issued.get(&order) {
            Some((at, recorded_at)) => line.price_at(*at, *recorded_at),
            None => line.price(),
        };
        price.map(Some)
    }

    /// The first day of the text by which goods of an order have their price; none of a contract that was never amended.
    pub(crate) fn text_from(&self, order: CallOffId, line: ContractLineId) -> Option<NaiveDate> {
        let (at, recorded_at) = self.issued.get(&order)?;
        self.lines.get(&line)?.text_from(*at, *recorded_at)
    }

    /// The form that a contract line has a price for.
    pub(crate) fn form(&self, line: ContractLineId) -> Option<&str> {
        self.lines.get(&line).map(|line| line.form_code.as_str())
    }

    /// What the form of an order line counts as in it.
    pub(crate) fn counts(&self, line: CallOffLineId) -> Ratio {
        self.forms.get(&line).copied().unwrap_or(Ratio::SAME)
    }

    /// The product variant that an order line names.
    pub(crate) fn variant(&self, line: CallOffLineId) -> Option<VariantId> {
        self.variants.get(&line).copied()
    }

    /// The reference prices of the goods, of all days.
    pub(crate) fn references(&self) -> &[KnownReference] {
        &self.references
    }
}
