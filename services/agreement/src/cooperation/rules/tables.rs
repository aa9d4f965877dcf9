//! The tables, and what a new row may say.

use api_types::Check;
use api_types::agreement::{
    CreateCooperationLimitRequest, CreatePlausiblePriceRequest, CreateStageRequirementRequest,
};
use db::Connection;
use domain::agreement::{CooperationLimit, PlausiblePrice, StageRequirement};
use domain::shared::{CommodityCode, Invalid, Money};
use service::Error;
use service::dated::RuleTable;

use crate::outside::list_commodities;

/// Papers that stages ask for.
pub(super) struct StageRequirements;

impl RuleTable for StageRequirements {
    type Rule = StageRequirement;
    type New = CreateStageRequirementRequest;

    fn check(new: &CreateStageRequirementRequest, check: &mut Check) {
        // Kinds of papers are written like codes of commodities.
        let reads = new.paper.len() <= 60 && new.paper.parse::<CommodityCode>().is_ok();
        check.require(reads, || {
            Invalid::new(
                "/paper",
                "code",
                "Tulis jenis dokumen dengan huruf kecil dan garis bawah, misalnya `work_plan`.",
                "Write the kind of paper in lower case with underscores, such as `work_plan`.",
            )
        });
        check.require(new.due_days.is_none_or(|days| days <= 3650), || {
            out_of_range("/due_days", "0", "3.650", "3,650")
        });
    }
}

/// Numbers of days.
pub(super) struct CooperationLimits;

impl RuleTable for CooperationLimits {
    type Rule = CooperationLimit;
    type New = CreateCooperationLimitRequest;

    fn check(new: &CreateCooperationLimitRequest, check: &mut Check) {
        check.require((1..=3650).contains(&new.days), || out_of_range("/days", "1", "3.650", "3,650"));
    }
}

/// Prices that somebody can mean.
pub(super) struct PlausiblePrices;

impl RuleTable for PlausiblePrices {
    type Rule = PlausiblePrice;
    type New = CreatePlausiblePriceRequest;

    fn check(new: &CreatePlausiblePriceRequest, check: &mut Check) {
        check.take(CommodityCode::from_field("/commodity_code", &new.commodity_code));
        let prices = (new.least_rupiah, new.most_rupiah);
        let ordered =
            prices.0 <= prices.1 && Money::PRICES.contains(&prices.0) && Money::PRICES.contains(&prices.1);
        check.require(ordered, || {
            Invalid::new(
                "/most_rupiah",
                "out-of-range",
                "Isi harga terendah dan tertinggi dalam rupiah, dari 1 sampai 1.000.000.000.000, yang terendah tidak di atas yang tertinggi.",
                "Give the lowest and the highest price in rupiah, from 1 to 1,000,000,000,000, the lowest not above the highest.",
            )
        });
    }

    async fn expect_known(conn: &mut Connection, rule: &PlausiblePrice) -> Result<(), Error> {
        let code = rule.commodity_code.to_string();
        if list_commodities(conn, std::slice::from_ref(&code)).await?.is_empty() {
            return Err(Error::behind("catalog", vec![CommodityCode::unknown("/commodity_code")]));
        }
        Ok(())
    }
}

fn out_of_range(pointer: &str, least: &str, most_id: &str, most_en: &str) -> Invalid {
    let (id, en) =
        (format!("Isi {least} sampai {most_id} hari."), format!("Give {least} to {most_en} days."));
    Invalid::new(pointer, "out-of-range", id, en)
}
