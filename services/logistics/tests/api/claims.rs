//! Claims: what figures show, what people claim, and how it ends.

use chrono::TimeDelta;
use domain::logistics::{ClaimRule, seed_claim_rules};
use domain::shared::{ClaimId, Id as _, Role};
use serde_json::{Value, json};
use service::dated::rules;
use testkit::{Caller, Response, party};
use tokio::task::JoinSet;

use crate::seed::{self, cattle, of, rice};
use crate::trade::{Trade, carrier, events, health, herd, item, item_id, truck};
use crate::{buyer, facilitator, jakarta, metro, other_buyer, start, supplier};

/// Thirty head of cattle after eight hours on the road, of which so many kilograms arrived; the posted receipt.
async fn cattle_received(trade: &mut Trade, kilograms: &str) -> Value {
    let order = trade.order(cattle(), "30", "HEA").await;
    let shipment =
        trade.departed(&order, json!([truck("BE 1", json!([herd(&order)]))]), json!([health(30)])).await;
    trade.wait(TimeDelta::hours(8)).await;
    let at = format!("/v1/shipments/{}/arrivals", shipment["id"].as_str().unwrap());
    let shipment = trade.buyer.act(&at, json!({})).await.expect(200).json;
    let lines = json!([{"shipment_item_id": item_id(&shipment, 0), "heads": {"accepted": 30},
        "weight": {"unit": "KGM", "accepted": kilograms}}]);
    trade.post(&shipment, lines).await.expect(200).json
}

/// Ten tonnes of rice, received whole; the posted receipt.
async fn rice_received(trade: &Trade) -> Value {
    let order = trade.order(rice(), "10", "TNE").await;
    trade.deliver(&order, "10", json!({"unit": "TNE", "accepted": "10"})).await.expect(200).json
}

async fn claims(caller: &Caller, query: &str) -> Vec<Value> {
    let page = caller.get(&format!("/v1/claims{query}")).await.expect(200).json;
    page["items"].as_array().unwrap().clone()
}

/// A claim of quality on the first line of a receipt.
fn quality(receipt: &Value) -> Value {
    json!({"kind": "quality", "receipt_line_id": receipt["lines"][0]["id"],
        "quantity": {"value": "2", "unit": "TNE"}, "amount": {"amount": 48_000_000, "currency": "IDR"},
        "note": "Kadar air 16 %", "documents": [{"type": "laboratory_report", "number": "LAB/2026/0117",
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}]})
}

fn terms(remedy: &str, quantity: Option<(&str, &str)>, rupiah: Option<i64>) -> Value {
    let mut terms = json!({"remedy": remedy});
    if let Some((value, unit)) = quantity {
        terms["quantity"] = json!({"value": value, "unit": unit});
    }
    if let Some(rupiah) = rupiah {
        terms["amount"] = json!({"amount": rupiah, "currency": "IDR"});
    }
    terms
}

async fn claimed(caller: &Caller, body: Value) -> String {
    caller.post("/v1/claims", body).await.expect(201).header("location").to_owned()
}

/// A claim of quality that is disputed; its address.
async fn disputed(trade: &Trade) -> String {
    let receipt = rice_received(trade).await;
    let path = claimed(&trade.buyer, quality(&receipt)).await;
    trade.supplier.act(&format!("{path}/disputes"), json!({"note": "Beras kami kering"})).await.expect(200);
    path
}

fn decision(rupiah: i64) -> Value {
    json!({"decision": terms("price_cut", None, Some(rupiah)), "note": "Hasil laboratorium kedua"})
}

fn rule(refused: &Response) -> &str {
    refused.json["unmet"][0]["rule"].as_str().unwrap()
}

async fn waits(caller: &Caller, action: &str) -> Vec<Value> {
    let work = caller.get(&format!("/v1/logistics-work-items?action={action}")).await.expect(200).json;
    work["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_starts_with_the_rows_of_the_domain() {
    let app = start().await;
    let conn = app.core.read().await.expect("a connection");
    assert_eq!(rules::<ClaimRule>(&conn).await.expect("rows"), seed_claim_rules());
}

#[tokio::test(flavor = "multi_thread")]
async fn shrinkage_beyond_the_allowance_becomes_a_claim_with_what_was_seen() {
    let mut trade = Trade::start().await;
    let receipt = cattle_received(&mut trade, "9900").await;
    let found = claims(&trade.buyer, "").await;
    assert_eq!(found.len(), 1, "{found:?}");
    let claim = &found[0];
    assert_eq!(
        (&claim["kind"], &claim["state"], &claim["number"]),
        (&json!("shrink_excess"), &json!("open"), &json!("KLM/2026/000001"))
    );
    assert_eq!(claim["quantity"], json!({"value": "43.5", "unit": "KGM"}));
    let kilograms = |value: &str| json!({"value": value, "unit": "KGM"});
    assert_eq!(claim["seen"], json!({"found": kilograms("600"), "required": kilograms("556.5")}));
    assert_eq!((&claim["receipt_id"], &claim["claimant_party_id"]), (&receipt["id"], &json!(buyer().party)));
    assert_eq!((&claim["amount"], &claim["note"]), (&Value::Null, &Value::Null));
    assert_eq!(claim["due_date"], "2027-02-20");
    let id = receipt["id"].as_str().unwrap();
    assert_eq!(
        claims(&trade.supplier, &format!("?receipt_id={id}&kind=shrink_excess&state=open")).await,
        found
    );
    assert_eq!(claims(&trade.supplier, "?kind=death").await, [Value::Null; 0]);
    assert_eq!(waits(&trade.supplier, "respond_to_claim").await.len(), 1);
    assert_eq!(waits(&trade.buyer, "respond_to_claim").await.len(), 0);
    let told = trade.app.feed(&supplier(), "/v1/logistics-events?types=id.kad.claim.opened").await;
    assert_eq!((told.len(), &told[0]["data"]["claim_id"]), (1, &claim["id"]));
    let again = json!({"kind": "shrink_excess", "receipt_line_id": receipt["lines"][0]["id"],
        "quantity": kilograms("1"), "note": "Lebih banyak lagi"});
    let refused = trade.buyer.post("/v1/claims", again).await.expect_problem(422, "claim-rule");
    assert_eq!(rule(&refused), "shown_by_figures");
}

#[tokio::test(flavor = "multi_thread")]
async fn loss_within_the_allowance_is_no_claim_and_stays_in_the_statistics() {
    let mut trade = Trade::start().await;
    // 556.5 kg are allowed: to the last gram it is physics.
    cattle_received(&mut trade, "9943.5").await;
    assert_eq!(claims(&trade.buyer, "").await, [Value::Null; 0]);
    let page = trade.buyer.get("/v1/loss-statistics?commodity_code=cattle").await.expect(200).json;
    let of = |measure: &str| {
        let items = page["items"].as_array().unwrap();
        items.iter().find(|one| one["measure"] == measure).unwrap().clone()
    };
    let mass = of("mass");
    let figures =
        ["loaded", "received", "lost_within_allowance", "lost_beyond_allowance", "missing", "gained"];
    assert_eq!(
        figures.map(|name| mass[name].as_str().unwrap().to_owned()),
        ["10500", "9943.5", "556.5", "0", "0", "0"]
    );
    assert_eq!((&mass["lines"], &mass["lines_beyond_allowance"]), (&json!(1), &json!(0)));
    assert_eq!((&of("head")["received"], &of("head")["unit"]), (&json!("30"), &json!("HEA")));
    let ends = |item: &Value| (item["origin_region_code"].clone(), item["destination_region_code"].clone());
    assert_eq!(ends(&mass), (json!("18.72"), json!("31")));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_missing_and_the_dead_are_claimed_and_the_statistics_close() {
    let mut trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let shipment =
        trade.departed(&order, json!([truck("BE 1", json!([herd(&order)]))]), json!([health(30)])).await;
    let lines = json!([{"shipment_item_id": item_id(&shipment, 0),
        "heads": {"accepted": 27, "dead": 2, "missing": 1},
        "weight": {"unit": "KGM", "accepted": "9450", "removed": "700", "missing": "350"}}]);
    trade.post(&shipment, lines).await.expect(200);
    let mut found: Vec<_> = claims(&trade.buyer, "").await.iter().map(|one| one.to_string()).collect();
    found.sort();
    let claimed = claims(&trade.buyer, "?kind=death").await;
    assert_eq!((found.len(), claimed.len()), (2, 1), "{found:?}");
    assert_eq!(claimed[0]["quantity"], json!({"value": "2", "unit": "HEA"}));
    let short = claims(&trade.buyer, "?kind=short").await;
    assert_eq!(short[0]["quantity"], json!({"value": "1", "unit": "HEA"}));
    let second = rice_received(&trade).await;
    trade
        .buyer
        .act(&format!("/v1/receipts/{}/reversals", second["id"].as_str().unwrap()), json!({"note": "Salah"}))
        .await
        .expect(200);
    let mut cursor = String::new();
    let mut seen = Vec::new();
    loop {
        let page = trade.buyer.get(&format!("/v1/loss-statistics?limit=1{cursor}")).await.expect(200).json;
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let keys: Vec<_> =
        seen.iter().map(|one| format!("{} {}", one["commodity_code"], one["measure"])).collect();
    assert_eq!(keys, ["\"cattle\" \"head\"", "\"cattle\" \"mass\""], "what was taken back counts no more");
    for one in &seen {
        let figure = |name: &str| one[name].as_str().unwrap().parse::<i64>().unwrap();
        let came = figure("loaded") + figure("surplus") + figure("gained");
        let parts = ["received", "removed", "missing", "lost_within_allowance", "lost_beyond_allowance"];
        assert_eq!(came, parts.iter().map(|name| figure(name)).sum::<i64>(), "{one}");
    }
    trade.wait(TimeDelta::days(1)).await;
    let later = trade.buyer.get("/v1/loss-statistics?received_from_date=2026-11-23").await.expect(200).json;
    assert_eq!(later["items"], json!([]));
    let same =
        trade.buyer.get("/v1/loss-statistics?received_until_date=2026-11-22&origin_region_code=18.72").await;
    assert_eq!(same.expect(200).json["items"].as_array().unwrap().len(), 2);
    let stranger = trade.app.caller(&other_buyer()).get("/v1/loss-statistics").await.expect(200).json;
    assert_eq!(stranger["items"], json!([]), "others see their own trade");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_shipment_opens_a_claim_for_its_goods() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let trucks = json!([
        truck("BE 1", json!([item(&order, "4", "TNE")])),
        truck("BE 2", json!([item(&order, "6", "TNE")]))
    ]);
    let shipment = trade.departed(&order, trucks, json!([])).await;
    let first =
        json!([{"shipment_item_id": item_id(&shipment, 0), "weight": {"unit": "TNE", "accepted": "4"}}]);
    trade.post(&shipment, first).await.expect(200);
    let at = format!("/v1/shipments/{}/losses", shipment["id"].as_str().unwrap());
    trade.supplier.act(&at, json!({"note": "Truk terbakar"})).await.expect(200);
    let found = claims(&trade.buyer, &format!("?shipment_id={}", shipment["id"].as_str().unwrap())).await;
    assert_eq!(found.len(), 1);
    assert_eq!(
        (&found[0]["kind"], &found[0]["quantity"], &found[0]["receipt_id"]),
        (&json!("short"), &json!({"value": "6", "unit": "TNE"}), &Value::Null)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_offers_the_other_takes_and_never_its_own() {
    let trade = Trade::start().await;
    let receipt = rice_received(&trade).await;
    let path = claimed(&trade.buyer, quality(&receipt)).await;
    let opened = trade.buyer.get(&path).await.expect(200).json;
    assert_eq!(opened["documents"][0]["number"], "LAB/2026/0117");
    trade.buyer.post("/v1/claims", quality(&receipt)).await.expect_problem(409, "duplicate");
    let accept = format!("{path}/acceptances");
    let refused = trade.supplier.act(&accept, json!({})).await.expect_problem(422, "claim-rule");
    assert_eq!(rule(&refused), "offer_on_the_table");
    let responses = format!("{path}/responses");
    trade.buyer.act(&responses, json!({"note": "Halo"})).await.expect_problem(403, "forbidden");
    for (offer, pointer) in [
        (terms("price_cut", None, None), "/offer/amount"),
        (terms("accept", Some(("1", "TNE")), None), "/offer/quantity"),
        (terms("return", Some(("1", "HEA")), Some(1)), "/offer/quantity/unit"),
        (terms("return", Some(("0", "TNE")), Some(1)), "/offer/quantity/value"),
        (terms("price_cut", None, Some(0)), "/offer/amount/amount"),
    ] {
        let refused = trade.supplier.act(&responses, json!({"offer": offer})).await;
        let refused = refused.expect_problem(422, "validation-failed");
        assert_eq!(refused.json["errors"][0]["pointer"], pointer, "{}", refused.text);
    }
    for (offer, broken) in [
        (terms("return", Some(("2.000001", "TNE")), Some(1)), "quantity_as_claimed"),
        (terms("price_cut", None, Some(48_000_001)), "amount_as_claimed"),
    ] {
        let refused = trade.supplier.act(&responses, json!({"offer": offer})).await;
        assert_eq!(rule(&refused.expect_problem(422, "claim-rule")), broken);
    }
    let offered = json!({"offer": terms("price_cut", None, Some(10_000_000)), "note": "Sebagian saja"});
    let offered = trade.supplier.act(&responses, offered).await.expect(200);
    assert_eq!(
        (&offered.json["state"], &offered.json["offer"]["remedy"]),
        (&json!("responded"), &json!("price_cut"))
    );
    assert_eq!(
        (
            waits(&trade.buyer, "accept_claim_offer").await.len(),
            waits(&trade.supplier, "accept_claim_offer").await.len()
        ),
        (1, 0)
    );
    let own = trade.supplier.act(&accept, json!({})).await.expect_problem(422, "four-eyes");
    assert_eq!(rule(&own), "another_side_accepts");
    let countered = json!({"offer": terms("return", Some(("1.5", "TNE")), Some(36_000_000))});
    trade.buyer.act(&responses, countered).await.expect(200);
    trade
        .supplier
        .act_on(&accept, json!({}), offered.etag())
        .await
        .expect_problem(412, "precondition-failed");
    let agreed = trade.supplier.act(&accept, json!({})).await.expect(200).json;
    assert_eq!((&agreed["state"], &agreed["remedy"]), (&json!("agreed"), &json!("return")));
    assert_eq!(agreed["settled_quantity"], json!({"value": "1.5", "unit": "TNE"}));
    assert_eq!(agreed["settled_amount"], json!({"amount": 36_000_000, "currency": "IDR"}));
    assert_eq!((&agreed["due_date"], agreed["agreed_at"].is_string()), (&Value::Null, true));
    for step in ["responses", "acceptances", "withdrawals", "disputes"] {
        let late = trade.buyer.act(&format!("{path}/{step}"), json!({"note": "Terlambat"})).await;
        late.expect_problem(409, "state-conflict");
    }
    let history = trade.supplier.get(&format!("{path}/transitions")).await.expect(200).json;
    assert_eq!(events(&history), ["opened", "respond", "respond", "agree"]);
    // What two agreed on is not undone by taking the receipt back.
    let back = format!("/v1/receipts/{}/reversals", receipt["id"].as_str().unwrap());
    let refused =
        trade.buyer.act(&back, json!({"note": "Salah timbang"})).await.expect_problem(422, "receipt-final");
    assert_eq!(rule(&refused), "no_claim_agreed");
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_on_one_line_never_give_back_more_than_it_was_worth() {
    let trade = Trade::start().await;
    let receipt = rice_received(&trade).await;
    let line = &receipt["lines"][0]["id"];
    let of = |kind: &str, offer: Value| {
        json!({"kind": kind, "receipt_line_id": line, "note": "Rusak",
        "quantity": {"value": "10", "unit": "TNE"}, "offer": offer})
    };
    // Ten tonnes at Rp 24,000 a kilogram.
    let too_much = of("damage", terms("price_cut", None, Some(240_000_001)));
    let refused = trade.buyer.post("/v1/claims", too_much).await.expect_problem(422, "claim-rule");
    assert_eq!(rule(&refused), "amount_within_worth");
    let first = claimed(&trade.buyer, of("damage", terms("price_cut", None, Some(200_000_000)))).await;
    let second = claimed(&trade.buyer, of("quality", terms("price_cut", None, Some(40_000_001)))).await;
    trade.supplier.act(&format!("{first}/acceptances"), json!({})).await.expect(200);
    let refused = trade.supplier.act(&format!("{second}/acceptances"), json!({})).await;
    assert_eq!(rule(&refused.expect_problem(422, "claim-rule")), "amount_within_worth");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_coordinators_decide_the_same_after_both_sides_were_heard() {
    let trade = Trade::start().await;
    let path = disputed(&trade).await;
    let [metro, jakarta] = [metro(), jakarta()].map(|actor| trade.app.caller(&actor));
    let decide = format!("{path}/decisions");
    metro.act(&decide, decision(1)).await.expect_problem(409, "state-conflict");
    assert_eq!(trade.buyer.get(&path).await.json["due_date"], "2026-12-06");
    for caller in [&metro, &jakarta] {
        assert_eq!(waits(caller, "mediate_claim").await.len(), 1);
    }
    trade
        .buyer
        .act(&format!("{path}/mediations"), json!({"note": "Kami"}))
        .await
        .expect_problem(403, "forbidden");
    let mediate = format!("{path}/mediations");
    jakarta.act(&mediate, json!({})).await.expect_problem(422, "validation-failed");
    jakarta.act(&mediate, json!({"note": "Kedua pihak didengar di Balai Kota"})).await.expect(200);
    for caller in [&trade.buyer, &trade.supplier] {
        caller.act(&decide, decision(1)).await.expect_problem(403, "forbidden");
    }
    let first = metro.act(&decide, decision(20_000_000)).await.expect(200).json;
    assert_eq!((&first["state"], first["decisions"].as_array().unwrap().len()), (&json!("mediated"), 1));
    assert_eq!(
        (waits(&metro, "decide_claim").await.len(), waits(&jakarta, "decide_claim").await.len()),
        (0, 1)
    );
    let other = jakarta.act(&decide, decision(30_000_000)).await.expect(200).json;
    assert_eq!((&other["state"], other["decisions"].as_array().unwrap().len()), (&json!("mediated"), 2));
    assert_eq!(
        (waits(&metro, "decide_claim").await.len(), waits(&jakarta, "decide_claim").await.len()),
        (1, 1)
    );
    let refused = metro.act(&decide, decision(48_000_001)).await.expect_problem(422, "claim-rule");
    assert_eq!(rule(&refused), "amount_as_claimed");
    let decided = metro.act(&decide, decision(30_000_000)).await.expect(200).json;
    assert_eq!(
        (&decided["state"], &decided["remedy"], &decided["settled_amount"]["amount"]),
        (&json!("decided"), &json!("price_cut"), &json!(30_000_000))
    );
    let told = trade.app.feed(&supplier(), "/v1/logistics-events?types=id.kad.claim.decision_given").await;
    assert_eq!(told.len(), 2);
    let history = trade.supplier.get(&format!("{path}/transitions")).await.expect(200).json;
    assert_eq!(events(&history), ["opened", "dispute", "mediate", "decide", "decide", "decide"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_decisions_at_once_each_counts_once() {
    let trade = Trade::start().await;
    let path = disputed(&trade).await;
    let mediator = trade.app.caller(&facilitator());
    let heard = mediator.act(&format!("{path}/mediations"), json!({"note": "Didengar"})).await.expect(200);
    let decide = format!("{path}/decisions");
    for _ in 0..2 {
        let etag = trade.buyer.get(&path).await.etag().to_owned();
        let mut both = JoinSet::new();
        for actor in [metro(), jakarta()] {
            let (caller, decide, etag) = (trade.app.caller(&actor), decide.clone(), etag.clone());
            both.spawn(async move { caller.act_on(&decide, decision(5_000_000), &etag).await.status });
        }
        let mut answers = both.join_all().await;
        answers.sort_unstable();
        assert!(answers == [200, 412] || answers == [200, 409], "{answers:?}");
        assert_ne!(etag, trade.buyer.get(&path).await.etag());
    }
    assert_ne!(heard.json["etag"], Value::Null);
    let now = trade.buyer.get(&path).await.json;
    // The loser of the first round may have lost the second one too.
    if now["state"] == "mediated" {
        let last = if now["decisions"][0]["party_id"] == json!(party(2)) { jakarta() } else { metro() };
        trade.app.caller(&last).act(&decide, decision(5_000_000)).await.expect(200);
    }
    let decided = trade.buyer.get(&path).await.json;
    assert_eq!(
        (&decided["state"], &decided["settled_amount"]["amount"]),
        (&json!("decided"), &json!(5_000_000))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_decided_in_fourteen_days_is_overdue_for_both_and_the_facilitator() {
    let mut trade = Trade::start().await;
    let path = disputed(&trade).await;
    let of = |trade: &Trade, actor| trade.app.caller(&actor);
    assert_eq!(waits(&of(&trade, facilitator()), "mediate_claim").await.len(), 0);
    trade.wait(TimeDelta::days(14)).await;
    assert_eq!(trade.buyer.get(&path).await.json["condition"], Value::Null);
    let before = trade.buyer.get(&path).await.etag().to_owned();
    trade.wait(TimeDelta::days(1)).await;
    let late = trade.buyer.get(&path).await.expect(200);
    assert_eq!((&late.json["condition"], &late.json["state"]), (&json!("overdue"), &json!("disputed")));
    assert_ne!(late.etag(), before, "what dates decide is another answer");
    for actor in [metro(), jakarta(), facilitator()] {
        let work = waits(&of(&trade, actor), "mediate_claim").await;
        assert_eq!((work.len(), &work[0]["overdue_days"]), (1, &json!(1)));
    }
    let facilitator = of(&trade, facilitator());
    facilitator.act(&format!("{path}/mediations"), json!({"note": "Difasilitasi"})).await.expect(200);
    facilitator.act(&format!("{path}/decisions"), decision(1)).await.expect_problem(403, "forbidden");
    for actor in [metro(), jakarta()] {
        let caller = of(&trade, actor);
        assert_eq!(waits(&caller, "decide_claim").await[0]["overdue_days"], 1);
        caller.act(&format!("{path}/decisions"), decision(1)).await.expect(200);
    }
    assert_eq!(trade.buyer.get(&path).await.json["state"], "decided");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_claims_after_the_window_nor_pursues_what_is_barred() {
    let mut trade = Trade::start().await;
    let receipt = rice_received(&trade).await;
    trade.wait(TimeDelta::hours(72)).await;
    let path = claimed(&trade.buyer, quality(&receipt)).await;
    trade.wait(TimeDelta::seconds(1)).await;
    let mut late = quality(&receipt);
    late["kind"] = json!("damage");
    let refused = trade.buyer.post("/v1/claims", late).await.expect_problem(422, "claim-window-closed");
    assert_eq!(rule(&refused), "claim_within_window");
    trade.wait(TimeDelta::days(91)).await;
    assert_eq!(trade.buyer.get(&path).await.json["condition"], "time_barred");
    assert_eq!(waits(&trade.supplier, "respond_to_claim").await.len(), 0);
    let refused = trade.supplier.act(&format!("{path}/responses"), json!({})).await;
    assert_eq!(rule(&refused.expect_problem(422, "claim-window-closed")), "claim_pursued_in_time");
    let given_up = trade.buyer.act(&format!("{path}/withdrawals"), json!({"note": "Lewat waktu"})).await;
    assert_eq!(given_up.expect(200).json["condition"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn perishable_goods_are_claimed_within_a_day() {
    let mut trade = Trade::start().await;
    let receipt = cattle_received(&mut trade, "9943.5").await;
    let damage = json!({"kind": "damage", "receipt_line_id": receipt["lines"][0]["id"], "note": "Pincang",
        "quantity": {"value": "1", "unit": "HEA"}});
    trade.wait(TimeDelta::hours(24) + TimeDelta::seconds(1)).await;
    trade.buyer.post("/v1/claims", damage).await.expect_problem(422, "claim-window-closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_is_taken_back_ends_its_open_claims_and_takes_no_more() {
    let trade = Trade::start().await;
    let receipt = rice_received(&trade).await;
    let path = claimed(&trade.buyer, quality(&receipt)).await;
    let back = format!("/v1/receipts/{}/reversals", receipt["id"].as_str().unwrap());
    trade.buyer.act(&back, json!({"note": "Salah timbang"})).await.expect(200);
    let ended = trade.supplier.get(&path).await.expect(200).json;
    assert_eq!((&ended["state"], &ended["due_date"]), (&json!("withdrawn"), &Value::Null));
    let history = trade.supplier.get(&format!("{path}/transitions")).await.expect(200).json;
    assert_eq!(events(&history), ["opened", "withdraw"]);
    let refused = trade.buyer.post("/v1/claims", quality(&receipt)).await.expect_problem(422, "claim-rule");
    assert_eq!(rule(&refused), "receipt_stands");
    trade.supplier.act(&format!("{path}/responses"), json!({})).await.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_names_goods_that_are_there_and_says_what_it_asks_for() {
    let trade = Trade::start().await;
    let receipt = rice_received(&trade).await;
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut body = quality(&receipt);
        change(&mut body);
        body
    };
    let cases: [(Value, &str); 6] = [
        (changed(&|body| body["quantity"]["value"] = json!("10.000001")), "/quantity/value"),
        (changed(&|body| body["quantity"] = json!({"value": "1", "unit": "HEA"})), "/quantity/value"),
        (changed(&|body| body["note"] = json!(" ")), "/note"),
        (changed(&|body| body["shipment_id"] = receipt["shipment_id"].clone()), "/receipt_line_id"),
        (
            changed(&|body| body["receipt_line_id"] = json!(format!("rcl_{}", "0".repeat(32)))),
            "/receipt_line_id",
        ),
        (
            changed(&|body| {
                let fields = body.as_object_mut().unwrap();
                fields.remove("quantity");
                fields.remove("amount");
            }),
            "/quantity",
        ),
    ];
    for (body, pointer) in cases {
        let refused = trade.buyer.post("/v1/claims", body).await.expect_problem(422, "validation-failed");
        assert_eq!(refused.json["errors"][0]["pointer"], pointer, "{}", refused.text);
    }
    let on_shipment = json!({"kind": "late", "shipment_id": receipt["shipment_id"], "contract_line_id": rice(),
        "amount": {"amount": 1_000_000, "currency": "IDR"}, "note": "Dua hari terlambat"});
    claimed(&trade.buyer, on_shipment.clone()).await;
    trade.buyer.post("/v1/claims", on_shipment.clone()).await.expect_problem(409, "duplicate");
    let mut wrong = on_shipment;
    wrong["kind"] = json!("quality");
    let refused = trade.buyer.post("/v1/claims", wrong.clone()).await.expect_problem(422, "claim-rule");
    assert_eq!(rule(&refused), "claimed_on_a_receipt");
    wrong["contract_line_id"] = json!(cattle());
    trade.buyer.post("/v1/claims", wrong).await.expect_problem(422, "validation-failed");
    // The supplier claims a price, and of the receipt's figures nothing.
    let mut by_supplier = quality(&receipt);
    let refused =
        trade.supplier.post("/v1/claims", by_supplier.clone()).await.expect_problem(422, "claim-rule");
    assert_eq!(rule(&refused), "claimed_by_its_side");
    by_supplier["kind"] = json!("price");
    let path = claimed(&trade.supplier, by_supplier).await;
    trade
        .buyer
        .act(&format!("{path}/withdrawals"), json!({"note": "x"}))
        .await
        .expect_problem(403, "forbidden");
    assert_eq!(waits(&trade.buyer, "respond_to_claim").await.len(), 1);
    trade.supplier.act(&format!("{path}/withdrawals"), json!({"note": "Sudah cocok"})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_of_identity_holds_new_orders_of_the_supplier_until_it_has_ended() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "5", "TNE").await;
    let shipment =
        trade.departed(&order, json!([truck("BE 1", json!([item(&order, "5", "TNE")]))]), json!([])).await;
    let draft =
        trade.buyer.post("/v1/call-offs", seed::order(json!([of(rice(), "1", "TNE")]))).await.expect(201);
    let draft = draft.header("location").to_owned();
    let identity = json!({"kind": "identity", "shipment_id": shipment["id"], "contract_line_id": rice(),
        "quantity": {"value": "5", "unit": "TNE"}, "note": "Karung berlabel daerah lain"});
    let path = claimed(&trade.buyer, identity).await;
    let claim = trade.buyer.get(&path).await.json;
    assert_eq!(claim["due_date"], Value::Null, "it is not barred by waiting");
    let refused = trade.buyer.act(&format!("{draft}/issuances"), json!({})).await;
    let refused = refused.expect_problem(422, "identity-claim-open");
    assert_eq!(
        (rule(&refused), &refused.json["unmet"][0]["subject"]),
        ("no_identity_claim", &claim["number"])
    );
    let work = waits(&trade.buyer, "issue_call_off").await;
    assert_eq!(work[0]["blocked_by"][0]["rule"], "no_identity_claim", "{work:?}");
    trade
        .buyer
        .act(&format!("{path}/withdrawals"), json!({"note": "Label ternyata benar"}))
        .await
        .expect(200);
    trade.buyer.act(&format!("{draft}/issuances"), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_the_contract_reads_its_claims_and_nobody_else() {
    let mut trade = Trade::start().await;
    cattle_received(&mut trade, "9900").await;
    let claim = claims(&trade.buyer, "").await.remove(0);
    let path = format!("/v1/claims/{}", claim["id"].as_str().unwrap());
    for actor in [metro(), jakarta(), facilitator(), supplier()] {
        trade.app.caller(&actor).get(&path).await.expect(200);
    }
    for actor in [other_buyer(), carrier()] {
        let caller = trade.app.caller(&actor);
        caller.get(&path).await.expect_problem(404, "not-found");
        assert_eq!(claims(&caller, "").await, [Value::Null; 0]);
        caller.get(&format!("{path}/transitions")).await.expect_problem(404, "not-found");
    }
    let unknown = ClaimId::from_uuid(uuid::Uuid::from_u128(1));
    trade.buyer.get(&format!("/v1/claims/{unknown}")).await.expect_problem(404, "not-found");
    let offer = json!({"offer": terms("price_cut", None, Some(700_000))});
    trade.supplier.act(&format!("{path}/responses"), offer).await.expect(200);
    let mut gate = buyer();
    gate.roles = vec![Role::Receiver];
    let shown = trade.app.caller(&gate).get(&path).await.expect(200).json;
    assert_eq!(shown["offer"]["amount"], Value::Null, "who receives does not read amounts");
    assert_eq!(trade.buyer.get(&path).await.json["offer"]["amount"]["amount"], 700_000);
    // An auditor of today reads the claims of yesterday.
    let mut agreement = seed::agreement_view("active", 2);
    agreement["auditor_party_ids"] = json!([party(30)]);
    seed::tell(&trade.app, &seed::agreement_row(agreement), 30).await;
    trade.app.caller(&other_buyer()).get(&path).await.expect(200);
    let shown = trade.app.feed(&other_buyer(), "/v1/logistics-events?types=id.kad.claim.snapshot").await;
    assert_eq!(shown.len(), 1, "{shown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_outcome_takes_back_falls_out_of_the_balance_from_that_day_on() {
    let mut trade = Trade::start().await;
    let receipt = rice_received(&trade).await;
    let order = json!({"id": receipt["lines"][0]["call_off_id"]});
    let of = |remedy: &str, base: &str| {
        json!({"kind": "quality", "receipt_line_id": receipt["lines"][0]["id"], "note": "Basah",
            "quantity": {"value": "6", "unit": "TNE"}, "offer": terms(remedy, Some((base, "TNE")), Some(1_000_000))})
    };
    assert_eq!(trade.order_now(&order).await["state"], "received");
    let before = trade.app.clock.now();
    trade.wait(TimeDelta::hours(2)).await;
    let path = claimed(&trade.buyer, of("return", "2.5")).await;
    assert_eq!(trade.balance(rice(), ["accepted"]).await, ["10"], "a claim alone moves nothing");
    trade.supplier.act(&format!("{path}/acceptances"), json!({})).await.expect(200);
    let figures = ["accepted", "open", "remaining", "callable"];
    assert_eq!(trade.balance(rice(), figures).await, ["7.5", "2.5", "2.5", "0"]);
    assert_eq!(trade.order_now(&order).await["state"], "in_fulfilment", "it is open again for that part");
    let at = async |time: chrono::DateTime<chrono::Utc>| {
        let past =
            format!("/v1/contract-lines/{}/balance?as_of={}", rice(), time.format("%Y-%m-%dT%H:%M:%SZ"));
        let shown = trade.buyer.get(&past).await.expect(200).json;
        figures.map(|figure| shown[figure].as_str().unwrap().to_owned())
    };
    assert_eq!(at(before).await, ["10", "0", "0", "0"], "the past is as it was");
    assert_eq!(at(trade.app.clock.now()).await, trade.balance(rice(), figures).await);
    // What was taken back is delivered anew, and no gram more.
    let load = |tonnes: &str| json!([truck("BE 9", json!([item(&order_line(&receipt), tonnes, "TNE")]))]);
    let plan = trade.plan(&order_of(&receipt), load("2.500001"), json!([])).await;
    plan.expect_problem(409, "order-exceeded");
    let left = trade.departed(&order_of(&receipt), load("2.5"), json!([])).await;
    let lines =
        json!([{"shipment_item_id": item_id(&left, 0), "weight": {"unit": "TNE", "accepted": "2.5"}}]);
    trade.post(&left, lines).await.expect(200);
    assert_eq!(trade.balance(rice(), figures).await, ["10", "0", "0", "0"]);
    assert_eq!(at(trade.app.clock.now()).await, trade.balance(rice(), figures).await);
    assert_eq!(trade.order_now(&order).await["state"], "received");
}

/// The order of the first line of a receipt, as shipments are planned for it.
fn order_of(receipt: &Value) -> Value {
    json!({"id": receipt["lines"][0]["call_off_id"]})
}

/// The same with its line.
fn order_line(receipt: &Value) -> Value {
    json!({"lines": [{"id": receipt["lines"][0]["call_off_line_id"]}]})
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_counts_as_accepted_is_taken_back_and_never_twice() {
    let mut trade = Trade::start().await;
    let receipt = rice_received(&trade).await;
    let of = |kind: &str, base: &str| {
        json!({"kind": kind, "receipt_line_id": receipt["lines"][0]["id"], "note": "Basah",
            "quantity": {"value": "10", "unit": "TNE"}, "offer": terms("reduce", Some((base, "TNE")), Some(1))})
    };
    let first = claimed(&trade.buyer, of("quality", "6")).await;
    let second = claimed(&trade.buyer, of("damage", "5")).await;
    trade.supplier.act(&format!("{first}/acceptances"), json!({})).await.expect(200);
    let refused = trade.supplier.act(&format!("{second}/acceptances"), json!({})).await;
    assert_eq!(rule(&refused.expect_problem(422, "claim-rule")), "quantity_as_accepted");
    assert_eq!(trade.balance(rice(), ["accepted", "open"]).await, ["4", "6"]);
    // Goods on a shipment alone were not accepted.
    let on_shipment = json!({"kind": "late", "shipment_id": receipt["shipment_id"], "contract_line_id": rice(),
        "quantity": {"value": "1", "unit": "TNE"}, "note": "Terlambat",
        "offer": terms("return", Some(("1", "TNE")), Some(1))});
    let refused = trade.buyer.post("/v1/claims", on_shipment).await.expect_problem(422, "claim-rule");
    assert_eq!(rule(&refused), "taken_back_as_counted");
    // Weight that was lost never counted: heads stay as they are.
    cattle_received(&mut trade, "9900").await;
    let lost = claims(&trade.buyer, "?kind=shrink_excess").await.remove(0);
    let path = format!("/v1/claims/{}", lost["id"].as_str().unwrap());
    let offer = json!({"offer": terms("reduce", Some(("43.5", "KGM")), Some(100_000))});
    trade.supplier.act(&format!("{path}/responses"), offer).await.expect(200);
    trade.buyer.act(&format!("{path}/acceptances"), json!({})).await.expect(200);
    assert_eq!(trade.balance(cattle(), ["accepted", "open"]).await, ["30", "0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn balances_with_random_claims_equal_their_recomputation() {
    let mut trade = Trade::start().await;
    let order = trade.tolerant_order(seed::contract(), rice(), "10", 0).await;
    let mut number = testkit::test_time().timestamp();
    let mut random = |most: i64| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (number >> 33).rem_euclid(most)
    };
    let (mut lines, mut accepted, mut waits) = (Vec::new(), 0_i64, 10_000_i64);
    for _ in 0..12 {
        trade.wait(TimeDelta::minutes(10)).await;
        if waits > 0 {
            let kilograms = 1 + random(waits);
            let weight = json!({"unit": "KGM", "accepted": kilograms.to_string()});
            let posted = trade.deliver(&order, &kilograms.to_string(), weight).await.expect(200).json;
            lines.push((posted["lines"][0]["id"].clone(), kilograms));
            (accepted, waits) = (accepted + kilograms, waits - kilograms);
        }
        let (line, left) =
            lines.remove(usize::try_from(random(i64::try_from(lines.len()).unwrap())).unwrap());
        let back = 1 + random(left);
        let remedy = ["return", "reduce", "replace", "price_cut"][usize::try_from(random(4)).unwrap()];
        let quantity = back.to_string();
        let quantity = (remedy != "price_cut").then_some((quantity.as_str(), "KGM"));
        let offer = terms(remedy, quantity, (remedy != "replace").then_some(1));
        let body = json!({"kind": "quality", "receipt_line_id": line, "note": "Basah", "offer": offer,
            "quantity": {"value": left.to_string(), "unit": "KGM"}});
        let path = claimed(&trade.buyer, body).await;
        trade.supplier.act(&format!("{path}/acceptances"), json!({})).await.expect(200);
        if matches!(remedy, "return" | "reduce") {
            (accepted, waits) = (accepted - back, waits + back);
        }
        let figures = ["accepted", "open"];
        let tonnes = |kilograms: i64| {
            domain::logistics::signed_value((kilograms * 1_000).into(), domain::shared::Unit::Tne)
        };
        assert_eq!(trade.balance(rice(), figures).await, [tonnes(accepted), tonnes(waits)]);
        let now = trade.app.clock.now().format("%Y-%m-%dT%H:%M:%SZ");
        let path = format!("/v1/contract-lines/{}/balance?as_of={now}&known_at={now}", rice());
        let again = trade.buyer.get(&path).await.expect(200).json;
        assert_eq!(
            figures.map(|figure| again[figure].as_str().unwrap().to_owned()),
            [tonnes(accepted), tonnes(waits)]
        );
        if lines.is_empty() && waits == 0 {
            break;
        }
    }
}
