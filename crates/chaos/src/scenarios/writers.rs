//! R3: many writers with `If-Match` on one resource: each success is one version, everybody else is told that the
//! version has moved, and the last success is what stays.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use futures_util::future::try_join_all;
use serde_json::{Value, json};

use crate::caller::{Caller, Request};
use crate::trade::Trade;
use crate::{AGREEMENT, Figures, LOGISTICS, Plan, Shape, Stack};

/// Writers at the same time.
const WRITERS: usize = 32;
/// How often each of them tries.
const TRIES: usize = 4;

/// How long a writer goes on when told that there are too many at once.
const PATIENCE: Duration = Duration::from_secs(60);

/// A resource and the field that is fought over.
struct Contested {
    actor: &'static str,
    service: usize,
    path: String,
    field: &'static str,
}

#[derive(Default)]
struct Counted {
    successes: usize,
    refused: usize,
}

/// On a party, a draft contract and a planned shipment, each over two instances.
///
/// # Errors
/// When successes are not the versions that passed, another refusal is met than 412, or the last success is lost.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let stack = Stack::start("writers", plan, Shape::PAIR).await?;
    let trade = Trade::open(&stack).await?;
    let contested = [party(&trade).await?, contract(&trade).await?, shipment(&trade).await?];
    let (since, mut rounds, mut all) = (Instant::now(), 0, Counted::default());
    while rounds < plan.rounds(2, 50) && plan.has_time(since) {
        for one in &contested {
            let counted = fight(&trade.caller, one, rounds).await.with_context(|| one.path.clone())?;
            all.successes += counted.successes;
            all.refused += counted.refused;
        }
        rounds += 1;
    }
    Ok(Figures::default()
        .with("writers", WRITERS)
        .with("rounds", rounds)
        .with("successes", all.successes)
        .with("412", all.refused)
        .with("lost", 0))
}

async fn fight(caller: &Caller, one: &Contested, round: u32) -> anyhow::Result<Counted> {
    let get = Request::get(one.actor, one.service, &one.path);
    let first = version(caller.done(&get).await?.etag)?;
    let writers = (0..WRITERS).map(|writer| async move {
        let mut written = Vec::new();
        for attempt in 0..TRIES {
            let get = Request::get(one.actor, one.service, &one.path);
            let seen = caller.done(&get).await?.etag.context("an ETag")?;
            let content = format!("r{round} w{writer} t{attempt}");
            let patch = Request::patch(one.actor, one.service, &one.path, json!({one.field: content}));
            let answer = caller.until_answered(&patch.on(&seen), PATIENCE).await?;
            if answer.is_success() {
                ensure!(answer.json()[one.field] == content.as_str(), "another content than was written");
                ensure!(
                    version(answer.etag.clone())? == version(Some(seen))? + 1,
                    "a version was passed over"
                );
                written.push(Some((version(answer.etag)?, content)));
            } else {
                ensure!(answer.status == 412, "{} {}", answer.status, String::from_utf8_lossy(&answer.body));
                written.push(None);
            }
        }
        Ok::<_, anyhow::Error>(written)
    });
    let answers: Vec<_> = try_join_all(writers).await?.into_iter().flatten().collect();
    let refused = answers.iter().filter(|answer| answer.is_none()).count();
    let successes = answers.len() - refused;
    let versions: BTreeMap<i64, String> = answers.into_iter().flatten().collect();
    ensure!(versions.len() == successes, "two writers were given one version");
    let last = caller.done(&get).await?;
    let moved = version(last.etag.clone())? - first;
    ensure!(usize::try_from(moved)? == successes, "{successes} successes, {moved} versions");
    let (_, content) = versions.last_key_value().context("somebody wins")?;
    ensure!(last.json()[one.field] == content.as_str(), "{content} was lost");
    Ok(Counted { successes, refused })
}

/// The number in an ETag: `"v7"`.
fn version(etag: Option<String>) -> anyhow::Result<i64> {
    let etag = etag.context("an ETag")?;
    let number = etag.trim_matches('"').trim_start_matches('v').split('-').next().unwrap_or_default();
    number.parse().with_context(|| format!("{etag} is a version"))
}

/// A party of the coordinator's region.
async fn party(trade: &Trade) -> anyhow::Result<Contested> {
    let actor = "metro.coordinator";
    let list = Request::get(actor, AGREEMENT, "/v1/parties?region_code=18.72&kind=company&limit=200");
    let page = trade.caller.done(&list).await?.json();
    let id = page["items"][0]["id"].as_str().context("a party")?.to_owned();
    Ok(Contested { actor, service: AGREEMENT, path: format!("/v1/parties/{id}"), field: "short_name" })
}

/// A draft like a contract of the story.
async fn contract(trade: &Trade) -> anyhow::Result<Contested> {
    let actor = trade.rice.supplier;
    let path = format!("/v1/contracts/{}", trade.rice.id);
    let like = trade.caller.done(&Request::get(actor, AGREEMENT, path)).await?.json();
    let line = &like["lines"][0];
    let body = json!({
        "agreement_id": like["agreement_id"], "type": like["type"], "title": "Contested",
        "supplier_id": like["supplier_id"], "buyer_id": like["buyer_id"],
        "valid_from_date": like["valid_from_date"], "valid_until_date": like["valid_until_date"],
        "lines": [{"commodity_code": line["commodity_code"], "form_code": line["form_code"], "unit": line["unit"],
            "price": line["price"], "price_basis": line["price_basis"]}],
    });
    let draft = Request::post(actor, AGREEMENT, "/v1/contracts", body, "writers-contract");
    let path = trade.caller.done(&draft).await?.location.context("a Location")?;
    Ok(Contested { actor, service: AGREEMENT, path, field: "title" })
}

/// A shipment that is planned for an accepted order.
async fn shipment(trade: &Trade) -> anyhow::Result<Contested> {
    let contract = &trade.rice;
    let order = trade.caller.done(&contract.order("writers-order", 100)).await?;
    let id = order.text("id");
    let (buyer, supplier) = (contract.buyer, contract.supplier);
    let etag = order.etag.context("an ETag")?;
    let issued = trade.caller.done(&contract.fact(buyer, &id, "issuances", &etag)).await?;
    let etag = issued.etag.context("an ETag")?;
    let accepted = trade.caller.done(&contract.fact(supplier, &id, "acceptances", &etag)).await?;
    let item = json!({"call_off_line_id": accepted.json()["lines"][0]["id"],
        "quantity": {"value": "100", "unit": "KGM"}});
    let body: Value = json!({
        "call_off_ids": [id], "origin_region_code": "18.72", "destination_region_code": "31", "mode": "road",
        "vehicles": [{"plate": "BE 1", "items": [item]}], "certificates": [],
    });
    let plan = Request::post(supplier, LOGISTICS, "/v1/shipments", body, "writers-shipment");
    let path = trade.caller.done(&plan).await?.location.context("a Location")?;
    Ok(Contested { actor: supplier, service: LOGISTICS, path, field: "destination_place" })
}
