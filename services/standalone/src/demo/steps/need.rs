//! Jakarta's need of eggs: Pasar Jaya publishes it by the month, and Blitar takes the larger part of it.

use anyhow::Context as _;
use api_types::agreement::{
    AcceptCommitmentRequest, CommitmentView, CreateCommitmentRequest, CreateDemandRequest, DemandLineRequest,
    DemandView, ListCommitmentsQuery, ListDemandsQuery, OfferRequest, ScheduledRequest,
};
use api_types::{TransitionRequest, WireQuantity};
use chrono::{Datelike as _, Months};
use domain::agreement::{CommitmentKind, CommitmentState, DemandState};
use domain::shared::{Unit, jakarta_date};
use web::Clock;

use super::super::later::{NEED, Need};
use super::super::player::{Player, action};
use super::super::story::BLITAR;
use super::World;

/// How many months ahead a need is published.
const MONTHS: u32 = 6;

pub(in super::super) async fn play(player: &Player<'_>, world: &World) -> anyhow::Result<()> {
    let demand = publish(player, world, &NEED).await?;
    commit(player, world, &NEED, &demand).await
}

async fn publish(player: &Player<'_>, world: &World, told: &Need) -> anyhow::Result<DemandView> {
    let query = ListDemandsQuery { buyer_id: Some(world.party(told.buyer)?), ..Default::default() };
    let same = |view: &DemandView| view.title == told.title && view.state != DemandState::Withdrawn;
    let found = player.find(told.buyer, |services| services.agreement.list_demands(&query), same).await?;
    let body = CreateDemandRequest {
        title: told.title.into(),
        note: None,
        lines: vec![DemandLineRequest {
            id: None,
            commodity_code: told.goods[0].into(),
            form_code: told.goods[1].into(),
            grade: None,
            unit: Unit::Tne,
            region_code: "31".into(),
            oversubscribed: false,
            periods: months_ahead(told.each_month)?,
        }],
    };
    let drafts = action(told.buyer, "writes down what it needs: eggs by the month");
    let drafted = player.create(found, drafts, |services| services.agreement.create_demand(&body)).await?;
    let now = TransitionRequest::default();
    player
        .act(
            action(told.buyer, "publishes its need to the partner regions"),
            |services| services.agreement.get_demand(drafted.id),
            |view| view.state != DemandState::Draft,
            |services, etag| services.agreement.publish_demand(drafted.id, etag, &now),
        )
        .await
}

/// The months after this one, each with the same need in tonnes.
fn months_ahead(each: &str) -> anyhow::Result<Vec<ScheduledRequest>> {
    let today = jakarta_date(Clock::system().now());
    let first = today.with_day(1).context("a month has a first day")?;
    let month = |ahead| {
        let month = first.checked_add_months(Months::new(ahead)).context("there are months to come")?;
        let quantity = WireQuantity { value: each.into(), unit: Unit::Tne };
        Ok(ScheduledRequest { period: month.format("%Y-%m").to_string(), name: None, quantity })
    };
    (1..=MONTHS).map(month).collect()
}

async fn commit(player: &Player<'_>, world: &World, told: &Need, demand: &DemandView) -> anyhow::Result<()> {
    let line = demand.lines.first().context("a need has a line")?.id;
    let query = ListCommitmentsQuery { demand_id: Some(demand.id), ..Default::default() };
    let goes_on = |view: &CommitmentView| {
        view.demand_line_id == line
            && !matches!(view.state, CommitmentState::Withdrawn | CommitmentState::Declined)
    };
    let actor = told.coordinator;
    let found = player.find(actor, |services| services.agreement.list_commitments(&query), goes_on).await?;
    let body = CreateCommitmentRequest {
        demand_id: demand.id,
        demand_line_id: line,
        agreement_id: world.agreement(BLITAR.key)?,
        supplier_id: Some(world.party(told.supplier)?),
        offer: OfferRequest {
            kind: CommitmentKind::Share,
            share_bp: Some(told.share_bp),
            periods: Vec::new(),
            tolerance_bp: 0,
            rolls_over: true,
            note: Some("Sebagian besar kebutuhan telur Pasar Jaya.".into()),
        },
    };
    let offers = action(actor, "offers the larger part of it");
    let offered =
        player.create(found, offers, |services| services.agreement.create_commitment(&body)).await?;
    let yes = AcceptCommitmentRequest {
        text_sha256: offered.offer.text_sha256,
        occurred_at: None,
        note: None,
        documents: Vec::new(),
    };
    player
        .act(
            action(told.buyer, "takes the offer"),
            |services| services.agreement.get_commitment(offered.id),
            |view| view.state != CommitmentState::Proposed,
            |services, etag| services.agreement.accept_commitment(offered.id, etag, &yes),
        )
        .await?;
    Ok(())
}
