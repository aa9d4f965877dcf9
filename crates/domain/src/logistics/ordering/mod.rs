//! What is ordered and what is left: call-off orders and the balance of contract lines.

pub(crate) mod balance;
pub(crate) mod call_off;
pub(crate) mod call_off_gate;
pub(crate) mod facts;
#[cfg(test)]
pub(crate) mod ledger_model;
pub(crate) mod pack;

pub use balance::{
    Balance, LineFacts, LineTerms, OrderedLine, Split, check_call_off, check_receipt, split_receivable,
};
pub use call_off::{CallOffEvent, CallOffHappened, CallOffState, check_close_short, check_may_ship};
pub use call_off_gate::{CallOffBarred, CallOffGate, FEED_SILENCE_SECONDS, check_call_off_gate};
pub use facts::{AcceptedFact, CallOffLineFact, ShippedFact, facts_from};
pub use pack::{Pack, PackKind};
