//! The rule table of the sites, and what is wrong with a row by itself.

use api_types::Check;
use api_types::catalog::CreateFacilityRuleRequest;
use domain::catalog::{FacilityRule, FacilityRuleKind};
use service::dated::RuleTable;

use crate::goods::{misplaced, missing};

/// What facilities are judged by.
pub(super) struct FacilityRulesTable;

impl RuleTable for FacilityRulesTable {
    type Rule = FacilityRule;
    type New = CreateFacilityRuleRequest;

    fn check(new: &CreateFacilityRuleRequest, check: &mut Check) {
        for (field, there, kinds) in fields(new) {
            match kinds.contains(&new.kind) {
                true => check.require(there, || missing(field)),
                false => check.require(!there, || misplaced(field)),
            }
        }
        if let Some(years) = new.max_years {
            check.whole("/max_years", years.into(), 1..=50);
        }
    }
}

/// A field, whether it is there, and the kinds of rules that need it; the others do not use it.
type Field = (&'static str, bool, &'static [FacilityRuleKind]);

fn fields(new: &CreateFacilityRuleRequest) -> [Field; 3] {
    use FacilityRuleKind::{LongestTerm, Required};
    [
        ("paper", new.paper.is_some(), &[LongestTerm, Required]),
        ("max_years", new.max_years.is_some(), &[LongestTerm]),
        ("facility_kind", new.facility_kind.is_some(), &[Required]),
    ]
}
