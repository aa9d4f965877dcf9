//! The grade of an approved product: how well its panel found it, A to D.
//!
//! Owns what a panel's points come to, by thresholds that are a dated row: an operator or a government that asks for more does
//! so from a day on, and what was graded before keeps its grade.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::panel::Score;
use crate::labels;
use crate::shared::{Dated, DatedRule, Invalid, Period};

labels! {
    /// How well a panel found a product.
    pub enum CurationGrade {
        /// Very good.
        A = "a",
        /// Good.
        B = "b",
        /// Fair.
        C = "c",
        /// Good enough to be approved.
        D = "d",
    }
}

/// From which mean on a product is of a grade: what a dated row says. What is below the last is of grade D.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurationGrades {
    /// From how many points on it is A.
    pub a_from_points: u32,
    /// From how many points on it is B.
    pub b_from_points: u32,
    /// From how many points on it is C.
    pub c_from_points: u32,
}

impl CurationGrades {
    /// The thresholds to start with; they also hold on a day of which no row says anything.
    pub const FIRST: Self = Self { a_from_points: 85, b_from_points: 70, c_from_points: 55 };

    /// The grade of a mean of 0 to 100 points.
    pub fn grade(self, points: u32) -> CurationGrade {
        match points {
            points if points >= self.a_from_points => CurationGrade::A,
            points if points >= self.b_from_points => CurationGrade::B,
            points if points >= self.c_from_points => CurationGrade::C,
            _ => CurationGrade::D,
        }
    }

    /// What keeps these from being thresholds: each is lower than the one before, of 1 to 100 points.
    pub fn check(self) -> Option<Invalid> {
        let falls = self.a_from_points > self.b_from_points && self.b_from_points > self.c_from_points;
        let wrong = self.a_from_points > 100 || self.c_from_points < 1 || !falls;
        wrong.then(|| {
            Invalid::new(
                "/a_from_points",
                "not-falling",
                "Ambang A harus di atas B dan B di atas C, semuanya 1 sampai 100.",
                "The threshold of A is above that of B, and that of B above that of C, all of 1 to 100.",
            )
        })
    }
}

impl DatedRule for CurationGrades {
    const TABLE: &'static str = "curation_grades";

    fn key(&self) -> String {
        "every_curation".to_owned()
    }
}

/// The row to start with.
pub fn seed_curation_grades() -> Vec<Dated<CurationGrades>> {
    vec![Dated {
        rule: CurationGrades::FIRST,
        in_force: Period { from: FIRST_DAY, until: None },
        source: "Platform rule: the usual marks of Indonesian schools, 85 very good, 70 good, 55 enough"
            .to_owned(),
    }]
}

const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2022, 1, 1).expect("the first of January exists");

/// What a panel's points come to, over all members and criteria, rounded half up to a whole point; `None` without points.
pub fn overall_points(scores: &[Score]) -> Option<u32> {
    let count = u64::try_from(scores.len()).ok().filter(|count| *count > 0)?;
    let sum: u64 = scores.iter().map(|score| u64::from(score.points)).sum();
    u32::try_from((sum * 2 + count) / (count * 2)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Criterion;
    use crate::shared::{Id as _, MembershipId};

    fn scores(points: &[u32]) -> Vec<Score> {
        let member = MembershipId::from_uuid(uuid::Uuid::nil());
        points.iter().map(|points| Score { member, criterion: Criterion::Taste, points: *points }).collect()
    }

    #[test]
    fn a_grade_begins_at_its_threshold() {
        let grades: String = [100, 85, 84, 70, 69, 55, 54, 0]
            .map(|points| CurationGrades::FIRST.grade(points).label())
            .concat();
        assert_eq!(grades, "aabbccdd");
    }

    #[test]
    fn points_of_all_members_and_criteria_come_to_one_mean() {
        assert_eq!(overall_points(&scores(&[80, 70, 71, 75])), Some(74));
        assert_eq!(overall_points(&scores(&[84, 85])), Some(85), "half is rounded up");
        assert_eq!(overall_points(&[]), None);
    }

    #[test]
    fn thresholds_fall_from_a_to_c() {
        let with = |a, b, c| {
            CurationGrades { a_from_points: a, b_from_points: b, c_from_points: c }.check().is_some()
        };
        assert!(!with(85, 70, 55) && !with(100, 2, 1));
        assert!(with(70, 70, 55) && with(85, 50, 55) && with(101, 70, 55) && with(85, 70, 0));
    }
}
