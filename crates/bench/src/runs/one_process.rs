//! P9: `kad`, three services in one process over the loaded data.

use std::time::Duration;

use anyhow::ensure;
use domain::shared::Role;
use testkit::{Actor, Caller};
use tokio::time::sleep;

use super::call_offs::{draft_path, issue_load, prepare};
use super::events::{five_minutes_ago, report_load};
use super::reads::{PRODUCT_PAGE, product_load, shipment_load};
use crate::data::{AGREEMENT, CATALOG, LOGISTICS, party};
use crate::lab::Lab;
use crate::machine::resident_megabytes;
use crate::results::{Figure, Goal};
use crate::running::Running;
use crate::stats::{median, spread};
use crate::wrk::Load;

/// How long a process is left alone before its memory counts as idle.
const IDLE: Duration = Duration::from_secs(3);

/// P9: ready, idle, and after P1 to P4.
pub(crate) async fn measure(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    let mut copies = Vec::new();
    for dataset in [&AGREEMENT, &CATALOG, &LOGISTICS] {
        let (original, copy) = (lab.loaded(dataset).await?, format!("kad_{}", dataset.service));
        lab.server.copy(&original, &copy).await?;
        copies.push(copy);
    }
    prepare(lab, "kad_logistics", 1).await?;
    let (server, folder) = (lab.server.url("postgres"), lab.folder.join("kad"));
    std::fs::create_dir_all(&folder)?;
    // The first start settles what only a first start does.
    Running::kad(&server, &folder).await?.0.stop()?;
    let mut ready = Vec::new();
    for _ in 0..lab.options.rounds {
        let (running, milliseconds) = Running::kad(&server, &folder).await?;
        ready.push(milliseconds);
        running.stop()?;
    }
    let (running, _) = Running::kad(&server, &folder).await?;
    sleep(IDLE).await;
    let idle = resident_megabytes(running.id())?;
    let mut highest = idle;
    for load in loads(lab, &running.url).await? {
        let outcome = load.run(&lab.folder, 64, lab.options.seconds)?;
        ensure!(
            outcome.refused + outcome.broken == 0,
            "{} requests were refused: {}",
            outcome.refused,
            load.request
        );
        highest = highest.max(resident_megabytes(running.id())?);
    }
    running.stop()?;
    for copy in &copies {
        lab.server.drop_database(copy).await?;
    }
    Ok(vec![
        Figure::new("p9-one-process: ready", median(&ready), "ms")
            .aims(Goal::AtMost(1000.0))
            .with("spread_percent", spread(&ready)),
        Figure::new("p9-one-process: resident idle", idle, "MB").aims(Goal::AtMost(60.0)),
        Figure::new("p9-one-process: resident under P1 to P4", highest, "MB").aims(Goal::AtMost(200.0)),
    ])
}

/// What P1 to P4 send, one after the other.
async fn loads(lab: &Lab, url: &str) -> anyhow::Result<Vec<Load>> {
    let token = lab.tokens.token(&Actor::new(party(1), "31.71", &[Role::Buyer]))?;
    let (size, buyers) = (lab.size(), lab.buyers()?);
    let half = size.shipments / 2;
    let etag = Caller::new(url, Some(buyers[0].clone())).get(&draft_path(0)).await.etag().to_owned();
    let page = Load {
        url: url.to_owned(),
        tokens: vec![token.clone()],
        request: format!("return ask('GET', '{PRODUCT_PAGE}&limit=20')"),
        first: 1,
    };
    let issue = issue_load(url, &buyers[0], &etag);
    Ok(vec![
        product_load(url, &token, size.published()),
        shipment_load(url, buyers.clone(), size.shipments),
        page,
        report_load(url, buyers, ("arrived", &five_minutes_ago()), half, half),
        issue,
    ])
}
