//! Receipts that are given up before they are posted, and shipments that turn back.

use serde_json::{Value, json};
use testkit::Caller;

use crate::seed::rice;
use crate::trade::{Trade, events, item, item_id, receipt, truck};

async fn on_the_road(trade: &Trade) -> (Value, String) {
    let order = trade.order(rice(), "10", "TNE").await;
    let load = json!([truck("BE 1", json!([item(&order, "10", "TNE")]))]);
    let left = trade.departed(&order, load, json!([])).await;
    let at = format!("/v1/shipments/{}", left["id"].as_str().unwrap());
    (left, at)
}

fn all(shipment: &Value) -> Value {
    json!([{"shipment_item_id": item_id(shipment, 0), "weight": {"unit": "TNE", "accepted": "10"}}])
}

async fn work(caller: &Caller, action: &str) -> usize {
    let list = format!("/v1/logistics-work-items?action={action}");
    caller.get(&list).await.expect(200).json["items"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_turns_back_or_is_lost_while_the_receiver_is_busy_with_it() {
    let trade = Trade::start().await;
    let (left, at) = on_the_road(&trade).await;
    let path = trade.inspected(&left, all(&left)).await;
    let number = trade.buyer.get(&path).await.json["number"].clone();
    for step in ["returns", "losses"] {
        let refused = trade.supplier.act(&format!("{at}/{step}"), json!({"note": "Gudang tutup"})).await;
        let refused = refused.expect_problem(422, "receipt-in-progress");
        assert_eq!(refused.json["unmet"][0]["subject"], number);
    }
    assert_eq!(work(&trade.poster, "post_receipt").await, 1);
    let withdraw = format!("{path}/withdrawals");
    trade.buyer.act(&withdraw, json!({})).await.expect_problem(422, "validation-failed");
    trade.supplier.act(&withdraw, json!({"note": "Bukan"})).await.expect_problem(403, "forbidden");
    let given_up = trade.buyer.act(&withdraw, json!({"note": "Barang dibawa kembali"})).await.expect(200);
    assert_eq!(given_up.json["state"], "withdrawn");
    assert_eq!(work(&trade.poster, "post_receipt").await, 0);
    trade.buyer.act(&withdraw, json!({"note": "Lagi"})).await.expect_problem(409, "state-conflict");
    let etag = trade.buyer.get(&path).await.etag().to_owned();
    trade.buyer.patch(&path, json!({"note": "x"}), &etag).await.expect_problem(409, "state-conflict");
    trade.supplier.act(&format!("{at}/returns"), json!({"note": "Gudang tutup"})).await.expect(200);
    let history = trade.buyer.get(&format!("{path}/transitions")).await.expect(200).json;
    assert_eq!(events(&history), ["submit", "inspect", "withdraw"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_goods_of_a_withdrawn_capture_are_captured_again_or_chosen_in_another() {
    let trade = Trade::start().await;
    let (left, at) = on_the_road(&trade).await;
    trade.buyer.act(&format!("{at}/arrivals"), json!({})).await.expect(200);
    assert_eq!(work(&trade.buyer, "create_receipt").await, 1);
    let capture = async || {
        let captured = trade.buyer.post("/v1/receipts", receipt(&left, all(&left))).await.expect(201);
        (captured.header("location").to_owned(), captured.json["state"].as_str().unwrap().to_owned())
    };
    let withdraw = async |path: &str| {
        let note = json!({"note": "Salah truk"});
        trade.buyer.act(&format!("{path}/withdrawals"), note).await.expect(200);
    };
    let (first, state) = capture().await;
    assert_eq!(state, "draft");
    assert_eq!(work(&trade.buyer, "create_receipt").await, 0, "all its goods are captured");
    let (second, state) = capture().await;
    assert_eq!(state, "conflicted");
    withdraw(&first).await;
    let chosen = trade.buyer.act(&format!("{second}/resolutions"), json!({"note": "Yang ini"})).await;
    assert_eq!(chosen.expect(200).json["state"], "submitted");
    assert_eq!(trade.buyer.get(&first).await.json["state"], "withdrawn");
    withdraw(&second).await;
    assert_eq!(work(&trade.buyer, "create_receipt").await, 1, "its goods are free for another capture");
    let (third, state) = capture().await;
    assert_eq!(state, "draft");
    trade.hand_in(&third).await;
    trade.poster.act(&format!("{third}/postings"), json!({})).await.expect(200);
    let late = trade.buyer.act(&format!("{third}/withdrawals"), json!({"note": "Terlambat"})).await;
    late.expect_problem(409, "state-conflict");
    assert_eq!(trade.balance(rice(), ["accepted"]).await, ["10"]);
}
