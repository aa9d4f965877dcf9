//! The tables, and what a new row may say.

use api_types::Check;
use api_types::agreement::{CreateCooperationLimitRequest, CreateStageRequirementRequest};
use domain::agreement::{CooperationLimit, StageRequirement};
use domain::shared::{CommodityCode, Invalid};
use service::dated::RuleTable;

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

fn out_of_range(pointer: &str, least: &str, most_id: &str, most_en: &str) -> Invalid {
    let (id, en) =
        (format!("Isi {least} sampai {most_id} hari."), format!("Give {least} to {most_en} days."));
    Invalid::new(pointer, "out-of-range", id, en)
}
