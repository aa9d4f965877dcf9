//! P3: buyers capture receipts, each of the goods of another shipment on the road.

use anyhow::ensure;

use crate::data::{BUYERS, Ids, LOGISTICS, SHIPMENTS};
use crate::lab::Lab;
use crate::machine::Watched;
use crate::results::Figure;
use crate::running::Running;
use crate::stats::{median, spread};
use crate::wrk::Load;

/// Goods of shipments: those on the road have one item, of 1,000 kg, and that of shipment n is item 2 n.
const ITEMS: Ids = Ids { wire: "shi", table: "01900012" };

/// P3: `PUT` of a receipt with one line; receipt, line, figures, history and event in one transaction.
pub(crate) async fn captures(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    let database = lab.copied(&LOGISTICS).await?;
    let running = lab.start("logistics", &database).await?;
    let mut load = capture_load(&running.url, lab.buyers()?, lab.size().shipments / 2);
    let mut figures = Vec::new();
    for connections in [16, 64] {
        figures.extend(measure(lab, &running, &mut load, connections)?);
    }
    running.stop()?;
    lab.server.drop_database(&database).await?;
    Ok(figures)
}

/// Rate, latency and CPU time with so many connections.
fn measure(lab: &Lab, running: &Running, load: &mut Load, connections: u32) -> anyhow::Result<[Figure; 3]> {
    let watched = Watched { service: running.id(), postmaster: lab.server.postmaster()? };
    let (mut rates, mut p99, mut cpu) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=lab.options.rounds {
        let before = watched.cpu()?;
        let outcome = load.run(&lab.folder, connections, lab.options.seconds)?;
        let after = watched.cpu()?;
        // Numbers that were used are never used again.
        load.first += outcome.requests * 5 / 4 + 1000;
        let wrong = outcome.refused + outcome.broken;
        ensure!(wrong * 1000 <= outcome.requests, "{wrong} of {} receipts were refused", outcome.requests);
        // The first round is for plans, caches and connections.
        if round > 0 {
            let used = (after.service - before.service) + (after.postgres - before.postgres);
            cpu.push(used as f64 / outcome.requests as f64);
            rates.push(outcome.rate());
            p99.push(outcome.p99_us / 1000.0);
        }
    }
    let name = |what: &str| format!("p3-receipt: {what} at {connections}");
    Ok([
        Figure::new(name("captured"), median(&rates), "/s").with("spread_percent", spread(&rates)),
        Figure::new(name("p99"), median(&p99), "ms"),
        Figure::new(name("CPU"), median(&cpu), "us"),
    ])
}

/// Receipts of the shipments from number `half` on, by their buyers.
fn capture_load(url: &str, tokens: Vec<String>, half: u64) -> Load {
    let (shipment, item) = (SHIPMENTS.wire_begin(), ITEMS.wire_begin());
    let request = format!(
        "local n = {half} + k % {half}\n  \
         local body = string.format('{{\"shipment_id\":\"%s\",\"documents_seen\":true,\"lines\":[\
         {{\"shipment_item_id\":\"%s\",\"weight\":{{\"unit\":\"KGM\",\"accepted\":\"990\"}}}}]}}', \
         id('{shipment}', n), id('{item}', 2 * n))\n  \
         return ask('PUT', fresh('/v1/receipts/rcp_019200000000700080'), body, n % {BUYERS})"
    );
    Load { url: url.to_owned(), tokens, request, first: 0 }
}
