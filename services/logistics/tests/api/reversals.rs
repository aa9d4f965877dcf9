//! Reversals, closing short, and the past.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::seed::rice;
use crate::trade::{Trade, events, item, item_id, truck};
use crate::{buyer, seed};

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
    trade.later(TimeDelta::hours(2));
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
async fn a_grant_lets_the_buyer_record_a_receipt_of_the_past() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let shipment =
        trade.departed(&order, json!([truck("BE 1", json!([item(&order, "10", "TNE")]))]), json!([])).await;
    let lines =
        json!([{"shipment_item_id": item_id(&shipment, 0), "weight": {"unit": "TNE", "accepted": "10"}}]);
    let mut body = crate::trade::receipt(&shipment, lines);
    body["received_at"] = json!("2026-06-12T02:00:00Z");
    trade.buyer.post("/v1/receipts", body.clone()).await.expect_problem(422, "backfill-not-granted");
    seed::tell(&trade.app, &seed::grant(buyer().party, "2026-06-01", "2026-06-30"), 9).await;
    let captured = trade.buyer.post("/v1/receipts", body).await.expect(201).json;
    assert_eq!(
        (captured["backfilled"].as_bool(), captured["received_at"].as_str()),
        (Some(true), Some("2026-06-12T02:00:00Z"))
    );
}
