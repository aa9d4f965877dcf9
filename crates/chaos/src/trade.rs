//! The trade that is played on a stack: the story of the demonstration, and what goes on after it.

use anyhow::Context as _;
use serde_json::{Value, json};
use standalone::demo::{self, Reports, Step};

use crate::caller::{Caller, Request};
use crate::{AGREEMENT, LOGISTICS, Stack};

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

impl Trade {
    /// Plays the story on a stack and finds what to go on with.
    ///
    /// # Errors
    /// When a step is refused.
    pub async fn open(stack: &Stack) -> anyhow::Result<Self> {
        let (reports, _) = play_story(stack).await?;
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
