//! Who may read a product: of a draft its supplier, otherwise every party. Variants and permits are read by whoever may
//! read their product. Curators and the platform's services read drafts of all, because drafts are judged too.

use db::outbox::Audience;
use diesel::IntoSql as _;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::catalog::ProductState;
use domain::shared::{PartyId, Role};
use web::Caller;

use super::rows::ProductRow;
use crate::schema::product;

/// Whether the caller reads drafts of all suppliers.
pub(super) fn reads_all_drafts(caller: &Caller) -> bool {
    caller.is_service() || caller.has(Role::Curator)
}

/// The products that the caller may read.
#[diesel::dsl::auto_type]
pub(crate) fn visible(caller: &Caller) -> _ {
    let party: PartyId = caller.party();
    let all: bool = reads_all_drafts(caller);
    product::in_public.or(product::supplier_id.eq(party)).or(all.into_sql::<Bool>())
}

/// Who is told of a draft.
pub(super) fn readers_of_draft(supplier: PartyId) -> Audience {
    Audience::of(&[supplier])
}

impl ProductRow {
    /// Who is told of it, and of what belongs to it.
    pub(crate) fn readers(&self) -> Audience {
        match self.state {
            ProductState::Draft => readers_of_draft(self.supplier_id),
            ProductState::Published | ProductState::Withdrawn => Audience::Everybody,
        }
    }
}
