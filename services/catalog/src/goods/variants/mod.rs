//! Variants: what is sold of a product, with its label and permits. Whoever sees the product sees its variants; a
//! changed label, recipe, barcode, trait or permit number is a new version, which curation judges again. What dates
//! decide (whether a permit stands, whether a variant could be listed) is derived on the day of reading.

mod access;
mod label;
mod operations;
mod permits;
mod queries;
mod routes;
mod rows;
mod views;
mod waiting;

pub(crate) use label::check_packages;
pub(crate) use operations::{follow_product, note_permits_checked, unknown_variant};
pub(crate) use queries::{find_judged, judged_of, lock_variant, version_of};
pub(crate) use rows::{JudgedVariant, Shelf};

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[
        Tag { name: "permits", about: "Permits and certificates a variant of a product carries." },
        Tag { name: "variants", about: "The packs and sizes a product is sold in." },
    ],
)
.with_work_items(|_, conn, wanted| Box::pin(waiting::waiting(conn, wanted)));
