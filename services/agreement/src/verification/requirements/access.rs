//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::PlatformAdmin;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    list_document_requirements: ListDocumentRequirements, List, "agreement.rules.read", Anyone, 1;
    create_document_requirement: CreateDocumentRequirement, Create, "agreement.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_document_requirement: GetDocumentRequirement, Read, "agreement.rules.read", Anyone, 1;
    end_document_requirement: EndDocumentRequirement, Transition, "agreement.rules.write", Roles(&[PlatformAdmin]), 2;
    list_file_quotas: ListFileQuotas, List, "agreement.rules.read", Anyone, 1;
    create_file_quota: CreateFileQuota, Create, "agreement.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_file_quota: GetFileQuota, Read, "agreement.rules.read", Anyone, 1;
    end_file_quota: EndFileQuota, Transition, "agreement.rules.write", Roles(&[PlatformAdmin]), 2;
}
