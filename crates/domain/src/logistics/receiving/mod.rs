//! What arrived: receipts and what they count, allowances, amounts.

pub(crate) mod allowance;
pub(crate) mod amount;
pub(crate) mod claimable;
pub(crate) mod count;
pub(crate) mod receipt;

pub use allowance::{Allowance, AllowanceKind, AllowanceTable, Journey, TransportMode, seed_allowances};
pub use amount::{receipt_line_amount, total_amount};
pub use claimable::{
    Fault, Rejection, RejectionReason, check_rejections, claimable_heads, claimable_weight, rejected_by,
};
pub use count::{HeadCount, WeightCount};
pub use receipt::{
    Loaded, ReceiptEvent, ReceiptHappened, ReceiptMeasures, ReceiptState, check_documents_seen,
    check_resolvable,
};
