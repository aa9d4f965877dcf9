//! Receipts: what became of the goods of a shipment, captured at the buyer's gate, posted once every figure
//! closes, taken back only by another receipt.
//!
//! Owns the receipt and its lifecycle, the two-phones conflict, and what a posting brings about: the
//! contract line drawn down, the order and the shipment moved; the supplier's answer to it. Refuses lines that do not
//! close or whose measures disagree, more than the contract line may receive, and money under one pair of eyes. Never waits for another service. Start at `figures`, then `postings`.

mod access;
mod amounts;
mod answers;
mod capture;
mod conflicts;
mod content;
mod figures;
mod handover_record;
mod postings;
mod queries;
mod reversals;
mod room;
mod routes;
mod rows;
mod steps;
mod times;
mod view;
mod visibility;
mod waiting;

pub(crate) use answers::perishable_among;

use domain::logistics::ReceiptState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "receipts", about: "What was counted at the buyer's gate, accepted and rejected." }],
)
.with_lifecycle::<ReceiptState>("Receipt")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));
