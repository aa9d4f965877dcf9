//! Prices that governments and facilitators have seen, each with the phone's own id, and the same over time.
//!
//! Owns the append-only record: a correction is another observation that names the one it corrects, which then counts no more.
//! Every party reads all of it. Refuses prices of another day than the limits allow and corrections of another party's.

mod access;
mod import;
mod operations;
mod queries;
mod routes;
mod rows;
mod series;

pub use queries::plans;

use service::jobs::JobKind;
use service::{Feature, imports};
use web::{Operation, Tag};

use crate::context::Context;

/// What its operations ask for.
const JOBS: &[JobKind<Context>] =
    &[imports::job::<_, import::Prices>(<access::op::CreatePriceObservationImport as Operation>::ACCESS)];

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[
        Tag { name: "price-observations", about: "Prices that were seen." },
        Tag { name: "price-series", about: "Prices over time." },
    ],
)
.with_jobs(JOBS);
