//! The demonstration: the story of Metro, Blitar and Jakarta, played through the public HTTP API.
//!
//! Owns: the story as data (`people`, `story`) and as small steps (`steps`), the sign-in of its people ([`Issuer`]),
//! and how a step is played so that it can be repeated (`player`). Knows addresses alone, so that it
//! is played the same over one process or three. Refuses: reaching into a service or a database. Start at [`play`].

mod issuer;
mod later;
mod people;
mod player;
mod sites;
mod steps;
mod story;

use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use api_types::agreement::{RealizationLineView, RealizationQuery, RealizationView};
use client::exchange_token;

pub use issuer::{ISSUER, Issuer};
pub use people::{ADMINISTRATOR, ORGANISATIONS, Organisation, PEOPLE, Person};
pub use player::{OnStep, Step};

use player::Player;
use steps::World;

/// How long the receipts may take from logistics to agreement's report.
const REPORT_PATIENCE: Duration = Duration::from_secs(180);

/// Where the three services are.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// Agreement.
    pub agreement: String,
    /// Catalog.
    pub catalog: String,
    /// Logistics.
    pub logistics: String,
}

impl Addresses {
    /// All three at one address.
    pub fn one(url: &str) -> Self {
        Self { agreement: url.to_owned(), catalog: url.to_owned(), logistics: url.to_owned() }
    }
}

/// What is told at the end: the realisation report of each agreement, as the API answers it.
#[derive(Debug, Clone)]
pub struct Reports {
    /// Metro with DKI Jakarta.
    pub metro: RealizationView,
    /// Blitar with DKI Jakarta.
    pub blitar: RealizationView,
}

/// Plays the whole story, or what is left of it, and waits for its report. Needs the first administrator.
///
/// # Errors
/// When a step is refused or a service stays away; playing again goes on from there.
pub async fn play(addresses: &Addresses, issuer: &Issuer, on_step: OnStep<'_>) -> anyhow::Result<Reports> {
    let player = Player::new(addresses, issuer, on_step)?;
    let mut world = World::default();
    steps::founding::play(&player, &mut world).await?;
    steps::verification::play(&player, &world).await?;
    steps::agreements::play(&player, &mut world).await?;
    steps::contracts::play(&player, &mut world).await?;
    steps::products::play(&player, &mut world).await?;
    steps::deliveries::play(&player, &world).await?;
    steps::claims::play(&player, &world).await?;
    steps::signals::play(&player, &world).await?;
    steps::money::play(&player, &world).await?;
    steps::trial::play(&player, &world).await?;
    steps::growth::play(&player, &world).await?;
    steps::festival::play(&player, &world).await?;
    steps::farm::play(&player, &world).await?;
    steps::need::play(&player, &world).await?;
    steps::visit::play(&player, &world).await?;
    steps::held::play(&player, &world).await?;
    steps::hub::play(&player, &world).await?;
    Ok(Reports {
        metro: report(&player, &world, &story::METRO).await?,
        blitar: report(&player, &world, &story::BLITAR).await?,
    })
}

/// Reads the report of an agreement until it shows what was delivered.
async fn report(
    player: &Player<'_>,
    world: &World,
    told: &story::Agreement,
) -> anyhow::Result<RealizationView> {
    let (id, query) = (world.agreement(told.key)?, RealizationQuery::default());
    let deadline = Instant::now() + REPORT_PATIENCE;
    loop {
        let report = player
            .read(told.initiator, |services| services.agreement.get_agreement_realization(id, &query))
            .await?;
        if told.delivered.iter().all(|(code, value, _)| shows(&report, code, value)) {
            return Ok(report);
        }
        ensure!(
            Instant::now() < deadline,
            "the report of {} does not show yet what was recorded: {}; see whether the services hear of each other (/readyz)",
            told.key,
            report.sentence.en
        );
        player::pause().await;
    }
}

/// Whether a report shows what the story delivered of a commodity, or more: visitors add to it.
fn shows(report: &RealizationView, commodity: &str, delivered: &str) -> bool {
    let figure = |text: &str| text.parse::<f64>().ok();
    let lines = || report.lines.iter().filter(|line| line.commodity.code == commodity);
    match lines().next().filter(|_| lines().count() == 1).and_then(|line| line.accepted.first()) {
        Some(first) => figure(&first.value) >= figure(delivered),
        None => lines().any(|line| !line.accepted.is_empty()),
    }
}

/// The figure of a commodity in a report, as its people count it; none where a part is known only otherwise.
pub fn natural<'r>(report: &'r RealizationView, commodity: &str) -> Option<&'r str> {
    let line = report.lines.iter().find(|line| line.commodity.code == commodity)?;
    match line.accepted.as_slice() {
        [whole] if whole.unit == line.natural_unit => Some(&whole.value),
        _ => None,
    }
}

/// One line on standard output for a step.
pub fn print_step(step: &Step<'_>) {
    let status = step.status.map_or_else(|| "was".to_owned(), |status| status.to_string());
    println!("{:<22} {:<58} {:<36} {status:>4} {}", step.actor, step.what, step.id, step.request_id);
}

/// The reports and their sentences on standard output.
pub fn print_reports(reports: &Reports) {
    for (name, report) in [("Metro - DKI Jakarta", &reports.metro), ("Blitar - DKI Jakarta", &reports.blitar)]
    {
        println!("\n{name}, since {}", report.since_date);
        report.lines.iter().for_each(print_line);
        println!("  id: {}\n  en: {}", report.sentence.id, report.sentence.en);
    }
}

fn print_line(line: &RealizationLineView) {
    let mass = line.mass.as_ref();
    let amounts = line.accepted.iter().map(|amount| format!("{} {}", amount.value, amount.unit));
    println!(
        "  {:<12} {:<20} {:>16} {:>12} {:<4} {:>16} IDR",
        line.commodity.code,
        line.form.code,
        amounts.collect::<Vec<_>>().join(", "),
        mass.map_or("-", |mass| &mass.value),
        mass.map_or("", |mass| mass.unit.label()),
        line.amount.as_ref().map_or(0, |amount| amount.amount),
    );
}

/// A token of one of the story's people.
///
/// # Errors
/// When there is nobody of this name, or the demonstration does not run at `url`.
pub async fn token(issuer: &Issuer, actor: &str, url: &str) -> anyhow::Result<String> {
    ensure!(people::is_known(actor), "nobody is called {actor}; there are: {}", people::names());
    match exchange_token(url, &issuer.id_token(actor)?).await {
        Ok(token) => Ok(token),
        Err(error) => bail!("no token from {url}; does `kad demo` run there? ({error})"),
    }
}
