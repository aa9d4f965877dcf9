//! The trade that is played on a stack: the story of the demonstration, and what goes on after it.

use std::ffi::OsString;
use std::time::Duration;

use anyhow::Context as _;
use journeys::temp_dir;
use serde_json::{Value, json};
use standalone::backup::backup;
use standalone::demo::{self, Reports, Step};
use tokio::sync::OnceCell;

use crate::caller::{Caller, Request};
use crate::{AGREEMENT, LOGISTICS, Plan, Shape, Stack, audit};

/// A contract of the story with room for more orders.
#[derive(Debug, Clone)]
pub struct Contract {
    /// Its id.
    pub id: String,
    /// Its only line.
    pub line: String,
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
    files: Vec<(OsString, Vec<u8>)>,
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
        for entry in std::fs::read_dir(&copy)? {
            let entry = entry?;
            files.push((entry.file_name(), std::fs::read(entry.path())?));
        }
        Ok(Self { files, reports })
    }
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
            std::fs::write(copy.path().join(name), bytes)?;
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
    let list = Request::get(buyer, AGREEMENT, "/v1/contracts?limit=200");
    let page = caller.done(&list).await?.json();
    let fits = |contract: &&Value| contract["lines"][0]["commodity_code"] == commodity;
    let found = page["items"].as_array().into_iter().flatten().find(fits).context("the story has it")?;
    let text = |value: &Value| value.as_str().map(str::to_owned).context("it has an id");
    Ok(Contract { id: text(&found["id"])?, line: text(&found["lines"][0]["id"])?, buyer, supplier, receiver })
}

impl Contract {
    /// The buyer writes an order of so many kilograms; `key` also marks its destination, by which it can be found.
    pub fn order(&self, key: &str, kilograms: u32) -> Request {
        let quantity = json!({"value": kilograms.to_string(), "unit": "KGM"});
        let day = web::Clock::system().now() + chrono::Duration::days(14);
        let body = json!({
            "contract_id": self.id, "requested_delivery_date": day.format("%Y-%m-%d").to_string(),
            "destination": {"name": "Gudang", "region_code": "31", "address": key},
            "lines": [{"contract_line_id": self.line, "quantity": quantity}],
        });
        Request::post(self.buyer, LOGISTICS, "/v1/call-offs", body, key)
    }

    /// A fact on an order: `issuances`, `acceptances`, `cancellations` and so on.
    pub fn fact(&self, actor: &'static str, order: &str, fact: &str, etag: &str) -> Request {
        let key = format!("{order}-{fact}");
        let note = json!({"note": "as agreed"});
        Request::post(actor, LOGISTICS, format!("/v1/call-offs/{order}/{fact}"), note, key).on(etag)
    }
}

impl Trade {
    /// Rice goes the whole way: ordered, shipped, received and posted, so that it reaches the report.
    ///
    /// # Errors
    /// When a step is refused.
    pub async fn deliver_rice(&self, key: &str, kilograms: u32) -> anyhow::Result<()> {
        let rice = &self.rice;
        let order = self.caller.done(&rice.order(key, kilograms)).await?;
        let id = order.text("id");
        let issue = rice.fact(rice.buyer, &id, "issuances", &order.text("etag"));
        let issued = self.caller.done(&issue).await?;
        let accept = rice.fact(rice.supplier, &id, "acceptances", &issued.text("etag"));
        self.caller.done(&accept).await?;
        let line = order.json()["lines"][0]["id"].clone();
        let quantity = json!({"value": kilograms.to_string(), "unit": "KGM"});
        let body = json!({
            "call_off_ids": [id], "origin_region_code": "18.72", "destination_region_code": "31",
            "mode": "road",
            "vehicles": [{"plate": "BE 8301 MT", "items": [{"call_off_line_id": line, "quantity": quantity}]}],
        });
        let plan = Request::post(rice.supplier, LOGISTICS, "/v1/shipments", body, format!("{key}-ship"));
        let planned = self.caller.done(&plan).await?;
        let at = format!("/v1/shipments/{}", planned.text("id"));
        for fact in ["loadings", "readiness", "departures", "arrivals"] {
            self.step(rice.supplier, &at, fact).await?;
        }
        self.step(rice.receiver, &at, "unloadings").await?;
        let item = &planned.json()["vehicles"][0]["items"][0]["id"];
        let now = web::Clock::system().now();
        let body = json!({
            "shipment_id": planned.text("id"), "received_at": now, "documents_seen": true,
            "lines": [{"shipment_item_id": item, "weight": {"unit": "KGM", "accepted": kilograms.to_string()}}],
        });
        let capture = Request::post(rice.receiver, LOGISTICS, "/v1/receipts", body, format!("{key}-receive"));
        let at = format!("/v1/receipts/{}", self.caller.done(&capture).await?.text("id"));
        for fact in ["submissions", "inspections", "postings"] {
            self.step(rice.receiver, &at, fact).await?;
        }
        Ok(())
    }

    /// Records a fact on the resource at `at`, as it stands now.
    async fn step(&self, actor: &'static str, at: &str, fact: &str) -> anyhow::Result<()> {
        let current = self.caller.done(&Request::get(actor, LOGISTICS, at)).await?;
        let etag = current.etag.clone().unwrap_or_default();
        let request = Request::post(
            actor,
            LOGISTICS,
            format!("{at}/{fact}"),
            json!({}),
            format!("{}-{fact}", at.replace('/', "-")),
        );
        self.caller.done(&request.on(etag)).await.map(drop)
    }

    /// The report of Metro with Jakarta, as its coordinator reads it now.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn report(&self) -> anyhow::Result<Value> {
        let id = self.reports.metro["agreement_id"].as_str().context("the report names its agreement")?;
        let path = format!("/v1/agreements/{id}/realization");
        Ok(self.caller.done(&Request::get("metro.coordinator", AGREEMENT, path)).await?.json())
    }
}
