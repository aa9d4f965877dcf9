//! Rule tables of receiving: from which value two persons receive, how long a supplier may answer, what a head or a piece
//! plausibly weighs.
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
        Tag { name: "receiving-rules", about: "Figures by which receipts are judged: values and times." },
        Tag { name: "weight-ranges", about: "What a head or a piece plausibly weighs." },
    ],
);
