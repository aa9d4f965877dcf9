//! Supplier verification: the supplier shows its papers, the technical agency of its home region checks them,
//! the coordinator, another person, decides. What that is worth on a day is derived: see `standing`.

mod decisions;
mod operations;
mod queries;
mod routes;
mod rows;
mod sight;
mod standing;

pub(crate) use routes::routes;
pub(crate) use sight::Sight;
pub(crate) use standing::standing;
