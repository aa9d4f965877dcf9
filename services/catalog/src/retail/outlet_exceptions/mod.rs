//! Exceptions of dedicated outlets: a supplier of another region may be listed in one for a time.
//!
//! Proposed by the coordinator of the region the outlet is set aside for or of its operator's, agreed by the other, ended by
//! either; read by the governments of both, the operator and the supplier. Where one government is both, another person of it
//! may agree. Whether one stands is derived when a listing is judged. Refuses outlets that are for all regions, and suppliers of
//! the outlet's own.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;
mod waiting;

pub(crate) use queries::excepted_in;

use domain::catalog::OutletExceptionState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "outlet-exceptions", about: "Suppliers of other regions in dedicated outlets." }],
)
.with_lifecycle::<OutletExceptionState>("Outlet exception")
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));
