//! What can be done with stock offers.

use api_types::TransitionRequest;
use api_types::catalog::{CreateStockOfferRequest, UpdateStockOfferRequest};
use domain::catalog::{
    StockOfferEvent, StockOfferHappened, StockOfferState, check_days, check_publication, check_reduction,
};
use domain::shared::{Invalid, StockOfferId, UPDATE};
use service::{Error, Tx, Versioned as _, replaced};
use web::{Command, Reply, Transition};

use super::access::op;
use super::rows::Offer;
use super::terms::{Said, changed, check_facility, said};
use super::{queries, views};
use crate::context::Context;
use crate::outside::expect_arrived;
use crate::sites::facility_region;
use crate::stock::amounts::heads_of;
use crate::stock::animals::count_of_offer;
use crate::stock::holds::held_until;

/// Writes down what the caller's party has to offer; 201.
pub(super) async fn create_stock_offer(
    context: &Context,
    command: Command<op::CreateStockOffer, CreateStockOfferRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            expect_arrived(tx.conn, tx.caller().party()).await?;
            let said = said(tx, &body).await?;
            if let Some(facility) = body.facility_id {
                let found = facility_region(tx.conn, facility, tx.caller().party()).await?;
                check_facility(found.as_deref(), &body.region_code).map_err(|invalid| vec![invalid])?;
            }
            let offer = said.offer(&body, tx.new_id(), tx.caller().party(), tx.now);
            queries::insert_offer(tx.conn, &offer).await?;
            tx.first(&offer, StockOfferHappened::Drafted).await?;
            views::created(tx, offer)
        })
        .await
}

/// Changes what an offer says; 200.
pub(super) async fn update_stock_offer(
    context: &Context,
    id: StockOfferId,
    command: Command<op::UpdateStockOffer, UpdateStockOfferRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut offer = locked(tx, id).await?;
            offer.expect_own(tx.caller())?;
            tx.expect(&offer.etag(tx.today()))?;
            if !offer.row.state.may_change() {
                return Err(Error::unchangeable(offer.row.state));
            }
            let said = said(tx, &changed(&offer, &body)).await?;
            expect_room_for_tags(tx, &offer, &said).await?;
            expect_same_measure(&offer, &said)?;
            check_reduction(&said.terms, offer.taken(), id)?;
            let held_until = held_until(tx.conn, id, tx.today()).await?;
            check_days(&said.terms, held_until).map_err(|invalid| vec![invalid])?;
            // Every party reads the history of what is published, and prices only who trades.
            let (day, before) = (tx.today(), offer.clone());
            take_over(&mut offer, said);
            let public = offer.row.state != StockOfferState::Draft;
            let replaced = replaced(&before.view(false, day), &offer.clone().view(false, day))?;
            queries::put_groups(tx.conn, &offer).await?;
            tx.revise(&mut offer, UPDATE, StockOfferHappened::Changed, public.then_some(replaced)).await?;
            views::reply(tx, offer)
        })
        .await
}

/// Publishes or withdraws an offer; 200.
pub(super) async fn advance_stock_offer<O: Transition<State = StockOfferState>>(
    context: &Context,
    id: StockOfferId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut offer = locked(tx, id).await?;
            let step = tx.begin(&offer, O::EVENT, &body).await?;
            if O::EVENT == StockOfferEvent::Publish {
                check_publication(&offer.row.terms(), id, tx.today())?;
            }
            tx.finish(&mut offer, step).await?;
            views::reply(tx, offer)
        })
        .await
}

async fn locked(tx: &mut Tx<'_>, id: StockOfferId) -> Result<Offer, Error> {
    let today = tx.today();
    queries::lock_offer(tx.conn, tx.caller(), id, today).await?.ok_or(Error::NotFound)
}

/// No fewer heads are offered than animals with tags belong to the offer.
async fn expect_room_for_tags(tx: &mut Tx<'_>, offer: &Offer, said: &Said) -> Result<(), Error> {
    let tagged = count_of_offer(tx.conn, offer.row.id).await?;
    if tagged == 0 || heads_of(said.terms.offered).is_some_and(|heads| heads >= tagged) {
        return Ok(());
    }
    let detail = domain::say!(
        "Pada penawaran ini sudah terdaftar {tagged} bertanda; tawarkan paling sedikit sebanyak itu.",
        "{tagged} with tags belong to this offer; offer that many at least.",
        tagged = domain::words::amount(tagged, domain::shared::Unit::Hea),
    );
    Err(Error::Invalid(vec![Invalid::says("/heads", "fewer-than-tagged", detail)]))
}

/// Holds are counted in the measure in which the goods were offered.
fn expect_same_measure(offer: &Offer, said: &Said) -> Result<(), Error> {
    let offered = offer.row.terms().offered;
    if said.terms.offered.dimension() == offered.dimension() {
        return Ok(());
    }
    let detail = domain::say!(
        "Tawarkan tetap dengan ukuran {unit}, atau buat penawaran baru.",
        "Go on offering in the measure of {unit}, or make another offer.",
        unit = offered.unit(),
    );
    Err(Error::Invalid(vec![Invalid::says("/quantity/unit", "unlike-unit", detail)]))
}

fn take_over(offer: &mut Offer, said: Said) {
    offer.row.say(&said.terms);
    offer.row.price_rupiah = said.price.map(|(price, _)| price.0);
    offer.row.price_basis = said.price.map(|(_, basis)| basis);
    offer.groups = said.groups;
}
