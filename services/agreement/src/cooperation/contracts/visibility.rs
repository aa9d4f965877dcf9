//! Who may read a contract: its two businesses, the governments of both sides, and the facilitator of its agreement.
//! Computed when read, the same for queries and for events.

use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use domain::shared::PartyId;
use web::Caller;

use super::rows::WholeContract;
use crate::schema::{agreement, contract};

/// The contracts that a party may read.
#[auto_type]
pub(super) fn visible_to(party: PartyId) -> _ {
    let facilitated =
        agreement::table.filter(agreement::facilitator_party_id.eq(party)).select(agreement::id);
    contract::supplier_id
        .eq(party)
        .or(contract::buyer_id.eq(party))
        .or(contract::supplier_government_id.eq(party))
        .or(contract::buyer_government_id.eq(party))
        .or(contract::agreement_id.eq_any(facilitated))
}

/// All contracts that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> contract::BoxedQuery<'static, Pg> {
    let all = contract::table.into_boxed();
    if caller.is_service() { all } else { all.filter(visible_to(caller.party())) }
}

impl WholeContract {
    /// Everybody who may read it.
    pub(super) fn readers(&self) -> Vec<PartyId> {
        let row = &self.row;
        let mut readers =
            vec![row.supplier_id, row.buyer_id, row.supplier_government_id, row.buyer_government_id];
        readers.extend(self.umbrella.facilitator);
        readers
    }
}
