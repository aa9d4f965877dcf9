//! Vehicle events: what vehicles report from the road, with the phone's own id and time.
//!
//! Owns the append-only record. A report is a fact and is never refused for the state the shipment is in;
//! when every vehicle has left, or has come, the shipment moves if its own rules allow.

mod operations;
mod queries;
mod routes;

pub(crate) use routes::routes;
