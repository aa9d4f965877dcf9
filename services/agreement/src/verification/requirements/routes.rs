//! HTTP of the rule tables.

use actix_web::web::Data;
use actix_web::{get, post};
use api_types::agreement::{
    CreateDocumentRequirementRequest, CreateFileQuotaRequest, DocumentRequirementView, FileQuotaView,
    ListDocumentRequirementsQuery, ListFileQuotasQuery,
};
use api_types::{EndRuleRequest, Page};
use domain::shared::{DocumentRequirementId, FileQuotaId};
use service::rule_routes;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Command, Path, Query, Reply};

use super::access::op;
use super::tables::{DocumentRequirements, FileQuotas};
use crate::context::Context;

pub(crate) fn routes(config: &mut ServiceConfig) {
    document_requirements(config);
    file_quotas(config);
}

rule_routes! {
    document_requirements of DocumentRequirements, DocumentRequirementId, "document-requirements",
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

rule_routes! {
    file_quotas of FileQuotas, FileQuotaId, "file-quotas",
        "/v1/file-quotas", "/v1/file-quotas/{id}", "/v1/file-quotas/{id}/endings";
    ListFileQuotasQuery, CreateFileQuotaRequest, FileQuotaView;
    /// How many files a party may bring, in order of addition.
    list_file_quotas(ListFileQuotas);
    /// Adds how many files a party may bring.
    ///
    /// It holds from its first day, in every process at once, for what is declared then.
    create_file_quota(CreateFileQuota);
    /// One quota of files.
    get_file_quota(GetFileQuota);
    /// Ends a quota of files.
    ///
    /// It stays in the list with its last day; another may follow it. On days without one the first quota holds.
    end_file_quota(EndFileQuota);
}
