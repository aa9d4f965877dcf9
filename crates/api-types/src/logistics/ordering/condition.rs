//! What stands against a contract, as its lines and orders show it.

use domain::logistics::{Condition, ConditionReason, ConditionStatus};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why nothing new is ordered (of a contract line, of an order that is not agreed), or why goods that have not left do not
/// leave (of an order that is). Goods on the road are received all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConditionView {
    /// Whether it may pass.
    pub status: ConditionStatus,
    /// Every reason.
    #[schema(min_items = 1)]
    pub reasons: Vec<ConditionReason>,
}

impl From<Condition> for ConditionView {
    fn from(condition: Condition) -> Self {
        Self { status: condition.status, reasons: condition.reasons }
    }
}
