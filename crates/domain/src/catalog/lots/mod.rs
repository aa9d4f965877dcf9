//! Consolidation lots: many members' small stocks become one lot, and what it brings goes back to every member to the gram
//! and the rupiah.

pub(crate) mod contribution;
pub(crate) mod division;
pub(crate) mod fee;
pub(crate) mod grading;
pub(crate) mod lifecycle;
pub(crate) mod movement;
pub(crate) mod sealing;
pub(crate) mod statement;

#[cfg(test)]
mod division_tests;

pub use contribution::{KnownMember, MOST_CONTRIBUTIONS, check_member, net_weight, not_a_weight};
pub use division::{GradeShare, LotBook, LotDivision, LotOutcome, LotReceipt, MemberShare, divide_lot};
pub use fee::{HubFeeLimit, check_hub_fee, seed_hub_fee_limits};
pub use grading::{Grading, LotGrade, SortingReason, check_grading};
pub use lifecycle::{LotEvent, LotHappened, LotState};
pub use movement::{
    LoadState, LotLoad, check_all_left, check_all_received, check_allocation, check_dissolution,
    check_one_grade, check_release,
};
pub use sealing::{LotSeal, SealProgress, SealSide, check_seal, check_sealable};
pub use statement::{MemberEntry, check_adjustable, check_debts, enter_credit};
