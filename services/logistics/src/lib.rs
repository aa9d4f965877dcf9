//! The logistics service: call-off orders, shipments, receipts, claims, and the balance of contract lines.
//! Owns its database; knows contracts and products from the feeds of the other services
//! ([`projections`]). Start at [`app`], then the folder of a subject.

pub mod app;
mod checking;
mod context;
mod ordering;
mod outside;
mod receiving;
mod schema;
mod settling;
mod traceability;
mod transport;

pub use app::{build, lifecycles, migrations, mount};
pub use checking::Findings;
pub use outside::projections;
