//! The rule tables of settling, and what is wrong with a row by itself.

use api_types::Check;
use api_types::logistics::{CreatePaymentTermRequest, CreateVatRateRequest};
use db::Connection;
use domain::logistics::{PaymentTerm, VatRate};
use service::Error;
use service::dated::RuleTable;

use crate::outside::{expect_commodity, find_party};

/// In how many days buyers pay.
pub(super) struct PaymentTerms;

impl RuleTable for PaymentTerms {
    type Rule = PaymentTerm;
    type New = CreatePaymentTermRequest;

    async fn expect_known(conn: &mut Connection, rule: &PaymentTerm) -> Result<(), Error> {
        let Some(buyer) = rule.buyer_party_id else { return Ok(()) };
        let known = find_party(conn, buyer).await?;
        known.map(drop).ok_or_else(|| Error::unknown("agreement", "/buyer_party_id", "unknown-party"))
    }

    fn check(new: &CreatePaymentTermRequest, check: &mut Check) {
        check.whole("/due_days", new.due_days, PaymentTerm::DAYS);
    }
}

/// The value added tax on goods.
pub(super) struct VatRates;

impl RuleTable for VatRates {
    type Rule = VatRate;
    type New = CreateVatRateRequest;

    async fn expect_known(conn: &mut Connection, rule: &VatRate) -> Result<(), Error> {
        match &rule.commodity_code {
            Some(code) => expect_commodity(conn, code, None).await,
            None => Ok(()),
        }
    }

    fn check(new: &CreateVatRateRequest, check: &mut Check) {
        if let Some(code) = &new.commodity_code {
            check.commodity("/commodity_code", code);
        }
        check.whole("/basis_points", new.basis_points, 0..=10_000);
    }
}
