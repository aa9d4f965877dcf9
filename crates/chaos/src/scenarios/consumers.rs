//! R6: consumers apply each event once: they are killed at any moment while agreement writes, and in the end know
//! exactly what the APIs of agreement and catalog show.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use api_types::agreement::{
    AgreementView, ContractLineView, ContractPeriodView, ContractVersionView, ContractView,
    CreatePartyRequest, ListAgreementsQuery, ListContractsQuery, ListPartiesQuery, PartyView,
    UpdatePartyRequest,
};
use api_types::catalog::{ListYieldsQuery, YieldView};
use api_types::{Page, TransitionRequest, WireMoney, WireQuantity, told_price};
use chrono::{DateTime, NaiveDate, Utc};
use client::{AgreementApi, Api, CatalogApi, TokenSource};
use domain::agreement::ContractState;
use domain::shared::{BusinessSize, Id, PartyKind, Quantity};
use rand::RngExt as _;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::caller::{Request, pause};
use crate::scenarios::delivered::delivered;
use crate::trade::Trade;
use crate::{AGREEMENT, CATALOG, Figures, LOGISTICS, Plan, Shape, Stack};

/// How long a consumer lives, in milliseconds: every second one from its start, the others once they are ready.
const LIFE: std::ops::Range<u64> = 20..600;
/// How long consumers may take to catch up when nobody kills them any more.
const PATIENCE: Duration = Duration::from_secs(60);
/// Reads every party, agreement and contract.
const READER: &str = "jakarta.coordinator";

/// Kills catalog and logistics in turn while agreement writes.
///
/// # Errors
/// When a projection differs from its source, or a consumer does not catch up.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let mut stack = Stack::start("consumers", plan, Shape::SINGLE).await?;
    let trade = Trade::open(&stack).await?;
    let (done, written) = (AtomicBool::new(false), AtomicU64::new(0));
    let wanted = plan.rounds(20, 500);
    let before = cursor(&stack.sql(LOGISTICS).await?, "agreement").await?;
    let mut dice = plan.rng(6);
    let killing = async {
        let killed = kill(plan, &mut stack, wanted, &mut dice).await;
        done.store(true, Ordering::SeqCst);
        killed
    };
    let (killed, wrote) = tokio::join!(killing, write(&trade, plan.rng(66), &done, &written));
    wrote?;
    let killed = killed?;
    let read = cursor(&stack.sql(LOGISTICS).await?, "agreement").await? - before;
    ensure!(read > 0, "nothing was read while consumers were killed: the trial shows nothing");
    for service in [CATALOG, LOGISTICS] {
        stack.restart(service, 0).await?;
    }
    let since = Instant::now();
    let events = caught_up(&stack, (AGREEMENT, "agreement"), [CATALOG, LOGISTICS]).await?;
    let catching = since.elapsed();
    caught_up(&stack, (CATALOG, "catalog"), [AGREEMENT, LOGISTICS]).await?;
    let rows = compare(&stack, &trade).await?;
    Ok(Figures::default()
        .with("kills", killed)
        .with("writes", written.into_inner())
        .with("events", events)
        .with("read between kills", read)
        .with("caught up ms", catching.as_millis())
        .with("rows compared", rows)
        .with("differences", 0))
}

async fn kill(plan: &Plan, stack: &mut Stack, wanted: u32, dice: &mut StdRng) -> anyhow::Result<u32> {
    let (since, mut killed) = (Instant::now(), 0);
    while killed < wanted && plan.has_time(since) {
        let service = if killed % 2 == 0 { LOGISTICS } else { CATALOG };
        if dice.random() {
            stack.wait_until_ready(service, 0).await?;
        }
        tokio::time::sleep(Duration::from_millis(dice.random_range(LIFE))).await;
        stack.kill(service, 0)?;
        stack.launch(service, 0, None)?;
        killed += 1;
    }
    Ok(killed)
}

/// Writes parties and the states of contracts until told that it is enough.
async fn write(
    trade: &Trade,
    mut dice: StdRng,
    done: &AtomicBool,
    written: &AtomicU64,
) -> anyhow::Result<()> {
    let mut number = 0;
    while !done.load(Ordering::SeqCst) {
        match dice.random_range(0..10) {
            0 => register(trade, number).await?,
            1..=4 => suspend_or_reinstate(trade, number).await?,
            _ => change(trade, &mut dice, number).await?,
        }
        number += 1;
        written.fetch_add(1, Ordering::SeqCst);
    }
    Ok(())
}

async fn register(trade: &Trade, number: u64) -> anyhow::Result<()> {
    let body = CreatePartyRequest {
        kind: PartyKind::Company,
        legal_name: format!("PT Baru {number}"),
        short_name: None,
        region_code: "18.72".to_owned(),
        business_id: None,
        tax_id: None,
        address: None,
        business_size: None,
        tax_registered: false,
    };
    let create = Request::agreement("metro.coordinator", |api| api.create_party(&body));
    trade.caller.done(&create.keyed(format!("consumers-register-{number}"))).await?;
    Ok(())
}

/// Gives a party another name or size, or takes its size away.
async fn change(trade: &Trade, dice: &mut StdRng, number: u64) -> anyhow::Result<()> {
    let actor = "metro.coordinator";
    let query = ListPartiesQuery {
        region_code: Some("18.72".to_owned()),
        kind: Some(PartyKind::Company),
        limit: Some(200),
        ..Default::default()
    };
    let list = Request::agreement(actor, |api| api.list_parties(&query));
    let all: Page<PartyView> = trade.caller.done(&list).await?.read()?;
    let one = &all.items[dice.random_range(0..all.items.len())];
    let mut change = UpdatePartyRequest::default();
    match dice.random_range(0..3) {
        0 => change.short_name = Some(format!("Nama {number}")),
        1 => change.legal_name = Some(format!("Nama {number}")),
        _ => {
            change.business_size =
                Some(BusinessSize::ALL.get(dice.random_range(0..=BusinessSize::ALL.len())).copied())
        }
    }
    let patch = Request::agreement(actor, |api| api.update_party(one.id, &one.etag, &change));
    trade.caller.done(&patch).await?;
    Ok(())
}

async fn suspend_or_reinstate(trade: &Trade, number: u64) -> anyhow::Result<()> {
    let id = if number.is_multiple_of(2) { trade.eggs.id } else { trade.rice.id };
    let read = Request::agreement(READER, |api| api.get_contract(id, &Default::default()));
    let shown: ContractView = trade.caller.done(&read).await?.read()?;
    let note = TransitionRequest { note: Some("a trial".to_owned()), ..Default::default() };
    let change = Request::agreement(READER, |api| match shown.state {
        ContractState::Active => api.suspend_contract(id, &shown.etag, &note),
        _ => api.reinstate_contract(id, &shown.etag, &note),
    });
    trade.caller.done(&change.keyed(format!("consumers-contract-{number}"))).await?;
    Ok(())
}

/// Waits until both consumers have read a service's feed to its end; gives how many events it holds.
async fn caught_up(
    stack: &Stack,
    (service, name): (usize, &str),
    consumers: [usize; 2],
) -> anyhow::Result<i64> {
    let source = stack.sql(service).await?;
    let consumers = [stack.sql(consumers[0]).await?, stack.sql(consumers[1]).await?];
    let since = Instant::now();
    loop {
        let waiting: i64 =
            source.query_one("select count(*) from outbox where position is null", &[]).await?.get(0);
        let end: i64 = source.query_one("select position from feed_head", &[]).await?.get(0);
        let mut read = Vec::new();
        for consumer in &consumers {
            read.push(cursor(consumer, name).await?);
        }
        if waiting == 0 && read.iter().all(|position| *position == end) {
            return Ok(end);
        }
        ensure!(since.elapsed() < PATIENCE, "the feed ends at {end}, the consumers stand at {read:?}");
        pause().await;
    }
}

/// How far a consumer has read a feed.
async fn cursor(consumer: &Client, source: &str) -> anyhow::Result<i64> {
    let position = "select position from feed_cursor where source = $1";
    Ok(consumer.query_one(position, &[&source]).await?.get(0))
}

/// Compares every field that is kept with what agreement's API shows; gives how many rows were compared.
async fn compare(stack: &Stack, trade: &Trade) -> anyhow::Result<usize> {
    let token = trade.caller.token(READER).await?;
    let api = AgreementApi::new(Api::new(stack.url(AGREEMENT), TokenSource::Given(token))?);
    let parties = api.list_parties(&ListPartiesQuery::default()).all().await?;
    let agreements = api.list_agreements(&ListAgreementsQuery::default()).all().await?;
    let contracts = api.list_contracts(&ListContractsQuery::default()).all().await?;
    let (catalog, logistics) = (stack.sql(CATALOG).await?, stack.sql(LOGISTICS).await?);
    let mut expected = Vec::new();
    for view in &parties {
        expected.push(party(view)?);
    }
    let mut rows = same(&logistics, "projected_party", &[], expected.clone()).await?;
    for row in &mut expected {
        let row = row.as_object_mut().context("an object")?;
        row.remove("legal_name");
        row.remove("tax_registered");
    }
    rows += same(&catalog, "projected_party", &[], expected).await?;
    let expected = agreements.iter().map(agreement).collect::<anyhow::Result<_>>()?;
    rows += same(&logistics, "projected_agreement", &[], expected).await?;
    let (mut expected, mut lines) = (Vec::new(), Vec::new());
    for view in &contracts {
        let versions = api.list_contract_versions(view.id, &Default::default()).all().await?;
        // The texts are kept once there is more than the first.
        let amended = if versions.len() > 1 { versions.as_slice() } else { &[] };
        expected.push(contract(view, amended)?);
        for line in &view.lines {
            lines.push(contract_line(view, line, amended)?);
        }
    }
    ensure!(lines.iter().any(|line| line["texts"] != json!([])), "no contract of the story is amended");
    let limited = expected.iter().filter(|contract| !contract["value_limit_rupiah"].is_null());
    ensure!(limited.count() > 0, "no contract of the story has a value limit");
    rows += same(&logistics, "projected_contract", &["terms_position"], expected).await?;
    rows += same(&logistics, "projected_contract_line", &[], lines).await?;
    let yields = yields(stack, trade).await?;
    rows += same(&logistics, "projected_yield", &[], yields.clone()).await?;
    rows += same(&stack.sql(AGREEMENT).await?, "projected_yield", &[], yields).await?;
    Ok(rows + delivered(stack, trade, READER).await?)
}

/// The yields that catalog's API shows, as both of its consumers keep them.
async fn yields(stack: &Stack, trade: &Trade) -> anyhow::Result<Vec<Value>> {
    let token = trade.caller.token(READER).await?;
    let api = CatalogApi::new(Api::new(stack.url(CATALOG), TokenSource::Given(token))?);
    let all = api.list_yields(&ListYieldsQuery::default()).all().await?;
    let kept = |view: &YieldView| {
        Ok(json!({
            "id": stored(view.id), "commodity_code": view.commodity_code, "content": {
                "commodity_code": view.commodity_code, "from_form_code": view.from_form_code,
                "to_form_code": view.to_form_code, "input": view.input, "output": view.output,
            },
            "in_force_from_date": view.in_force_from_date, "in_force_until_date": view.in_force_until_date,
            "source": view.source, "version": version(&view.etag)?,
        }))
    };
    all.iter().map(kept).collect()
}

/// Whether a table holds exactly these rows, but for columns that the source does not show.
pub(super) async fn same(
    sql: &Client,
    table: &str,
    without: &[&str],
    mut expected: Vec<Value>,
) -> anyhow::Result<usize> {
    let mut kept = Vec::new();
    for row in sql.query(&format!("select to_jsonb(t)::text from {table} t order by id"), &[]).await? {
        let mut row: Value = serde_json::from_str(row.get(0))?;
        for column in without {
            row.as_object_mut().context("a row")?.remove(*column);
        }
        kept.push(row);
    }
    expected.sort_by_key(|row| row["id"].to_string());
    kept.sort_by_key(|row| row["id"].to_string());
    for (kept, expected) in kept.iter().zip(&expected) {
        ensure!(kept == expected, "{table} keeps {kept}, its source shows {expected}");
    }
    ensure!(kept.len() == expected.len(), "{table} keeps {} rows of {}", kept.len(), expected.len());
    ensure!(!kept.is_empty(), "{table} is empty");
    Ok(kept.len())
}

/// An id as it is stored.
pub(super) fn stored<T: Id>(id: T) -> String {
    id.uuid().to_string()
}

fn version(etag: &str) -> anyhow::Result<i64> {
    let etag: web::Etag = etag.parse().map_err(|_| anyhow::anyhow!("{etag} is no ETag"))?;
    Ok(etag.version().0)
}

fn party(view: &PartyView) -> anyhow::Result<Value> {
    Ok(json!({
        "id": stored(view.id), "kind": view.kind, "legal_name": view.legal_name,
        "short_name": view.short_name, "region_code": view.region_code, "business_size": view.business_size,
        "tax_registered": view.tax_registered, "version": version(&view.etag)?,
    }))
}

fn agreement(view: &AgreementView) -> anyhow::Result<Value> {
    Ok(json!({
        "id": stored(view.id), "number": view.number, "title": view.title, "state": view.state,
        "initiator_id": stored(view.initiator_party_id), "counterpart_id": stored(view.counterpart_party_id),
        "facilitator_id": view.facilitator_party_id.map(stored), "valid_from": view.valid_from_date,
        "valid_until": view.valid_until_date, "ends": view.ends_date, "version": version(&view.etag)?,
        "auditor_ids": view.auditor_party_ids.iter().copied().map(stored).collect::<Vec<_>>(),
        "texts": view.versions.iter()
            .map(|one| text(one.in_force_from_date, one.recorded_at, json!(one.valid_until_date)))
            .collect::<Vec<_>>(),
    }))
}

/// A text, and what of it is kept.
fn text(in_force_from: NaiveDate, recorded_at: DateTime<Utc>, says: Value) -> Value {
    json!({"in_force_from": in_force_from, "recorded_at": recorded_at, "says": says})
}

fn contract(view: &ContractView, amended: &[ContractVersionView]) -> anyhow::Result<Value> {
    let last_day = |one: &ContractVersionView| {
        text(one.in_force_from_date, one.recorded_at, json!(one.valid_until_date))
    };
    let rupiah = |limit: &Option<WireMoney>| json!(limit.as_ref().map(|limit| limit.amount));
    let value =
        |one: &ContractVersionView| text(one.in_force_from_date, one.recorded_at, rupiah(&one.value_limit));
    Ok(json!({
        "id": stored(view.id), "number": view.number, "agreement_id": stored(view.agreement_id),
        "kind": view.r#type, "state": view.state, "supplier_id": stored(view.supplier_id),
        "buyer_id": stored(view.buyer_id), "supplier_government_id": stored(view.supplier_government_id),
        "buyer_government_id": stored(view.buyer_government_id),
        "supplier_region_code": view.supplier_region_code,
        "buyer_region_code": view.buyer_region_code, "valid_from": view.valid_from_date,
        "valid_until": view.valid_until_date, "version": version(&view.etag)?,
        "outcome": view.outcome, "orders_until": view.orders_until_date,
        "activated_at": view.activated_at.map(instant),
        "activation_recorded_at": view.activation_recorded_at.map(instant),
        "ended_at": view.ended_at.map(instant), "end_recorded_at": view.end_recorded_at.map(instant),
        "texts": amended.iter().map(last_day).collect::<Vec<_>>(), "cap_ends": null, "cap_valid_until": null,
        "value_limit_rupiah": rupiah(&view.value_limit), "cap_value_rupiah": null,
        "value_texts": amended.iter().map(value).collect::<Vec<_>>(),
        "festival_date": amended.last().map_or(&view.festival, |last| &last.festival).as_ref()
            .map(|festival| festival.festival_date),
    }))
}

/// An instant as PostgreSQL writes it in JSON: without zeros at its end.
fn instant(at: DateTime<Utc>) -> String {
    let text = at.format("%Y-%m-%dT%H:%M:%S%.6f").to_string();
    format!("{}+00:00", text.trim_end_matches('0').trim_end_matches('.'))
}

fn committed(line: &ContractLineView) -> anyhow::Result<Option<i64>> {
    line.quantity.as_ref().map(base).transpose()
}

/// A quantity in base units.
fn base(quantity: &WireQuantity) -> anyhow::Result<i64> {
    let WireQuantity { value, unit } = quantity;
    Ok(Quantity::parse(value, *unit).map_err(|error| anyhow::anyhow!("{quantity:?}: {error}"))?.base())
}

/// A fixed price in rupiah, or the rule, as they are kept.
fn price(line: &ContractLineView) -> anyhow::Result<(Option<i64>, Option<Value>)> {
    let told = told_price(line.price.as_ref(), line.price_rule.as_ref());
    Ok(told.map_err(|unread| anyhow::anyhow!("{line:?}: {unread:?}"))?.stored())
}

/// What each text says of a line that stands in it.
fn texts(line: &ContractLineView, amended: &[ContractVersionView]) -> anyhow::Result<Vec<Value>> {
    let mut texts = Vec::new();
    for version in amended {
        let mut says = Value::Null;
        if let Some(line) = version.lines.iter().find(|one| one.id == line.id) {
            let (price_rupiah, price_rule) = price(line)?;
            says = json!({
                "committed_base": committed(line)?, "over_tolerance_bp": line.over_tolerance_bp,
                "price_rupiah": price_rupiah, "price_rule": price_rule, "price_basis": line.price_basis,
                "also_form_codes": line.also_form_codes,
            });
            let schedule = schedule(line)?;
            if !schedule.is_empty() {
                says["schedule"] = json!(schedule);
            }
        }
        texts.push(text(version.in_force_from_date, version.recorded_at, says));
    }
    Ok(texts)
}

/// What a share line commits, every recording.
fn schedule(line: &ContractLineView) -> anyhow::Result<Vec<Value>> {
    let recorded = |one: &ContractPeriodView| {
        Ok(json!({
            "period": one.period, "from_date": one.from_date, "until_date": one.until_date,
            "quantity_base": base(&one.quantity)?, "recorded_at": one.recorded_at,
        }))
    };
    line.schedule.iter().map(recorded).collect()
}

fn contract_line(
    contract: &ContractView,
    line: &ContractLineView,
    amended: &[ContractVersionView],
) -> anyhow::Result<Value> {
    let (price_rupiah, price_rule) = price(line)?;
    Ok(json!({
        "id": stored(line.id), "contract_id": stored(contract.id), "number": line.number,
        "commodity_code": line.commodity_code, "form_code": line.form_code, "unit": line.unit,
        "committed_base": committed(line)?, "over_tolerance_bp": line.over_tolerance_bp,
        "price_rupiah": price_rupiah, "price_rule": price_rule, "price_basis": line.price_basis,
        "description": line.description, "texts": texts(line, amended)?, "cap_base": null, "cap_ends": null,
        "schedule": schedule(line)?,
        "rolls_over": line.commitment_id.map(|_| line.rolls_over.unwrap_or(true)),
        "also_form_codes": line.also_form_codes,
    }))
}
