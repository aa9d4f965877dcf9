//! The trade that is played on a stack: the story of the demonstration, and what goes on after it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use api_types::agreement::{ContractView, ListContractsQuery, RealizationQuery, RealizationView};
use api_types::logistics::{
    CallOffLineRequest, CallOffView, CaptureReceiptRequest, CreateCallOffRequest, CreateShipmentRequest,
    Destination, ReceiptLineRequest, ReceiptView, ShipmentItemRequest, ShipmentView, VehicleRequest,
    WeightFigures,
};
use api_types::{Page, TransitionRequest, WireQuantity};
use chrono::NaiveDate;
use client::{Call, LogisticsApi};
use domain::logistics::TransportMode;
use domain::shared::{CallOffId, ContractId, ContractLineId, ReceiptId, ShipmentId, ShipmentItemId, Unit};
use journeys::temp_dir;
use standalone::backup::backup;
use standalone::demo::{self, Reports, Step};
use tokio::sync::OnceCell;

use crate::caller::{Caller, Request};
use crate::{Plan, Shape, Stack, audit};

/// A contract of the story with room for more orders.
#[derive(Debug, Clone)]
pub struct Contract {
    /// Its id.
    pub id: ContractId,
    /// Its only line.
    pub line: ContractLineId,
    /// Who buys.
    pub buyer: &'static str,
    /// Who sells.
    pub supplier: &'static str,
    /// Who receives.
    pub receiver: &'static str,
}

/// Parties, contracts and tokens of the story, and a caller to go on with.
#[derive(Clone)]
pub struct Trade {
    /// Calls as any of its people.
    pub caller: Caller,
    /// Eggs by the kilogram, 120 tonnes committed, nine delivered.
    pub eggs: Contract,
    /// Rice by the kilogram without a committed quantity.
    pub rice: Contract,
    /// The report at the end of the story.
    pub reports: Reports,
}

/// Plays the story; returns how many of its steps were new.
///
/// # Errors
/// When a step is refused.
pub async fn play_story(stack: &Stack) -> anyhow::Result<(Reports, usize)> {
    let new = std::sync::atomic::AtomicUsize::new(0);
    let on_step = |step: &Step<'_>| {
        new.fetch_add(usize::from(step.status.is_some()), std::sync::atomic::Ordering::Relaxed);
    };
    let reports = demo::play(&stack.addresses, &stack.issuer, &on_step).await?;
    Ok((reports, new.into_inner()))
}

/// A backup of a played story, in memory: one playing serves every scenario of a process.
struct Played {
    files: Vec<(PathBuf, Vec<u8>)>,
    reports: Reports,
}

static PLAYED: OnceCell<Played> = OnceCell::const_new();

impl Played {
    async fn play(plan: &Plan) -> anyhow::Result<Self> {
        let stack = Stack::start("story", plan, Shape::SINGLE).await?;
        let (reports, _) = play_story(&stack).await?;
        audit::all_caught_up(&stack, Duration::from_secs(60)).await?;
        let copy = stack.place().join("copy");
        backup(&stack.databases, &copy).await?;
        let mut files = Vec::new();
        read_below(&copy, Path::new(""), &mut files)?;
        Ok(Self { files, reports })
    }
}

/// Every file of a folder and of those below, by its place in it.
fn read_below(folder: &Path, below: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder.join(below))? {
        let place = below.join(entry?.file_name());
        let there = folder.join(&place);
        if there.is_dir() {
            read_below(folder, &place, files)?;
        } else {
            files.push((place, std::fs::read(there)?));
        }
    }
    Ok(())
}

impl Trade {
    /// Plays the story on a stack.
    ///
    /// # Errors
    /// When a step is refused.
    pub async fn open(stack: &Stack) -> anyhow::Result<Self> {
        let (reports, _) = play_story(stack).await?;
        Self::on(stack, reports).await
    }

    /// Starts a stack on which the story has been played; one playing serves all stacks of this process.
    ///
    /// # Errors
    /// When it does not start, or a step of the story is refused.
    pub async fn start(name: &str, plan: &Plan, shape: Shape) -> anyhow::Result<(Stack, Self)> {
        let played = PLAYED.get_or_try_init(|| Played::play(plan)).await?;
        let copy = temp_dir("copy")?;
        for (name, bytes) in &played.files {
            let place = copy.path().join(name);
            std::fs::create_dir_all(place.parent().unwrap_or(copy.path()))?;
            std::fs::write(place, bytes)?;
        }
        let stack = Stack::restore(copy.path(), name, plan, shape).await?;
        let trade = Self::on(&stack, played.reports.clone()).await?;
        Ok((stack, trade))
    }

    /// The trade on a stack whose databases hold the story.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn on(stack: &Stack, reports: Reports) -> anyhow::Result<Self> {
        let caller = Caller::new(stack)?;
        let eggs = find(&caller, ["dharma_jaya", "kuj", "dharma_jaya.receiver"], "eggs").await?;
        let rice = find(&caller, ["food_station", "sari_makmur", "food_station.receiver"], "rice").await?;
        Ok(Self { caller, eggs, rice, reports })
    }
}

async fn find(caller: &Caller, people: [&'static str; 3], commodity: &str) -> anyhow::Result<Contract> {
    let [buyer, supplier, receiver] = people;
    let query = ListContractsQuery { limit: Some(200), ..Default::default() };
    let list = Request::agreement(buyer, |api| api.list_contracts(&query));
    let page: Page<ContractView> = caller.done(&list).await?.read()?;
    let mut lines = page.items.iter().filter_map(|contract| Some((contract.id, contract.lines.first()?)));
    let found = lines.find(|(_, line)| line.commodity_code == commodity);
    let (id, line) = found.context("the story has it")?;
    Ok(Contract { id, line: line.id, buyer, supplier, receiver })
}

/// What happens to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The buyer sends it.
    Issue,
    /// The supplier accepts it.
    Accept,
    /// The buyer withdraws it.
    Cancel,
}

/// So many kilograms.
pub fn kilograms(value: u32) -> WireQuantity {
    WireQuantity { value: value.to_string(), unit: Unit::Kgm }
}

impl Contract {
    /// The buyer writes an order of so many kilograms; `key` also marks its destination, by which it can be found.
    pub fn order(&self, key: &str, weight: u32) -> Request {
        let wanted = (web::Clock::system().now() + chrono::Duration::days(14)).date_naive();
        self.order_of(key, kilograms(weight), wanted)
    }

    /// The same of any amount, wanted on any day.
    pub fn order_of(&self, key: &str, quantity: WireQuantity, wanted: NaiveDate) -> Request {
        let line = CallOffLineRequest {
            form_code: None,
            contract_line_id: self.line,
            quantity: Some(quantity),
            packs: None,
            over_tolerance_bp: None,
            variant_id: None,
            grade: None,
            hold_id: None,
        };
        let body = CreateCallOffRequest {
            delivery_windows: Vec::new(),
            contract_id: self.id,
            external_reference: None,
            requested_delivery_date: wanted,
            destination: Destination {
                name: "Gudang".to_owned(),
                region_code: "31".to_owned(),
                address: key.to_owned(),
            },
            lines: vec![line],
            note: None,
        };
        Request::logistics(self.buyer, |api| api.create_call_off(&body)).keyed(key)
    }

    /// A fact on an order.
    pub fn fact(&self, fact: Fact, order: CallOffId, etag: &str) -> Request {
        let note = TransitionRequest { note: Some("as agreed".to_owned()), ..Default::default() };
        let actor = if fact == Fact::Accept { self.supplier } else { self.buyer };
        let request = Request::logistics(actor, |api| match fact {
            Fact::Issue => api.issue_call_off(order, etag, &note),
            Fact::Accept => api.accept_call_off(order, etag, &note),
            Fact::Cancel => api.cancel_call_off(order, etag, &note),
        });
        request.keyed(format!("{order}-{fact:?}"))
    }

    /// The supplier sends what was ordered, on one vehicle, from where rice needs no papers of a journey.
    pub fn shipment(&self, order: &CallOffView) -> CreateShipmentRequest {
        let items = order.lines.iter().map(|line| ShipmentItemRequest {
            production_date: None,
            call_off_line_id: line.id,
            quantity: line.quantity.clone(),
            heads: None,
            weight: None,
            packages: None,
            variant_id: None,
            consolidation_lot_id: None,
        });
        let vehicle = VehicleRequest {
            seals: Vec::new(),
            plate: "BE 8301 MT".to_owned(),
            driver_name: None,
            items: items.collect(),
        };
        CreateShipmentRequest {
            expected_arrival_at: None,
            origin_facility_id: None,
            call_off_ids: vec![order.id],
            origin_region_code: "35.72".to_owned(),
            origin_place: None,
            destination_region_code: "31".to_owned(),
            destination_place: None,
            carrier_party_id: None,
            mode: TransportMode::Road,
            vehicles: vec![vehicle],
            journey_papers: Vec::new(),
        }
    }
}

/// A call that moves a shipment on.
type OnShipment =
    for<'c> fn(&'c LogisticsApi, ShipmentId, &str, &TransitionRequest) -> Call<'c, ShipmentView>;
/// A call that moves a receipt on.
type OnReceipt = for<'c> fn(&'c LogisticsApi, ReceiptId, &str, &TransitionRequest) -> Call<'c, ReceiptView>;

impl Trade {
    /// An order of rice that the supplier has accepted.
    ///
    /// # Errors
    /// When a step is refused.
    pub async fn accepted_order(&self, key: &str, weight: u32) -> anyhow::Result<CallOffView> {
        let rice = &self.rice;
        let order = self.caller.done(&rice.order(key, weight)).await?;
        let id = order.read::<CallOffView>()?.id;
        let issued = self.caller.done(&rice.fact(Fact::Issue, id, order.etag()?)).await?;
        self.caller.done(&rice.fact(Fact::Accept, id, issued.etag()?)).await?.read()
    }

    /// Rice goes the whole way: ordered, shipped, received and posted, so that it reaches the report.
    ///
    /// # Errors
    /// When a step is refused.
    pub async fn deliver_rice(&self, key: &str, weight: u32) -> anyhow::Result<()> {
        let rice = &self.rice;
        let body = rice.shipment(&self.accepted_order(key, weight).await?);
        let plan = Request::logistics(rice.supplier, |api| api.create_shipment(&body));
        let planned: ShipmentView = self.caller.done(&plan.keyed(format!("{key}-ship"))).await?.read()?;
        let road: [(&'static str, OnShipment); 5] = [
            (rice.supplier, LogisticsApi::load_shipment),
            (rice.supplier, LogisticsApi::make_shipment_ready),
            (rice.supplier, LogisticsApi::depart_shipment),
            (rice.supplier, LogisticsApi::arrive_shipment),
            (rice.receiver, LogisticsApi::unload_shipment),
        ];
        for (actor, call) in road {
            let current = Request::logistics(actor, |api| api.get_shipment(planned.id));
            let note = TransitionRequest::default();
            self.step(current, |etag| Request::logistics(actor, |api| call(api, planned.id, etag, &note)))
                .await?;
        }
        let body = capture(&planned, weight)?;
        let capture = Request::logistics(rice.receiver, |api| api.create_receipt(&body));
        let captured: ReceiptView =
            self.caller.done(&capture.keyed(format!("{key}-receive"))).await?.read()?;
        let desk: [(&'static str, OnReceipt); 3] = [
            (rice.receiver, LogisticsApi::submit_receipt),
            (rice.receiver, LogisticsApi::inspect_receipt),
            (rice.buyer, LogisticsApi::post_receipt),
        ];
        for (actor, call) in desk {
            let (id, note) = (captured.id, TransitionRequest::default());
            let current = Request::logistics(actor, |api| api.get_receipt(id));
            self.step(current, |etag| Request::logistics(actor, |api| call(api, id, etag, &note))).await?;
        }
        Ok(())
    }

    /// Makes a change of what `current` reads, as it stands now.
    async fn step(&self, current: Request, change: impl FnOnce(&str) -> Request) -> anyhow::Result<()> {
        let change = change(self.caller.done(&current).await?.etag()?);
        let key = change.sent.path.replace('/', "-");
        self.caller.done(&change.keyed(key)).await.map(drop)
    }

    /// The report of Metro with Jakarta, as its coordinator reads it now.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn report(&self) -> anyhow::Result<RealizationView> {
        let (id, query) = (self.reports.metro.agreement_id, RealizationQuery::default());
        let read = Request::agreement("metro.coordinator", |api| api.get_agreement_realization(id, &query));
        self.caller.done(&read).await?.read()
    }
}

/// All that was planned has come and is accepted.
fn capture(planned: &ShipmentView, weight: u32) -> anyhow::Result<CaptureReceiptRequest> {
    let item = planned.vehicles.iter().flat_map(|vehicle| &vehicle.items).next();
    let line = weighed(item.context("something is planned")?.id, all_accepted(weight));
    Ok(CaptureReceiptRequest {
        shipment_id: planned.id,
        received_at: Some(web::Clock::system().now()),
        documents_seen: true,
        lines: vec![line],
        note: None,
    })
}

/// A line of a receipt that tells of a weight alone, and rejects nothing.
pub(crate) fn weighed(shipment_item_id: ShipmentItemId, weight: WeightFigures) -> ReceiptLineRequest {
    ReceiptLineRequest {
        shipment_item_id,
        heads: None,
        pieces: None,
        packages: None,
        weight: Some(weight),
        volume: None,
        rejections: Vec::new(),
        note: None,
        grade: None,
    }
}

/// So many kilograms came and are accepted, and nothing else.
pub(crate) fn all_accepted(weight: u32) -> WeightFigures {
    let none = || "0".to_owned();
    WeightFigures {
        unit: Unit::Kgm,
        loaded: None,
        accepted: weight.to_string(),
        held_excess: none(),
        rejected: none(),
        removed: none(),
        missing: none(),
        shrink: None,
        surplus: none(),
    }
}
