//! The story over three services in three processes, each killed once in the middle of it.

use std::collections::BTreeMap;

use anyhow::ensure;
use api_types::agreement::{
    ListAgreementsQuery, ListBackfillGrantsQuery, ListContractsQuery, ListPartiesQuery,
    ListSupplierVerificationsQuery, RealizationLineView, RealizationView,
};
use api_types::catalog::{ListCommoditiesQuery, ListOutletsQuery, ListProductsQuery};
use api_types::logistics::{
    ListCallOffsQuery, ListContractLinesQuery, ListReceiptsQuery, ListShipmentsQuery,
};
use client::{AgreementApi, Api, CatalogApi, ClientError, LogisticsApi, TokenSource, exchange_token};
use journeys::Installation;
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

/// How many of each kind of resource a service lists.
type Counts = BTreeMap<&'static str, usize>;

async fn of_agreement(api: Api) -> Result<Counts, ClientError> {
    let api = AgreementApi::new(api);
    let verifications = ListSupplierVerificationsQuery::default();
    Ok(Counts::from([
        ("parties", api.list_parties(&ListPartiesQuery::default()).all().await?.len()),
        ("agreements", api.list_agreements(&ListAgreementsQuery::default()).all().await?.len()),
        ("contracts", api.list_contracts(&ListContractsQuery::default()).all().await?.len()),
        ("grants", api.list_backfill_grants(&ListBackfillGrantsQuery::default()).all().await?.len()),
        ("verifications", api.list_supplier_verifications(&verifications).all().await?.len()),
    ]))
}

async fn of_catalog(api: Api) -> Result<Counts, ClientError> {
    let api = CatalogApi::new(api);
    Ok(Counts::from([
        ("commodities", api.list_commodities(&ListCommoditiesQuery::default()).all().await?.len()),
        ("products", api.list_products(&ListProductsQuery::default()).all().await?.len()),
        ("outlets", api.list_outlets(&ListOutletsQuery::default()).all().await?.len()),
    ]))
}

async fn of_logistics(api: Api) -> Result<Counts, ClientError> {
    let api = LogisticsApi::new(api);
    Ok(Counts::from([
        ("contract lines", api.list_contract_lines(&ListContractLinesQuery::default()).all().await?.len()),
        ("call-offs", api.list_call_offs(&ListCallOffsQuery::default()).all().await?.len()),
        ("shipments", api.list_shipments(&ListShipmentsQuery::default()).all().await?.len()),
        ("receipts", api.list_receipts(&ListReceiptsQuery::default()).all().await?.len()),
    ]))
}

/// Reads every list of a service once, as it answers at the first try.
async fn counts(installation: &Installation, service: usize, token: &str) -> anyhow::Result<Counts> {
    let api = Api::new(installation.url(service), TokenSource::Given(token.to_owned()))?.without_retries();
    Ok(match service {
        AGREEMENT => of_agreement(api).await?,
        CATALOG => of_catalog(api).await?,
        _ => of_logistics(api).await?,
    })
}

/// Kills one service and reads from the others until it is back.
async fn kill_and_restart(installation: &mut Installation, victim: usize, token: &str) -> anyhow::Result<()> {
    installation.kill(victim)?;
    for other in (0..3).filter(|service| *service != victim) {
        counts(installation, other, token).await?;
    }
    installation.restart(victim).await
}

fn figures(report: &RealizationView) -> Vec<String> {
    let figures = |line: &RealizationLineView| {
        let code = line.commodity.code.clone();
        let told = line.accepted.iter().map(move |amount| format!("{code} {} {}", amount.value, amount.unit));
        told.collect::<Vec<_>>()
    };
    report.lines.iter().flat_map(figures).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_each_service_in_the_middle_of_the_story_loses_and_doubles_nothing() -> anyhow::Result<()> {
    let mut installation = Installation::start("three").await?;
    let (playing, mut heard) = played(&installation);
    // The first of all: the coordinator of Metro.
    wait_for(&mut heard, "takes on the role").await?;
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
    assert_eq!(figures(&reports.blitar), ["chilli 0.575 TNE", "eggs 1 TNE"]);
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
    let mut found = Counts::new();
    for service in [AGREEMENT, CATALOG, LOGISTICS] {
        found.extend(counts(installation, service, token).await?);
    }
    let expected = [
        ("agreements", 1),
        ("contracts", 6),
        ("outlets", 2),
        ("products", 14),
        ("call-offs", 5),
        ("shipments", 4),
        ("receipts", 4),
    ];
    for (what, number) in expected {
        ensure!(found[what] == number, "the coordinator of Metro sees {} {what}, not {number}", found[what]);
    }
    Ok(())
}
