//! Fifty head of SUJ are held for Idul Adha, tag by tag; one of them gives way to another.

use anyhow::Context as _;
use api_types::TransitionRequest;
use api_types::WireMoney;
use api_types::catalog::{
    AnimalView, ConfirmHoldRequest, CreateAnimalRequest, CreateHoldRequest, CreateStockOfferRequest,
    HoldView, ListAnimalsQuery, ListHoldsQuery, ListStockOffersQuery, PutWeighingRequest, StockOfferView,
    SubstituteAnimalRequest,
};
use chrono::Days;
use domain::catalog::{AnimalSex, HoldState, StockOfferState};
use domain::shared::{AnimalId, HoldId, Money, PriceBasis, StockOfferId, jakarta_date};
use web::Clock;

use super::super::player::{Player, action};
use super::super::sites::{CATTLE, Cattle};
use super::World;

pub(in super::super) async fn play(player: &Player<'_>, world: &World) -> anyhow::Result<()> {
    let told = &CATTLE;
    let offer = offer(player, world, told).await?;
    let animals = tag(player, told, offer).await?;
    let note = TransitionRequest::default();
    player
        .act(
            action(told.supplier, "publishes the offer"),
            |services| services.catalog.get_stock_offer(offer),
            |view| view.state != StockOfferState::Draft,
            |services, etag| services.catalog.publish_stock_offer(offer, etag, &note),
        )
        .await?;
    let hold = hold(player, world, told, (offer, &animals)).await?;
    substitute(player, told, hold, &animals).await
}

async fn offer(player: &Player<'_>, world: &World, told: &Cattle) -> anyhow::Result<StockOfferId> {
    let query = ListStockOffersQuery { supplier_id: Some(world.party(told.supplier)?), ..Default::default() };
    let same = |offer: &StockOfferView| offer.commodity_code == "cattle";
    let found =
        player.find(told.supplier, |services| services.catalog.list_stock_offers(&query), same).await?;
    let today = jakarta_date(Clock::system().now());
    let body = CreateStockOfferRequest {
        commodity_code: "cattle".into(),
        form_code: "live".into(),
        quantity: None,
        heads: Some(told.offered.into()),
        least_lot: None,
        step: None,
        region_code: "18.72".into(),
        facility_id: None,
        available_from_date: today,
        available_until_date: last_day(told)?,
        price: Some(WireMoney::from(Money(told.price))),
        price_basis: Some(PriceBasis::PerKgLive),
        groups: Vec::new(),
    };
    let writes = action(told.supplier, "writes down what it has: 52 head of cattle");
    Ok(player.create(found, writes, |services| services.catalog.create_stock_offer(&body)).await?.id)
}

/// The eve of the festival, or a later day where the story is played after it.
fn last_day(told: &Cattle) -> anyhow::Result<chrono::NaiveDate> {
    let in_a_month = jakarta_date(Clock::system().now()) + Days::new(30);
    Ok(in_a_month.max(told.until.parse()?))
}

/// Each animal with its tag and a weight.
async fn tag(player: &Player<'_>, told: &Cattle, offer: StockOfferId) -> anyhow::Result<Vec<AnimalId>> {
    let query = ListAnimalsQuery { offer_id: Some(offer), ..Default::default() };
    let mut animals = Vec::new();
    for number in 1..=told.offered {
        let tag = format!("{}{number:03}", told.tag);
        let same = |animal: &AnimalView| animal.tag == tag;
        let found =
            player.find(told.supplier, |services| services.catalog.list_animals(&query), same).await?;
        let known = found.is_some();
        let body = CreateAnimalRequest {
            commodity_code: "cattle".into(),
            tag: tag.clone(),
            breed: Some(told.breed.into()),
            sex: Some(AnimalSex::Male),
            birth: Some("2024-06".into()),
            offer_id: Some(offer),
        };
        let enters = action(told.supplier, "enters an animal by its tag");
        let id = player.create(found, enters, |services| services.catalog.create_animal(&body)).await?.id;
        if !known {
            weigh(player, told, id, number).await?;
        }
        animals.push(id);
    }
    Ok(animals)
}

async fn weigh(player: &Player<'_>, told: &Cattle, animal: AnimalId, number: u32) -> anyhow::Result<()> {
    let clock = Clock::system();
    let body = PutWeighingRequest {
        animal_id: animal,
        grams: 412_000 + i64::from(number % 9) * 1_500,
        weighed_at: clock.now(),
        scale: "TMB-1872-021".into(),
        scale_verified_until_date: jakarta_date(clock.now()) + Days::new(200),
    };
    let own = clock.new_id();
    let weighs = action(told.supplier, "weighs it");
    player.send(weighs, |services| services.catalog.put_weighing(own, &body)).await?;
    Ok(())
}

async fn hold(
    player: &Player<'_>,
    world: &World,
    told: &Cattle,
    (offer, animals): (StockOfferId, &[AnimalId]),
) -> anyhow::Result<HoldId> {
    let query = ListHoldsQuery { offer_id: Some(offer), ..Default::default() };
    let stands = |hold: &HoldView| hold.state != HoldState::Released;
    let found = player.find(told.buyer, |services| services.catalog.list_holds(&query), stands).await?;
    let body = CreateHoldRequest {
        offer_id: offer,
        contract_id: world.contract(told.contract)?.0,
        quantity: None,
        heads: Some(told.held.into()),
        hold_until_date: last_day(told)?,
        animal_ids: animals.iter().copied().take(usize::try_from(told.held)?).collect(),
    };
    let holds = action(told.buyer, "holds fifty head for Idul Adha");
    let id = player.create(found, holds, |services| services.catalog.create_hold(&body)).await?.id;
    let yes = ConfirmHoldRequest::default();
    player
        .act(
            action(told.supplier, "confirms the hold"),
            |services| services.catalog.get_hold(id),
            |view| view.state != HoldState::Requested,
            |services, etag| services.catalog.confirm_hold(id, etag, &yes),
        )
        .await?;
    Ok(id)
}

/// The first animal gives way to one of the same class that nobody holds.
async fn substitute(
    player: &Player<'_>,
    told: &Cattle,
    hold: HoldId,
    animals: &[AnimalId],
) -> anyhow::Result<()> {
    let (first, last) = (animals.first().context("an animal")?, animals.last().context("an animal")?);
    let body =
        SubstituteAnimalRequest { animal_id: *first, substitute_id: *last, note: told.substituted.into() };
    player
        .act(
            action(told.supplier, "puts another animal in its place"),
            |services| services.catalog.get_hold(hold),
            |view| view.animals.iter().any(|animal| animal.substituted_by_id.is_some()),
            |services, etag| services.catalog.substitute_animal(hold, etag, &body),
        )
        .await?;
    Ok(())
}
