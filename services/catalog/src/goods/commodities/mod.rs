//! Commodities: reference data every other feature and service refers to by code. Filled at the first start, kept
//! by the platform's administrator; a form that exists is never taken away, because contracts refer to it.

mod access;
mod forms;
mod nomenclature;
mod operations;
mod queries;
mod routes;
mod rows;
mod seed;

pub(crate) use forms::{check_priced, expect_asked_form, expect_form, expect_priced_form, unknown_form};
pub(crate) use nomenclature::Nomenclature;
pub(crate) use queries::{counts_heads, find_commodity, find_form, forms_named};
pub(crate) use rows::{CommodityRow, FormRow};
pub(crate) use seed::seed;

use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> = Feature::new(
    routes::routes,
    access::OPERATIONS,
    &[Tag { name: "commodities", about: "What may be traded, with its forms and the yields between them." }],
);
