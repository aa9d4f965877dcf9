//! HTTP of the rule table.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::catalog::{CreateCurationGradesRequest, CurationGradesView, ListCurationGradesQuery};
use api_types::{EndRuleRequest, Page};
use domain::shared::CurationGradesId;
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::CurationGradesTable;
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    curation_grades(config);
}

rule_routes! {
    curation_grades of CurationGradesTable, CurationGradesId, "curation-grades",
        "/v1/curation-grades", "/v1/curation-grades/{id}", "/v1/curation-grades/{id}/endings";
    ListCurationGradesQuery, CreateCurationGradesRequest, CurationGradesView;
    /// The thresholds of grades, in order of addition.
    list_curation_grades(ListCurationGrades);
    /// Adds thresholds of grades.
    ///
    /// They hold from their first day for what is decided then; what was graded before keeps its grade.
    create_curation_grades(CreateCurationGrades);
    /// One row of thresholds.
    get_curation_grades(GetCurationGrades);
    /// Ends a row of thresholds.
    ///
    /// It stays in the list with its last day; another may follow it. On days without one the first thresholds hold.
    end_curation_grades(EndCurationGrades);
}
