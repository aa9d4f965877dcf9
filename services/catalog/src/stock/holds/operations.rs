//! Asking for a hold, and the steps it takes.

use api_types::catalog::{ConfirmHoldRequest, CreateHoldRequest};
use api_types::{Check, TransitionRequest};
use domain::catalog::{
    HoldEvent, HoldHappened, HoldState, HoldTerms, check_enough, check_hold_terms, check_not_lapsed,
    check_not_ordered, check_published_offer, check_reduction, check_release_note,
};
use domain::shared::{HoldId, Invalid};
use service::{Error, ReadUp, Tx};
use web::{Command, Reply};

use super::access::op;
use super::animals::{expect_fit, name_animals, named};
use super::contracts::{expect_about, expect_contract};
use super::rows::HoldRow;
use super::{queries, views};
use crate::context::Context;
use crate::outside::{LOGISTICS, expect_arrived, orders_keeping};
use crate::stock::amounts::read_amount;
use crate::stock::offers::{Offer, add_converted, lock_offer};

/// Holds something of an offer for the caller's party; 201.
pub(super) async fn create_hold(
    context: &Context,
    command: Command<op::CreateHold, CreateHoldRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            expect_arrived(tx.conn, tx.caller().party()).await?;
            let mut check = Check::new();
            let amount = read_amount(&mut check, body.quantity.as_ref(), body.heads);
            check.finish()?;
            let amount = amount.ok_or_else(|| Error::Internal("a checked hold says how much".to_owned()))?;
            let today = tx.today();
            let offer = lock_offer(tx.conn, tx.caller(), body.offer_id, today).await?;
            let offer = offer.ok_or_else(unknown_offer)?;
            check_published_offer(offer.row.state, offer.row.id)?;
            let sides = (offer.row.supplier_id, tx.caller().party());
            let contract = expect_contract(tx.conn, body.contract_id, sides, today).await?;
            expect_about(&contract, &offer)?;
            let hold = HoldTerms { amount, until: body.hold_until_date };
            expect_left(&hold, &offer, tx)?;
            let row = new_hold(tx, &offer, &hold, &body);
            queries::insert_hold(tx.conn, &row).await?;
            name_animals(tx, &row, &body.animal_ids).await?;
            tx.first(&row, HoldHappened::Requested).await?;
            views::created(tx, row).await
        })
        .await
}

/// Agrees to a hold; 200.
pub(super) async fn confirm_hold(
    context: &Context,
    id: HoldId,
    command: Command<op::ConfirmHold, ConfirmHoldRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (offer, mut hold) = locked(tx, id).await?;
            let step = tx.begin(&hold, HoldEvent::Confirm, &body.circumstances()).await?;
            expect_not_lapsed(tx, &hold)?;
            check_reduction(&offer.row.terms(), offer.taken(), offer.row.id)?;
            if !body.animal_ids.is_empty() && !named(tx, id).await?.is_empty() {
                return Err(Error::Invalid(vec![named_already()]));
            }
            expect_fit(tx, &hold).await?;
            name_animals(tx, &hold, &body.animal_ids).await?;
            tx.finish(&mut hold, step).await?;
            views::reply(tx, hold).await
        })
        .await
}

/// Takes what is held, for an order to name it; 200.
pub(super) async fn convert_hold(
    context: &Context,
    id: HoldId,
    command: Command<op::ConvertHold, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (offer, mut hold) = locked(tx, id).await?;
            let step = tx.begin(&hold, HoldEvent::Convert, &body).await?;
            expect_not_lapsed(tx, &hold)?;
            check_reduction(&offer.row.terms(), offer.taken(), offer.row.id)?;
            let sides = (hold.supplier_id, hold.buyer_id);
            expect_contract(tx.conn, hold.contract_id, sides, tx.today()).await?;
            expect_fit(tx, &hold).await?;
            add_converted(tx.conn, offer.row.id, hold.quantity_base).await?;
            tx.finish(&mut hold, step).await?;
            views::reply(tx, hold).await
        })
        .await
}

/// Gives a hold up; 200.
pub(super) async fn release_hold(
    context: &Context,
    id: HoldId,
    command: Command<op::ReleaseHold, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (_, mut hold) = locked(tx, id).await?;
            let step = tx.begin(&hold, HoldEvent::Release, &body).await?;
            check_release_note(hold.state, body.note.as_deref()).map_err(|invalid| vec![invalid])?;
            tx.finish(&mut hold, step).await?;
            views::reply(tx, hold).await
        })
        .await
}

/// Gives back what was converted and no order names; 200.
///
/// Orders are followed by the feed of logistics, which is read up to this moment first. An order that is written in the same
/// moment names a hold that is judged again when it is issued and accepted: there what was given back is refused.
pub(super) async fn give_back_hold(
    context: &Context,
    id: HoldId,
    command: Command<op::GiveBackHold, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let (body, read_up) = (command.body, ReadUp::of(LOGISTICS));
    context
        .core
        .write(command.meta, async move |tx| {
            let (offer, mut hold) = locked(tx, id).await?;
            let step = tx.begin(&hold, HoldEvent::GiveBack, &body).await?;
            read_up.first(id)?;
            let orders = orders_keeping(tx.conn, id).await?;
            check_not_ordered(&orders).map_err(|refusal| Error::behind(LOGISTICS, refusal))?;
            add_converted(tx.conn, offer.row.id, -hold.quantity_base).await?;
            tx.finish(&mut hold, step).await?;
            views::reply(tx, hold).await
        })
        .await
}

/// A hold that the caller reads with its offer, both locked: the offer first, as every hold locks it.
pub(super) async fn locked(tx: &mut Tx<'_>, id: HoldId) -> Result<(Offer, HoldRow), Error> {
    let (seen, today) = (queries::find_hold(tx.conn, tx.caller(), id).await?, tx.today());
    let offer = seen.ok_or(Error::NotFound)?.offer_id;
    let offer = lock_offer(tx.conn, tx.caller(), offer, today).await?.ok_or(Error::NotFound)?;
    Ok((offer, queries::lock_hold(tx.conn, id).await?))
}

/// Its last day has not passed: what has lapsed may be somebody else's by now.
pub(super) fn expect_not_lapsed(tx: &Tx<'_>, hold: &HoldRow) -> Result<(), Error> {
    Ok(check_not_lapsed(hold.state, hold.hold_until_date, hold.id, tx.today())?)
}

/// The amount fits the lots of the offer, and so much is left.
fn expect_left(hold: &HoldTerms, offer: &Offer, tx: &Tx<'_>) -> Result<(), Error> {
    let terms = offer.row.terms();
    let invalid = check_hold_terms(hold, &terms, tx.today());
    if !invalid.is_empty() {
        return Err(Error::Invalid(invalid));
    }
    Ok(check_enough(hold, &terms, offer.taken(), offer.row.id)?)
}

fn new_hold(tx: &Tx<'_>, offer: &Offer, hold: &HoldTerms, body: &CreateHoldRequest) -> HoldRow {
    HoldRow {
        id: tx.new_id(),
        offer_id: offer.row.id,
        supplier_id: offer.row.supplier_id,
        buyer_id: tx.caller().party(),
        contract_id: body.contract_id,
        commodity_code: offer.row.commodity_code.clone(),
        form_code: offer.row.form_code.clone(),
        quantity_base: hold.amount.base(),
        quantity_unit: hold.amount.unit(),
        hold_until_date: hold.until,
        state: HoldState::Requested,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    }
}

fn unknown_offer() -> Error {
    Error::field(
        "/offer_id",
        "unknown-offer",
        "Sebutkan penawaran yang terbit; daftarnya di /v1/available-stock.",
        "Name an offer that is published; the list is at /v1/available-stock.",
    )
}

fn named_already() -> Invalid {
    Invalid::new(
        "/animal_ids",
        "named-already",
        "Pembeli sudah memilih hewannya; konfirmasi tanpa daftar, lalu ganti hewan satu per satu bila perlu.",
        "The buyer has chosen the animals; confirm without a list, and substitute single ones where needed.",
    )
}
