//! From an offer to an order and back, over the services by the news alone: held, confirmed, converted, ordered, cancelled, ordered
//! again, given back.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use api_types::TransitionRequest;
use api_types::agreement::RealizationQuery;
use api_types::catalog::HoldView;
use client::{Answer, ClientError};
use domain::catalog::HoldState;
use domain::shared::{AgreementId, CallOffId, ContractId, ContractLineId, HoldId, Quantity};
use journeys::Installation;
use serde_json::json;
use standalone::demo;

use crate::contract_types::{PATIENCE, Person, once_known, read};

struct Trade {
    supplier: Person,
    buyer: Person,
    contract: ContractId,
    line: ContractLineId,
    today: chrono::NaiveDate,
}

impl Trade {
    async fn of_cattle(installation: &Installation) -> anyhow::Result<Self> {
        let supplier = Person::named(installation, "suj").await?;
        let buyer = Person::named(installation, "dharma_jaya").await?;
        let contracts = supplier.agreement.list_contracts(&Default::default()).all().await?;
        let quota = contracts.iter().find(|contract| contract.title.starts_with("Pasokan sapi"));
        let quota = quota.context("the story has a contract of cattle")?;
        let (contract, line) = (quota.id, quota.lines[0].id);
        let today = domain::shared::jakarta_date(web::Clock::system().now());
        Ok(Self { supplier, buyer, contract, line, today })
    }

    /// Two of ten head that the supplier offers, converted.
    async fn converted(&self) -> anyhow::Result<HoldView> {
        let plain = TransitionRequest::default();
        let until = self.today + chrono::TimeDelta::days(30);
        let offer = read(json!({"commodity_code": "cattle", "form_code": "live", "heads": 10,
            "region_code": "18.72", "available_from_date": self.today, "available_until_date": until}))?;
        let offer = self.supplier.catalog.create_stock_offer(&offer).await?.value;
        self.supplier.catalog.publish_stock_offer(offer.id, "*", &plain).await?;
        let hold = read(json!({"offer_id": offer.id, "contract_id": self.contract, "heads": 2,
            "hold_until_date": until}))?;
        let hold = self.buyer.catalog.create_hold(&hold).await?.value;
        self.supplier.catalog.confirm_hold(hold.id, "*", &Default::default()).await?;
        Ok(self.buyer.catalog.convert_hold(hold.id, "*", &plain).await?.value)
    }

    /// Writes an order of two head that names a hold.
    async fn write(&self, hold: HoldId) -> Result<CallOffId, ClientError> {
        let body = read(json!({"contract_id": self.contract, "requested_delivery_date": self.today,
            "destination": {"name": "RPH Cakung", "region_code": "31", "address": "Jl. Penggilingan"},
            "lines": [{"contract_line_id": self.line, "quantity": {"value": "2", "unit": "HEA"}, "hold_id": hold}]}));
        let body = body.map_err(|error| ClientError::Unexpected(error.to_string()))?;
        Ok(self.buyer.logistics.create_call_off(&body).await?.value.id)
    }

    async fn give_back(&self, hold: HoldId) -> Result<Answer<HoldView>, ClientError> {
        let why = TransitionRequest { note: Some("Acara dibatalkan".to_owned()), ..Default::default() };
        self.buyer.catalog.give_back_hold(hold, "*", &why).await
    }
}

fn code<T>(answer: Result<T, ClientError>) -> anyhow::Result<String> {
    let error = answer.err().context("a refusal")?;
    Ok(error.problem().with_context(|| error.to_string())?.code.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_is_ordered_once_and_goes_back_when_no_order_names_it() -> anyhow::Result<()> {
    let installation = Installation::start("held_goods").await?;
    demo::play(&installation.addresses, &installation.issuer, &|_| ()).await?;
    let trade = Trade::of_cattle(&installation).await?;
    let (hold, plain) = (trade.converted().await?, TransitionRequest::default());
    // No waiting: each service reads the other's news up to the moment before it refuses.
    let order = trade.write(hold.id).await?;
    ensure!(code(trade.write(hold.id).await)? == "duplicate");
    once_known(async || trade.buyer.logistics.issue_call_off(order, "*", &plain).await).await?;
    ensure!(code(trade.give_back(hold.id).await)? == "stock-rule", "an order keeps it");
    trade.supplier.logistics.accept_call_off(order, "*", &plain).await?;
    let why = TransitionRequest { note: Some("Truk rusak".to_owned()), ..Default::default() };
    trade.buyer.logistics.cancel_call_off(order, "*", &why).await?;
    // A draft is the buyer's alone: it keeps nothing from the supplier, and cannot be issued without the hold.
    let again = trade.write(hold.id).await?;
    let back = trade.give_back(hold.id).await?.value;
    ensure!(back.state == HoldState::Released);
    ensure!(code(trade.buyer.logistics.issue_call_off(again, "*", &plain).await)? == "order-line-invalid");
    trade.buyer.logistics.cancel_call_off(again, "*", &plain).await?;
    let offer = trade.supplier.catalog.get_stock_offer(back.offer_id).await?.value;
    ensure!((offer.free.value.as_str(), offer.converted.value.as_str()) == ("10", "0"), "{offer:?}");
    ensure!(code(trade.write(hold.id).await)? == "order-line-invalid", "it holds nothing any more");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_claim_takes_off_goods_of_a_lot_comes_off_what_its_members_get() -> anyhow::Result<()> {
    let installation = Installation::start("claimed_lot").await?;
    demo::play(&installation.addresses, &installation.issuer, &|_| ()).await?;
    let cooperative = Person::named(&installation, "blitar_eggs").await?;
    let buyer = Person::named(&installation, "pasar_jaya").await?;
    let lots = cooperative.catalog.list_consolidation_lots(&Default::default()).all().await?;
    let lot = lots.first().context("the story has a lot")?.id;
    let before = cooperative.catalog.get_lot_settlement(lot).await?.value;
    ensure!(before.settled);
    let receipts = buyer.logistics.list_receipts(&Default::default()).all().await?;
    let mut lines = receipts.iter().flat_map(|receipt| &receipt.lines);
    let line = lines.find(|line| line.consolidation_lot_id == Some(lot)).context("goods of it came")?;
    let coordinator = Person::named(&installation, "blitar.coordinator").await?;
    let told = async || reported(&coordinator, line.agreement_id).await;
    let (grams, rupiah) = told().await?;
    let claim = read(json!({"kind": "quality", "receipt_line_id": line.id, "note": "Sebagian busuk",
        "quantity": {"value": "2", "unit": "KGM"}, "amount": {"amount": 40_000, "currency": "IDR"},
        "offer": {"remedy": "return", "quantity": {"value": "2", "unit": "KGM"},
            "amount": {"amount": 40_000, "currency": "IDR"}}}))?;
    let claim = buyer.logistics.create_claim(&claim).await?.value;
    let plain = TransitionRequest::default();
    let agreed = cooperative.logistics.accept_claim_offer(claim.id, "*", &plain).await?.value;
    ensure!(agreed.taken_back.as_ref().is_some_and(|back| back.value == "2"), "{agreed:?}");
    // No waiting: whoever settles anew reads what logistics told up to that moment.
    cooperative.catalog.settle_consolidation_lot(lot, "*", &plain).await?;
    let after = cooperative.catalog.get_lot_settlement(lot).await?.value;
    ensure!(after.settled && after.statements.len() == before.statements.len() + 1);
    ensure!(
        after.gross.amount == before.gross.amount - 40_000,
        "{} {}",
        before.gross.amount,
        after.gross.amount
    );
    let members = after.members.context("the cooperative reads them")?;
    let theirs: i64 = members.iter().map(|one| one.gross.amount).sum();
    ensure!(theirs == after.gross.amount, "to the rupiah");
    // And off what the governments report.
    let deadline = Instant::now() + PATIENCE;
    while told().await? == (grams, rupiah) && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let now = told().await?;
    ensure!(now == (grams - 2_000, rupiah - 40_000), "{now:?} after {grams} {rupiah}");
    Ok(())
}

/// Grams and rupiah of chillies that the report of an agreement tells of today.
async fn reported(coordinator: &Person, agreement: AgreementId) -> anyhow::Result<(i64, i64)> {
    let today = domain::shared::jakarta_date(web::Clock::system().now());
    let query = RealizationQuery { as_of: Some(today), ..Default::default() };
    let report = coordinator.agreement.get_agreement_realization(agreement, &query).await?.value;
    let line = report.lines.iter().find(|line| line.commodity.code == "chilli").context("chillies came")?;
    let mass = line.mass.as_ref().context("they were weighed")?;
    let grams = Quantity::parse(&mass.value, mass.unit)?.base();
    Ok((grams, line.amount.as_ref().context("a coordinator reads amounts")?.amount))
}
