//! The rule table of curation, and what is wrong with a row by itself.

use api_types::Check;
use api_types::catalog::CreateCurationGradesRequest;
use domain::catalog::CurationGrades;
use service::dated::RuleTable;

/// The thresholds of grades.
pub(super) struct CurationGradesTable;

impl RuleTable for CurationGradesTable {
    type Rule = CurationGrades;
    type New = CreateCurationGradesRequest;

    fn check(new: &CreateCurationGradesRequest, check: &mut Check) {
        let thresholds = CurationGrades {
            a_from_points: new.a_from_points,
            b_from_points: new.b_from_points,
            c_from_points: new.c_from_points,
        };
        thresholds.check().into_iter().for_each(|invalid| check.push(invalid));
    }
}
