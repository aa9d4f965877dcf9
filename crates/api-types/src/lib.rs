//! The wire: one file per resource, shape only. Requests and views are separate structs; unknown fields
//! are refused. Start at [`shared`] for what every resource speaks, then the room of a service.

pub mod agreement;
pub mod catalog;
pub mod logistics;
pub mod shared;

pub use shared::*;
