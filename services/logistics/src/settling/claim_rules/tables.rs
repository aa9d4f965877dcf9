//! The rule table of claims, and what is wrong with a row by itself.

use api_types::Check;
use api_types::logistics::CreateClaimRuleRequest;
use domain::logistics::ClaimRule;
use service::dated::RuleTable;

/// Times by which claims are judged.
pub(super) struct ClaimRules;

impl RuleTable for ClaimRules {
    type Rule = ClaimRule;
    type New = CreateClaimRuleRequest;

    fn check(new: &CreateClaimRuleRequest, check: &mut Check) {
        check.whole("/value", new.value, new.figure.bounds());
    }
}
