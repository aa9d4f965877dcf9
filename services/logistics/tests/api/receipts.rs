//! Receipts: figures that close, the limit of a contract line, two phones.

use chrono::TimeDelta;
use domain::shared::{ContractId, ContractLineId, ReceiptId, Role};
use serde_json::{Value, json};
use testkit::seeded;

use crate::seed::{self, cattle, eggs, rice};
use crate::trade::{Trade, consignment, health, herd, item, item_id, receipt, truck};
use crate::{buyer, facilitator, other_buyer};

/// Live weight of the herd, all of it accepted but for `shrink`.
fn weighed(accepted: &str, shrink: &str) -> Value {
    json!({"unit": "KGM", "loaded": "10500", "accepted": accepted, "shrink": shrink})
}

#[tokio::test(flavor = "multi_thread")]
async fn nine_tonnes_of_eggs_come_in_two_trucks_and_two_receipts() {
    let trade = Trade::start().await;
    let order = trade.order(eggs(), "9000", "KGM").await;
    let vehicles = json!([
        truck("BE 1", json!([item(&order, "5000", "KGM")])),
        truck("BE 2", json!([item(&order, "4", "TNE")]))
    ]);
    let shipment = trade.departed(&order, vehicles, json!([consignment()])).await;
    let line = |truck: usize, accepted: &str, crates: i64| {
        json!([{"shipment_item_id": item_id(&shipment, truck), "weight": {"unit": "KGM", "accepted": accepted},
            "packages": {"loaded": crates, "accepted": crates}}])
    };
    let first = trade.post(&shipment, line(0, "5000", 330)).await.expect(200).json;
    assert_eq!(
        (first["state"].as_str(), first["number"].as_str()),
        (Some("posted"), Some("BAST/2026/000001"))
    );
    assert_eq!(first["lines"][0]["amount"], json!({"amount": 120_000_000, "currency": "IDR"}));
    assert_eq!(first["lines"][0]["packages"]["accepted"], 330);
    assert_eq!(trade.balance(eggs(), ["accepted", "open", "in_transit"]).await, ["5000", "4000", "4000"]);
    assert_eq!(trade.shipment_now(&shipment).await["state"], "departed");
    assert_eq!(trade.order_now(&order).await["state"], "in_fulfilment");
    let second = trade.post(&shipment, line(1, "4000", 260)).await.expect(200).json;
    assert_eq!(second["lines"][0]["accepted"], json!({"value": "4", "unit": "TNE"}));
    assert_eq!(
        trade.balance(eggs(), ["accepted", "open", "in_transit", "remaining"]).await,
        ["9000", "0", "0", "0"]
    );
    assert_eq!(trade.shipment_now(&shipment).await["state"], "received");
    assert_eq!(trade.order_now(&order).await["state"], "received");
    let posted = trade.app.feed(&buyer(), "/v1/logistics-events?types=id.kad.receipt.posted").await;
    assert_eq!(posted.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_becomes_twice_as_much_on_the_road_without_a_surplus_a_note_and_two_persons() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "2", "TNE").await;
    let shipment =
        trade.departed(&order, json!([truck("BE 1", json!([item(&order, "1", "TNE")]))]), json!([])).await;
    let line = |surplus: &str| {
        json!([{"shipment_item_id": item_id(&shipment, 0),
            "weight": {"unit": "TNE", "accepted": "2", "surplus": surplus}}])
    };
    let path = trade.captured(&shipment, line("0")).await;
    let refused = trade.buyer.act(&format!("{path}/submissions"), json!({})).await;
    let refused = refused.expect_problem(422, "receipt-line-does-not-close").json;
    assert_eq!(refused["unmet"][0]["rule"], "gain_is_surplus", "{refused}");
    let etag = trade.buyer.get(&path).await.etag().to_owned();
    trade.buyer.patch(&path, json!({"lines": line("1")}), &etag).await.expect(200);
    let refused = trade.buyer.act(&format!("{path}/submissions"), json!({})).await;
    let refused = refused.expect_problem(422, "receipt-line-does-not-close").json;
    assert_eq!(refused["unmet"][0]["rule"], "surplus_is_explained", "{refused}");
    let etag = trade.buyer.get(&path).await.etag().to_owned();
    let mut explained = line("1");
    explained[0]["note"] = json!("Truk kedua menumpang tanpa surat jalan");
    trade.buyer.patch(&path, json!({"lines": explained}), &etag).await.expect(200);
    // What the figures were stands in the history, for all who see the receipt: before it is posted nothing is worth anything.
    let mut alone = crate::buyer();
    alone.roles = vec![Role::Receiver];
    let history =
        trade.app.caller(&alone).get(&format!("{path}/transitions")).await.expect(200).json["items"].clone();
    let replaced = |at: usize| history[at]["replaced"]["lines"][0]["weight"]["surplus"].clone();
    assert_eq!(
        (&history[0]["event"], &history[1]["event"]),
        (&json!("update"), &json!("update")),
        "{history}"
    );
    assert_eq!((replaced(0), replaced(1)), (json!("0"), json!("1")), "{history}");
    assert_eq!(history[0]["replaced"]["corrected_by"], Value::Null, "who did it is the step's actor");
    trade.hand_in(&path).await;
    let alone =
        trade.buyer.act(&format!("{path}/postings"), json!({})).await.expect_problem(422, "four-eyes");
    assert_eq!(alone.json["unmet"][0]["rule"], "another_person_sees_what_is_explained");
    trade.poster.act(&format!("{path}/postings"), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn cattle_shrink_on_the_road_and_only_the_excess_is_claimable() {
    let mut trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let planned =
        trade.plan(&order, json!([truck("BE 1", json!([herd(&order)]))]), json!([health(30)])).await;
    let path = planned.expect(201).header("location").to_owned();
    for step in ["loadings", "readiness"] {
        trade.supplier.act(&format!("{path}/{step}"), json!({})).await.expect(200);
    }
    trade.supplier.act(&format!("{path}/departures"), json!({})).await.expect(200);
    trade.wait(TimeDelta::hours(8)).await;
    let shipment = trade.buyer.act(&format!("{path}/arrivals"), json!({})).await.expect(200).json;
    let lines = json!([{"shipment_item_id": item_id(&shipment, 0), "heads": {"accepted": 30},
        "weight": {"unit": "KGM", "accepted": "9900"}}]);
    let posted = trade.post(&shipment, lines).await.expect(200).json;
    let line = &posted["lines"][0];
    assert_eq!(
        (line["weight"]["loaded"].as_str(), line["weight"]["shrink"].as_str()),
        (Some("10500"), Some("600"))
    );
    assert_eq!(line["shrink_allowed"], json!({"value": "556.5", "unit": "KGM"}));
    assert_eq!(line["claimable_weight"], json!({"value": "43.5", "unit": "KGM"}));
    assert_eq!(line["claimable_heads"], 0);
    assert_eq!(
        (line["accepted_heads"].as_i64(), line["amount"]["amount"].as_i64()),
        (Some(30), Some(720_000))
    );
    assert_eq!(line["accepted_mass"], json!({"value": "9900", "unit": "KGM"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_rejected_nothing_accepted_and_more_than_loaded_are_all_legal() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let cases = [
        (
            json!({"accepted": 0, "rejected": 30}),
            json!({"unit": "KGM", "rejected": "10500"}),
            json!([{"reason": "papers_not_matching", "heads": 30, "weight": {"value": "10500", "unit": "KGM"}}]),
            Some(30),
        ),
        (
            json!({"accepted": 28, "dead": 1, "rejected": 1}),
            json!({"unit": "KGM", "accepted": "9600", "rejected": "340", "removed": "350", "shrink": "210"}),
            json!([{"reason": "injured_on_road", "heads": 1, "weight": {"value": "340", "unit": "KGM"}}]),
            Some(1),
        ),
    ];
    for (heads, weight, rejections, claimable) in cases {
        let shipment =
            trade.departed(&order, json!([truck("BE 1", json!([herd(&order)]))]), json!([health(30)])).await;
        let lines = json!([{"shipment_item_id": item_id(&shipment, 0), "heads": heads, "weight": weight, "rejections": rejections}]);
        let posted = trade.post(&shipment, lines).await.expect(200).json;
        assert_eq!(posted["lines"][0]["claimable_heads"].as_i64(), claimable);
        assert_eq!(posted["lines"][0]["rejections"], rejections);
    }
    assert_eq!(trade.balance(cattle(), ["accepted", "open", "remaining"]).await, ["28", "2", "2"]);
    let order = trade.tolerant_order(seed::contract(), rice(), "4", 200).await;
    let weight = json!({"unit": "TNE", "accepted": "4.05", "surplus": "0.05", "shrink": "0"});
    trade.deliver(&order, "4", weight).await.expect(200);
    assert_eq!(trade.balance(rice(), ["accepted", "open"]).await, ["4.05", "0"]);
}

/// A contract with one line of 100 t of rice and a tolerance.
async fn hundred_tonnes(trade: &Trade, tolerance: u16) -> (ContractId, ContractLineId) {
    let (contract, line) = (seeded(201), seeded(305));
    let terms = seed::line(
        line,
        1,
        "rice",
        "milled_rice_medium",
        "TNE",
        json!({"value": "100", "unit": "TNE"}),
        tolerance,
    );
    let view = seed::contract_of(contract, "active", 1, json!([terms]));
    seed::tell(&trade.app, &seed::whole_contract(view), 5).await;
    (contract, line)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_takes_its_limit_exactly_and_not_a_gram_more() {
    let trade = Trade::start().await;
    let (contract, line) = hundred_tonnes(&trade, 500).await;
    // The order has more room than the contract: the contract ends it.
    let order = trade.tolerant_order(contract, line, "100", 600).await;
    trade.deliver(&order, "60", json!({"unit": "TNE", "accepted": "60"})).await.expect(200);
    let load = json!([truck("BE 2", json!([item(&order, "45.000001", "TNE")]))]);
    let shipment = trade.departed(&order, load, json!([])).await;
    let lines = |weight: Value| json!([{"shipment_item_id": item_id(&shipment, 0), "weight": weight}]);
    let path = trade.inspected(&shipment, lines(json!({"unit": "TNE", "accepted": "45.000001"}))).await;
    let refused = trade.poster.act(&format!("{path}/postings"), json!({})).await;
    let refused = refused.expect_problem(409, "balance-exceeded");
    let unmet = &refused.json["unmet"][0];
    assert_eq!(unmet["found"], "45.000001 tonnes");
    assert!(
        unmet["how_to_fix"].as_str().unwrap().contains("record 0.000001 tonnes as held excess"),
        "{unmet}"
    );
    let exact = lines(json!({"unit": "TNE", "accepted": "45", "held_excess": "0.000001"}));
    let etag = trade.buyer.get(&path).await.etag().to_owned();
    trade.buyer.patch(&path, json!({"lines": exact}), &etag).await.expect(200);
    trade.poster.act(&format!("{path}/postings"), json!({})).await.expect(200);
    assert_eq!(
        trade.balance(line, ["accepted", "receivable", "callable", "remaining"]).await,
        ["105", "0", "-5", "0"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_receipt_is_corrected_and_posted() {
    let trade = Trade::start().await;
    let (contract, line) = hundred_tonnes(&trade, 0).await;
    let order = trade.order_under(contract, line, "100", "TNE").await;
    let shipment =
        trade.departed(&order, json!([truck("BE 1", json!([item(&order, "100", "TNE")]))]), json!([])).await;
    let lines = |accepted: &str, held: &str| json!([{"shipment_item_id": item_id(&shipment, 0), "weight": {"unit": "TNE", "accepted": accepted, "held_excess": held, "surplus": "1"}}]);
    let path = trade.inspected(&shipment, lines("100.000001", "0.999999")).await;
    trade.poster.act(&format!("{path}/postings"), json!({})).await.expect_problem(409, "balance-exceeded");
    let etag = trade.buyer.get(&path).await.etag().to_owned();
    trade.buyer.patch(&path, json!({"lines": lines("100", "1")}), &etag).await.expect(200);
    trade
        .poster
        .act_on(&format!("{path}/postings"), json!({}), &etag)
        .await
        .expect_problem(412, "precondition-failed");
    trade.poster.act(&format!("{path}/postings"), json!({})).await.expect(200);
    assert_eq!(trade.balance(line, ["accepted", "receivable"]).await, ["100", "0"]);
    let etag = trade.buyer.get(&path).await.etag().to_owned();
    trade.buyer.patch(&path, json!({"note": "late"}), &etag).await.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_does_not_close_says_by_how_much() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let shipment =
        trade.departed(&order, json!([truck("BE 1", json!([herd(&order)]))]), json!([health(30)])).await;
    let lines = json!([{"shipment_item_id": item_id(&shipment, 0), "heads": {"loaded": 30, "accepted": 29},
        "weight": weighed("9000", "100")}]);
    let path = trade.captured(&shipment, lines).await;
    let refused = trade.buyer.act(&format!("{path}/submissions"), json!({})).await;
    let refused = refused.expect_problem(422, "receipt-line-does-not-close");
    let required: Vec<_> =
        refused.json["unmet"].as_array().unwrap().iter().map(|u| u["required"].as_str().unwrap()).collect();
    assert_eq!(required, ["missing 1 head", "shrinkage 1,500 kg"]);
    let other_load = json!([{"shipment_item_id": item_id(&shipment, 0), "heads": {"loaded": 29, "accepted": 29},
        "weight": weighed("10000", "500")}]);
    let etag = trade.buyer.get(&path).await.etag().to_owned();
    trade.buyer.patch(&path, json!({"lines": other_load}), &etag).await.expect(200);
    let refused = trade.buyer.act(&format!("{path}/submissions"), json!({})).await;
    let refused = refused.expect_problem(422, "receipt-line-does-not-close");
    assert_eq!(refused.json["unmet"][0]["rule"], "loaded_as_shipped");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_line_says_is_judged_alike_when_it_is_handed_in_inspected_and_posted() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let shipment =
        trade.departed(&order, json!([truck("BE 1", json!([item(&order, "10", "TNE")]))]), json!([])).await;
    let line = |more: Value| {
        let mut line = json!({"shipment_item_id": item_id(&shipment, 0)});
        line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([line])
    };
    let wrong = [
        ("receipt-line-does-not-close", json!({})),
        ("receipt-line-does-not-close", json!({"weight": {"unit": "TNE", "accepted": "5", "shrink": "0"}})),
        (
            "measures-disagree",
            json!({"weight": {"unit": "TNE", "accepted": "0", "missing": "10"},
            "packages": {"loaded": 400, "accepted": 400}}),
        ),
        ("rejections-not-explained", json!({"weight": {"unit": "TNE", "accepted": "9", "rejected": "1"}})),
    ];
    let right = || line(json!({"weight": {"unit": "TNE", "accepted": "10"}}));
    let path = trade.captured(&shipment, right()).await;
    let correct = async |lines: Value| {
        let etag = trade.buyer.get(&path).await.etag().to_owned();
        trade.buyer.patch(&path, json!({"lines": lines}), &etag).await.expect(200);
    };
    for (who, step) in
        [(&trade.buyer, "submissions"), (&trade.buyer, "inspections"), (&trade.poster, "postings")]
    {
        for (code, figures) in &wrong {
            correct(line(figures.clone())).await;
            who.act(&format!("{path}/{step}"), json!({})).await.expect_problem(422, code);
        }
        correct(right()).await;
        let shown = trade.buyer.get(&path).await.expect(200).json;
        assert_eq!((&shown["amount"], &shown["lines"][0]["amount"]), (&Value::Null, &Value::Null), "{step}");
        who.act(&format!("{path}/{step}"), json!({})).await.expect(200);
    }
    let posted = trade.buyer.get(&path).await.expect(200).json;
    assert_eq!(posted["amount"], json!({"amount": 240_000_000, "currency": "IDR"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_needs_papers_seen_and_reasons_given() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let shipment =
        trade.departed(&order, json!([truck("BE 1", json!([item(&order, "10", "TNE")]))]), json!([])).await;
    let lines = json!([{"shipment_item_id": item_id(&shipment, 0), "weight": {"unit": "TNE", "accepted": "9", "rejected": "1"}}]);
    let mut body = receipt(&shipment, lines);
    body["documents_seen"] = json!(false);
    let path = trade.buyer.post("/v1/receipts", body).await.expect(201).header("location").to_owned();
    trade
        .buyer
        .act(&format!("{path}/submissions"), json!({}))
        .await
        .expect_problem(422, "documents-not-seen");
    let etag = trade.buyer.get(&path).await.etag().to_owned();
    trade.buyer.patch(&path, json!({"documents_seen": true}), &etag).await.expect(200);
    trade.poster.act(&format!("{path}/postings"), json!({})).await.expect_problem(409, "state-conflict");
    let refused = trade.buyer.act(&format!("{path}/submissions"), json!({})).await;
    let refused = refused.expect_problem(422, "rejections-not-explained");
    assert_eq!(refused.json["unmet"][0]["required"], "1,000 kg");
    let bad = json!([{"shipment_item_id": item_id(&shipment, 0), "weight": {"unit": "TNE", "accepted": "15.500,00", "missing": "-1"}}]);
    let refused = trade
        .buyer
        .post("/v1/receipts", receipt(&shipment, bad))
        .await
        .expect_problem(422, "validation-failed");
    let pointers: Vec<_> =
        refused.json["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/lines/0/weight/accepted", "/lines/0/weight/missing"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_phones_with_the_same_goods_the_second_is_conflicted_and_a_person_decides() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let shipment =
        trade.departed(&order, json!([truck("BE 1", json!([item(&order, "10", "TNE")]))]), json!([])).await;
    let path = |number: u128| format!("/v1/receipts/{}", seeded::<ReceiptId>(number));
    let body = |accepted: &str| {
        let weight = json!({"unit": "TNE", "accepted": accepted});
        receipt(&shipment, json!([{"shipment_item_id": item_id(&shipment, 0), "weight": weight}]))
    };
    let first = trade.buyer.put(&path(1), body("10")).await.expect(201);
    let again = trade.buyer.put(&path(1), body("10")).await.expect(200);
    assert_eq!(first.json, again.json);
    trade.buyer.put(&path(1), body("9")).await.expect_problem(409, "duplicate");
    let second = trade.buyer.put(&path(2), body("9")).await.expect(201).json;
    assert_eq!(
        (second["state"].as_str(), &second["conflicts_with"][0]),
        (Some("conflicted"), &first.json["id"])
    );
    assert_eq!(trade.buyer.get(&path(1)).await.json["conflicts_with"][0], second["id"]);
    let waits = trade.buyer.get("/v1/logistics-work-items?action=resolve_receipt").await.expect(200).json;
    assert_eq!(waits["items"][0]["subject"], second["id"]);
    let chosen = trade
        .buyer
        .act(&format!("{}/resolutions", path(2)), json!({"note": "Timbangan kedua benar"}))
        .await
        .expect(200);
    assert_eq!(chosen.json["state"], "submitted");
    assert_eq!(trade.buyer.get(&path(1)).await.json["state"], "conflicted");
    trade.buyer.act(&format!("{}/inspections", path(2)), json!({})).await.expect(200);
    trade.poster.act(&format!("{}/postings", path(2)), json!({})).await.expect(200);
    let late =
        trade.buyer.act(&format!("{}/resolutions", path(1)), json!({"note": "Tidak, yang pertama"})).await;
    late.expect_problem(422, "receipt-conflict");
    assert_eq!(trade.balance(rice(), ["accepted"]).await, ["9"]);
    let third = trade.buyer.put(&path(3), body("8")).await.expect(201).json;
    assert_eq!(third["state"], "conflicted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_the_buyers_to_capture_and_the_trades_to_read() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let planned =
        trade.plan(&order, json!([truck("BE 1", json!([item(&order, "4", "TNE")]))]), json!([])).await;
    let planned = planned.expect(201).json;
    let lines = |shipment: &Value| json!([{"shipment_item_id": item_id(shipment, 0), "weight": {"unit": "TNE", "accepted": "10"}}]);
    let early = trade.buyer.post("/v1/receipts", receipt(&planned, lines(&planned))).await;
    early.expect_problem(409, "state-conflict");
    let shipment =
        trade.departed(&order, json!([truck("BE 1", json!([item(&order, "6", "TNE")]))]), json!([])).await;
    let body = receipt(&shipment, lines(&shipment));
    let stranger = trade.app.caller(&other_buyer());
    stranger.post("/v1/receipts", body.clone()).await.expect_problem(404, "not-found");
    trade.supplier.post("/v1/receipts", body.clone()).await.expect_problem(403, "forbidden");
    let keyed = trade.buyer.post_keyed("/v1/receipts", body.clone(), "one-receipt").await.expect(201);
    let again = trade.buyer.post_keyed("/v1/receipts", body, "one-receipt").await.expect(201);
    assert_eq!(keyed.text, again.text);
    let path = keyed.header("location").to_owned();
    stranger.get(&path).await.expect_problem(404, "not-found");
    let read = trade.app.caller(&facilitator()).get(&path).await.expect(200);
    assert_eq!(read.json, keyed.json);
    let item_again = json!([lines(&shipment)[0], lines(&shipment)[0]]);
    trade
        .buyer
        .post("/v1/receipts", receipt(&shipment, item_again))
        .await
        .expect_problem(422, "validation-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_receipts_posted_at_once_never_take_more_than_the_limit() {
    let trade = Trade::start().await;
    let (contract, line) = hundred_tonnes(&trade, 500).await;
    let order = trade.tolerant_order(contract, line, "100", 2_000).await;
    let mut paths = Vec::new();
    for number in 0..12 {
        let shipment = trade
            .departed(
                &order,
                json!([truck(&format!("BE {number}"), json!([item(&order, "10", "TNE")]))]),
                json!([]),
            )
            .await;
        let lines =
            json!([{"shipment_item_id": item_id(&shipment, 0), "weight": {"unit": "TNE", "accepted": "10"}}]);
        paths.push(trade.inspected(&shipment, lines).await);
    }
    let posting = paths.into_iter().map(|path| {
        let poster = trade.poster.clone();
        tokio::spawn(async move {
            loop {
                // Who waits too long for the others is told to come again.
                match poster.act(&format!("{path}/postings"), json!({})).await.status {
                    503 => {}
                    status => return status,
                }
            }
        })
    });
    let mut posted = 0;
    for task in posting.collect::<Vec<_>>() {
        let status = task.await.unwrap();
        assert!(matches!(status, 200 | 409), "{status}");
        posted += usize::from(status == 200);
    }
    assert_eq!(posted, 10);
    assert_eq!(trade.balance(line, ["accepted", "receivable"]).await, ["100", "5"]);
}
