//! HTTP of the required papers.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::agreement::{
    CreateDocumentRequirementRequest, DocumentRequirementView, ListDocumentRequirementsQuery,
};
use api_types::{EndRuleRequest, Page};
use domain::shared::DocumentRequirementId;
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::DocumentRequirements;
use crate::context::Context;

rule_routes! {
    routes of DocumentRequirements, DocumentRequirementId, "document-requirements",
        "/v1/document-requirements", "/v1/document-requirements/{id}", "/v1/document-requirements/{id}/endings";
    ListDocumentRequirementsQuery, CreateDocumentRequirementRequest, DocumentRequirementView;
    /// The papers that suppliers need, in order of their addition.
    ///
    /// With `kind` and `commodity` those that a supplier of the kind needs for that commodity, with those it needs for any.
    list_document_requirements(ListDocumentRequirements);
    /// Adds a paper that suppliers need.
    ///
    /// It holds from its first day, in every process at once; a supplier without it is no longer verified then.
    create_document_requirement(CreateDocumentRequirement);
    /// One paper that suppliers need.
    get_document_requirement(GetDocumentRequirement);
    /// Ends a paper that suppliers need.
    ///
    /// It stays in the list with its last day; another may follow it.
    end_document_requirement(EndDocumentRequirement);
}
