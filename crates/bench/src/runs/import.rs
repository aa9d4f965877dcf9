//! P5: products from one file, beside plain COPY of the same rows into the same table.

use std::time::Instant;

use anyhow::{Context as _, ensure};
use domain::shared::{Role, TextHash};
use serde_json::Value;
use testkit::{Actor, Caller, fresh_key};

use crate::data::{CATALOG, party};
use crate::lab::Lab;
use crate::machine::{peak_megabytes, resident_megabytes};
use crate::results::{Figure, Goal};
use crate::running::Running;
use crate::stats::{median, spread};

/// The parties that import, one a round: numbers are their own.
const IMPORTERS_FROM: u64 = 7_000;

/// P5: rows a second from the request to the end of its job, and what PostgreSQL takes of them by COPY into the table alone.
pub(crate) async fn products(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    let rows = lab.size().products;
    let database = lab.copied(&CATALOG).await?;
    let running = lab.start("catalog", &database).await?;
    // What every process takes once is taken before the first is measured.
    import(lab, &running, 999, 100).await?;
    let before = resident_megabytes(running.id())?;
    let (mut imported, mut copied) = (Vec::new(), Vec::new());
    for round in 0..u64::from(lab.options.rounds) {
        imported.push(import(lab, &running, round, rows).await?);
        copied.push(copy(lab, &database, round, rows).await?);
    }
    let peak = peak_megabytes(running.id())?;
    running.stop()?;
    let ratio = median(&copied) / median(&imported);
    let share = Figure::new("p5-import: rows beside plain COPY", ratio, "x").aims(Goal::AtLeast(0.5));
    let share = share.with("rows", rows).with("import_s", median(&imported)).with("copy_s", median(&copied));
    let memory = Figure::new("p5-import: memory at its peak, above what it was", peak - before, "MB");
    Ok(vec![
        share.with("spread_percent", spread(&imported)),
        memory.with("before_mb", before).with("peak_mb", peak),
    ])
}

/// Imports a file of so many products; gives the seconds.
async fn import(lab: &Lab, running: &Running, round: u64, rows: u64) -> anyhow::Result<f64> {
    let supplier = Actor::new(party(IMPORTERS_FROM + round), "18.72", &[Role::Supplier]);
    let caller = Caller::new(&running.url, Some(lab.tokens.token(&supplier)?));
    let mut file = String::from("name,commodity_code,form_code,group,external_reference,description\n");
    for row in 0..rows {
        file += &format!(
            "Keripik Pisang {row},msme_goods,packaged,processed_food,KP-{row:06},Renyah dan gurih\n"
        );
    }
    let path = format!("/v1/product-imports?sha256={}", TextHash::of_bytes(file.as_bytes()));
    let request = caller.request("POST", &path).header("idempotency-key", fresh_key());
    let begun = Instant::now();
    let asked = caller.send(request.header("content-type", "text/csv").body(file)).await;
    ensure!(asked.status == 201, "{}", asked.text);
    loop {
        let job: Value = caller.get(asked.header("location")).await.json;
        if !job["ended_at"].is_null() {
            let entered = job["report"]["entered"].as_u64().context("a job that has ended has a report")?;
            ensure!(entered == rows, "{job}");
            return Ok(begun.elapsed().as_secs_f64());
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// Copies the same rows of another supplier into the table; gives the seconds.
async fn copy(lab: &Lab, database: &str, round: u64, rows: u64) -> anyhow::Result<f64> {
    let clock = web::Clock::system();
    let (supplier, mut file) = (clock.new_uuid(), String::new());
    for row in 0..rows {
        let id = clock.new_uuid();
        file += &format!(
            "{id}\t{supplier}\t18.72\tmsme_goods\tpackaged\tprocessed_food\tKeripik Pisang {row}\tRenyah dan gurih\t\
             KP-{round}-{row:06}\tdraft\t1\tnow\tnow\n"
        );
    }
    let copy = "copy product (id, supplier_id, supplier_region_code, commodity_code, form_code, goods_group, name, \
                description, external_reference, state, version, created_at, updated_at) from stdin";
    let begun = Instant::now();
    lab.server.copy_in(database, copy, file.into_bytes()).await?;
    Ok(begun.elapsed().as_secs_f64())
}
