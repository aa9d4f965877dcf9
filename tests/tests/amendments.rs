//! A reduction over the running services: proposed and agreed in one, held back and told by another, signed then.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use api_types::TransitionRequest;
use api_types::WireQuantity;
use api_types::agreement::{
    AmendedLineRequest, AmendmentView, ContractLineView, CreateContractAmendmentRequest, ListContractsQuery,
    SignContractRequest, SignatoryRequest, TextConsentRequest,
};
use api_types::logistics::ContractLineQuery;
use client::{AgreementApi, Api, LogisticsApi, TokenSource, exchange_token};
use domain::agreement::{AmendmentState, SignerCapacity};
use domain::shared::Unit;
use journeys::Installation;
use standalone::demo;

/// The services as one of the story's people.
async fn person(installation: &Installation, who: &str) -> anyhow::Result<(AgreementApi, LogisticsApi)> {
    let addresses = &installation.addresses;
    let token = exchange_token(&addresses.agreement, &installation.issuer.id_token(who)?).await?;
    let api = |address: &str| Api::new(address, TokenSource::Given(token.clone()));
    Ok((AgreementApi::new(api(&addresses.agreement)?), LogisticsApi::new(api(&addresses.logistics)?)))
}

fn fewer(line: &ContractLineView, kilograms: &str) -> AmendedLineRequest {
    let quantity = Some(WireQuantity { value: kilograms.into(), unit: Unit::Kgm });
    AmendedLineRequest { quantity, ..AmendedLineRequest::keeping(line) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reduction_is_held_back_by_logistics_before_its_last_signature() -> anyhow::Result<()> {
    let installation = Installation::start("amended").await?;
    demo::play(&installation.addresses, &installation.issuer, &|_| ()).await?;
    let (supplier, _) = person(&installation, "kuj").await?;
    let contracts = supplier.list_contracts(&ListContractsQuery::default()).all().await?;
    let contract = contracts.into_iter().find(|one| one.title.contains("KUJ")).context("the eggs")?;
    let line = contract.lines.first().context("a line")?;
    // Any day to come.
    let last_day = contract.valid_until_date;
    let body = CreateContractAmendmentRequest {
        rationale: "Kandang direnovasi.".into(),
        effective_date: last_day,
        title: None,
        valid_until_date: contract.valid_until_date,
        value_limit: None,
        evaluation_due_date: None,
        festival: None,
        lines: vec![fewer(line, "50000")],
        attachments: Vec::new(),
    };
    // What the story ordered and received is known to the one who judges the proposal a moment later.
    let drafted = supplier.create_contract_amendment(contract.id, &body).await?.value;
    let figures = async |view: AmendmentView| {
        view.reductions.first().map(|one| (one.accepted.value.clone(), one.open.value.clone()))
    };
    let deadline = Instant::now() + Duration::from_secs(60);
    while figures(supplier.get_amendment(drafted.id).await?.value).await
        != Some(("9000".into(), "20000".into()))
    {
        ensure!(Instant::now() < deadline, "the figures of logistics do not come");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    supplier.propose_amendment(drafted.id, "*", &TransitionRequest::default()).await?;
    let text_sha256 = drafted.text_sha256.clone().context("a text")?;
    for coordinator in ["metro.coordinator", "jakarta.coordinator"] {
        let (agreement, _) = person(&installation, coordinator).await?;
        let yes = TextConsentRequest {
            text_sha256: text_sha256.clone(),
            occurred_at: None,
            // The price of 2022 lies below the reference of today.
            note: Some("Harga lama tetap berlaku sampai akhir kontrak.".into()),
            documents: Vec::new(),
        };
        agreement.endorse_amendment(drafted.id, "*", &yes).await?;
    }
    let yes = SignContractRequest {
        text_sha256,
        signatory: SignatoryRequest {
            name: "Direktur".into(),
            position: "Direktur".into(),
            capacity: SignerCapacity::Director,
            power_of_attorney: None,
        },
        occurred_at: None,
        note: None,
        documents: Vec::new(),
    };
    supplier.sign_amendment(drafted.id, "*", &yes).await?;
    let (buyer, logistics) = person(&installation, "dharma_jaya").await?;
    let deadline = Instant::now() + Duration::from_secs(60);
    let signed = loop {
        match buyer.sign_amendment(drafted.id, "*", &yes).await {
            Ok(signed) => break signed.value,
            Err(error) => {
                let late = error.problem().is_some_and(|problem| problem.code == "not-yet-known");
                ensure!(late && Instant::now() < deadline, "{error}");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    };
    ensure!(signed.state == AmendmentState::Signed && signed.in_force_from_date == Some(last_day));
    let balance = logistics.get_contract_line_balance(line.id, &ContractLineQuery::default()).await?.value;
    let committed = balance.committed;
    ensure!(committed.as_deref() == Some("200000"), "until its day: {committed:?}");
    let cap = balance.ordering_cap;
    ensure!(cap.as_deref() == Some("50000"), "no more is ordered than it lets: {cap:?}");
    Ok(())
}
