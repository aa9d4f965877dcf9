//! The thresholds of grades.

use chrono::NaiveDate;

crate::dated_rows! {
    /// Adds thresholds of grades.
    pub struct CreateCurationGradesRequest;
    /// What events of the thresholds of grades tell.
    pub struct CurationGradesEventData;
    /// From which mean of its panel's points on a product is of which grade; below the last it is D.
    pub struct CurationGradesView of CurationGradesId by source ("Who decided it, and why.", "Keputusan bersama pengelola gerai dan pemerintah daerah, 1 Juli 2026") {
        /// From how many points on it is A.
        #[schema(example = 85, minimum = 3, maximum = 100)]
        a_from_points: u32,
        /// From how many points on it is B.
        #[schema(example = 70, minimum = 2, maximum = 99)]
        b_from_points: u32,
        /// From how many points on it is C.
        #[schema(example = 55, minimum = 1, maximum = 98)]
        c_from_points: u32,
    }
}

crate::list_query! {
    /// Filters of the thresholds of grades.
    pub struct ListCurationGradesQuery {
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}
