//! Who may call what: this feature's rows of the role table.

use domain::agreement::{ReportEvent, ReportState};
use domain::shared::Role::Coordinator;
use web::Who::{Public, Roles};
use web::operations;

operations! {
    report_authenticity: ReportAuthenticity, Plain, "", Public, 10, [ValidationFailed, UnsupportedMediaType, PayloadTooLarge, RequestTimeout];
    list_authenticity_reports: ListAuthenticityReports, List, "agreement.authenticity_reports.read", Roles(&[Coordinator]), 1;
    get_authenticity_report: GetAuthenticityReport, Read, "agreement.authenticity_reports.read", Roles(&[Coordinator]), 1;
    list_authenticity_report_transitions: ListAuthenticityReportTransitions, List, "agreement.authenticity_reports.read", Roles(&[Coordinator]), 1;
    transitions of ReportState as ReportEvent, "agreement.authenticity_reports.write" {
        answer_authenticity_report: AnswerAuthenticityReport = Answer, 2;
    }
}
