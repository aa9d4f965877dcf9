//! The tables, and what a new row may say.

use api_types::Check;
use api_types::agreement::{
    CreateCooperationLimitRequest, CreatePlausiblePriceRequest, CreateStageRequirementRequest,
    CreateTrialThresholdRequest,
};
use db::Connection;
use domain::agreement::{CooperationLimit, PlausiblePrice, StageRequirement, TrialThreshold};
use domain::shared::{CommodityCode, FormCode, Invalid, Money};
use service::Error;
use service::dated::RuleTable;

use crate::outside::{KnownForm, list_commodities, list_forms};

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

/// Quantities per month above which a trial comes first.
pub(super) struct TrialThresholds;

impl RuleTable for TrialThresholds {
    type Rule = TrialThreshold;
    type New = CreateTrialThresholdRequest;

    fn check(new: &CreateTrialThresholdRequest, check: &mut Check) {
        check.take(CommodityCode::from_field("/commodity_code", &new.commodity_code));
        let form = new.form_code.as_ref();
        check.require(form.is_none_or(|form| form.parse::<FormCode>().is_ok()), || {
            Invalid::new(
                "/form_code",
                "code",
                "Tulis kode bentuk dengan huruf kecil dan garis bawah, misalnya `fresh_shell`.",
                "Write the code of a form in lower case with underscores, such as `fresh_shell`.",
            )
        });
        check.positive("/per_month", &new.per_month);
        check.whole("/within_months", new.within_months.into(), 1..=120);
    }

    async fn expect_known(conn: &mut Connection, rule: &TrialThreshold) -> Result<(), Error> {
        let code = rule.commodity_code.to_string();
        let known = list_forms(conn, std::slice::from_ref(&code)).await?;
        let of_form =
            |one: &&KnownForm| rule.form_code.as_ref().is_none_or(|form| form.as_str() == one.form_code);
        let dimension = rule.per_month.dimension();
        let measured = |one: &KnownForm| {
            [Some(one.unit), one.second_unit].into_iter().flatten().any(|unit| unit.dimension() == dimension)
        };
        if known.is_empty() {
            return Err(Error::behind("catalog", vec![CommodityCode::unknown("/commodity_code")]));
        }
        if !known.iter().any(|one| of_form(&one)) {
            return Err(Error::behind("catalog", vec![unknown_form()]));
        }
        if known.iter().filter(of_form).any(measured) {
            Ok(())
        } else {
            Err(Error::Invalid(vec![other_unit()]))
        }
    }
}

fn unknown_form() -> Invalid {
    Invalid::new(
        "/form_code",
        "unknown-form",
        "Komoditas ini tidak memiliki bentuk itu; lihat /v1/commodities.",
        "This commodity has no such form; look in /v1/commodities.",
    )
}

fn other_unit() -> Invalid {
    Invalid::new(
        "/per_month/unit",
        "unlike-unit",
        "Barang ini tidak diukur dalam satuan itu; lihat /v1/commodities.",
        "These goods are not measured in that unit; look in /v1/commodities.",
    )
}

fn out_of_range(pointer: &str, least: &str, most_id: &str, most_en: &str) -> Invalid {
    let (id, en) =
        (format!("Isi {least} sampai {most_id} hari."), format!("Give {least} to {most_en} days."));
    Invalid::new(pointer, "out-of-range", id, en)
}
