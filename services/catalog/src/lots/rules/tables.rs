//! The rule table of the lots, and what is wrong with a row by itself.

use api_types::Check;
use api_types::catalog::CreateHubFeeLimitRequest;
use domain::catalog::HubFeeLimit;
use service::dated::RuleTable;

/// The most that a hub may keep.
pub(super) struct HubFeeLimits;

impl RuleTable for HubFeeLimits {
    type Rule = HubFeeLimit;
    type New = CreateHubFeeLimitRequest;

    fn check(new: &CreateHubFeeLimitRequest, check: &mut Check) {
        check.whole("/max_basis_points", new.max_basis_points, 0..=1_000);
    }
}
