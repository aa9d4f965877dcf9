//! The papers that suppliers need.

use chrono::NaiveDate;
use domain::agreement::DocumentType;
use domain::shared::PartyKind;

crate::dated_rows! {
    /// Adds a paper that suppliers need.
    pub struct CreateDocumentRequirementRequest;
    /// What events of a required paper tell.
    pub struct DocumentRequirementEventData;
    /// A paper that suppliers need to be verified.
    pub struct DocumentRequirementView of DocumentRequirementId by legal_basis ("The law or regulation.", "PP 28/2025") {
        /// Whom it binds.
        kind: PartyKind,
        /// Only those who supply this commodity; null for every supplier of the kind.
        #[schema(example = "eggs", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        #[serde(default)]
        commodity: Option<String>,
        /// The paper.
        document: DocumentType,
    }
}

crate::list_query! {
    /// Filters of the required papers.
    pub struct ListDocumentRequirementsQuery {
        /// Only those that bind this kind of party.
        kind: PartyKind,
        /// Those for this commodity, and those for any.
        #[param(example = "eggs", max_length = 40)]
        commodity: String,
        /// Only this paper.
        document: DocumentType,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}
