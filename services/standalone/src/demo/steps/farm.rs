//! From buying a harvest to growing it: the fields of Sari Makmur, the contract they are planted for, the rice on them, and what is
//! expected of it.

use anyhow::Context as _;
use api_types::agreement::{ContractLineRequest, CreateContractRequest, UpdateContractRequest};
use api_types::catalog::{
    CreatePlotRequest, CreateSeasonRequest, ListPlotsQuery, ListSeasonsQuery, PlotView,
    PutHarvestForecastRequest, SeasonView, WirePlace,
};
use api_types::{TransitionRequest, WireMoney, WireQuantity};
use chrono::{Datelike as _, Days, NaiveDate};
use domain::agreement::ContractType;
use domain::catalog::SeasonState;
use domain::shared::{
    ContractId, HarvestForecastId, Money, PlotId, PriceBasis, SeasonId, Unit, jakarta_date,
};
use web::Clock;

use super::super::later::{FIELDS, Fields};
use super::super::player::{Player, action};
use super::super::story::METRO;
use super::World;
use super::contracts::{Parties, conclude, draft};

pub(in super::super) async fn play(player: &Player<'_>, world: &World) -> anyhow::Result<()> {
    let plot = register(player, world, &FIELDS).await?;
    let contract = draft(player, FIELDS.grower, &promise(world, &FIELDS)?).await?;
    let season = plan(player, world, &FIELDS, (plot, contract.id)).await?;
    name_season(player, &FIELDS, contract.id, season.id).await?;
    let parties = Parties {
        supplier: FIELDS.grower,
        buyer: FIELDS.contract.buyer,
        coordinator: FIELDS.contract.coordinator,
        concluded: None,
    };
    conclude(player, &parties, contract.id).await?;
    plant(player, &FIELDS, season.id).await?;
    expect_harvest(player, &FIELDS, &season).await
}

async fn register(player: &Player<'_>, world: &World, told: &Fields) -> anyhow::Result<PlotId> {
    let query = ListPlotsQuery { owner_party_id: Some(world.party(told.grower)?), ..Default::default() };
    let same = |plot: &PlotView| plot.name == told.name;
    let found = player.find(told.grower, |services| services.catalog.list_plots(&query), same).await?;
    let body = CreatePlotRequest {
        name: told.name.into(),
        region_code: "18.72".into(),
        area_m2: told.area_m2,
        land_kind: told.land_kind,
        point: Some(WirePlace { longitude_e7: told.point[0], latitude_e7: told.point[1] }),
        boundary: None,
    };
    let registers = action(told.grower, "registers 150 hectares of rice fields");
    Ok(player.create(found, registers, |services| services.catalog.create_plot(&body)).await?.id)
}

/// What is promised of what grows: rice, also as the paddy it comes from.
fn promise(world: &World, told: &Fields) -> anyhow::Result<CreateContractRequest> {
    Ok(CreateContractRequest {
        agreement_id: world.agreement(METRO.key)?,
        r#type: ContractType::OnFarm,
        title: told.contract.title.into(),
        number: None,
        supplier_id: world.party(told.grower)?,
        buyer_id: world.party(told.contract.buyer)?,
        valid_from_date: jakarta_date(Clock::system().now()),
        valid_until_date: after(told.grows[1] + 60)?,
        value_limit: None,
        evaluation_due_date: None,
        festival: None,
        lines: vec![line(told, None)],
        attachments: Vec::new(),
    })
}

fn line(told: &Fields, season: Option<SeasonId>) -> ContractLineRequest {
    ContractLineRequest {
        commodity_code: told.goods[0].into(),
        form_code: told.contract.form.into(),
        also_form_codes: vec![told.goods[1].into()],
        unit: Unit::Tne,
        quantity: Some(WireQuantity { value: told.contract.tonnes.into(), unit: Unit::Tne }),
        over_tolerance_bp: 0,
        under_tolerance_bp: 0,
        price: Some(WireMoney::from(Money(told.contract.price))),
        price_rule: None,
        price_basis: PriceBasis::PerKgNet,
        description: None,
        commitment_id: None,
        season_ids: season.into_iter().collect(),
    }
}

/// The contract names the season that was planned for it.
async fn name_season(
    player: &Player<'_>,
    told: &Fields,
    contract: ContractId,
    season: SeasonId,
) -> anyhow::Result<()> {
    let body = UpdateContractRequest { lines: Some(vec![line(told, Some(season))]), ..Default::default() };
    player
        .act(
            action(told.grower, "names the season in the contract"),
            |services| services.agreement.get_contract(contract, &Default::default()),
            |view| view.lines.iter().any(|line| line.season_ids.contains(&season)),
            |services, etag| services.agreement.update_contract(contract, etag, &body),
        )
        .await?;
    Ok(())
}

/// A day so many days from now.
fn after(days: u64) -> anyhow::Result<NaiveDate> {
    let today = jakarta_date(Clock::system().now());
    today.checked_add_days(Days::new(days)).context("there are days to come")
}

async fn plan(
    player: &Player<'_>,
    world: &World,
    told: &Fields,
    (plot, contract): (PlotId, ContractId),
) -> anyhow::Result<SeasonView> {
    let query = ListSeasonsQuery { owner_party_id: Some(world.party(told.grower)?), ..Default::default() };
    let on_it = |season: &SeasonView| {
        season.contract_id == Some(contract) && season.plots.iter().any(|its| its.plot_id == plot)
    };
    let found = player.find(told.grower, |services| services.catalog.list_seasons(&query), on_it).await?;
    let body = CreateSeasonRequest {
        plot_ids: vec![plot],
        commodity_code: told.goods[0].into(),
        form_code: told.goods[1].into(),
        variety: Some(told.variety.into()),
        planting_date: after(0)?,
        harvest_from_date: after(told.grows[0])?,
        harvest_until_date: after(told.grows[1])?,
        contract_id: Some(contract),
    };
    let plans = action(told.grower, "plans a season of Ciherang rice");
    player.create(found, plans, |services| services.catalog.create_season(&body)).await
}

async fn plant(player: &Player<'_>, told: &Fields, id: SeasonId) -> anyhow::Result<()> {
    let now = TransitionRequest::default();
    player
        .act(
            action(told.agency, "finds the land fit for it"),
            |services| services.catalog.get_season(id),
            |season| season.state != SeasonState::Planned,
            |services, etag| services.catalog.check_land_of_season(id, etag, &now),
        )
        .await?;
    player
        .act(
            action(told.grower, "plants it"),
            |services| services.catalog.get_season(id),
            |season| season.state != SeasonState::LandChecked,
            |services, etag| services.catalog.plant_season(id, etag, &now),
        )
        .await?;
    Ok(())
}

/// What is expected in the first weeks of the harvest, as a phone tells it.
async fn expect_harvest(player: &Player<'_>, told: &Fields, season: &SeasonView) -> anyhow::Result<()> {
    let told_before =
        player.read(told.grower, |services| services.catalog.get_season(season.id)).await?.forecasts;
    let clock = Clock::system();
    for (number, tonnes) in (1_u64..).zip(told.expected) {
        let day = season.harvest_from_date.checked_add_days(Days::new(7 * number));
        let week = iso_week(day.context("a week to come")?);
        if told_before.iter().any(|forecast| forecast.week == week) {
            continue;
        }
        let id: HarvestForecastId = clock.new_id();
        let body = PutHarvestForecastRequest {
            season_id: season.id,
            form_code: told.goods[1].into(),
            week: Some(week),
            from_date: None,
            until_date: None,
            quantity: WireQuantity { value: (*tonnes).into(), unit: Unit::Tne },
            captured_at: clock.now(),
        };
        let expects = action(told.grower, "tells what the harvest of a week will be");
        player.send(expects, |services| services.catalog.put_harvest_forecast(id, &body)).await?;
    }
    Ok(())
}

fn iso_week(day: NaiveDate) -> String {
    let week = day.iso_week();
    format!("{}-W{:02}", week.year(), week.week())
}
