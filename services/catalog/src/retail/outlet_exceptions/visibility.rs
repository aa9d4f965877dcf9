//! Who may read an exception: the governments of both regions, the outlet's operator and the supplier. Computed when read, the
//! same for queries and for events.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::shared::PartyId;
use web::Caller;

use super::rows::OutletExceptionRow;
use crate::outside::{governed_by, regions_of};
use crate::schema::outlet_exception;

/// The exceptions that the caller may read; services read all.
pub(super) fn visible(
    caller: &Caller,
) -> Box<dyn BoxableExpression<outlet_exception::table, Pg, SqlType = Bool>> {
    if caller.is_service() {
        return Box::new(outlet_exception::version.gt(0));
    }
    let me = caller.party();
    let trades = outlet_exception::operator_party_id.eq(me).or(outlet_exception::supplier_id.eq(me));
    let governs = outlet_exception::operator_party_id
        .eq_any(governed_by(me))
        .or(outlet_exception::dedicated_region_code.eq_any(regions_of(me)));
    Box::new(trades.or(governs))
}

impl OutletExceptionRow {
    /// Everybody who may read it.
    pub(super) fn readers(&self) -> Vec<PartyId> {
        let mut readers = vec![self.operator_party_id, self.supplier_id];
        readers.extend(&self.region_party_ids);
        readers.extend(&self.operator_government_ids);
        readers
    }
}
