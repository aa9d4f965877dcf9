//! P8: the realisation report of one agreement among 1,000.

use domain::shared::Role;
use testkit::Actor;

use crate::data::{AGREEMENT, AGREEMENTS, Dataset, SMALL_AGREEMENT, party};
use crate::lab::Lab;
use crate::results::{Figure, Goal};
use crate::stats::{median, spread};
use crate::wrk::Load;

/// P8: agreements of 1,000, 10,000 and 100,000 receipts among a million; the first of them also among 100,000.
pub(crate) async fn realization(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    let small = latency(lab, &SMALL_AGREEMENT, 0).await?;
    let mut among_all = Vec::new();
    for (agreement, lines) in [(0, "1,000"), (1, "10,000"), (2, "100,000")] {
        let found = latency(lab, &AGREEMENT, agreement).await?;
        let figure = Figure::new(format!("p8-report: p50, {lines} lines of 1,000,000"), found.p50, "ms");
        let figure = figure.with("p99_ms", found.p99).with("spread_percent", found.spread);
        // A tenth of all receipts is no longer one agreement among a thousand.
        figures.push(if agreement < 2 { figure.aims(Goal::AtMost(100.0)) } else { figure });
        among_all.push(found.p50);
    }
    let growth = Figure::new("p8-report: ten times the others' lines", among_all[0] / small.p50, "x");
    figures.push(growth.aims(Goal::AtMost(1.5)).with("among_100000_ms", small.p50));
    Ok(figures)
}

struct Latency {
    p50: f64,
    p99: f64,
    spread: f64,
}

async fn latency(lab: &Lab, dataset: &Dataset, agreement: u64) -> anyhow::Result<Latency> {
    let database = lab.loaded(dataset).await?;
    let reader = Actor::new(party(3100 + agreement % 10), "31", &[Role::Coordinator]);
    let token = lab.tokens.token(&reader)?;
    let running = lab.start("agreement", &database).await?;
    let request = format!("return ask('GET', '/v1/agreements/{}/realization')", AGREEMENTS.wire(agreement));
    let load = Load { url: running.url.clone(), tokens: vec![token], request, first: 1 };
    load.run(&lab.folder, 1, 1)?;
    let (mut p50, mut p99) = (Vec::new(), Vec::new());
    for _ in 0..lab.options.rounds {
        let outcome = load.run(&lab.folder, 1, lab.options.seconds)?;
        anyhow::ensure!(outcome.refused + outcome.broken == 0, "the report was refused");
        p50.push(outcome.p50_us / 1000.0);
        p99.push(outcome.p99_us / 1000.0);
    }
    Ok(Latency { p50: median(&p50), p99: median(&p99), spread: spread(&p50) })
}
