//! The rule tables of receiving, and what is wrong with a row by itself.

use api_types::Check;
use api_types::logistics::{CreateReceivingRuleRequest, CreateWeightRangeRequest};
use db::Connection;
use domain::logistics::{Measure, ReceivingRule, WeightRange};
use domain::shared::Invalid;
use service::Error;
use service::dated::RuleTable;

use crate::outside::expect_commodity;

/// Figures by which receipts are judged.
pub(super) struct ReceivingRules;

impl RuleTable for ReceivingRules {
    type Rule = ReceivingRule;
    type New = CreateReceivingRuleRequest;

    fn check(new: &CreateReceivingRuleRequest, check: &mut Check) {
        check.whole("/value", new.value, new.figure.bounds());
    }
}

/// What a head or a piece plausibly weighs.
pub(super) struct WeightRanges;

impl RuleTable for WeightRanges {
    type Rule = WeightRange;
    type New = CreateWeightRangeRequest;

    async fn expect_known(conn: &mut Connection, rule: &WeightRange) -> Result<(), Error> {
        expect_commodity(conn, &rule.commodity_code, rule.form_code.as_deref()).await
    }

    fn check(new: &CreateWeightRangeRequest, check: &mut Check) {
        check.commodity("/commodity_code", &new.commodity_code);
        check.require(matches!(new.measure, Measure::Head | Measure::Piece), || {
            Invalid::new(
                "/measure",
                "unlike-unit",
                "Pilih `head` untuk berat per ekor atau `piece` untuk berat per butir.",
                "Choose `head` for the weight of a head or `piece` for that of a piece.",
            )
        });
        check.whole("/least_grams", new.least_grams, 1..=MOST_GRAMS);
        check.whole("/most_grams", new.most_grams, 1..=MOST_GRAMS);
        check.require(new.least_grams <= new.most_grams, || {
            Invalid::new(
                "/most_grams",
                "period",
                "Berat terbesar tidak boleh kurang dari berat terkecil.",
                "The largest weight is not less than the smallest.",
            )
        });
    }
}

/// Ten tonnes: no head or piece of this trade weighs more.
const MOST_GRAMS: i64 = 10_000_000;
