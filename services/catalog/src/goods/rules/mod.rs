//! Rule tables of goods: which permits products need and how long they last, how forms become each other, what goods cost by
//! regulation or by measure, and how many pictures of them a party may bring.
//!
//! Owns the tables as they are kept through the API (`service::dated`); how a row is applied stands in `domain`.
//! Refuses rows that begin in the past and two of one key on one day. Start at `tables`.

mod access;
mod prices;
mod routes;
mod tables;

pub(crate) use tables::{code, misplaced, missing};

use db::Connection;
use domain::catalog::PermitRules;
use service::{Error, Feature, dated};
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[
        Tag { name: "permit-rules", about: "Which permits products need, and how long they last." },
        Tag { name: "yields", about: "How much of one form of a commodity becomes how much of another." },
        Tag { name: "goods-limits", about: "The days that goods are judged by." },
        Tag { name: "image-quotas", about: "How many pictures, and bytes, a party may bring." },
        Tag { name: "reference-prices", about: "What goods cost by regulation or by measure." },
    ],
);

/// The rules about permits.
pub(crate) async fn permit_rules(conn: &Connection) -> Result<PermitRules, Error> {
    Ok(PermitRules(dated::rules(conn).await?))
}
