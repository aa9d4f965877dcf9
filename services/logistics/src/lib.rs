//! The logistics service: call-off orders, shipments, receipts, and the balance of contract lines.
//! Owns its database; knows contracts and products from the feeds of the other services
//! ([`projections`]). Start at [`app`], then the folder of a feature.

mod access;
pub mod app;
mod balances;
mod call_offs;
mod claims;
mod context;
mod feed;
mod fulfilment;
pub mod projections;
mod receipts;
mod schema;
mod shipments;
mod tenancy;
mod vehicle_events;
mod work_items;

pub use access::OPERATIONS;
pub use app::{build, migrations, mount};
