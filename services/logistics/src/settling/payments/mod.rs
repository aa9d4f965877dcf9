//! Payments of monthly statements: the buyer records them, the supplier confirms them. The platform moves no money.
//!
//! Owns: that no more is recorded than is owed, judged under the lock of the statement; that a reference of a buyer counts once;
//! that a statement is paid once confirmed payments reach what it says. Refuses: more than is owed, days to come, a reference
//! again. What did not arrive is rejected by the supplier and counts no more.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;
mod waiting;

use domain::logistics::PaymentState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "payments", about: "What buyers say they have paid, and what suppliers say to it." }],
)
.with_lifecycle::<PaymentState>("Payment")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));
