//! The story over three services in three processes, each killed once in the middle of it.

use anyhow::ensure;
use client::{Api, TokenSource, exchange_token};
use journeys::Installation;
use serde_json::Value;
use standalone::demo::{self, Reports, Step};
use tokio::sync::mpsc;

const AGREEMENT: usize = 0;
const CATALOG: usize = 1;
const LOGISTICS: usize = 2;

/// What a step looks like to the one who kills.
struct Heard {
    what: String,
    status: Option<u16>,
}

/// Plays the story and tells each step.
fn played(
    installation: &Installation,
) -> (tokio::task::JoinHandle<anyhow::Result<Reports>>, mpsc::UnboundedReceiver<Heard>) {
    let (tell, heard) = mpsc::unbounded_channel();
    let (addresses, issuer) = (installation.addresses.clone(), installation.issuer.clone());
    let playing = tokio::spawn(async move {
        let on_step = |step: &Step<'_>| {
            // Nobody listens any more once the test has failed.
            let _ = tell.send(Heard { what: step.what.to_owned(), status: step.status });
        };
        demo::play(&addresses, &issuer, &on_step).await
    });
    (playing, heard)
}

async fn wait_for(heard: &mut mpsc::UnboundedReceiver<Heard>, what: &str) -> anyhow::Result<()> {
    while let Some(step) = heard.recv().await {
        if step.what.starts_with(what) {
            return Ok(());
        }
    }
    anyhow::bail!("the story ended without: {what}")
}

/// The resources each service lists to the coordinator of Metro.
const LISTS: [&[&str]; 3] = [
    &["/v1/parties", "/v1/agreements", "/v1/contracts", "/v1/backfill-grants", "/v1/supplier-verifications"],
    &["/v1/commodities", "/v1/products", "/v1/outlets"],
    &["/v1/contract-lines", "/v1/call-offs", "/v1/shipments", "/v1/receipts"],
];

async fn count(api: &Api, list: &str) -> anyhow::Result<usize> {
    let page = api.get::<Value>(&format!("{list}?limit=200")).await?.value;
    Ok(page["items"].as_array().map_or(0, Vec::len))
}

/// Kills one service and reads from the others until it is back.
async fn kill_and_restart(installation: &mut Installation, victim: usize, token: &str) -> anyhow::Result<()> {
    installation.kill(victim)?;
    for other in (0..3).filter(|service| *service != victim) {
        let api = Api::new(installation.url(other), TokenSource::Given(token.to_owned()))?.without_retries();
        for list in LISTS[other] {
            count(&api, list).await?;
        }
    }
    installation.restart(victim).await
}

fn figures(report: &Value) -> Vec<String> {
    let lines = report["lines"].as_array().into_iter().flatten();
    let figure = |line: &Value| {
        let (natural, code) = (&line["natural"], &line["commodity"]["code"]);
        let text = |value: &Value| value.as_str().unwrap_or("?").to_owned();
        format!("{} {} {}", text(code), text(&natural["value"]), text(&natural["unit"]))
    };
    lines.map(figure).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_each_service_in_the_middle_of_the_story_loses_and_doubles_nothing() -> anyhow::Result<()> {
    let mut installation = Installation::start("three").await?;
    let (playing, mut heard) = played(&installation);
    wait_for(&mut heard, "signs up metro.coordinator").await?;
    let sign_in = installation.issuer.id_token("metro.coordinator")?;
    let token = exchange_token(&installation.addresses.agreement, &sign_in).await?;
    for (what, victim) in [
        ("signs the agreement", AGREEMENT),
        ("hands in the curation", CATALOG),
        ("sends the trucks off", LOGISTICS),
    ] {
        wait_for(&mut heard, what).await?;
        kill_and_restart(&mut installation, victim, &token).await?;
    }
    let reports = playing.await??;
    assert_eq!(
        figures(&reports.metro),
        ["cattle 30 HEA", "eggs 9 TNE", "msme_goods 5 vehicle", "rice 10 TNE"]
    );
    assert_eq!(figures(&reports.blitar), ["eggs 1 TNE"]);
    nothing_is_doubled(&installation, &token).await?;

    let (again, mut heard) = played(&installation);
    let repeated = again.await??;
    assert_eq!(figures(&repeated.metro), figures(&reports.metro));
    while let Some(step) = heard.recv().await {
        assert_eq!(step.status, None, "{} was done before", step.what);
    }
    nothing_is_doubled(&installation, &token).await
}

async fn nothing_is_doubled(installation: &Installation, token: &str) -> anyhow::Result<()> {
    let expected = [
        (AGREEMENT, "/v1/agreements", 1),
        (AGREEMENT, "/v1/contracts", 4),
        (CATALOG, "/v1/outlets", 1),
        (CATALOG, "/v1/products", 2),
        (LOGISTICS, "/v1/call-offs", 4),
        (LOGISTICS, "/v1/shipments", 4),
        (LOGISTICS, "/v1/receipts", 4),
    ];
    for (service, list, number) in expected {
        let api = Api::new(installation.url(service), TokenSource::Given(token.to_owned()))?;
        let found = count(&api, list).await?;
        ensure!(found == number, "{list} shows {found} to the coordinator of Metro, not {number}");
    }
    Ok(())
}
