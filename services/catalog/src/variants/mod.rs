//! Variants: what is sold of a product, with its label and permits. Whoever sees the product sees its variants; a
//! changed label, recipe, barcode, trait or permit number is a new version, which curation judges again. What dates
//! decide (whether a permit stands, whether a variant could be listed) is derived on the day of reading.

mod facts;
mod label;
mod operations;
mod permits;
mod queries;
mod routes;
mod rows;
mod waiting;

pub(crate) use operations::follow_product;
pub(crate) use routes::routes;
pub(crate) use waiting::{ADD_PERMIT, permits_waiting};
