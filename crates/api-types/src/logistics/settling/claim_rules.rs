//! The rule table of claims: until when they are made, pursued and decided.

use chrono::NaiveDate;
use domain::logistics::ClaimFigure;

crate::dated_rows! {
    /// Adds a time by which claims are judged.
    pub struct CreateClaimRuleRequest;
    /// What events of such a time tell.
    pub struct ClaimRuleEventData;
    /// A time by which claims are judged: in how many hours goods are claimed, in how many days a claim is pursued and
    /// decided.
    pub struct ClaimRuleView of ClaimRuleId by source ("Who decided it, and where.", "Keputusan bersama koordinator, 1 Juli 2026") {
        /// Which time.
        figure: ClaimFigure,
        /// Whole hours or days.
        #[schema(example = 24, minimum = 1, maximum = 8_784)]
        value: i64,
    }
}

crate::list_query! {
    /// Filters of the times by which claims are judged.
    pub struct ListClaimRulesQuery {
        /// Only this time.
        figure: ClaimFigure,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}
