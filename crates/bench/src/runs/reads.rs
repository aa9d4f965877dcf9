//! P1 and P2: one row by id, and pages of many.

use anyhow::Context as _;
use domain::shared::Role;
use serde_json::Value;
use testkit::Actor;

use crate::contest::{Contest, Goals};
use crate::data::{
    BUYERS, BUYERS_FROM, CATALOG, Dataset, FIRST, GOVERNMENT, LOGISTICS, PARTIES, PRODUCTS, SHIPMENTS, party,
};
use crate::lab::Lab;
use crate::results::{Figure, Goal};
use crate::statements::{self, bind};
use crate::wrk::Load;

const BY_ID: Goals = Goals { at_16: 0.6, at_64: 1.0, cpu_us: Some(70.0), p99_ms: Some(15.0) };
const PAGE: Goals = Goals { at_16: 0.6, at_64: 0.9, cpu_us: Some(180.0), p99_ms: None };

/// P1: one product of 100,000.
pub(crate) async fn product(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    let (database, count) = (lab.loaded(&CATALOG).await?, lab.size().published());
    let token = lab.tokens.token(&Actor::new(party(1), "31.71", &[Role::Buyer]))?;
    let sample = format!("/v1/products/{}", PRODUCTS.wire(7));
    let logged = lab.sample("catalog", &database, &token, &[&sample]).await?;
    let statements = statements::of_request(logged, &[&PRODUCTS.uuid(7)])?;
    let head = format!("\\set n {FIRST} + random(0, {})", count - 1);
    let script = statements::script(&statements, &head, &bind(PRODUCTS, 7, "n"));
    let running = lab.start("catalog", &database).await?;
    let load = product_load(&running.url, &token, count);
    Contest { name: "p1-product", load, script, database: &database, goals: BY_ID }.run(lab, &running)
}

/// P1: one shipment of 1,000,000, each read by its buyer.
pub(crate) async fn shipment(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    let (database, count) = (lab.loaded(&LOGISTICS).await?, lab.size().shipments);
    let tokens = lab.buyers()?;
    let sample = format!("/v1/shipments/{}", SHIPMENTS.wire(7));
    let logged = lab.sample("logistics", &database, &tokens[7], &[&sample]).await?;
    let statements = statements::of_request(logged, &[&SHIPMENTS.uuid(7)])?;
    let head = format!(
        "\\set s random(0, {})\n\\set n {FIRST} + :s\n\\set b {FIRST} + {BUYERS_FROM} + mod(:s, {BUYERS})",
        count - 1
    );
    let bindings = [bind(SHIPMENTS, 7, "n"), bind(PARTIES, BUYERS_FROM + 7, "b")].concat();
    let script = statements::script(&statements, &head, &bindings);
    let running = lab.start("logistics", &database).await?;
    let load = shipment_load(&running.url, tokens, count);
    Contest { name: "p1-shipment", load, script, database: &database, goals: BY_ID }.run(lab, &running)
}

/// Products by id, one of so many each time.
pub(super) fn product_load(url: &str, token: &str, count: u64) -> Load {
    let begin = PRODUCTS.wire_begin();
    let request = format!("return ask('GET', id('/v1/products/{begin}', random({count})))");
    Load { url: url.to_owned(), tokens: vec![token.to_owned()], request, first: 1 }
}

/// Shipments by id, one of so many each time, each read by its buyer.
pub(super) fn shipment_load(url: &str, tokens: Vec<String>, count: u64) -> Load {
    let begin = SHIPMENTS.wire_begin();
    let request = format!(
        "local n = random({count})\n  return ask('GET', id('/v1/shipments/{begin}', n), nil, n % {BUYERS})"
    );
    Load { url: url.to_owned(), tokens, request, first: 1 }
}

/// Where pages of small-business products are.
pub(super) const PRODUCT_PAGE: &str = "/v1/products?commodity_code=msme_goods";

/// P2: pages of small-business products.
pub(crate) async fn products(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    let reader = Actor::new(party(1), "31.71", &[Role::Buyer]);
    let list = List { name: "p2-products", dataset: &CATALOG, path: PRODUCT_PAGE };
    pages(lab, &list, &reader, &[&PARTIES.uuid(1), "msme_goods"]).await
}

/// P2: pages of closed shipments, read by a government that sees a tenth of all.
pub(crate) async fn shipments(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    let reader = Actor::new(party(GOVERNMENT), "31", &[Role::Coordinator]);
    let list = List { name: "p2-shipments", dataset: &LOGISTICS, path: "/v1/shipments?state=closed" };
    pages(lab, &list, &reader, &[&PARTIES.uuid(GOVERNMENT), &SHIPMENTS.uuid_begin()]).await
}

/// A list to turn pages of.
struct List {
    name: &'static str,
    dataset: &'static Dataset,
    path: &'static str,
}

/// The first page and the thousandth, and what the second costs more.
async fn pages(lab: &Lab, list: &List, reader: &Actor, marks: &[&str]) -> anyhow::Result<Vec<Figure>> {
    let database = lab.loaded(list.dataset).await?;
    let service = list.dataset.service;
    let token = lab.tokens.token(reader)?;
    let path = format!("{}&limit=20", list.path);
    let cursor = {
        let running = lab.start(service, &database).await?;
        cursor_of(lab, &running.url, &token, list.path).await?
    };
    let mut figures = Vec::new();
    let mut cpu = Vec::new();
    for (page, path) in [("first", path.clone()), ("thousandth", format!("{path}&cursor={cursor}"))] {
        let logged = lab.sample(service, &database, &token, &[&path]).await?;
        let statements = statements::of_request(logged, marks)?;
        let script = statements::script(&statements, "", &[]);
        let running = lab.start(service, &database).await?;
        let request = format!("return ask('GET', '{path}')");
        let load = Load { url: running.url.clone(), tokens: vec![token.clone()], request, first: 1 };
        let name = format!("{} {page}", list.name);
        let contest = Contest { name: &name, load, script, database: &database, goals: PAGE };
        let found = contest.run(lab, &running)?;
        let each = found.iter().find(|figure| figure.name.ends_with("CPU per request at 16"));
        cpu.push(each.map_or(0.0, |figure| figure.value));
        figures.extend(found);
    }
    let name = format!("{}: CPU of page 1000 over page 1", list.name);
    figures.push(Figure::new(name, cpu[1] / cpu[0], "x").aims(Goal::AtMost(1.1)));
    Ok(figures)
}

/// The cursor of the thousandth page of 20 (of the third, in little data).
async fn cursor_of(lab: &Lab, url: &str, token: &str, path: &str) -> anyhow::Result<String> {
    let api = lab.api(url, token)?;
    let mut skip = if lab.options.tiny { 40 } else { 19_980 };
    let mut cursor = String::new();
    while skip > 0 {
        let limit = skip.min(200);
        let after = if cursor.is_empty() { String::new() } else { format!("&cursor={cursor}") };
        let page = api.get::<Value>(&format!("{path}&limit={limit}{after}")).await?.value;
        let next = page["next_cursor"].as_str();
        cursor = next.with_context(|| format!("{path} ends before its thousandth page"))?.to_owned();
        skip -= limit;
    }
    Ok(cursor)
}
