//! Work items: what waits for the caller's party; derived from the state of things, never stored.

use chrono::{DateTime, NaiveDate, Utc};
use domain::shared::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
}

crate::list_query! {
    /// Filters of the work items.
    pub struct ListWorkItemsQuery {
        /// Only this action.
        #[param(max_length = 60)]
        action: String,
    }
}
