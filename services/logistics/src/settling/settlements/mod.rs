//! Monthly statements of contracts: what was delivered in a month and is owed for it.
//!
//! Owns: that a line of a receipt is taken by one statement, that of the month in Asia/Jakarta in which its goods were received;
//! that an open statement says what is known at the moment, and that a text which both sides confirm never changes. What is
//! found later of a final one stands in the next, and names what it corrects. Refuses: months that have not ended, a statement of
//! nothing, a yes to another text than the present one. Silence never confirms. Start at `statement`.
//!
//! Rows are locked in this order: contract lines by id, then the statement; whoever posts or takes back a receipt holds the
//! lines too.

mod access;
mod deductions;
mod operations;
mod queries;
mod routes;
mod rows;
mod statement;
mod view;
mod visibility;
mod waiting;

pub(crate) use operations::expect_unpaid;
pub(in crate::settling) use operations::{follow_payments, lock};
pub(in crate::settling) use queries::{is_corrected, is_taken, takes_goods};
pub(in crate::settling) use rows::{Settlement, not_a_side, side_of};

use domain::logistics::SettlementState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "settlements", about: "What is owed for the goods of a contract and a month." }],
)
.with_lifecycle::<SettlementState>("Settlement")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));
