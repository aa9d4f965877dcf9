//! The rules of the logistics service: from the call-off order to the balance that is left.
//!
//! Owns the unbroken line in the middle of the product:
//! a buyer calls off a part of a contract line ([`CallOffState`], [`check_call_off_gate`],
//! [`check_call_off`]); goods leave on vehicles once their papers are right ([`ShipmentState`],
//! [`check_document_gate`]); at the other end they are counted and weighed, and the figures must close
//! ([`ReceiptMeasures`], [`HeadCount`], [`WeightCount`]); what was accepted draws the line down
//! ([`Balance`]) and is worth an amount ([`receipt_line_amount`]).
//!
//! Refuses: I/O, a clock, floats, sums of unlike units, and the other rooms; it uses [`crate::shared`]
//! alone. Figures are integers in the base unit of their dimension (gram, head, piece, millilitre).
//!
//! Start reading at [`balance`](Balance), then [`facts_from`], which says what the balance is a function of.

mod allowance;
mod amount;
mod balance;
mod call_off;
mod call_off_gate;
mod claimable;
mod count;
mod facts;
mod gate;
mod gate_rules;
mod happened;
mod pack;
mod receipt;
mod shipment;

#[cfg(test)]
mod known_mistakes;
#[cfg(test)]
mod ledger_model;

pub use crate::shared::signed_value;
pub use allowance::{
    AllowanceKind, AllowanceRow, AllowanceTable, Journey, Route, TransportMode, seed_allowances,
};
pub use amount::{receipt_line_amount, total_amount};
pub use balance::{
    Balance, LineFacts, LineTerms, OrderedLine, Split, check_call_off, check_receipt, split_receivable,
};
pub use call_off::{CallOffEvent, CallOffHappened, CallOffState, check_close_short, check_may_ship};
pub use call_off_gate::{CallOffBarred, CallOffGate, FEED_SILENCE_SECONDS, check_call_off_gate};
pub use claimable::{
    Fault, Rejection, RejectionReason, check_rejections, claimable_heads, claimable_weight, rejected_by,
};
pub use count::{HeadCount, WeightCount};
pub use facts::{AcceptedFact, CallOffLineFact, ShippedFact, facts_from};
pub use gate::{
    AnimalCertificate, CertificateKind, DocumentKind, GateFacts, GateLoad, GateRule, GoodsKind, HeldDocument,
    Requirement, RouteKind, VeterinaryLevel, check_document_gate,
};
pub use gate_rules::seed_gate_rules;
pub use happened::VehicleEventHappened;
pub use pack::{Pack, PackKind};
pub use receipt::{
    Loaded, ReceiptEvent, ReceiptHappened, ReceiptMeasures, ReceiptState, check_documents_seen,
    check_resolvable,
};
pub use shipment::{ShipmentEvent, ShipmentHappened, ShipmentState, VehicleEventType};
