//! How long things may take between two sides: dated rows, never constants.

use serde::{Deserialize, Serialize};

use crate::labels;
use crate::shared::DatedRule;

labels! {
    /// What a number of days limits.
    pub enum LimitKind {
        /// How long one side's consent to an ending waits for the other's.
        EndingConsent = "ending_consent",
        /// How long before its end a termination by one side is told to the other.
        TerminationNotice = "termination_notice",
        /// How long a grant to record the past may be used once both sides agreed.
        BackfillUse = "backfill_use",
    }
}

/// A number of days that cooperation is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CooperationLimit {
    /// What it limits.
    pub kind: LimitKind,
    /// The days.
    pub days: u16,
}

impl DatedRule for CooperationLimit {
    const TABLE: &'static str = "cooperation_limit";

    fn key(&self) -> String {
        self.kind.to_string()
    }
}

/// The days of a kind; none where no row says.
pub fn limit_of(rows: impl IntoIterator<Item = CooperationLimit>, kind: LimitKind) -> Option<u16> {
    rows.into_iter().find(|row| row.kind == kind).map(|row| row.days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_what_its_row_says() {
        let rows = [CooperationLimit { kind: LimitKind::TerminationNotice, days: 45 }];
        assert_eq!(limit_of(rows, LimitKind::TerminationNotice), Some(45));
        assert_eq!(limit_of(rows, LimitKind::EndingConsent), None);
    }
}
