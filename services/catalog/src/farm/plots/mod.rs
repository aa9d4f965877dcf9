//! Plots: the land of suppliers, registered, changed and retired by them; read by the owner and the governments of its home
//! region. Refuses boundaries that cross themselves, and changes by anybody else.

mod access;
mod operations;
mod queries;
mod routes;
mod rows;
mod visibility;

pub(crate) use queries::lock_plots;
pub(crate) use rows::PlotRow;

use domain::catalog::PlotState;
use service::Feature;
use web::Tag;

use crate::context::Context;

/// This feature, as the service mounts it.
pub(crate) const FEATURE: Feature<Context> =
    Feature::new(routes::routes, access::OPERATIONS, &[Tag { name: "plots", about: "Land of suppliers." }])
        .with_lifecycle::<PlotState>("Plot");
