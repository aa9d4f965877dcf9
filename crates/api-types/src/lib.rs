//! The wire: one file per resource, shape only. Requests and views are separate structs; unknown fields
//! are refused. Start at [`shared`] for what every resource speaks, then the file of a resource.

pub mod shared;

pub use shared::*;
