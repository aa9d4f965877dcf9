//! Products: what a supplier offers. A draft is its supplier's (and seen by curators), a published product is seen
//! by every caller, a withdrawn one stays readable. Refuses changes of what is not the caller's own.

mod access;
mod draft;
mod import;
mod operations;
mod queries;
mod routes;
mod rows;
mod search;
mod visibility;
mod waiting;

pub(crate) use queries::lock_product;
pub(crate) use rows::ProductRow;
pub(crate) use search::search_words;
pub(crate) use visibility::visible;

use domain::catalog::ProductState;
use service::jobs::JobKind;
use service::{Feature, imports};
use web::{Operation, Tag};

use crate::context::Context;

/// What its operations ask for.
const JOBS: &[JobKind<Context>] =
    &[imports::job::<_, import::Products>(<access::op::CreateProductImport as Operation>::ACCESS)];

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "products", about: "What a business offers." }],
)
.with_lifecycle::<ProductState>("Product")
.with_jobs(JOBS)
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));
