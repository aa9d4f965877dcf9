//! R3: many writers with `If-Match` on one resource: each success is one version, everybody else is told that the
//! version has moved, and the last success is what stays.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use api_types::Page;
use api_types::agreement::{
    ContractLineRequest, ContractView, CreateContractRequest, ListPartiesQuery, PartyView,
    UpdateContractRequest, UpdatePartyRequest,
};
use api_types::logistics::{ShipmentView, UpdateShipmentRequest};
use domain::shared::PartyKind;
use futures_util::future::try_join_all;

use crate::caller::{Caller, Request};
use crate::trade::Trade;
use crate::{Figures, Plan, Shape, Stack};

/// Writers at the same time.
const WRITERS: usize = 32;
/// How often each of them tries.
const TRIES: usize = 4;

/// How long a writer goes on when told that there are too many at once.
const PATIENCE: Duration = Duration::from_secs(60);

/// Makes a write under a version, with a value.
type Write = Box<dyn Fn(&str, String) -> Request>;

/// A resource and the field that is fought over.
struct Contested {
    read: Request,
    field: &'static str,
    write: Write,
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
            let counted =
                fight(&trade.caller, one, rounds).await.with_context(|| one.read.sent.path.clone())?;
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
    let first = version(caller.done(&one.read).await?.etag)?;
    let writers = (0..WRITERS).map(|writer| async move {
        let mut written = Vec::new();
        for attempt in 0..TRIES {
            let seen = caller.done(&one.read).await?.etag.context("an ETag")?;
            let content = format!("r{round} w{writer} t{attempt}");
            let change = (one.write)(&seen, content.clone());
            let answer = caller.until_answered(&change, PATIENCE).await?;
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
    let last = caller.done(&one.read).await?;
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
    let query = ListPartiesQuery {
        region_code: Some("18.72".to_owned()),
        kind: Some(PartyKind::Company),
        ..Default::default()
    };
    let list = Request::agreement(actor, |api| api.list_parties(&query));
    let page: Page<PartyView> = trade.caller.done(&list).await?.read()?;
    let id = page.items.first().context("a party")?.id;
    let write = move |etag: &str, name: String| {
        let change = UpdatePartyRequest { short_name: Some(name), ..Default::default() };
        Request::agreement(actor, |api| api.update_party(id, etag, &change))
    };
    let read = Request::agreement(actor, |api| api.get_party(id));
    Ok(Contested { read, field: "short_name", write: Box::new(write) })
}

/// A draft like a contract of the story.
async fn contract(trade: &Trade) -> anyhow::Result<Contested> {
    let (actor, like) = (trade.rice.supplier, trade.rice.id);
    let read = Request::agreement(actor, |api| api.get_contract(like, &Default::default()));
    let like: ContractView = trade.caller.done(&read).await?.read()?;
    let lines = like.lines.into_iter().map(|line| ContractLineRequest {
        commodity_code: line.commodity_code,
        form_code: line.form_code,
        also_form_codes: Vec::new(),
        unit: line.unit,
        quantity: None,
        over_tolerance_bp: 0,
        under_tolerance_bp: 0,
        price: line.price,
        price_rule: line.price_rule,
        price_basis: line.price_basis,
        description: None,
        commitment_id: None,
        season_ids: Vec::new(),
    });
    let body = CreateContractRequest {
        agreement_id: like.agreement_id,
        r#type: like.r#type,
        title: "Contested".to_owned(),
        number: None,
        supplier_id: like.supplier_id,
        buyer_id: like.buyer_id,
        valid_from_date: like.valid_from_date,
        valid_until_date: like.valid_until_date,
        value_limit: None,
        evaluation_due_date: like.evaluation_due_date,
        festival: None,
        lines: lines.collect(),
        attachments: Vec::new(),
    };
    let draft = Request::agreement(actor, |api| api.create_contract(&body)).keyed("writers-contract");
    let id = trade.caller.done(&draft).await?.read::<ContractView>()?.id;
    let write = move |etag: &str, title: String| {
        let change = UpdateContractRequest { title: Some(title), ..Default::default() };
        Request::agreement(actor, |api| api.update_contract(id, etag, &change))
    };
    let read = Request::agreement(actor, |api| api.get_contract(id, &Default::default()));
    Ok(Contested { read, field: "title", write: Box::new(write) })
}

/// A shipment that is planned for an accepted order.
async fn shipment(trade: &Trade) -> anyhow::Result<Contested> {
    let actor = trade.rice.supplier;
    let body = trade.rice.shipment(&trade.accepted_order("writers-order", 100).await?);
    let plan = Request::logistics(actor, |api| api.create_shipment(&body)).keyed("writers-shipment");
    let id = trade.caller.done(&plan).await?.read::<ShipmentView>()?.id;
    let write = move |etag: &str, place: String| {
        let change = UpdateShipmentRequest { destination_place: Some(place), ..Default::default() };
        Request::logistics(actor, |api| api.update_shipment(id, etag, &change))
    };
    let read = Request::logistics(actor, |api| api.get_shipment(id));
    Ok(Contested { read, field: "destination_place", write: Box::new(write) })
}
