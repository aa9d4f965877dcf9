//! Work items: what waits for the caller's party; derived from the state of things, never stored.

use chrono::{DateTime, NaiveDate, Utc};
use domain::shared::{Role, Unmet};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::WireBilingual;

/// Something that waits for the caller's party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkItemView {
    /// What is to be done: the operation id that does it.
    #[schema(example = "sign_agreement")]
    pub action: String,
    /// The id of the resource.
    #[schema(example = "agr_0192f0c1a2b37c4d8e5f60718293a4b5")]
    pub subject: String,
    /// Its state.
    #[schema(example = "ready_to_sign")]
    pub state: String,
    /// What people call the resource: its title, number or name.
    #[schema(example = "Kerja sama pangan Kota Metro dan DKI Jakarta")]
    pub subject_title: String,
    /// Name of the other side; null where there is none.
    #[schema(example = "Pemprov DKI Jakarta")]
    pub counterpart_name: Option<String>,
    /// The role in which the caller can do it.
    pub role: Role,
    /// Since when it waits.
    pub since_at: DateTime<Utc>,
    /// The day by which it should be done; null where nothing is due yet.
    pub due_date: Option<NaiveDate>,
    /// Days past the due date, 0 until then; null where nothing is due yet.
    #[schema(example = 0)]
    pub overdue_days: Option<i64>,
    /// What the operation would be refused for now, of what its caller cannot mend alone: a contract that has stopped, a
    /// supplier that is not verified, goods that are not accepted yet. Empty where nothing is known to stand in the way.
    #[serde(default)]
    pub blocked_by: Vec<BlockedByView>,
}

/// A rule that bars what is to be done, as the operation's refusal would name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BlockedByView {
    /// Stable name of the rule.
    #[schema(example = "contract_active")]
    pub rule: String,
    /// What the rule was applied to.
    #[schema(example = "PKS/2026/000017")]
    pub subject: String,
    /// What was found.
    pub found: WireBilingual,
    /// What is required.
    pub required: WireBilingual,
    /// What to do next.
    pub how_to_fix: WireBilingual,
}

impl From<Unmet> for BlockedByView {
    fn from(unmet: Unmet) -> Self {
        Self {
            rule: unmet.rule,
            subject: unmet.subject,
            found: unmet.found.into(),
            required: unmet.required.into(),
            how_to_fix: unmet.how_to_fix.into(),
        }
    }
}

crate::list_query! {
    /// Filters of the work items.
    pub struct ListWorkItemsQuery {
        /// Only this action.
        #[param(max_length = 60)]
        action: String,
    }
}
