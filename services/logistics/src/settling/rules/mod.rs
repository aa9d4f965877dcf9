//! Rule tables of settling: in how many days buyers pay, and the value added tax on goods.
//!
//! Owns the two tables as they are kept through the API (`service::dated`); how a row is applied stands in `domain`.
//! Refuses rows that begin in the past, two of one key on one day, and unknown commodities. Start at `tables`.

mod access;
mod routes;
mod tables;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[
        Tag { name: "payment-terms", about: "In how many days buyers pay." },
        Tag { name: "vat-rates", about: "The value added tax on goods." },
    ],
);
