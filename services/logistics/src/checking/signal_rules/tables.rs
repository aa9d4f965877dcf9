//! The rule table of signals, and what is wrong with a row by itself.

use api_types::Check;
use api_types::logistics::CreateSignalRuleRequest;
use domain::logistics::SignalRule;
use service::dated::RuleTable;

/// Figures by which signals are raised.
pub(super) struct SignalRules;

impl RuleTable for SignalRules {
    type Rule = SignalRule;
    type New = CreateSignalRuleRequest;

    fn check(new: &CreateSignalRuleRequest, check: &mut Check) {
        check.whole("/value", new.value, new.figure.bounds());
    }
}
