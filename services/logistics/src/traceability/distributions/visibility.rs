//! Who may read a distribution: who may read the receipt of its goods. Queries and events read the same rows.

use diesel::pg::Pg;
use diesel::prelude::*;
use web::Caller;

use super::rows::DistributionRow;
use crate::schema::distribution;
use crate::transport::traded_by;

/// Rows of distributions.
type Boxed =
    distribution::BoxedQuery<'static, Pg, diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<DistributionRow, Pg>>>;

/// The distributions that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> Boxed {
    let rows = distribution::table.select(DistributionRow::as_select()).into_boxed();
    if caller.is_service() { rows } else { rows.filter(distribution::shipment_id.eq_any(traded_by(caller))) }
}
