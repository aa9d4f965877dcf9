//! The rule table of ordering: how old the news may be by which orders and departures are judged.

use chrono::NaiveDate;

crate::dated_rows! {
    /// Adds how old the news between the services may be.
    pub struct CreateFeedLimitRequest;
    /// What events of such a limit tell.
    pub struct FeedLimitEventData;
    /// How old the news of the other services may be by which orders, readiness and departures are judged; when they are older,
    /// nothing new is ordered and nothing leaves.
    pub struct FeedLimitView of FeedLimitId by source ("Who decided it, and where.", "Keputusan bersama koordinator, 1 Juli 2026") {
        /// In seconds.
        #[schema(example = 60, minimum = 5, maximum = 3_600)]
        seconds: i64,
    }
}

crate::list_query! {
    /// Filters of the limits of the news' age.
    pub struct ListFeedLimitsQuery {
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}
