//! What can be done with animals.

use api_types::catalog::{CreateAnimalRequest, UpdateAnimalRequest};
use api_types::{Check, TransitionRequest};
use chrono::NaiveDate;
use domain::catalog::{
    AnimalHappened, AnimalState, HeldAnimal, StockOfferState, animal_tag_key, check_held_animals, read_birth,
};
use domain::shared::{AnimalId, CommodityCode, Invalid, PartyId, StockOfferId, UPDATE, is_plain_number};
use service::{Error, Tx, Versioned as _, replaced};
use web::{Command, Reply, Transition};

use super::access::op;
use super::rows::AnimalRow;
use super::{queries, views};
use crate::context::Context;
use crate::goods::counts_heads;
use crate::outside::expect_arrived;
use crate::stock::amounts::heads_of;
use crate::stock::holds::is_held;
use crate::stock::offers::lock_own_offer;

/// Registers an animal of the caller's party; 201.
pub(super) async fn create_animal(
    context: &Context,
    command: Command<op::CreateAnimal, CreateAnimalRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            expect_arrived(tx.conn, tx.caller().party()).await?;
            let row = new_animal(tx, &body)?;
            expect_live(tx, &body.commodity_code).await?;
            if let Some(owner) = queries::find_tag(tx.conn, &row.tag_key).await? {
                return Err(taken(owner == row.owner_party_id));
            }
            if let Some(offer) = row.offer_id {
                expect_room(tx, offer, &row.commodity_code).await?;
            }
            let unseen = |error: Error| error.when_unique("animal_tag_unique", || taken(false));
            queries::insert_animal(tx.conn, &row).await.map_err(unseen)?;
            tx.first(&row, AnimalHappened::Registered).await?;
            let today = tx.today();
            Ok(views::created(&views::one(tx.conn, row, today).await?)?)
        })
        .await
}

/// Changes what is known of an animal, and the offer it belongs to; 200.
pub(super) async fn update_animal(
    context: &Context,
    id: AnimalId,
    command: Command<op::UpdateAnimal, UpdateAnimalRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            // Offers are locked before their animals, as holds lock them.
            if let Some(Some(offer)) = body.offer_id {
                lock_own_offer(tx.conn, tx.caller().party(), offer).await?;
            }
            let mut row = queries::lock_animal(tx.conn, tx.caller(), id).await?;
            row.expect_own(tx.caller())?;
            tx.expect(&row.etag(tx.today()))?;
            if !row.state.may_change() {
                return Err(Error::unchangeable(row.state));
            }
            let before = row.clone().view(None, None);
            change(tx, &mut row, &body).await?;
            let replaced = replaced(&before, &row.clone().view(None, None))?;
            tx.revise(&mut row, UPDATE, AnimalHappened::Changed, Some(replaced)).await?;
            let today = tx.today();
            Ok(views::reply(&views::one(tx.conn, row, today).await?)?)
        })
        .await
}

/// Reports how an animal is; 200.
pub(super) async fn advance_animal<O: Transition<State = AnimalState>>(
    context: &Context,
    id: AnimalId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_animal(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, O::EVENT, &body).await?;
            tx.finish(&mut row, step).await?;
            let today = tx.today();
            Ok(views::reply(&views::one(tx.conn, row, today).await?)?)
        })
        .await
}

/// Checks the request and completes it to a row.
fn new_animal(tx: &Tx<'_>, body: &CreateAnimalRequest) -> Result<AnimalRow, Error> {
    let mut check = Check::new();
    check.take(CommodityCode::from_field("/commodity_code", &body.commodity_code));
    let tag = check.line("/tag", &body.tag, 3..=40);
    let tag_key = animal_tag_key(&tag);
    check.require(tag_key.len() >= 3 && is_plain_number(&tag), bad_tag);
    let breed = check.optional_line("/breed", body.breed.as_deref(), 1..=60);
    let birth = body.birth.as_deref().and_then(|text| check.take(read_birth(text, tx.today())));
    check.finish()?;
    Ok(AnimalRow {
        id: tx.new_id(),
        owner_party_id: tx.caller().party(),
        commodity_code: body.commodity_code.clone(),
        tag,
        tag_key,
        breed,
        sex: body.sex,
        birth_date: birth,
        birth_day_known: knows_day(body.birth.as_deref()),
        offer_id: body.offer_id,
        state: AnimalState::Healthy,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    })
}

async fn change(tx: &mut Tx<'_>, row: &mut AnimalRow, body: &UpdateAnimalRequest) -> Result<(), Error> {
    let mut check = Check::new();
    if let Some(breed) = &body.breed {
        row.breed = Some(check.line("/breed", breed, 1..=60));
    }
    row.sex = body.sex.or(row.sex);
    if let Some(birth) = &body.birth {
        let read: Option<NaiveDate> = check.take(read_birth(birth, tx.today()));
        (row.birth_date, row.birth_day_known) = (read, knows_day(Some(birth)));
    }
    check.finish()?;
    let Some(offer) = body.offer_id.filter(|offer| *offer != row.offer_id) else { return Ok(()) };
    expect_not_held(tx, row).await?;
    if let Some(offer) = offer {
        expect_room(tx, offer, &row.commodity_code).await?;
    }
    row.offer_id = offer;
    Ok(())
}

fn knows_day(birth: Option<&str>) -> bool {
    birth.is_some_and(|text| text.len() > 7)
}

/// The commodity has a form that is counted in heads.
async fn expect_live(tx: &mut Tx<'_>, code: &str) -> Result<(), Error> {
    if counts_heads(tx.conn, code).await? {
        return Ok(());
    }
    Err(Error::field(
        "/commodity_code",
        "unknown-livestock",
        "Pilih komoditas yang dihitung per ekor, misalnya `cattle`; daftar lengkap di /v1/commodities.",
        "Choose a commodity that is counted in heads, such as `cattle`; the list is at /v1/commodities.",
    ))
}

/// The offer is of the caller's party and of these animals, not withdrawn, and has room for one more.
async fn expect_room(tx: &mut Tx<'_>, id: StockOfferId, commodity: &str) -> Result<(), Error> {
    let owner: PartyId = tx.caller().party();
    let offer = lock_own_offer(tx.conn, owner, id).await?;
    let fits = |state, code: &str| state != StockOfferState::Withdrawn && code == commodity;
    let Some(offer) = offer.filter(|one| fits(one.state, &one.commodity_code)) else {
        return Err(unknown_offer());
    };
    let heads = heads_of(offer.terms().offered).ok_or_else(unknown_offer)?;
    if queries::count_of_offer(tx.conn, id).await? < heads {
        return Ok(());
    }
    let detail = domain::say!(
        "Penawaran ini sebanyak {heads} dan semuanya sudah bertanda; ubah jumlahnya lebih dahulu.",
        "The offer is of {heads} and all of them have their tags; change its heads first.",
        heads = offer.terms().offered,
    );
    Err(Error::Invalid(vec![Invalid::says("/offer_id", "offer-full", detail)]))
}

/// An animal leaves its offer while nobody holds it.
async fn expect_not_held(tx: &mut Tx<'_>, row: &AnimalRow) -> Result<(), Error> {
    let today = tx.today();
    let held_elsewhere = is_held(tx.conn, row.id, None, today).await?;
    let state = AnimalState::Healthy;
    let animal = HeldAnimal { tag: row.tag.clone(), state, held_elsewhere, class_from_grams: None };
    Ok(check_held_animals(&[animal])?)
}

fn unknown_offer() -> Error {
    Error::field(
        "/offer_id",
        "unknown-offer",
        "Sebutkan penawaran hewan hidup sejenis milik pihak Anda yang belum ditarik; daftarnya di /v1/stock-offers.",
        "Name an offer of your own party of such live animals that was not withdrawn; the list is at /v1/stock-offers.",
    )
}

fn bad_tag() -> Invalid {
    Invalid::new(
        "/tag",
        "tag",
        "Tulis nomor tanda telinga dengan huruf dan angka, paling sedikit tiga.",
        "Write the number of the ear tag in letters and digits, three at least.",
    )
}

fn taken(own: bool) -> Error {
    if own {
        return Error::duplicate(
            "/tag",
            "Tanda ini sudah terdaftar untuk hewan lain milik pihak Anda; cari di /v1/animals?tag=...",
            "Another animal of your party has this tag already; look in /v1/animals?tag=...",
        );
    }
    Error::duplicate(
        "/tag",
        "Tanda ini sudah terdaftar untuk hewan milik pihak lain; periksa nomor pada telinganya.",
        "An animal of another party has this tag already; look at the number on the ear again.",
    )
}
