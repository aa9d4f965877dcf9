//! What cooperation is judged by: the papers that stages of agreements ask for, numbers of days, prices that can be meant,
//! quantities above which a trial comes first. Tables of dated rows.
//!
//! Owns the tables as they are kept through the API (`service::dated`); how a row is applied stands in `domain`. Refuses rows
//! that begin in the past and two of one key on one day. Start at `tables`.

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
        Tag { name: "stage-requirements", about: "The papers that stages of agreements ask for." },
        Tag { name: "cooperation-limits", about: "The days that cooperation is judged by." },
        Tag { name: "plausible-prices", about: "The prices that somebody can mean." },
        Tag { name: "trial-thresholds", about: "How much is promised per month without a trial." },
    ],
);
