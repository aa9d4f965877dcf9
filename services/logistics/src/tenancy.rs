//! Who sees what of the trade: supplier, buyer, their two governments and the facilitator of the agreement.
//! What is not yours does not exist; the platform's own services see everything.

use db::outbox::Audience;
use diesel::pg::Pg;
use diesel::prelude::*;
use domain::shared::{Id as _, PartyId};
use web::Caller;

use crate::projections::ContractRow;
use crate::schema::projected_contract;

/// Whose eyes a query looks through.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scope {
    /// One of the platform's services.
    All,
    /// A party.
    Party(PartyId),
}

impl Scope {
    pub(crate) fn of(caller: &Caller) -> Self {
        if caller.is_service() { Self::All } else { Self::Party(caller.party()) }
    }

    /// The ids of the contracts in sight, to filter what hangs under them.
    pub(crate) fn contracts(self) -> projected_contract::BoxedQuery<'static, Pg, diesel::sql_types::Uuid> {
        let ids = projected_contract::table.select(projected_contract::id).into_boxed();
        match self {
            Self::All => ids,
            Self::Party(party) => ids.filter(
                projected_contract::supplier_id
                    .eq(party)
                    .or(projected_contract::buyer_id.eq(party))
                    .or(projected_contract::supplier_government_id.eq(party))
                    .or(projected_contract::buyer_government_id.eq(party))
                    .or(projected_contract::facilitator_id.is_not_distinct_from(party)),
            ),
        }
    }
}

/// Who hears of what happens under a contract: exactly those who may read it.
pub(crate) fn audience(contract: &ContractRow) -> Audience {
    let sides = [
        contract.supplier_id,
        contract.buyer_id,
        contract.supplier_government_id,
        contract.buyer_government_id,
    ];
    Audience::Parties(sides.into_iter().chain(contract.facilitator_id).map(|party| party.uuid()).collect())
}
