//! Reversals, closing short, and the past.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::seed::rice;
use crate::trade::{Trade, events, item, item_id, truck};
use crate::{buyer, seed, supplier};

#[tokio::test(flavor = "multi_thread")]
async fn a_reversal_restores_the_balance_and_as_of_still_sees_the_past() {
    let mut trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let posted = trade.deliver(&order, "10", json!({"unit": "TNE", "accepted": "10"})).await.expect(200);
    let path = format!("/v1/receipts/{}", posted.id());
    assert_eq!(trade.balance(rice(), ["accepted", "open"]).await, ["10", "0"]);
    assert_eq!(trade.order_now(&order).await["state"], "received");
    trade.buyer.act(&format!("{path}/reversals"), json!({})).await.expect_problem(422, "validation-failed");
    let before = json!({"note": "Salah timbang", "occurred_at": "2026-11-22T02:59:59Z"});
    let refused = trade.buyer.act(&format!("{path}/reversals"), before).await;
    let refused = refused.expect_problem(422, "occurred-time-before-cause");
    assert_eq!(refused.json["unmet"][0]["required"], "at the earliest 22 November 2026 at 10:00 WIB");
    trade.wait(TimeDelta::hours(2)).await;
    let reversed =
        trade.buyer.act(&format!("{path}/reversals"), json!({"note": "Salah timbang"})).await.expect(200);
    assert_eq!(reversed.json["state"], "reversed");
    let by = reversed.json["reversed_by"].as_str().unwrap();
    let reversal = trade.buyer.get(&format!("/v1/receipts/{by}")).await.expect(200).json;
    assert_eq!((&reversal["reverses"], reversal["lines"].as_array().unwrap().len()), (&posted.json["id"], 0));
    assert_eq!(trade.balance(rice(), ["accepted", "open"]).await, ["0", "10"]);
    assert_eq!(trade.order_now(&order).await["state"], "in_fulfilment");
    let past = format!("/v1/contract-lines/{}/balance?as_of=2026-11-22T04:00:00Z", rice());
    assert_eq!(trade.buyer.get(&past).await.expect(200).json["accepted"], "10");
    let again = trade.buyer.act(&format!("{path}/reversals"), json!({"note": "Lagi"})).await;
    again.expect_problem(409, "state-conflict");
    let of_it = trade.buyer.act(&format!("/v1/receipts/{by}/reversals"), json!({"note": "Batal"})).await;
    of_it.expect_problem(403, "forbidden");
    let shipment: Value = trade.shipment_now(&json!({"id": posted.json["shipment_id"]})).await;
    let lines = json!([{"shipment_item_id": item_id(&shipment, 0), "weight": {"unit": "TNE", "accepted": "9.8", "shrink": "0.2"}}]);
    trade.post(&shipment, lines).await.expect(200);
    assert_eq!(trade.balance(rice(), ["accepted", "open"]).await, ["9.8", "0.2"]);
    let history = trade.buyer.get(&format!("{path}/transitions")).await.expect(200).json;
    assert_eq!(events(&history), ["submit", "inspect", "post", "reverse"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_of_ten_with_six_accepted_closed_short_leaves_four() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    trade.deliver(&order, "6", json!({"unit": "TNE", "accepted": "6"})).await.expect(200);
    let path = format!("/v1/call-offs/{}", order["id"].as_str().unwrap());
    let load = json!([truck("BE 2", json!([item(&order, "2", "TNE")]))]);
    let left = trade.departed(&order, load, json!([])).await;
    let short = json!({"note": "Panen habis"});
    let refused = trade.buyer.act(&format!("{path}/short-closures"), short.clone()).await;
    refused.expect_problem(422, "goods-in-transit");
    let lost = format!("/v1/shipments/{}/losses", left["id"].as_str().unwrap());
    trade.supplier.act(&lost, json!({"note": "Truk terbakar"})).await.expect(200);
    trade.buyer.act(&format!("{path}/short-closures"), short).await.expect(200);
    assert_eq!(
        trade.balance(rice(), ["accepted", "open", "remaining", "callable"]).await,
        ["6", "0", "4", "4"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_lets_a_delivery_of_the_past_be_recorded_step_by_step() {
    let trade = Trade::start().await;
    let at = |time: &str| json!({"occurred_at": time});
    let draft = trade.buyer.post("/v1/call-offs", seed::order(json!([seed::of(rice(), "10", "TNE")]))).await;
    let order = draft.expect(201).header("location").to_owned();
    let issue = format!("{order}/issuances");
    trade.buyer.act(&issue, at("2026-06-10T02:00:00Z")).await.expect_problem(422, "backfill-not-granted");
    for (number, party) in [(1, buyer().party), (2, supplier().party)] {
        seed::tell(&trade.app, &seed::grant(number, party, "2026-06-01", "2026-06-30"), 9).await;
    }
    trade.buyer.act(&issue, at("2026-06-10T02:00:00Z")).await.expect(200);
    let early = trade.supplier.act(&format!("{order}/acceptances"), at("2026-06-10T01:59:59Z")).await;
    early.expect_problem(422, "occurred-time-before-cause");
    let accepted = trade.supplier.act(&format!("{order}/acceptances"), at("2026-06-10T03:00:00Z")).await;
    let load = json!([truck("BE 1", json!([item(&accepted.expect(200).json, "10", "TNE")]))]);
    let order = trade.buyer.get(&order).await.expect(200).json;
    let planned = trade.plan(&order, load, json!([])).await.expect(201);
    let path = planned.header("location").to_owned();
    let loading = format!("{path}/loadings");
    trade
        .supplier
        .act(&loading, at("2026-06-10T02:59:59Z"))
        .await
        .expect_problem(422, "occurred-time-before-cause");
    for step in ["loadings", "readiness", "departures"] {
        trade.supplier.act(&format!("{path}/{step}"), at("2026-06-11T02:00:00Z")).await.expect(200);
    }
    let early = trade.buyer.act(&format!("{path}/arrivals"), at("2026-06-11T01:00:00Z")).await;
    early.expect_problem(422, "occurred-time-before-cause");
    trade.buyer.act(&format!("{path}/arrivals"), at("2026-06-11T20:00:00Z")).await.expect(200);
    let shipment = trade.shipment_now(&planned.json).await;
    let lines =
        json!([{"shipment_item_id": item_id(&shipment, 0), "weight": {"unit": "TNE", "accepted": "10"}}]);
    let mut body = crate::trade::receipt(&shipment, lines);
    for early in ["2026-06-11T01:00:00Z", "2026-06-11T19:59:59Z"] {
        body["received_at"] = json!(early);
        let refused = trade.buyer.post("/v1/receipts", body.clone()).await;
        refused.expect_problem(422, "occurred-time-before-cause");
    }
    body["received_at"] = json!("2026-06-12T02:00:00Z");
    let captured = trade.buyer.post("/v1/receipts", body).await.expect(201);
    assert_eq!(
        (captured.json["backfilled"].as_bool(), captured.json["received_at"].as_str()),
        (Some(true), Some("2026-06-12T02:00:00Z"))
    );
    let path = captured.header("location").to_owned();
    trade.hand_in(&path).await;
    trade.poster.act(&format!("{path}/postings"), json!({})).await.expect(200);
    let reversal = json!({"note": "Salah timbang", "occurred_at": "2026-06-12T01:00:00Z"});
    let early = trade.buyer.act(&format!("{path}/reversals"), reversal).await;
    early.expect_problem(422, "occurred-time-before-cause");
    let then = format!("/v1/contract-lines/{}/balance?as_of=2026-06-12T03:00:00Z", rice());
    assert_eq!(trade.buyer.get(&then).await.expect(200).json["accepted"], "10");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_contract_ended_by_is_not_taken_back() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let posted = trade.deliver(&order, "4", json!({"unit": "TNE", "accepted": "4"})).await.expect(200);
    let reversals = format!("/v1/receipts/{}/reversals", posted.id());
    let wrong = || json!({"note": "Salah timbang"});
    for (version, state) in (2..).zip(["fulfilled", "ended_short", "closed", "terminated"]) {
        let view = seed::contract_view(state, version);
        seed::tell(&trade.app, &seed::whole_contract(view), 20 + version).await;
        let refused = trade.buyer.act(&reversals, wrong()).await.expect_problem(422, "receipt-final");
        assert_eq!(refused.json["unmet"][0]["rule"], "contract_not_ended", "{state}");
    }
    seed::tell(&trade.app, &seed::whole_contract(seed::contract_view("active", 6)), 40).await;
    seed::tell(&trade.app, &seed::agreement_row(seed::agreement_view("completed", 2)), 41).await;
    let refused = trade.buyer.act(&reversals, wrong()).await.expect_problem(422, "receipt-final");
    assert_eq!(refused.json["unmet"][0]["rule"], "agreement_not_ended");
    assert_eq!(trade.balance(rice(), ["accepted"]).await, ["4"]);
    seed::tell(&trade.app, &seed::agreement_row(seed::agreement_view("suspended", 3)), 42).await;
    trade.buyer.act(&reversals, wrong()).await.expect(200);
}
