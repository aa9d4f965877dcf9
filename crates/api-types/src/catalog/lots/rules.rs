//! The most that a hub may keep of what a lot brings.

use chrono::NaiveDate;

crate::dated_rows! {
    /// Adds the most that a hub may keep.
    pub struct CreateHubFeeLimitRequest;
    /// What events of a limit of hub fees tell.
    pub struct HubFeeLimitEventData;
    /// The most that a hub may keep of what a consolidation lot brings.
    pub struct HubFeeLimitView of HubFeeLimitId by source ("Where the figure comes from.", "Musyawarah koperasi 2026") {
        /// In basis points of the amount of the receipts: 1,000 are a tenth.
        #[schema(example = 1000, minimum = 0, maximum = 10_000)]
        max_basis_points: i64,
    }
}

crate::list_query! {
    /// Filters of the limits of hub fees.
    pub struct ListHubFeeLimitsQuery {
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}
