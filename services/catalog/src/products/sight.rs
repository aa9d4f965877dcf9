//! Who sees which products; the same for their variants and permits.

use diesel::IntoSql as _;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::shared::{PartyId, Role};
use web::Caller;

use crate::schema::product;

/// Whose eyes look at the products.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sight {
    pub(super) party: PartyId,
    pub(super) drafts_of_all: bool,
}

impl Sight {
    /// A caller's: curators and the platform's services see drafts of all, anybody else those of the own party.
    pub(crate) fn of(caller: &Caller) -> Self {
        Self { party: caller.party(), drafts_of_all: caller.is_service() || caller.has(Role::Curator) }
    }
}

/// The products somebody sees, as a condition.
#[diesel::dsl::auto_type]
pub(crate) fn seen(sight: Sight) -> _ {
    let party: PartyId = sight.party;
    let all: bool = sight.drafts_of_all;
    product::in_public.or(product::supplier_id.eq(party)).or(all.into_sql::<Bool>())
}
