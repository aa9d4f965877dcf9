//! Nobody ends alone what two signed: completion, termination, fulfilment, short ends, closures.

use chrono::TimeDelta;
use domain::shared::{ContractId, Id as _, Role};
use serde_json::{Value, json};
use testkit::{Actor, Caller, Response, test_time};

use crate::story::{head, register};
use crate::trade::Trade;

fn rules(answer: &Response) -> Vec<String> {
    let unmet = answer.json["unmet"].as_array().cloned().unwrap_or_default();
    unmet.iter().map(|one| one["rule"].as_str().unwrap().to_owned()).collect()
}

/// An order of a contract, and a shipment with its goods, in these states, as logistics would tell them.
pub(crate) async fn tell_order(trade: &Trade, contract: &str, order: &str, shipment: &str) {
    let contract: ContractId = contract.rsplit('/').next().unwrap().parse().unwrap();
    let (contract, supplier, buyer) =
        (contract.uuid(), trade.supplier.party.uuid(), trade.buyer.party.uuid());
    trade
        .seed(&format!(
            "insert into projected_call_off (id, number, contract_id, agreement_id, supplier_id, buyer_id, state, \
             requested_delivery_date, issued_at, commodities, authenticity_code, version) values \
             ('00000000-0000-0000-0001-000000000001', 'SP/1', '{contract}', '{contract}', '{supplier}', '{buyer}', \
             '{order}', '2026-12-01', now(), '{{eggs}}', 'KAD-0000-0000-0000-0', 1) \
             on conflict (id) do update set state = '{order}'; \
             insert into projected_shipment (id, number, supplier_id, buyer_id, state, contract_ids, call_off_ids, \
             commodities, authenticity_code, version) values \
             ('00000000-0000-0000-0002-000000000001', 'SJ/1', '{supplier}', '{buyer}', '{shipment}', \
             '{{{contract}}}', '{{00000000-0000-0000-0001-000000000001}}', '{{eggs}}', 'KAD-0000-0000-0000-0', 1) \
             on conflict (id) do update set state = '{shipment}'"
        ))
        .await;
}

/// What a posted receipt accepted on the contract's first line, in grams.
async fn accept(trade: &Trade, contract: &Value, number: u8, grams: i64) {
    let contract_id: ContractId = contract["id"].as_str().unwrap().parse().unwrap();
    let line: domain::shared::ContractLineId = contract["lines"][0]["id"].as_str().unwrap().parse().unwrap();
    trade
        .seed(&format!(
            "insert into realized_line (id, receipt_id, agreement_id, contract_id, contract_line_id, accepted_base, \
             commodity_code, form_code, drawn_in, vehicle_id, mass_grams, amount_rupiah, received_at, posted_at) \
             values ('00000000-0000-0000-0003-0000000000{number:02}', '00000000-0000-0000-0004-0000000000{number:02}', \
             '{0}', '{0}', '{1}', {grams}, 'eggs', 'fresh', 'mass', '{0}', {grams}, 1, now(), now())",
            contract_id.uuid(),
            line.uuid(),
        ))
        .await;
}

/// What waits for a caller by an action: what it is about, since when, until when, and from whom.
async fn waits_for(caller: &Caller, action: &str) -> Vec<[Value; 4]> {
    let work = caller.get(&format!("/v1/agreement-work-items?action={action}")).await.expect(200);
    let shown = |item: &Value| {
        ["subject", "since_at", "due_date", "counterpart_name"].map(|field| item[field].clone())
    };
    work.json["items"].as_array().unwrap().iter().map(shown).collect()
}

/// The id in a path.
fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// When the story plays.
const NOW: &str = "2026-11-22T03:00:00Z";

async fn statement(caller: &Caller, path: &str) -> Value {
    let statement = caller.get(&format!("{path}/closing-statement")).await.expect(200);
    json!({"text_sha256": statement.json["text_sha256"]})
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_is_completed_by_both_on_one_statement_with_nothing_open_below() {
    let trade = Trade::start().await;
    trade.hear_logistics().await;
    let contract = trade.active().await;
    tell_order(&trade, &contract, "accepted", "departed").await;
    let (metro, jakarta) = (trade.as_(&trade.story.metro), trade.as_(&trade.story.jakarta));
    let (path, completions) = (trade.agreement.clone(), format!("{}/completions", trade.agreement));
    let open = metro.get(&format!("{path}/closing-statement")).await.expect(200);
    let kinds: Vec<&str> =
        open.json["open"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["contract", "call_off", "shipment"]);
    let hash = json!({"text_sha256": open.json["text_sha256"]});
    let refused = metro.act(&completions, hash).await.expect_problem(422, "ending-not-allowed");
    assert_eq!(rules(&refused), ["contract_ended", "order_ended", "goods_arrived"]);

    trade.terminate(&contract).await;
    tell_order(&trade, &contract, "closed_short", "received").await;
    let hash = statement(&metro, &path).await;
    let first = metro.act(&completions, hash.clone()).await.expect(200);
    assert_eq!(first.json["state"], "active");
    metro.act(&completions, hash.clone()).await.expect_problem(409, "duplicate");
    let seen = jakarta.get(&format!("{path}/closing-statement")).await.expect(200);
    assert_eq!(seen.json["consents"][0]["by"], "initiator");
    assert_eq!(seen.json["consents"][0]["counts_until_date"], "2026-12-22");
    let waits =
        [json!(trade.agreement_id()), json!(NOW), json!("2026-12-22"), json!("Pemerintah Kota Metro")];
    assert_eq!(waits_for(&jakarta, "complete_agreement").await, [waits]);
    assert!(waits_for(&metro, "complete_agreement").await.is_empty(), "who agreed waits for the other");
    let other = json!({"text_sha256": "0".repeat(64)});
    jakarta.act(&completions, other).await.expect_problem(422, "text-changed");
    let done = jakarta.act(&completions, hash).await.expect(200);
    assert_eq!(done.json["state"], "completed");
    assert!(waits_for(&jakarta, "complete_agreement").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn consents_to_a_completion_count_together_for_thirty_days() {
    let trade = Trade::start().await;
    let completions = format!("{}/completions", trade.agreement);
    trade.hear_logistics().await;
    let hash = statement(&trade.as_(&trade.story.metro), &trade.agreement).await;
    trade.as_(&trade.story.metro).act(&completions, hash.clone()).await.expect(200);
    trade.story.app.clock.set(test_time() + TimeDelta::days(31));
    trade.hear_logistics().await;
    let jakarta = trade.as_(&trade.story.jakarta);
    assert!(
        waits_for(&jakarta, "complete_agreement").await.is_empty(),
        "what counts no longer waits for nobody"
    );
    let late = trade.as_(&trade.story.jakarta).act(&completions, hash.clone()).await.expect(200);
    assert_eq!(late.json["state"], "active", "the first consent counts no longer");
    let again = trade.as_(&trade.story.metro).act(&completions, hash).await.expect(200);
    assert_eq!(again.json["state"], "completed");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_waits_on_one_agreement_comes_in_pages_without_a_gap() {
    let trade = Trade::start().await;
    trade.hear_logistics().await;
    let (metro, jakarta) = (trade.as_(&trade.story.metro), trade.as_(&trade.story.jakarta));
    let hash = statement(&metro, &trade.agreement).await;
    metro.act(&format!("{}/completions", trade.agreement), hash).await.expect(200);
    let auditor = register(&trade.story.app, "audit_body", "Inspektorat", "31", &[Role::Auditor]).await;
    let wanted = json!({"party_id": auditor.party});
    metro.act(&format!("{}/auditors", trade.agreement), wanted).await.expect(200);
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = jakarta.get(&format!("/v1/agreement-work-items?limit=1{cursor}")).await.expect(200).json;
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["action"].clone()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["assign_agreement_auditor", "complete_agreement"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_fresh_news_of_orders_and_shipments_nothing_ends() {
    let trade = Trade::start().await;
    let contract = trade.active().await;
    let (buyer, metro) = (trade.as_(&trade.buyer), trade.as_(&trade.story.metro));
    let hash = json!({"text_sha256": "0".repeat(64)});
    for (caller, path, body) in [
        (&buyer, format!("{contract}/fulfilments"), json!({})),
        (&buyer, format!("{contract}/short-endings"), hash.clone()),
        (&metro, format!("{}/completions", trade.agreement), hash),
    ] {
        let silent = caller.act(&path, body).await.expect_problem(503, "dependency-unavailable");
        assert!(!silent.header("retry-after").is_empty(), "{path}");
    }
    trade.hear_logistics().await;
    trade.story.app.clock.set(test_time() + TimeDelta::seconds(61));
    let stale = trade.as_(&trade.buyer).act(&format!("{contract}/fulfilments"), json!({})).await;
    stale.expect_problem(503, "dependency-unavailable");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_business_alone_fulfils_only_what_was_accepted_with_nothing_open() {
    let trade = Trade::start().await;
    trade.hear_logistics().await;
    let mut draft = trade.draft();
    draft["lines"][0]["under_tolerance_bp"] = json!(100);
    let path = trade.active_as(draft).await;
    let (supplier, buyer) = (trade.as_(&trade.supplier), trade.as_(&trade.buyer));
    let contract = buyer.get(&path).await.expect(200).json;
    let fulfilments = format!("{path}/fulfilments");
    let refused = supplier.act(&fulfilments, json!({})).await.expect_problem(422, "ending-not-allowed");
    assert_eq!(rules(&refused), ["line_fulfilled"]);
    accept(&trade, &contract, 1, 8_909_999).await;
    tell_order(&trade, &path, "in_fulfilment", "departed").await;
    let refused = supplier.act(&fulfilments, json!({})).await.expect_problem(422, "ending-not-allowed");
    assert_eq!(rules(&refused), ["line_fulfilled", "order_ended", "goods_arrived"]);
    assert_eq!(refused.json["unmet"][0]["required"], "8,910 kg");
    accept(&trade, &contract, 2, 1).await;
    tell_order(&trade, &path, "closed_short", "received").await;
    let fulfilled = supplier.act(&fulfilments, json!({})).await.expect(200);
    assert_eq!(fulfilled.json["state"], "fulfilled");
    tell_order(&trade, &path, "closed_short", "departed").await;
    let refused = buyer.act(&format!("{path}/closures"), json!({})).await;
    assert_eq!(rules(&refused.expect_problem(422, "ending-not-allowed")), ["goods_arrived"]);
    tell_order(&trade, &path, "closed_short", "received").await;
    let closed = buyer.act(&format!("{path}/closures"), json!({})).await.expect(200);
    assert_eq!(closed.json["state"], "closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_businesses_end_a_contract_short_on_one_statement() {
    let trade = Trade::start().await;
    trade.hear_logistics().await;
    let path = trade.active().await;
    let (supplier, buyer) = (trade.as_(&trade.supplier), trade.as_(&trade.buyer));
    let contract = buyer.get(&path).await.expect(200).json;
    let endings = format!("{path}/short-endings");
    let before = statement(&supplier, &path).await;
    supplier.act(&endings, before.clone()).await.expect(200);
    accept(&trade, &contract, 1, 5_000_000).await;
    buyer.act(&endings, before).await.expect_problem(422, "text-changed");
    let now = statement(&buyer, &path).await;
    let first = buyer.act(&endings, now.clone()).await.expect(200);
    assert_eq!(first.json["state"], "active");
    let waits = [json!(id_of(&path)), json!(NOW), json!("2026-12-22"), json!("Perumda Dharma Jaya")];
    assert_eq!(waits_for(&supplier, "end_contract_short").await, [waits]);
    assert!(waits_for(&buyer, "end_contract_short").await.is_empty());
    let metro = trade.as_(&trade.story.metro);
    assert!(waits_for(&metro, "end_contract_short").await.is_empty());
    metro.act(&endings, now.clone()).await.expect_problem(403, "forbidden");
    let ended = supplier.act(&endings, now).await.expect(200);
    assert_eq!(ended.json["state"], "ended_short");
    // A receipt was taken back at that moment: nothing is filed before both agree to what is left.
    trade.seed("update realized_line set reversed_at = now(), reversal_posted_at = now()").await;
    let refused = metro.act(&format!("{path}/closures"), json!({})).await;
    let refused = refused.expect_problem(422, "ending-not-allowed");
    assert_eq!(rules(&refused), ["statement_as_agreed"]);
    let left = statement(&buyer, &path).await;
    for business in [&buyer, &supplier] {
        let again = business.act(&endings, left.clone()).await.expect(200);
        assert_eq!(again.json["ended_at"], ended.json["ended_at"]);
    }
    let closed = metro.act(&format!("{path}/closures"), json!({})).await.expect(200);
    assert_eq!(closed.json["state"], "closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_breach_is_told_to_the_other_side_and_moves_nothing() {
    let trade = Trade::start().await;
    let path = trade.active().await;
    let notices = format!("{path}/breach-notices");
    let buyer = trade.as_(&trade.buyer);
    buyer.act(&notices, json!({})).await.expect_problem(422, "validation-failed");
    let told = buyer.act(&notices, json!({"note": "Tiga pengiriman tidak datang."})).await.expect(200);
    assert_eq!(told.json["state"], "active");
    assert_eq!(told.json["breach_noticed_by_party_id"], json!(trade.buyer.party));
    let supplier = trade.as_(&trade.supplier);
    let waits = [json!(id_of(&path)), json!(NOW), Value::Null, json!("Perumda Dharma Jaya")];
    assert_eq!(waits_for(&supplier, "fulfill_contract").await, [waits]);
    assert!(waits_for(&buyer, "fulfill_contract").await.is_empty());
    // What is not delivered yet bars the answer, and the item says so.
    let work = supplier.get("/v1/agreement-work-items?action=fulfill_contract").await.expect(200).json;
    let bars = work["items"][0]["blocked_by"].as_array().unwrap();
    assert!(bars.iter().any(|bar| bar["rule"] == "line_fulfilled"), "{work}");
    let history = supplier.get(&format!("{path}/transitions?limit=200")).await.expect(200);
    let items = history.json["items"].as_array().unwrap();
    let notice = items.iter().find(|item| item["event"] == "notice_breach").unwrap();
    assert_eq!(notice["note"], "Tiga pengiriman tidak datang.");
    let facilitator = trade.as_(&trade.story.facilitator);
    facilitator.act(&notices, json!({"note": "x"})).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_government_ends_an_agreement_with_a_reason_a_notice_and_an_outcome_for_each_contract() {
    let trade = Trade::start().await;
    let contract = trade.active().await;
    let id = contract.rsplit('/').next().unwrap();
    let terminations = format!("{}/terminations", trade.agreement);
    let mayor = trade.as_(&trade.story.mayor);
    let body = |outcomes: Value| json!({"ground": "law", "note": "Diperintahkan.", "signatory": head("Wahdi", "mayor"), "outcomes": outcomes});
    let metro = trade.as_(&trade.story.metro);
    metro.act(&terminations, body(json!([]))).await.expect_problem(403, "forbidden");
    let refused = mayor.act(&terminations, body(json!([]))).await.expect_problem(422, "ending-not-allowed");
    assert_eq!(rules(&refused), ["outcome_given"]);
    let close = body(json!([{"contract_id": id, "outcome": "close"}]));
    let noticed = mayor.act(&terminations, close.clone()).await.expect(200);
    let shown = |answer: &Response| {
        let view = &answer.json;
        (view["state"].clone(), view["condition"].clone(), view["ends_date"].clone())
    };
    assert_eq!(shown(&noticed), (json!("active"), json!("notice_given"), json!("2026-12-23")));
    let under = trade.as_(&trade.buyer).get(&contract).await.expect(200);
    assert_eq!(under.json["condition"], "notice_given");
    assert_eq!(
        (&under.json["outcome"], &under.json["orders_until_date"]),
        (&json!("close"), &json!("2026-11-21"))
    );
    mayor.act(&terminations, close.clone()).await.expect_problem(409, "state-conflict");
    let jakarta = trade.as_(&trade.story.jakarta);
    let waits =
        [json!(trade.agreement_id()), json!(NOW), json!("2026-12-22"), json!("Pemerintah Kota Metro")];
    assert_eq!(waits_for(&jakarta, "complete_agreement").await, [waits], "until then it can be wound up");
    assert!(waits_for(&metro, "complete_agreement").await.is_empty());
    assert!(waits_for(&mayor, "terminate_agreement").await.is_empty());
    let late = trade.as_(&trade.supplier).post("/v1/contracts", trade.draft()).await;
    late.expect_problem(422, "validation-failed");

    trade.story.app.clock.set(test_time() + TimeDelta::days(31));
    let after = trade.as_(&trade.story.metro).get(&trade.agreement).await.expect(200);
    assert_eq!(after.json["condition"], "ended");
    let frozen = trade.as_(&trade.buyer).get(&contract).await.expect(200);
    assert_eq!(frozen.json["condition"], "frozen");
    let mayor = trade.as_(&trade.story.mayor);
    let waits = waits_for(&mayor, "terminate_agreement").await;
    assert_eq!((waits.len(), &waits[0][1]), (1, &json!("2026-12-22T17:00:00Z")), "its end is to be recorded");
    let ended = mayor.act(&terminations, close).await.expect(200);
    assert_eq!(ended.json["state"], "terminated");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_governments_end_an_agreement_at_once_on_one_statement() {
    let trade = Trade::start().await;
    let contract = trade.active().await;
    let id = contract.rsplit('/').next().unwrap();
    let terminations = format!("{}/terminations", trade.agreement);
    let (mayor, governor) = (trade.as_(&trade.story.mayor), trade.as_(&trade.story.governor));
    let answer = |hash: &Value| {
        json!({"ground": "mutual", "note": "Setuju.", "signatory": head("Anies Baswedan", "governor"),
            "text_sha256": hash})
    };
    let hash = json!("0".repeat(64));
    let nothing = governor.act(&terminations, answer(&hash)).await.expect_problem(422, "validation-failed");
    assert_eq!(nothing.json["errors"][0]["code"], "no-proposal");
    let proposal = json!({"ground": "mutual", "note": "Disepakati.", "signatory": head("Wahdi", "mayor"),
        "outcomes": [{"contract_id": id, "outcome": "close"}]});
    let proposed = mayor.act(&terminations, proposal).await.expect(200);
    assert_eq!((&proposed.json["state"], &proposed.json["ends_date"]), (&json!("active"), &Value::Null));
    let text = proposed.json["termination"]["text_sha256"].clone();
    assert_eq!(proposed.json["termination"]["counts_until_date"], "2026-12-22");
    let waits =
        [json!(trade.agreement_id()), json!(NOW), json!("2026-12-22"), json!("Pemerintah Kota Metro")];
    assert_eq!(waits_for(&governor, "terminate_agreement").await, [waits]);
    assert!(waits_for(&mayor, "terminate_agreement").await.is_empty());
    governor.act(&terminations, answer(&hash)).await.expect_problem(422, "text-changed");
    let ended = governor.act(&terminations, answer(&text)).await.expect(200);
    assert_eq!(ended.json["state"], "terminated");
    let closed = trade.as_(&trade.buyer).get(&contract).await.expect(200);
    assert_eq!((&closed.json["state"], &closed.json["outcome"]), (&json!("terminated"), &json!("close")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_is_terminated_by_both_coordinators_and_one_alone_suspends_it() {
    let trade = Trade::start().await;
    let contract = trade.active().await;
    let metro = trade.as_(&trade.story.metro);
    let (terminations, said) = (format!("{contract}/terminations"), json!({"note": "Wanprestasi."}));
    metro.act(&terminations, json!({})).await.expect_problem(422, "validation-failed");
    assert_eq!(metro.act(&terminations, said.clone()).await.expect(200).json["state"], "active");
    metro.act(&terminations, said.clone()).await.expect_problem(409, "duplicate");
    let waits = [json!(id_of(&contract)), json!(NOW), json!("2026-12-22"), json!("Pemerintah Kota Metro")];
    assert_eq!(waits_for(&trade.as_(&trade.story.jakarta), "terminate_contract").await, [waits]);
    assert!(waits_for(&metro, "terminate_contract").await.is_empty());
    // A yes counts for thirty days.
    trade.story.app.clock.set(test_time() + TimeDelta::days(31));
    let (metro, jakarta) = (trade.as_(&trade.story.metro), trade.as_(&trade.story.jakarta));
    assert_eq!(jakarta.act(&terminations, said.clone()).await.expect(200).json["state"], "active");
    metro.act(&format!("{contract}/suspensions"), said.clone()).await.expect(200);
    let ended = metro.act(&terminations, said).await.expect(200);
    assert_eq!(ended.json["state"], "terminated");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_acts_for_one_party_on_one_thing() {
    let trade = Trade::start().await;
    let contract = trade.signed().await;
    let both = |actor: &Actor| actor.clone().named("https://masuk.test#dua-topi");
    let (metro, jakarta) = (trade.as_(&both(&trade.story.metro)), trade.as_(&both(&trade.story.jakarta)));
    trade.verify("2030-01-01").await;
    metro.act(&format!("{contract}/activations"), json!({})).await.expect(200);
    let said = json!({"note": "Selesai."});
    trade.as_(&trade.story.metro).act(&format!("{contract}/terminations"), said.clone()).await.expect(200);
    assert!(
        waits_for(&jakarta, "terminate_contract").await.is_empty(),
        "nothing waits for who would be refused"
    );
    assert_eq!(waits_for(&trade.as_(&trade.story.jakarta), "terminate_contract").await.len(), 1);
    let refused = jakarta.act(&format!("{contract}/terminations"), said.clone()).await;
    assert_eq!(rules(&refused.expect_problem(422, "four-eyes")), ["one_person_one_party"]);
    let other = trade.as_(&trade.story.jakarta);
    other.act(&format!("{contract}/terminations"), said).await.expect(200);
}
