//! Who may read an animal: its owner; the governments of the owner's home region, unless it belongs to an offer that is a draft
//! still; every party while it belongs to one that was published; and buyers whose holds name it or named it. Computed when read, the same for queries and for events.

use db::Connection;
use db::outbox::Audience;
use diesel::dsl::{exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::catalog::StockOfferState;
use service::Error;
use web::Caller;

use super::rows::AnimalRow;
use crate::outside::{governed_by, judges_of};
use crate::schema::{animal, hold, hold_animal, stock_offer};
use crate::stock::holds::buyers_of_animal;
use crate::stock::offers::is_published;

/// The animals that the caller may read; services read all.
pub(in crate::stock) fn visible(
    caller: &Caller,
) -> Box<dyn BoxableExpression<animal::table, Pg, SqlType = Bool>> {
    if caller.is_service() {
        return Box::new(animal::version.gt(0));
    }
    let me = caller.party();
    let offers = || stock_offer::table.filter(stock_offer::id.nullable().eq(animal::offer_id));
    let drafted = offers().filter(stock_offer::state.eq(StockOfferState::Draft));
    let offered = offers().filter(stock_offer::state.ne(StockOfferState::Draft));
    let governs = animal::owner_party_id.eq_any(governed_by(me)).and(not(exists(drafted)));
    let held = hold_animal::table
        .inner_join(hold::table.on(hold::id.eq(hold_animal::hold_id)))
        .filter(hold_animal::animal_id.eq(animal::id))
        .filter(hold::buyer_id.eq(me));
    Box::new(animal::owner_party_id.eq(me).or(exists(offered)).or(exists(held)).or(governs))
}

impl AnimalRow {
    /// Everybody who may read it.
    pub(in crate::stock) async fn readers(&self, conn: &mut Connection) -> Result<Audience, Error> {
        let mut readers = vec![self.owner_party_id];
        match self.offer_id {
            Some(offer) if is_published(conn, offer).await? => return Ok(Audience::Everybody),
            Some(_) => {}
            None => readers.extend(judges_of(conn, self.owner_party_id).await?),
        }
        readers.extend(buyers_of_animal(conn, self.id).await?);
        Ok(Audience::of(&readers))
    }
}
