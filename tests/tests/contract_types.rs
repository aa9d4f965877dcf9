//! Contracts of the types that are more than a quantity, each from its need to the last receipt over the running services: a
//! share of a need, cultivation in a season, a spot harvest and a standby buyer.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use api_types::TransitionRequest;
use api_types::agreement::{ContractView, DemandQuery};
use api_types::logistics::{ContractLineBalanceView, ContractLineQuery};
use chrono::{Datelike as _, Days, Months, NaiveDate};
use client::{AgreementApi, Answer, Api, CatalogApi, ClientError, LogisticsApi, TokenSource, exchange_token};
use domain::agreement::ContractState;
use domain::shared::{AgreementId, ContractId, PartyId, ReceiptId, TextHash, jakarta_date};
use journeys::Installation;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use standalone::demo;

/// How long news may take from one service to another.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// The services as one of the story's people.
pub(crate) struct Person {
    pub(crate) agreement: AgreementApi,
    pub(crate) catalog: CatalogApi,
    pub(crate) logistics: LogisticsApi,
}

impl Person {
    pub(crate) async fn named(installation: &Installation, who: &str) -> anyhow::Result<Self> {
        let addresses = &installation.addresses;
        let token = exchange_token(&addresses.agreement, &installation.issuer.id_token(who)?).await?;
        let api = |address: &str| Api::new(address, TokenSource::Given(token.clone()));
        Ok(Self {
            agreement: AgreementApi::new(api(&addresses.agreement)?),
            catalog: CatalogApi::new(api(&addresses.catalog)?),
            logistics: LogisticsApi::new(api(&addresses.logistics)?),
        })
    }
}

/// Tries until what another service is about to tell has come.
pub(crate) async fn once_known<T>(
    mut call: impl AsyncFnMut() -> Result<Answer<T>, ClientError>,
) -> anyhow::Result<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match call().await {
            Ok(done) => return Ok(done.value),
            Err(error) if Instant::now() > deadline => return Err(error.into()),
            Err(error) => {
                // What is refused for news that have not come is asked for again; anything else is a refusal.
                let code = error.problem().map(|problem| problem.code.to_string()).unwrap_or_default();
                let late = [
                    "not-yet-known",
                    "validation-failed",
                    "call-off-not-allowed",
                    "unavailable",
                    "not-found",
                ];
                ensure!(late.contains(&code.as_str()), "{error}");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

/// A request of the wire.
pub(crate) fn read<T: DeserializeOwned>(body: Value) -> anyhow::Result<T> {
    Ok(serde_json::from_value(body)?)
}

/// Rice from Sari Makmur of Metro to Food Station of Jakarta.
struct Trade {
    supplier: Person,
    buyer: Person,
    receiver: Person,
    metro: Person,
    jakarta: Person,
    agreement_id: AgreementId,
    supplier_id: PartyId,
    buyer_id: PartyId,
    today: NaiveDate,
}

impl Trade {
    async fn start(installation: &Installation) -> anyhow::Result<Self> {
        let person = async |who: &str| Person::named(installation, who).await;
        let supplier = person("sari_makmur").await?;
        let contracts = supplier.agreement.list_contracts(&Default::default()).all().await?;
        let known = contracts.first().context("the story has a contract of rice")?.clone();
        Ok(Self {
            supplier,
            buyer: person("food_station").await?,
            receiver: person("food_station.receiver").await?,
            metro: person("metro.coordinator").await?,
            jakarta: person("jakarta.coordinator").await?,
            agreement_id: known.agreement_id,
            supplier_id: known.supplier_id,
            buyer_id: known.buyer_id,
            today: jakarta_date(web::Clock::system().now()),
        })
    }

    /// First and last day of this month.
    fn month(&self) -> anyhow::Result<(NaiveDate, NaiveDate)> {
        let first = self.today.with_day(1).context("a month begins")?;
        let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt());
        Ok((first, last.context("a month ends")?))
    }

    async fn draft(
        &self,
        kind: &str,
        days: (NaiveDate, NaiveDate),
        line: Value,
    ) -> anyhow::Result<ContractView> {
        let mut said = json!({"commodity_code": "rice", "form_code": "brown_rice", "unit": "KGM",
            "price": {"amount": 9450, "currency": "IDR"}, "price_basis": "per_kg_net"});
        let fields = said.as_object_mut().context("an object")?;
        fields.extend(line.as_object().context("an object")?.clone());
        let limit = ["spot_harvest", "standby_buyer"].contains(&kind).then_some(1_000_000_000_i64);
        let body =
            read(json!({"agreement_id": self.agreement_id, "type": kind, "title": format!("Beras: {kind}"),
            "supplier_id": self.supplier_id, "buyer_id": self.buyer_id, "valid_from_date": days.0,
            "valid_until_date": days.1, "lines": [said],
            "value_limit": limit.map(|amount| json!({"amount": amount, "currency": "IDR"}))}))?;
        once_known(async || self.supplier.agreement.create_contract(&body).await).await
    }

    /// Endorsed by both regions, signed by both businesses, and put into force.
    async fn conclude(&self, id: ContractId) -> anyhow::Result<ContractView> {
        let plain = TransitionRequest::default();
        let submitted = self.supplier.agreement.submit_contract(id, "*", &plain).await?.value;
        let yes = json!({"text_sha256": submitted.text_sha256});
        for coordinator in [&self.metro, &self.jakarta] {
            coordinator.agreement.endorse_contract(id, "*", &read(yes.clone())?).await?;
        }
        let signs = json!({"text_sha256": submitted.text_sha256,
            "signatory": {"name": "Direktur", "position": "Direktur", "capacity": "director"}});
        for business in [&self.supplier, &self.buyer] {
            business.agreement.sign_contract(id, "*", &read(signs.clone())?).await?;
        }
        let active = self.metro.agreement.activate_contract(id, "*", &plain).await?.value;
        ensure!(active.state == ContractState::Active, "{:?}", active.state);
        Ok(active)
    }

    /// Orders, ships and receives some kilograms of the contract's only line; gives its balance then.
    async fn deliver(
        &self,
        contract: &ContractView,
        kilograms: &str,
    ) -> anyhow::Result<ContractLineBalanceView> {
        let (line, plain) = (contract.lines.first().context("a line")?.id, TransitionRequest::default());
        let quantity = json!({"value": kilograms, "unit": "KGM"});
        let body = read(json!({"contract_id": contract.id, "requested_delivery_date": self.today,
            "destination": {"name": "Gudang Cipinang", "region_code": "31", "address": "Jl. Pisangan Lama Selatan"},
            "lines": [{"contract_line_id": line, "quantity": quantity}]}))?;
        let order = once_known(async || self.buyer.logistics.create_call_off(&body).await).await?;
        once_known(async || self.buyer.logistics.issue_call_off(order.id, "*", &plain).await).await?;
        let order = self.supplier.logistics.accept_call_off(order.id, "*", &plain).await?.value;
        let paper = |kind: &str, number: String| {
            json!({"type": kind, "number": number, "issuer": "Balai Karantina Lampung", "commodity_code": "rice",
                "origin_region_code": "18.72", "destination_region_code": "31", "valid_from_date": self.today,
                "valid_until_date": self.today.checked_add_days(Days::new(13)), "sha256": TextHash::of_bytes(number.as_bytes())})
        };
        let number = &order.number;
        let body = read(json!({"call_off_ids": [order.id], "origin_region_code": "18.72",
            "destination_region_code": "31", "mode": "road",
            "vehicles": [{"plate": "BE 8301 MT", "items": [{"call_off_line_id": order.lines[0].id, "quantity": quantity}]}],
            "journey_papers": [paper("quarantine_certificate", format!("KT {number}")),
                paper("inter_island_manifest", format!("MD {number}"))]}))?;
        let shipment = self.supplier.logistics.create_shipment(&body).await?.value;
        let supplier = &self.supplier.logistics;
        supplier.load_shipment(shipment.id, "*", &plain).await?;
        supplier.make_shipment_ready(shipment.id, "*", &plain).await?;
        supplier.depart_shipment(shipment.id, "*", &plain).await?;
        supplier.arrive_shipment(shipment.id, "*", &plain).await?;
        self.receiver.logistics.unload_shipment(shipment.id, "*", &plain).await?;
        let id: ReceiptId = web::Clock::system().new_id();
        let body = read(json!({"shipment_id": shipment.id, "documents_seen": true, "lines": [
            {"shipment_item_id": shipment.vehicles[0].items[0].id, "weight": {"unit": "KGM", "accepted": kilograms}}]}))?;
        self.receiver.logistics.put_receipt(id, &body).await?;
        self.receiver.logistics.submit_receipt(id, "*", &plain).await?;
        self.receiver.logistics.inspect_receipt(id, "*", &plain).await?;
        self.buyer.logistics.post_receipt(id, "*", &plain).await?;
        supplier.confirm_receipt(id, "*", &plain).await?;
        let query = ContractLineQuery::default();
        Ok(self.buyer.logistics.get_contract_line_balance(line, &query).await?.value)
    }

    /// A month of a need, of which Metro commits to six tenths.
    async fn share(&self) -> anyhow::Result<()> {
        let (first, last) = self.month()?;
        let month = first.format("%Y-%m").to_string();
        let needs = |lines: Value| json!({"title": "Kebutuhan beras", "lines": lines});
        let line = json!({"commodity_code": "rice", "form_code": "brown_rice", "unit": "TNE", "region_code": "31",
            "periods": [{"period": month, "quantity": {"value": "10", "unit": "TNE"}}]});
        let demand = self.buyer.agreement.create_demand(&read(needs(json!([line])))?).await?.value;
        self.buyer.agreement.publish_demand(demand.id, "*", &TransitionRequest::default()).await?;
        let body = read(json!({"demand_id": demand.id, "demand_line_id": demand.lines[0].id,
            "agreement_id": self.agreement_id, "offer": {"kind": "share", "share_bp": 6000}}))?;
        let offer = self.metro.agreement.create_commitment(&body).await?.value;
        let yes = read(json!({"text_sha256": offer.offer.text_sha256}))?;
        self.buyer.agreement.accept_commitment(offer.id, "*", &yes).await?;
        let drafted =
            self.draft("share_of_demand", (first, last), json!({"commitment_id": offer.id})).await?;
        let contract = self.conclude(drafted.id).await?;
        let balance = self.deliver(&contract, "6000").await?;
        let figures = (balance.committed.as_deref(), balance.accepted.as_str(), balance.callable.as_deref());
        ensure!(figures == (Some("6000"), "6000", Some("0")), "{figures:?}");
        ensure!(balance.periods.len() == 1 && balance.periods[0].begun, "{:?}", balance.periods);
        let deadline = Instant::now() + PATIENCE;
        loop {
            let query = DemandQuery::default();
            let covered = self.buyer.agreement.get_demand_coverage(demand.id, &query).await?.value;
            let line = covered.lines.first().context("the line")?;
            let shown =
                [&line.contracted, &line.accepted].map(|one| one.as_ref().map(|one| one.value.clone()));
            if shown == [Some("6".to_owned()), Some("6".to_owned())] {
                break;
            }
            ensure!(Instant::now() < deadline, "the coverage shows {shown:?}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        once_known(async || {
            self.supplier.agreement.fulfill_contract(contract.id, "*", &TransitionRequest::default()).await
        })
        .await?;
        Ok(())
    }

    /// A plot, a season on it for the contract, and its harvest.
    async fn on_farm(&self) -> anyhow::Result<()> {
        let until = self.today.checked_add_months(Months::new(6)).context("a day")?;
        let quantity = json!({"value": "2000", "unit": "KGM"});
        let drafted = self.draft("on_farm", (self.today, until), json!({"quantity": quantity})).await?;
        let body = read(json!({"name": "Blok Ganjar Agung", "region_code": "18.72", "area_m2": 1_500_000,
            "land_kind": "irrigated_field", "point": {"longitude_e7": 1_053_066_700, "latitude_e7": -51_131_000}}))?;
        let plot = self.supplier.catalog.create_plot(&body).await?.value;
        let day = |after: u64| self.today.checked_add_days(Days::new(after));
        let body =
            read(json!({"plot_ids": [plot.id], "commodity_code": "rice", "form_code": "paddy_mill_dry",
            "variety": "Ciherang", "planting_date": self.today, "harvest_from_date": day(100),
            "harvest_until_date": day(120), "contract_id": drafted.id}))?;
        let season = once_known(async || self.supplier.catalog.create_season(&body).await).await?;
        let mut line = json!({"commodity_code": "rice", "form_code": "brown_rice", "unit": "KGM", "quantity": quantity,
            "price": {"amount": 9450, "currency": "IDR"}, "price_basis": "per_kg_net"});
        line["season_ids"] = json!([season.id]);
        let named = read(json!({"lines": [line]}))?;
        once_known(async || self.supplier.agreement.update_contract(drafted.id, "*", &named).await).await?;
        let contract = self.conclude(drafted.id).await?;
        ensure!(contract.lines[0].season_ids == [season.id], "{:?}", contract.lines);
        let balance = self.deliver(&contract, "2000").await?;
        ensure!(balance.remaining.as_deref() == Some("0"), "{balance:?}");
        // Of another harvest nothing comes: the contract says so wherever it is read, and stays as it is.
        let failed = read(json!({"cause": "flood", "note": "Sawah terendam."}))?;
        self.supplier.catalog.fail_season(season.id, "*", &failed).await?;
        let deadline = Instant::now() + PATIENCE;
        while self.buyer.agreement.get_contract(contract.id, &Default::default()).await?.value.lines[0]
            .failed_season_ids
            != [season.id]
        {
            ensure!(Instant::now() < deadline, "nobody tells the buyer of the failed season");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Ok(())
    }

    /// No quantity limits what is ordered.
    async fn unlimited(&self, kind: &str, until: NaiveDate) -> anyhow::Result<()> {
        let drafted = self.draft(kind, (self.today, until), json!({})).await?;
        let contract = self.conclude(drafted.id).await?;
        let balance = self.deliver(&contract, "750.5").await?;
        let figures = (balance.committed.as_deref(), balance.accepted.as_str());
        ensure!(figures == (None, "750.5"), "{kind}: {figures:?}");
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_type_of_contract_is_played_from_its_need_to_the_last_receipt() -> anyhow::Result<()> {
    let installation = Installation::start("types").await?;
    demo::play(&installation.addresses, &installation.issuer, &|_| ()).await?;
    let trade = Trade::start(&installation).await?;
    trade.share().await?;
    trade.on_farm().await?;
    let soon = trade.today.checked_add_days(Days::new(20)).context("a day")?;
    trade.unlimited("spot_harvest", soon).await?;
    let later = trade.today.checked_add_months(Months::new(6)).context("a day")?;
    trade.unlimited("standby_buyer", later).await
}
