//! The rule table of signals: the figures by which they are raised.

use chrono::NaiveDate;
use domain::logistics::SignalFigure;

crate::dated_rows! {
    /// Adds a figure by which signals are raised.
    pub struct CreateSignalRuleRequest;
    /// What events of such a figure tell.
    pub struct SignalRuleEventData;
    /// A figure by which signals are raised.
    pub struct SignalRuleView of SignalRuleId by source ("Who decided it, and where.", "Keputusan bersama koordinator, 1 Juli 2026") {
        /// Which figure.
        figure: SignalFigure,
        /// A whole number, of what the name of the figure says.
        #[schema(example = 90, minimum = 0, maximum = 1_000_000)]
        value: i64,
    }
}

crate::list_query! {
    /// Filters of the figures by which signals are raised.
    pub struct ListSignalRulesQuery {
        /// Only this figure.
        figure: SignalFigure,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}
