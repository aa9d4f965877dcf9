//! Planning a season, and the steps it takes.

use std::collections::BTreeSet;

use api_types::catalog::{CreateSeasonRequest, FailSeasonRequest};
use api_types::{Check, TransitionRequest};
use domain::catalog::{
    HarvestYield, SeasonDates, SeasonEvent, SeasonHappened, SeasonState, check_season_dates, expected_harvest,
};
use domain::shared::{ContractId, Invalid, PlotId, SeasonId};
use service::{Error, Tx, dated};
use web::{Command, Reply, Transition};

use super::access::op;
use super::rows::{Season, SeasonPlotRow, SeasonRow};
use super::{queries, views};
use crate::context::Context;
use crate::farm::plots::{PlotRow, lock_plots};
use crate::goods::expect_form;
use crate::outside::{AGREEMENT, expect_arrived, find_contract};

/// Plans a season of the caller's party; 201.
pub(super) async fn create_season(
    context: &Context,
    command: Command<op::CreateSeason, CreateSeasonRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            expect_arrived(tx.conn, tx.caller().party()).await?;
            let season = new_season(tx, &body).await?;
            queries::insert_season(tx.conn, &season).await?;
            tx.first(&season, SeasonHappened::Planned).await?;
            let today = tx.today();
            Ok(views::created(&views::shown_one(tx.conn, season.row, today).await?)?)
        })
        .await
}

/// Takes a season a step further; 200.
pub(super) async fn advance_season<O: Transition<State = SeasonState>>(
    context: &Context,
    id: SeasonId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut season = queries::lock_season(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&season, O::EVENT, &body).await?;
            tx.finish(&mut season, step).await?;
            let today = tx.today();
            Ok(views::reply(&views::shown_one(tx.conn, season.row, today).await?)?)
        })
        .await
}

/// Says that a season has failed; 200.
pub(super) async fn fail_season(
    context: &Context,
    id: SeasonId,
    command: Command<op::FailSeason, FailSeasonRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut season = queries::lock_season(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&season, SeasonEvent::Fail, &body.circumstances()).await?;
            season.row.failure_cause = Some(body.cause);
            tx.finish(&mut season, step).await?;
            let today = tx.today();
            Ok(views::reply(&views::shown_one(tx.conn, season.row, today).await?)?)
        })
        .await
}

/// Checks the request and completes it to a season.
async fn new_season(tx: &mut Tx<'_>, body: &CreateSeasonRequest) -> Result<Season, Error> {
    let dates = dates_of(body);
    let mut check = Check::new();
    check.length("/plot_ids", &body.plot_ids, 1..=100);
    let variety = check.optional_line("/variety", body.variety.as_deref(), 1..=120);
    check_season_dates(dates, tx.today()).into_iter().for_each(|invalid| check.push(invalid));
    check.finish()?;
    let form = expect_form(tx.conn, &body.commodity_code, &body.form_code).await?;
    let plots = expect_plots(tx, &body.plot_ids).await?;
    if let Some(contract) = body.contract_id {
        expect_contract(tx, contract).await?;
    }
    let goods = (form.commodity_code.as_str(), form.code.as_str());
    if let Some(plot) = queries::find_meeting(tx.conn, &body.plot_ids, goods, dates).await? {
        return Err(taken(&body.plot_ids, plot));
    }
    let id = tx.new_id();
    let area_m2 = plots.iter().map(|plot| plot.area_m2).sum();
    let rows = dated::rules_on::<HarvestYield>(tx.conn, dates.planting).await?;
    let expected = expected_harvest(&rows, goods, area_m2, dates.planting);
    let row = SeasonRow {
        id,
        owner_party_id: tx.caller().party(),
        region_code: plots.first().map(|plot| plot.region_code.clone()).unwrap_or_default(),
        commodity_code: body.commodity_code.clone(),
        form_code: body.form_code.clone(),
        variety,
        planting_date: dates.planting,
        harvest_from_date: dates.harvest_from,
        harvest_until_date: dates.harvest_until,
        area_m2,
        expected_base: expected.map(|(quantity, _)| quantity.base()),
        expected_unit: expected.map(|(quantity, _)| quantity.unit()),
        expected_source: expected.map(|(_, source)| source.to_owned()),
        contract_id: body.contract_id,
        state: SeasonState::Planned,
        failure_cause: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    let plots = plots.into_iter().map(|plot| SeasonPlotRow::of(id, plot)).collect();
    Ok(Season { row, plots, governs: false })
}

fn dates_of(body: &CreateSeasonRequest) -> SeasonDates {
    SeasonDates {
        planting: body.planting_date,
        harvest_from: body.harvest_from_date,
        harvest_until: body.harvest_until_date,
    }
}

/// The caller's own plots of these ids, in use, each named once, all in one region; locked.
async fn expect_plots(tx: &mut Tx<'_>, ids: &[PlotId]) -> Result<Vec<PlotRow>, Error> {
    let mut check = Check::new();
    let mut seen = BTreeSet::new();
    for (place, id) in ids.iter().enumerate() {
        check.require(seen.insert(*id), || {
            Invalid::new(
                format!("/plot_ids/{place}"),
                "repeated",
                "Lahan ini disebut dua kali; cukup sekali.",
                "This plot is named twice; once is enough.",
            )
        });
    }
    check.finish()?;
    let plots = lock_plots(tx.conn, tx.caller().party(), ids).await?;
    let mut check = Check::new();
    for (place, id) in ids.iter().enumerate() {
        let known = plots.iter().any(|plot| plot.id == *id && plot.state.may_change());
        check.require(known, || {
            Invalid::new(
                format!("/plot_ids/{place}"),
                "unknown-plot",
                "Pilih lahan milik pihak Anda yang masih dipakai; daftarnya di /v1/plots?state=in_use.",
                "Choose a plot of your own party that is in use; the list is at /v1/plots?state=in_use.",
            )
        });
    }
    let regions: BTreeSet<_> = plots.iter().map(|plot| plot.region_code.as_str()).collect();
    check.require(regions.len() <= 1, || {
        Invalid::new(
            "/plot_ids",
            "several-regions",
            "Lahan satu musim berada di satu daerah; rencanakan satu musim untuk setiap daerah.",
            "The plots of a season lie in one region; plan a season for each region.",
        )
    });
    check.finish()?;
    Ok(plots)
}

/// The contract is one of which the caller's party is the supplier.
async fn expect_contract(tx: &mut Tx<'_>, id: ContractId) -> Result<(), Error> {
    let contract = find_contract(tx.conn, id).await?;
    if contract.is_some_and(|contract| contract.supplier_id == tx.caller().party()) {
        return Ok(());
    }
    let unknown = Invalid::new(
        "/contract_id",
        "unknown-contract",
        "Sebutkan kontrak yang pemasoknya pihak Anda sendiri.",
        "Name a contract of which your own party is the supplier.",
    );
    Err(Error::behind(AGREEMENT, vec![unknown]))
}

fn taken(ids: &[PlotId], plot: PlotId) -> Error {
    let place = ids.iter().position(|id| *id == plot).unwrap_or_default();
    Error::duplicate(
        &format!("/plot_ids/{place}"),
        "Musim lain untuk bentuk komoditas yang sama masih berjalan di lahan ini pada hari-hari itu.",
        "Another season of the same form is open on this plot in these days.",
    )
}
