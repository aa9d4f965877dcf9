//! Call-off orders (surat pesanan): a buyer asks for a part of its contract, the supplier answers.
//!
//! Owns the order, its lines with their packs, and the transitions that the two businesses cause; those that
//! goods cause belong to shipments and receipts. Issuing judges the guarantee chain and, under the lock of
//! the contract lines, their balance. Start at [`order`].

mod operations;
mod order;
mod queries;
mod routes;
mod rows;
mod views;

pub(crate) use routes::routes;
