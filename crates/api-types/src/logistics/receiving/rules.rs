//! Rule tables of receiving: by which figures receipts are judged, and what a head or a piece plausibly weighs.

use chrono::NaiveDate;
use domain::logistics::{Measure, ReceivingFigure};

crate::dated_rows! {
    /// Adds a figure by which receipts are judged.
    pub struct CreateReceivingRuleRequest;
    /// What events of such a figure tell.
    pub struct ReceivingRuleEventData;
    /// A figure by which receipts are judged: from which value two persons receive, in which time a supplier answers, by
    /// how much two scales may differ.
    pub struct ReceivingRuleView of ReceivingRuleId by source ("Who decided it, and where.", "Keputusan bersama koordinator, 1 Juli 2026") {
        /// Which figure.
        figure: ReceivingFigure,
        /// Whole rupiah of a value, hours of a time, basis points of a load.
        #[schema(example = 72, minimum = 0, maximum = 1_000_000_000_000_i64)]
        value: i64,
    }
}

crate::list_query! {
    /// Filters of the figures by which receipts are judged.
    pub struct ListReceivingRulesQuery {
        /// Only this figure.
        figure: ReceivingFigure,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}

crate::dated_rows! {
    /// Adds a plausible weight.
    pub struct CreateWeightRangeRequest;
    /// What events of a plausible weight tell.
    pub struct WeightRangeEventData;
    /// What a head or a piece of some goods plausibly weighs. A receipt outside of it needs a note.
    pub struct WeightRangeView of WeightRangeId by source ("Where the figures come from.", "Timbangan RPH Cakung, 2025") {
        /// The commodity.
        #[schema(example = "cattle", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        commodity_code: String,
        /// Its form; null for every form without a row of its own.
        #[schema(example = "live", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        #[serde(default)]
        form_code: Option<String>,
        /// `head` or `piece`.
        #[schema(example = "head")]
        measure: Measure,
        /// Grams from which it is plausible.
        #[schema(example = 100_000, minimum = 1, maximum = 10_000_000)]
        least_grams: i64,
        /// Grams up to which it is.
        #[schema(example = 1_200_000, minimum = 1, maximum = 10_000_000)]
        most_grams: i64,
    }
}

crate::list_query! {
    /// Filters of the plausible weights.
    pub struct ListWeightRangesQuery {
        /// Only those of this commodity.
        #[param(example = "cattle", max_length = 40)]
        commodity_code: String,
        /// Only those per head, or per piece.
        measure: Measure,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}
