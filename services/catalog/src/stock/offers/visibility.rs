//! Who may read a stock offer: of a draft its supplier, afterwards every party. Computed when read, the same for queries and
//! for events.

use db::outbox::Audience;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::catalog::StockOfferState;
use domain::shared::PartyId;
use web::Caller;

use super::rows::StockOfferRow;
use crate::schema::stock_offer;

/// The offers that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> Box<dyn BoxableExpression<stock_offer::table, Pg, SqlType = Bool>> {
    if caller.is_service() {
        return Box::new(stock_offer::version.gt(0));
    }
    let public = stock_offer::state.ne(StockOfferState::Draft);
    Box::new(public.or(stock_offer::supplier_id.eq(caller.party())))
}

/// Who is told of a draft.
pub(super) fn readers_of_draft(supplier: PartyId) -> Audience {
    Audience::of(&[supplier])
}

impl StockOfferRow {
    /// Who is told of it: of what never was public, its supplier alone.
    pub(super) fn readers(&self) -> Audience {
        match self.state {
            StockOfferState::Draft => readers_of_draft(self.supplier_id),
            StockOfferState::Published | StockOfferState::Withdrawn => Audience::Everybody,
        }
    }
}
