//! P10: one product by id, from the service and from the bare endpoint, in interleaved rounds.

use anyhow::ensure;
use domain::shared::Role;
use testkit::Actor;

use super::reads::product_load;
use crate::data::{CATALOG, PRODUCTS, party};
use crate::lab::Lab;
use crate::machine::Watched;
use crate::results::{Figure, Goal};
use crate::running::Running;
use crate::statements::{self, Statement};
use crate::stats::{median, spread};

/// P10: how much less the service answers than the bare endpoint, and its CPU time beside.
pub(crate) async fn around_a_read(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    let (database, count) = (lab.loaded(&CATALOG).await?, lab.size().published());
    let token = lab.tokens.token(&Actor::new(party(1), "31.71", &[Role::Buyer]))?;
    same_sql(lab, &database, &token).await?;
    let url = lab.server.url(&database);
    let sides = [lab.start("catalog", &database).await?, Running::bare(&url).await?];
    let postmaster = lab.server.postmaster()?;
    let mut figures = Vec::new();
    for connections in [16, 64] {
        let (mut rates, mut cpu) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
        // The first round warms both up.
        for round in 0..=lab.options.rounds {
            for (side, running) in sides.iter().enumerate() {
                let watched = Watched { service: running.id(), postmaster };
                let before = watched.cpu()?;
                let load = product_load(&running.url, &token, count);
                let outcome = load.run(&lab.folder, connections, lab.options.seconds)?;
                ensure!(outcome.refused + outcome.broken == 0, "a request was refused");
                if round > 0 {
                    rates[side].push(outcome.rate());
                    let used = watched.cpu()?.service - before.service;
                    cpu[side].push(used as f64 / outcome.requests as f64);
                }
            }
        }
        let [ours, bare] = [median(&rates[0]), median(&rates[1])];
        let cost =
            Figure::new(format!("p10-overhead: cost at {connections}"), (bare / ours - 1.0) * 100.0, "%")
                .aims(Goal::AtMost(15.0))
                .with("ours_per_second", ours)
                .with("ours_spread_percent", spread(&rates[0]))
                .with("bare_per_second", bare)
                .with("bare_spread_percent", spread(&rates[1]))
                .with("ours_service_us", median(&cpu[0]))
                .with("bare_service_us", median(&cpu[1]));
        figures.push(cost);
        let more = median(&cpu[0]) - median(&cpu[1]);
        figures.push(Figure::new(format!("p10-overhead: CPU added at {connections}"), more, "us"));
    }
    Ok(figures)
}

/// Refuses to compare two endpoints that do not ask the server for the same.
async fn same_sql(lab: &Lab, database: &str, token: &str) -> anyhow::Result<()> {
    let path = format!("/v1/products/{}", PRODUCTS.wire(7));
    let ours = lab.sample("catalog", database, token, &[&path]).await?;
    lab.server.log_statements(database, true).await?;
    let running = Running::bare(&lab.server.url(database)).await?;
    let begin = lab.server.log_length();
    let answer = lab.api(&running.url, token)?.get::<serde_json::Value>(&path).await;
    lab.server.log_statements(database, false).await?;
    answer?;
    let bare = statements::read(&lab.server.log_since(begin)?, database);
    let asked = |all: Vec<Statement>| -> anyhow::Result<Vec<String>> {
        let found = statements::of_request(all, &[&PRODUCTS.uuid(7)])?;
        Ok(found.into_iter().map(|statement| statement.sql).collect())
    };
    let (ours, bare) = (asked(ours)?, asked(bare)?);
    ensure!(
        ours == bare,
        "the bare endpoint asks for something else:\n{bare:?}\nthan the service:\n{ours:?}"
    );
    Ok(())
}
