//! Reference prices and the days that prices are judged by, and what is wrong with a row by itself.

use api_types::Check;
use api_types::catalog::{CreateGoodsLimitRequest, CreateReferencePriceRequest};
use db::Connection;
use domain::catalog::GoodsLimit;
use domain::shared::{CommodityCode, FormCode, GradeCode, Invalid, Money, ReferencePrice};
use service::Error;
use service::dated::RuleTable;

use super::tables::code;
use crate::goods::commodities::expect_priced_form;

/// What goods cost by regulation or by measure.
pub(super) struct ReferencePrices;

impl RuleTable for ReferencePrices {
    type Rule = ReferencePrice;
    type New = CreateReferencePriceRequest;

    fn check(new: &CreateReferencePriceRequest, check: &mut Check) {
        check.require(new.commodity_code.parse::<CommodityCode>().is_ok(), || code("/commodity_code"));
        check.require(new.form_code.parse::<FormCode>().is_ok(), || code("/form_code"));
        let grade = new.grade.as_ref().is_none_or(|grade| grade.parse::<GradeCode>().is_ok());
        check.require(grade, || code("/grade"));
        for (pointer, price) in [("/low_rupiah", new.low_rupiah), ("/high_rupiah", new.high_rupiah)] {
            if let Some(price) = price {
                check.whole(pointer, price, Money::PRICES);
            }
        }
        let (low, high) = (new.low_rupiah, new.high_rupiah);
        check.require(low.is_some() || high.is_some(), || {
            Invalid::new(
                "/low_rupiah",
                "required",
                "Isi harga terendah, harga tertinggi, atau keduanya.",
                "Give the lowest price, the highest, or both.",
            )
        });
        check.require(low.zip(high).is_none_or(|(low, high)| low <= high), || {
            Invalid::new(
                "/high_rupiah",
                "out-of-order",
                "Harga tertinggi tidak boleh di bawah harga terendah.",
                "The highest price must not lie below the lowest.",
            )
        });
    }

    async fn expect_known(conn: &mut Connection, rule: &ReferencePrice) -> Result<(), Error> {
        let (commodity, form) = (rule.commodity_code.as_str(), rule.form_code.as_str());
        expect_priced_form(conn, commodity, form, rule.price_basis).await.map(drop)
    }
}

/// Numbers of days.
pub(super) struct GoodsLimits;

impl RuleTable for GoodsLimits {
    type Rule = GoodsLimit;
    type New = CreateGoodsLimitRequest;

    fn check(new: &CreateGoodsLimitRequest, check: &mut Check) {
        check.whole("/days", new.days.into(), 1..=3650);
    }
}
