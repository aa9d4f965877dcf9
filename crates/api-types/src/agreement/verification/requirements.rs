//! The papers that suppliers need, and how many files a party may bring.

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

crate::dated_rows! {
    /// Adds how many files a party may bring.
    pub struct CreateFileQuotaRequest;
    /// What events of a quota of files tell.
    pub struct FileQuotaEventData;
    /// How many files a party may bring, and how many bytes.
    pub struct FileQuotaView of FileQuotaId by source ("Who decided it, and why.", "Keputusan pengelola, 1 Juli 2026") {
        /// Files declared on one day.
        #[schema(example = 200, minimum = 1, maximum = 100_000)]
        files_a_day: i64,
        /// Their bytes.
        #[schema(example = 104_857_600, minimum = 5_242_880, maximum = 1_099_511_627_776_i64)]
        bytes_a_day: i64,
        /// Bytes of files that nothing refers to, of all days.
        #[schema(example = 52_428_800, minimum = 5_242_880, maximum = 1_099_511_627_776_i64)]
        unattached_bytes: i64,
    }
}

crate::list_query! {
    /// Filters of the quotas of files.
    pub struct ListFileQuotasQuery {
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}
