//! What is shown of a statement.

use api_types::logistics::{SettlementConsentView, SettlementLineView, SettlementSumsView, SettlementView};
use api_types::{WireMoney, WireQuantity};
use chrono::NaiveDate;
use domain::logistics::{Owed, SettlementLine, Totals};
use domain::shared::{Money, Quantity};

use super::rows::Settlement;

impl Settlement {
    /// The view on a day, with its lines.
    pub(super) fn view(self, today: NaiveDate) -> SettlementView {
        let lines = (1..).zip(&self.says.lines).map(|(number, line)| line_view(number, line)).collect();
        SettlementView { lines: Some(lines), ..self.listed(today) }
    }

    /// The view on a day without its lines, as lists show it.
    pub(super) fn listed(self, today: NaiveDate) -> SettlementView {
        let consent = |row: &super::rows::ConsentRow| SettlementConsentView {
            by: row.given_by,
            occurred_at: row.occurred_at,
        };
        SettlementView {
            etag: self.etag_on(today).to_string(),
            overdue_days: self.overdue_days(today),
            month: self.row.month_code(),
            consents: self.consents.iter().map(consent).collect(),
            sums: sums(&self.says.totals, &self.owed),
            line_count: self.says.line_count,
            lines: None,
            text_sha256: self.says.hash,
            due_date: self.due,
            id: self.row.id,
            number: self.row.number,
            contract_id: self.row.contract_id,
            supplier_id: self.row.supplier_id,
            buyer_id: self.row.buyer_id,
            state: self.row.state,
            confirmed_at: self.row.confirmed_at,
            disputed_by_party_id: self.row.disputed_by_party_id,
            disputed_receipt_line_ids: self.row.disputed_line_ids,
            created_at: self.row.created_at,
            updated_at: self.row.updated_at,
        }
    }
}

fn sums(totals: &Totals, owed: &Owed) -> SettlementSumsView {
    SettlementSumsView {
        deliveries: totals.deliveries.into(),
        corrections: totals.corrections.into(),
        deductions: totals.deductions.into(),
        credits: totals.credits.into(),
        tax: totals.tax.into(),
        total: totals.total.into(),
        disputed: owed.disputed.into(),
        paid: owed.confirmed.into(),
        awaiting_confirmation: owed.recorded.into(),
        // No more than the total, which is an i64.
        payable: Money(i64::try_from(owed.payable()).unwrap_or(i64::MAX)).into(),
    }
}

fn line_view(number: i32, line: &SettlementLine) -> SettlementLineView {
    let quantity = line.quantity.zip(line.unit);
    SettlementLineView {
        number,
        r#type: line.kind,
        receipt_line_id: line.receipt_line,
        receipt_id: line.receipt,
        contract_line_id: line.contract_line,
        source: line.source.clone(),
        corrects_settlement_id: line.corrects,
        commodity_code: line.commodity.clone(),
        form_code: line.form.clone(),
        day: line.day,
        quantity: quantity.map(|(base, unit)| WireQuantity::from(Quantity::from_stored(base, unit))),
        price_basis: line.basis,
        price: line.price.map(|rupiah| WireMoney::from(Money(rupiah))),
        amount: line.amount.into(),
        tax: line.tax.into(),
    }
}
