//! Work items: what waits for the caller's party; derived from the state of things, never stored.

use chrono::{DateTime, Utc};
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
    pub subject: String,
    /// Its state.
    pub state: String,
    /// Human name or number of the resource.
    pub title: String,
    /// The role that can do it.
    pub role: Role,
    /// Since when it waits.
    pub since_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the work items.
    pub struct ListWorkItemsQuery {
        /// Only this action.
        #[param(max_length = 60)]
        action: String,
    }
}
