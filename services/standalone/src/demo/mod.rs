//! The demonstration: the story of Metro, Blitar and Jakarta, played through the public HTTP API.
//!
//! Owns: the story as data (`people`, `story`) and as small steps (`scenes`), the sign-in of its people
//! ([`Issuer`]), and how a step is played so that it can be repeated ([`Stage`]). Knows addresses alone, so that it
//! is played the same over one process or three. Refuses: reaching into a service or a database. Start at [`play`].

mod issuer;
mod people;
mod scenes;
mod stage;
mod story;

use std::time::Duration;

use anyhow::{bail, ensure};
use client::exchange_token;
use serde_json::Value;

pub use issuer::{ISSUER, Issuer};
pub use people::{ADMINISTRATOR, ORGANISATIONS, Organisation, PEOPLE, Person};
pub use stage::{OnStep, Service, Stage, Step};

use scenes::World;

/// How long the receipts may take from logistics to agreement's report.
const REPORT_PATIENCE: Duration = Duration::from_secs(20);

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

    /// Where one service is.
    pub fn of(&self, service: Service) -> &str {
        match service {
            Service::Agreement => &self.agreement,
            Service::Catalog => &self.catalog,
            Service::Logistics => &self.logistics,
        }
    }
}

/// What is told at the end: the realisation report of each agreement, as the API answers it.
#[derive(Debug, Clone)]
pub struct Reports {
    /// Metro with DKI Jakarta.
    pub metro: Value,
    /// Blitar with DKI Jakarta.
    pub blitar: Value,
}

/// Plays the whole story, or what is left of it, and waits for its report. Needs the first administrator.
///
/// # Errors
/// When a step is refused or a service stays away; playing again goes on from there.
pub async fn play(addresses: &Addresses, issuer: &Issuer, on_step: OnStep<'_>) -> anyhow::Result<Reports> {
    let stage = Stage::new(addresses, issuer, on_step);
    let mut world = World::default();
    scenes::founding::play(&stage, &mut world).await?;
    scenes::verification::play(&stage, &world).await?;
    scenes::agreements::play(&stage, &mut world).await?;
    scenes::contracts::play(&stage, &mut world).await?;
    scenes::products::play(&stage, &mut world).await?;
    scenes::deliveries::play(&stage, &world).await?;
    Ok(Reports {
        metro: report(&stage, &world, &story::METRO).await?,
        blitar: report(&stage, &world, &story::BLITAR).await?,
    })
}

async fn report(stage: &Stage<'_>, world: &World, told: &story::Agreement) -> anyhow::Result<Value> {
    let path = format!("/v1/agreements/{}/realization", world.agreement(told.key)?);
    let arrived =
        |report: &Value| told.delivered.iter().all(|(code, value, _)| natural(report, code) == Some(value));
    stage::until(stage, (told.initiator, Service::Agreement, &path), REPORT_PATIENCE, arrived).await
}

/// The figure of a commodity in a report, as its people count it.
pub fn natural<'r>(report: &'r Value, commodity: &str) -> Option<&'r str> {
    let mut lines = report["lines"].as_array()?.iter();
    lines.find(|line| line["commodity"]["code"] == commodity)?["natural"]["value"].as_str()
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
        println!("\n{name}, since {}", report["since_date"].as_str().unwrap_or("?"));
        for line in report["lines"].as_array().into_iter().flatten() {
            let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
            let mass = &line["mass"];
            println!(
                "  {:<12} {:>8} {:<8} {:>12} {:<4} {:>16} IDR",
                text(&line["commodity"]["code"]),
                text(&line["natural"]["value"]),
                text(&line["natural"]["unit"]),
                text(&mass["value"]),
                if mass.is_null() { String::new() } else { text(&mass["unit"]) },
                line["amount"]["amount"],
            );
        }
        for language in ["id", "en"] {
            println!("  {language}: {}", report["sentence"][language].as_str().unwrap_or("-"));
        }
    }
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
