//! Stock offers: what a supplier has, where and in which days, drafted, published and withdrawn by it.
//!
//! What is left of one is derived from the holds on it when asked. Read by the supplier alone as drafts, by every party afterwards;
//! prices by those who trade or account for trade. Refuses to say less than what is held, and groups that do not sum to the heads.

mod access;
mod import;
mod operations;
mod queries;
mod routes;
mod rows;
mod search;
mod terms;
mod views;
mod visibility;
mod waiting;

pub(in crate::stock) use queries::{add_converted, is_published, lock_offer, lock_own_offer};
pub(in crate::stock) use rows::Offer;

use domain::catalog::StockOfferState;
use service::jobs::JobKind;
use service::{Feature, imports};
use web::{Operation, Tag};

use crate::context::Context;

/// What its operations ask for.
const JOBS: &[JobKind<Context>] =
    &[imports::job::<_, import::Offers>(<access::op::CreateStockOfferImport as Operation>::ACCESS)];

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[
        Tag { name: "stock-offers", about: "What suppliers have to offer." },
        Tag { name: "available-stock", about: "What can be had now, by goods, place, day and amount." },
    ],
)
.with_lifecycle::<StockOfferState>("StockOffer")
.with_jobs(JOBS)
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));
