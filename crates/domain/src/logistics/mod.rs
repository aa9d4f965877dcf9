//! The rules of the logistics service: from the call-off order to the balance that is left.
//!
//! Owns the unbroken line in the middle of the product:
//! a buyer calls off a part of a contract line ([`CallOffState`], [`check_call_off_gate`],
//! [`check_call_off`]); goods leave on vehicles once their papers are right ([`ShipmentState`],
//! [`check_document_gate`]); at the other end they are counted and weighed, and the figures must close
//! ([`ReceiptMeasures`], [`HeadCount`], [`WeightCount`]); what was accepted draws the line down
//! ([`Balance`]) and is worth an amount ([`receipt_line_worth`]); what was lost beyond the allowance is claimed ([`ClaimState`]).
//!
//! Refuses: I/O, a clock, floats, sums of unlike units, and the other rooms; it uses [`crate::shared`]
//! alone. Figures are integers in the base unit of their dimension (gram, head, piece, millilitre).
//!
//! Start reading at [`balance`](Balance), then [`facts_from`], which says what the balance is a function of.

mod checking;
mod ordering;
mod receiving;
mod settling;
mod traceability;
mod transport;

#[cfg(test)]
mod known_mistakes;

pub use crate::shared::signed_value;

pub use checking::*;
pub use ordering::*;
pub use receiving::*;
pub use settling::*;
pub use traceability::*;
pub use transport::*;
