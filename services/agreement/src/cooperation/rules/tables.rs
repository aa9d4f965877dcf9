//! The tables: their events, and what a new row may say.

use api_types::Check;
use api_types::agreement::{
    CooperationLimitEventData, CreateCooperationLimitRequest, CreateStageRequirementRequest,
    StageRequirementEventData,
};
use domain::agreement::{CooperationLimit, StageRequirement};
use domain::shared::{CommodityCode, CooperationLimitId, Invalid, StageRequirementId};
use service::dated::RuleTable;

/// Papers that stages ask for.
pub(super) struct StageRequirements;

impl RuleTable for StageRequirements {
    type Rule = StageRequirement;
    type New = CreateStageRequirementRequest;
    type Id = StageRequirementId;
    type Data = StageRequirementEventData;
    const PATH: &'static str = "stage-requirements";

    fn data(rule_id: StageRequirementId, version: i64) -> StageRequirementEventData {
        StageRequirementEventData { rule_id, version }
    }

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
    type Id = CooperationLimitId;
    type Data = CooperationLimitEventData;
    const PATH: &'static str = "cooperation-limits";

    fn data(rule_id: CooperationLimitId, version: i64) -> CooperationLimitEventData {
        CooperationLimitEventData { rule_id, version }
    }

    fn check(new: &CreateCooperationLimitRequest, check: &mut Check) {
        check.require((1..=3650).contains(&new.days), || out_of_range("/days", "1", "3.650", "3,650"));
    }
}

fn out_of_range(pointer: &str, least: &str, most_id: &str, most_en: &str) -> Invalid {
    let (id, en) =
        (format!("Isi {least} sampai {most_id} hari."), format!("Give {least} to {most_en} days."));
    Invalid::new(pointer, "out-of-range", id, en)
}
