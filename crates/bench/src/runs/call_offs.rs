//! P4: 32 clients issue orders on one hot contract line; every order sums the line under its lock.
//!
//! Each side of each round has a line of its own with the same number of drafts, so that both begin alike.

use anyhow::ensure;
use api_types::logistics::ContractLineQuery;
use client::LogisticsApi;
use db::embedded::connect;
use serde_json::json;
use testkit::Caller;
use web::Clock;

use crate::data::{BUYERS_FROM, CONTRACT_LINES, DRAFT_LINES, DRAFTS, FIRST, LOGISTICS};
use crate::lab::Lab;
use crate::machine::calibration;
use crate::results::{Figure, Goal};
use crate::running::Running;
use crate::statements::{self, Binding, FRESH, bind, bind_fresh};
use crate::stats::{median, spread};
use crate::wrk::Load;

/// Clients at once.
const CLIENTS: u32 = 32;
/// Drafts on each line; more than are issued in a round.
const PER_LINE: u64 = 10_000;
/// The numbers of the lines begin here.
const LINES_FROM: u64 = 20_000;
/// The key of the sample request.
const KEY: &str = "bench-sample-key";

/// P4: the contest, and the balances afterwards.
pub(crate) async fn hot_line(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    let database = lab.copied(&LOGISTICS).await?;
    // A line for each side of each round and for one round to warm up, and the sample's.
    let lines = u64::from(lab.options.rounds + 1) * 2 + 1;
    prepare(lab, &database, lines).await?;
    let token = lab.buyers()?.swap_remove(0);
    let (etag, mut script) = sample(lab, &database, &token, lines - 1).await?;
    let running = lab.start("logistics", &database).await?;
    let mut load = issue_load(&running.url, &token, &etag);
    let (mut ours, mut theirs, mut noise, mut p99) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut answered, url) = (0, lab.server.url(&database));
    for round in 0..=u64::from(lab.options.rounds) {
        noise.push(calibration());
        load.first = round * 2 * PER_LINE;
        let outcome = load.run(&lab.folder, CLIENTS, lab.options.seconds)?;
        ensure!(outcome.refused + outcome.broken == 0, "{} orders were not issued", outcome.refused);
        answered += outcome.requests;
        noise.push(calibration());
        script.run = round * 2 + 1;
        let limit = script.run(&lab.folder, &url, CLIENTS, lab.options.seconds)?;
        if round > 0 {
            ours.push(outcome.rate());
            p99.push(outcome.p99_us / 1000.0);
            theirs.push(limit.rate);
        }
    }
    let wrong = balance_errors(lab, &database, &running, &token, answered).await?;
    running.stop()?;
    lab.server.drop_database(&database).await?;
    let ratio = Figure::new("p4-call-offs: ratio at 32", median(&ours) / median(&theirs), "x")
        .aims(Goal::AtLeast(0.8))
        .with("ours_per_second", median(&ours))
        .with("ours_spread_percent", spread(&ours))
        .with("ours_p99_ms", median(&p99))
        .with("pgbench_per_second", median(&theirs))
        .with("pgbench_spread_percent", spread(&theirs))
        .with("calibration_spread_percent", spread(&noise));
    let exact =
        Figure::new("p4-call-offs: differences of balance", wrong as f64, "1").aims(Goal::AtMost(0.0));
    Ok(vec![ratio, exact.with("orders_answered", answered)])
}

/// Where a draft is.
pub(super) fn draft_path(number: u64) -> String {
    format!("/v1/call-offs/{}", DRAFTS.wire(number))
}

/// Issues one draft after the other.
pub(super) fn issue_load(url: &str, token: &str, etag: &str) -> Load {
    let request = format!(
        "return ask('POST', id('/v1/call-offs/{}', k) .. '/issuances', '{{}}', 0,\n    \
         {{ ['If-Match'] = '{etag}', ['Idempotency-Key'] = fresh('bench-') }})",
        DRAFTS.wire_begin()
    );
    Load { url: url.to_owned(), tokens: vec![token.to_owned()], request, first: 0 }
}

/// Contract lines without orders, and drafts on them, all of contract 5,000.
pub(super) async fn prepare(lab: &Lab, database: &str, lines: u64) -> anyhow::Result<()> {
    lab.server.execute(database, &drafts_on_a_hot_line(lines)).await?;
    lab.server.execute(database, "vacuum analyze call_off").await?;
    lab.server.execute(database, "vacuum analyze call_off_line").await
}

/// The statements that make them.
pub(crate) fn drafts_on_a_hot_line(lines: u64) -> String {
    let last = lines - 1;
    let uuid = |begin: String, number: &str| format!("('{begin}' || ({FIRST} + {number}))::uuid");
    let line = uuid(CONTRACT_LINES.uuid_begin(), &format!("{LINES_FROM} + l"));
    let (draft, draft_line) = (uuid(DRAFTS.uuid_begin(), "d"), uuid(DRAFT_LINES.uuid_begin(), "d"));
    let line_of_draft = uuid(CONTRACT_LINES.uuid_begin(), &format!("{LINES_FROM} + d / {PER_LINE}"));
    let model = CONTRACT_LINES.uuid(10_000);
    format!(
        "insert into projected_contract_line (id, contract_id, number, commodity_code, form_code, unit, committed_base, over_tolerance_bp,
             price_rupiah, price_basis, description)
         select {line}, contract_id, 100 + l, commodity_code, form_code, unit, 900000000000, 0, price_rupiah,
             price_basis, null
         from projected_contract_line, generate_series(0, {last}) as l where id = '{model}';
         insert into contract_line_lock (contract_line_id) select {line} from generate_series(0, {last}) as l;
         insert into call_off (id, number, contract_id, supplier_id, buyer_id, client, external_reference, state,
             requested_delivery_date, proposed_delivery_date, destination_name, destination_region_code,
             destination_address, note, terms_position, issued_at, version, created_at, updated_at)
         select {draft}, 'SP/2026/D' || ({FIRST} + d), contract.id, supplier_id, buyer_id, 'bench', null, 'draft', '2026-12-24', null,
             'Gudang Utama', '31.71', 'Jl. Raya Bogor KM 20', null, null, null, 1, now(), now()
         from generate_series(0, {lines} * {PER_LINE} - 1) as d, projected_contract_line line
         join projected_contract contract on contract.id = line.contract_id where line.id = '{model}';
         insert into call_off_line (id, call_off_id, number, contract_line_id, ordered_base, unit, issued_base, proposed_base,
             accepted_base, open, pack_kind, pack_count, pack_content_base, pack_content_unit)
         select {draft_line}, {draft}, 1, {line_of_draft}, 1000, 'KGM', 1000, null, 0, false, null, null, null, null
         from generate_series(0, {lines} * {PER_LINE} - 1) as d;
         update feed_cursor set contacted_at = now() + interval '1 hour'"
    )
}

/// Issues one draft, and makes of its statements a script for the drafts of line `:run`; also the drafts' ETag.
async fn sample(
    lab: &Lab,
    database: &str,
    token: &str,
    line: u64,
) -> anyhow::Result<(String, crate::pgbench::Script)> {
    let (draft, now) = (line * PER_LINE, Clock::system().now());
    let path = draft_path(draft);
    let mut etag = String::new();
    let logged = lab
        .logged("logistics", database, async |running| {
            let caller = Caller::new(&running.url, Some(token.to_owned()));
            etag = caller.get(&path).await.etag().to_owned();
            let request = caller.request("POST", &format!("{path}/issuances"));
            let request = request.header("idempotency-key", KEY).header("if-match", &etag).json(&json!({}));
            let answer = caller.send(request).await;
            ensure!(answer.status == 200, "the sample order: {}", answer.text);
            Ok(())
        })
        .await?;
    let statements = statements::of_request(logged, &[KEY])?;
    let key = Binding { value: KEY.to_owned(), expression: "'bench-' || :u || :w".to_owned() };
    let mut bindings = [
        bind(DRAFTS, draft, "d"),
        bind(DRAFT_LINES, draft, "d"),
        bind(CONTRACT_LINES, LINES_FROM + line, "l"),
    ]
    .concat();
    let number =
        Binding { value: format!("SP/2026/D{}", FIRST + draft), expression: "'SP/2026/D' || :d".to_owned() };
    bindings.extend([key, number]);
    bindings.extend(bind_fresh(&statements, now));
    let head = format!(
        "{FRESH}\n\\set i :i + 1\n\\set l {FIRST} + {LINES_FROM} + :run\n\
         \\set d {FIRST} + :run * {PER_LINE} + :client_id + :clients * :i"
    );
    Ok((etag, statements::script(&statements, &head, &bindings)))
}

/// How many of our lines show another balance than the sum of the orders issued on them; an order that was
/// answered and is not there counts too.
async fn balance_errors(
    lab: &Lab,
    database: &str,
    running: &Running,
    token: &str,
    answered: u64,
) -> anyhow::Result<u64> {
    let client = connect(&lab.server.url(database)).await?;
    let api = LogisticsApi::new(lab.api(&running.url, token)?);
    let (mut wrong, mut issued) = (0, 0);
    for round in 0..=u64::from(lab.options.rounds) {
        let line = LINES_FROM + round * 2;
        let sum = "select count(*) from call_off_line l join call_off c on c.id = l.call_off_id \
                   where l.contract_line_id::text = $1 and c.state = 'issued' and l.open";
        let count: i64 = client.query_one(sum, &[&CONTRACT_LINES.uuid(line)]).await?.get(0);
        let id = CONTRACT_LINES.wire(line).parse()?;
        let open = api.get_contract_line_balance(id, &ContractLineQuery::default()).await?.value.open;
        // Every order is of one kilogram.
        if open.parse::<f64>()? != count as f64 {
            wrong += 1;
        }
        issued += u64::try_from(count)?;
    }
    // Requests under way when a round ended are issued and not answered: one a connection.
    let under_way = u64::from(CLIENTS * (lab.options.rounds + 1));
    Ok(wrong + answered.saturating_sub(issued) + issued.saturating_sub(answered + under_way))
}

/// The party that buys on contract 5,000 is the first buyer.
const _: () = assert!(5000 % crate::data::BUYERS == 0 && BUYERS_FROM == 2000);
