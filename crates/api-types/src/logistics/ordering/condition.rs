//! What stands against a contract, as its lines and orders show it.

use domain::logistics::{Condition, ConditionReason, ConditionStatus};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why nothing new is ordered and nothing that has not left leaves. Goods on the road are received all the same.
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
