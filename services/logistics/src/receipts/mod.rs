//! Receipts: what became of the goods of a shipment, captured at the buyer's gate, posted once every figure
//! closes, taken back only by another receipt.
//!
//! Owns the receipt and its lifecycle, the two-phones conflict, and what a posting brings about: the
//! contract line drawn down, the order and the shipment moved. Refuses lines that do not close and more
//! than the contract line may receive. Never waits for another service. Start at `figures`, then `postings`.

mod capture;
mod conflicts;
mod figures;
mod postings;
mod queries;
mod reversals;
mod routes;
mod rows;
mod steps;
mod view;
mod worth;

pub(crate) use routes::routes;
