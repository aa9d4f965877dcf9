//! The rule tables of the road, and what is wrong with a row by itself.

use api_types::Check;
use api_types::logistics::{
    CreateAllowanceRequest, CreateGateRuleRequest, CreateJourneyRequirementRequest, CreateLatenessRuleRequest,
};
use db::Connection;
use domain::logistics::{Allowance, GateRule, JourneyRequirement, LatenessFigure, LatenessRule};
use domain::shared::{BusinessSize, Invalid};
use service::Error;
use service::dated::RuleTable;

use crate::outside::expect_commodity;

/// Papers that businesses must hold.
pub(super) struct GateRulesTable;

impl RuleTable for GateRulesTable {
    type Rule = GateRule;
    type New = CreateGateRuleRequest;

    fn check(new: &CreateGateRuleRequest, check: &mut Check) {
        check.length("/supplier_sizes", &new.supplier_sizes, 0..=BusinessSize::ALL.len());
    }
}

/// Papers of one journey.
pub(super) struct JourneyRequirements;

impl RuleTable for JourneyRequirements {
    type Rule = JourneyRequirement;
    type New = CreateJourneyRequirementRequest;
}

/// Times after which vehicles are late.
pub(super) struct LatenessRules;

impl RuleTable for LatenessRules {
    type Rule = LatenessRule;
    type New = CreateLatenessRuleRequest;

    fn check(new: &CreateLatenessRuleRequest, check: &mut Check) {
        check.whole("/value", new.value, LatenessFigure::BOUNDS);
    }
}

/// What may be lost on the road.
pub(super) struct Allowances;

impl RuleTable for Allowances {
    type Rule = Allowance;
    type New = CreateAllowanceRequest;

    async fn expect_known(conn: &mut Connection, rule: &Allowance) -> Result<(), Error> {
        expect_commodity(conn, &rule.commodity_code, None).await
    }

    fn check(new: &CreateAllowanceRequest, check: &mut Check) {
        check.commodity("/commodity_code", &new.commodity_code);
        for (field, code) in
            [("from_province_code", &new.from_province_code), ("to_province_code", &new.to_province_code)]
        {
            check.require(code.as_ref().is_none_or(|code| code.len() == 2), || {
                Invalid::new(
                    format!("/{field}"),
                    "province",
                    "Isi kode provinsi, misalnya 18 untuk Lampung.",
                    "Give the code of a province, such as 18 for Lampung.",
                )
            });
        }
        check.require(new.hours_to.is_none_or(|end| end > new.hours_from && end <= 1_000), || {
            Invalid::new(
                "/hours_to",
                "period",
                "Batas jam harus lebih besar dari jam awal, paling banyak 1.000.",
                "The last hour must be larger than the first, and 1,000 at most.",
            )
        });
        check.whole("/hours_from", new.hours_from.into(), 0..=1_000);
        check.whole("/basis_points", new.basis_points.into(), 0..=10_000);
    }
}
