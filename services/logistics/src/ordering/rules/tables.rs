//! The rule table of ordering, and what is wrong with a row by itself.

use std::ops::RangeInclusive;

use api_types::Check;
use api_types::logistics::CreateFeedLimitRequest;
use domain::logistics::FeedLimit;
use service::dated::RuleTable;

/// Seconds: less than a few no feed keeps up with, and after an hour nobody vouches for anything.
const SECONDS: RangeInclusive<i64> = 5..=3_600;

/// How old the news of the other services may be.
pub(super) struct FeedLimits;

impl RuleTable for FeedLimits {
    type Rule = FeedLimit;
    type New = CreateFeedLimitRequest;

    fn check(new: &CreateFeedLimitRequest, check: &mut Check) {
        check.whole("/seconds", new.seconds, SECONDS);
    }
}
