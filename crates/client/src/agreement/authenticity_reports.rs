//! Written by `cargo run -p xtask -- regen`.

use api_types::agreement::{
    AuthenticityReportReceiptView, AuthenticityReportView, ListAuthenticityReportsQuery,
    ReportAuthenticityRequest,
};
use api_types::{ListTransitionsQuery, Page, TransitionRequest, TransitionView};
use domain::shared::AuthenticityReportId;

use super::AgreementApi;
use crate::Call;

impl AgreementApi {
    /// The reports of papers that the caller's government vouches for, and of unknown codes in its region, in the order made.
    pub fn list_authenticity_reports(
        &self,
        query: &ListAuthenticityReportsQuery,
    ) -> Call<'_, Page<AuthenticityReportView>> {
        self.api.get("/v1/authenticity-reports").query(query)
    }

    /// Reports a doubt about a paper.
    pub fn report_authenticity(
        &self,
        body: &ReportAuthenticityRequest,
    ) -> Call<'_, AuthenticityReportReceiptView> {
        self.api.open("/v1/authenticity-reports").json(body)
    }

    /// One report.
    pub fn get_authenticity_report(&self, id: AuthenticityReportId) -> Call<'_, AuthenticityReportView> {
        self.api.get(format!("/v1/authenticity-reports/{id}"))
    }

    /// Says what came of a report.
    pub fn answer_authenticity_report(
        &self,
        id: AuthenticityReportId,
        if_match: &str,
        body: &TransitionRequest,
    ) -> Call<'_, AuthenticityReportView> {
        self.api.post(format!("/v1/authenticity-reports/{id}/answers")).if_match(if_match).json(body)
    }

    /// The history of a report, oldest first: who answered what.
    pub fn list_authenticity_report_transitions(
        &self,
        id: AuthenticityReportId,
        query: &ListTransitionsQuery,
    ) -> Call<'_, Page<TransitionView>> {
        self.api.get(format!("/v1/authenticity-reports/{id}/transitions")).query(query)
    }
}
