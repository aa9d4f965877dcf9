//! What arrived: receipts and what they count, allowances, amounts.

pub(crate) mod allowance;
pub(crate) mod amount;
pub(crate) mod answer;
pub(crate) mod claimable;
pub(crate) mod count;
pub(crate) mod measures;
pub(crate) mod plausible;
pub(crate) mod receipt;
mod told;
mod vouched;

pub use allowance::{Allowance, AllowanceKind, AllowanceTable, Journey, TransportMode, seed_allowances};
pub use amount::{LineWorth, Unpriced, receipt_line_worth, total_amount};
pub use answer::{
    Acting, Answer, ObjectionReason, ReceivingFigure, ReceivingRule, SupplierAnswer, answer_due,
    check_answerer, check_explained_poster, check_objection, check_poster, check_reverser,
    seed_receiving_rules, two_have_seen,
};
pub use claimable::{
    Fault, Rejection, RejectionReason, check_rejections, claimable_heads, claimable_weight, rejected_by,
};
pub use count::{HeadCount, WeightCount};
pub use measures::{LineGoods, Measure};
pub use plausible::{WeightRange, check_loaded_weight, seed_weight_ranges};
pub use receipt::{
    Loaded, ReceiptEvent, ReceiptHappened, ReceiptMeasures, ReceiptState, check_documents_seen,
    check_none_captured, check_resolvable,
};
