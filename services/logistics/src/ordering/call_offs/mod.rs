//! Call-off orders (surat pesanan): a buyer asks for a part of its contract, the supplier answers.
//!
//! Owns the order, its lines with their packs, and the transitions that the two businesses cause; those that
//! goods cause belong to shipments and receipts. Issuing judges the guarantee chain and, under the lock of
//! the contract lines, their balance. Start at [`order`].

mod access;
mod operations;
mod order;
mod queries;
mod routes;
mod rows;
mod views;
mod visibility;
mod waiting;

pub(crate) use order::Order;
pub(crate) use queries::{
    conversions_of, forms_of, lock_orders, lock_visible_orders, order_numbers, orders_of, set_accepted,
    variants_of,
};
pub(crate) use rows::CallOffLineRow;

use domain::logistics::CallOffState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "call-offs", about: "Orders under a contract." }],
)
.with_lifecycle::<CallOffState>("Call-off")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));
