//! What one service knows bars what another does, by the news alone: a facility of the catalog and a shipment of logistics.

use anyhow::{Context as _, ensure};
use api_types::TransitionRequest;
use api_types::catalog::FacilityView;
use client::{Answer, ClientError};
use journeys::Installation;
use serde_json::{Value, json};
use standalone::demo;

use crate::contract_types::{Person, once_known, read};

/// The rules that a refusal of this name says are not met.
fn unmet<T>(answer: Result<Answer<T>, ClientError>, code: &str) -> anyhow::Result<Vec<String>> {
    let error = answer.err().context("a refusal")?;
    let problem = error.problem().with_context(|| error.to_string())?;
    ensure!(problem.code == code, "{error}");
    Ok(problem.unmet.iter().map(|unmet| unmet.rule.clone()).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slaughterhouse_without_its_papers_bars_what_is_loaded_there() -> anyhow::Result<()> {
    let installation = Installation::start("between").await?;
    demo::play(&installation.addresses, &installation.issuer, &|_| ()).await?;
    let supplier = Person::named(&installation, "suj").await?;
    let buyer = Person::named(&installation, "dharma_jaya").await?;
    let facility = async |kind: &str| -> anyhow::Result<FacilityView> {
        let body = read(json!({"kind": kind, "name": format!("SUJ {kind}"), "region_code": "18.72",
            "capacity": {"quantity": {"value": "30", "unit": "HEA"}, "per": "day"}}))?;
        Ok(supplier.catalog.create_facility(&body).await?.value)
    };
    let slaughterhouse = facility("slaughterhouse").await?;
    let shipment = planned(&supplier, &buyer, json!(slaughterhouse.id)).await?;
    let ready =
        async || supplier.logistics.make_shipment_ready(shipment, "*", &TransitionRequest::default()).await;
    let refused = unmet(ready().await, "facility-not-usable")?;
    ensure!(refused.contains(&"paper_in_force".to_owned()), "{refused:?}");
    // A farm needs no paper: what is asked for next are the papers of the journey.
    let farm = facility("farm").await?;
    let named = read(json!({"origin_facility_id": farm.id}))?;
    once_known(async || supplier.logistics.update_shipment(shipment, "*", &named).await).await?;
    unmet(ready().await, "document-gate")?;
    // Closed while the shipment waits: nothing is loaded there any more.
    let gone = read(json!({"note": "Dijual"}))?;
    supplier.catalog.close_facility(farm.id, "*", &gone).await?;
    ensure!(unmet_soon(ready).await? == ["facility_open"], "closed");
    Ok(())
}

/// The refusal by a facility, once its news has come.
async fn unmet_soon<T>(
    ready: impl AsyncFn() -> Result<Answer<T>, ClientError>,
) -> anyhow::Result<Vec<String>> {
    let deadline = std::time::Instant::now() + crate::contract_types::PATIENCE;
    loop {
        match unmet(ready().await, "facility-not-usable") {
            Err(_) if std::time::Instant::now() < deadline => {
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            }
            answered => return answered,
        }
    }
}

/// A shipment of two head for an accepted order, being loaded at a facility.
async fn planned(
    supplier: &Person,
    buyer: &Person,
    facility: Value,
) -> anyhow::Result<domain::shared::ShipmentId> {
    let plain = TransitionRequest::default();
    let today = domain::shared::jakarta_date(web::Clock::system().now());
    let contracts = supplier.agreement.list_contracts(&Default::default()).all().await?;
    let quota = contracts.iter().find(|contract| contract.title.starts_with("Pasokan sapi"));
    let contract = quota.context("the story has a contract of cattle")?;
    let quantity = json!({"value": "2", "unit": "HEA"});
    let body = read(json!({"contract_id": contract.id, "requested_delivery_date": today,
        "destination": {"name": "RPH Cakung", "region_code": "31", "address": "Jl. Penggilingan"},
        "lines": [{"contract_line_id": contract.lines[0].id, "quantity": quantity}]}))?;
    let order = once_known(async || buyer.logistics.create_call_off(&body).await).await?;
    once_known(async || buyer.logistics.issue_call_off(order.id, "*", &plain).await).await?;
    let order = supplier.logistics.accept_call_off(order.id, "*", &plain).await?.value;
    let body = read(
        json!({"call_off_ids": [order.id], "origin_region_code": "18.72", "origin_facility_id": facility,
        "destination_region_code": "31", "mode": "road", "vehicles": [{"plate": "BE 8302 SU", "items": [
            {"call_off_line_id": order.lines[0].id, "quantity": quantity, "weight": {"value": "700", "unit": "KGM"}}]}]}),
    )?;
    let shipment = once_known(async || supplier.logistics.create_shipment(&body).await).await?;
    supplier.logistics.load_shipment(shipment.id, "*", &plain).await?;
    Ok(shipment.id)
}
