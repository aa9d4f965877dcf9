//! What a buyer gives to its outlets of what it received.

use chrono::TimeDelta;
use domain::shared::{OutletId, ReceiptId, ReceiptLineId};
use futures_util::future::join_all;
use logistics::projections::OutletRow;
use serde_json::{Value, json};
use testkit::{App, Caller, Response, party, seeded};

use crate::seed::{read, rice, tell};
use crate::trade::{Trade, item_id};
use crate::{buyer, facilitator, jakarta, metro, other_buyer, second_buyer};

/// An outlet of a party as it would be told: open, or with a first or a last day.
fn outlet(number: u128, operator: u128, opens: Option<&str>, closed: Option<&str>) -> OutletRow {
    let state = if closed.is_some() { "closed" } else { "open" };
    OutletRow::of(&read(json!({
        "outlet_id": seeded::<OutletId>(number), "operator_party_id": party(operator), "region_code": "31",
        "state": state, "opens_date": opens, "closed_date": closed, "version": 1,
    })))
}

/// Outlets 1 and 2 of the buyer are open, 3 is another's, 4 opens in December, 5 has closed on the tenth, 6 today.
pub(crate) async fn outlets(app: &App) {
    for row in [
        outlet(1, 10, None, None),
        outlet(2, 10, Some("2026-11-22"), None),
        outlet(3, 30, None, None),
        outlet(4, 10, Some("2026-12-01"), None),
        outlet(5, 10, None, Some("2026-11-10")),
        outlet(6, 10, None, Some("2026-11-22")),
    ] {
        tell(app, &row, 60).await;
    }
}

/// Ten tonnes of rice that the buyer has received, and its outlets.
async fn received() -> (Trade, Value) {
    let trade = Trade::start().await;
    outlets(&trade.app).await;
    let order = trade.order(rice(), "10", "TNE").await;
    let receipt =
        trade.deliver(&order, "10", json!({"unit": "TNE", "accepted": "10"})).await.expect(200).json;
    (trade, receipt)
}

/// Tonnes of the first line of a receipt for outlets.
pub(crate) fn given<const N: usize>(receipt: &Value, tonnes: [(u128, &str); N]) -> Value {
    let line = |(outlet, value): (u128, &str)| {
        json!({"receipt_line_id": receipt["lines"][0]["id"], "outlet_id": seeded::<OutletId>(outlet),
            "quantity": {"value": value, "unit": "TNE"}})
    };
    json!({"receipt_id": receipt["id"], "lines": Vec::from(tonnes.map(line))})
}

/// The same in the place of another.
fn corrected<const N: usize>(receipt: &Value, of: &Response, tonnes: [(u128, &str); N]) -> Value {
    let mut body = given(receipt, tonnes);
    (body["corrects_id"], body["note"]) = (json!(of.id()), json!("Salah catat gerai"));
    body
}

async fn give(who: &Caller, body: Value) -> Response {
    who.post("/v1/distributions", body).await
}

/// What is left of a line, as a refusal says it.
async fn left(who: &Caller, receipt: &Value) -> String {
    let refused = give(who, given(receipt, [(1, "999")])).await;
    let refused = refused.expect_problem(422, "distribution-exceeds-received").json;
    assert_eq!(refused["unmet"][0]["subject"], receipt["lines"][0]["id"]);
    refused["unmet"][0]["required"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_received_goes_on_in_parts_to_the_gram() {
    let (trade, receipt) = received().await;
    let first = give(&trade.buyer, given(&receipt, [(1, "4"), (2, "5.999998")])).await.expect(201);
    assert_eq!(
        (
            &first.json["error_declaration"],
            &first.json["buyer_id"],
            first.json["lines"].as_array().unwrap().len()
        ),
        (&Value::Null, &json!(party(10)), 2)
    );
    assert_eq!(left(&trade.buyer, &receipt).await, "at most 0.000002 tonnes");
    let mut grams = given(&receipt, [(6, "1")]);
    grams["lines"][0]["quantity"] = json!({"value": "0.003", "unit": "KGM"});
    let refused = give(&trade.poster, grams.clone()).await;
    refused.expect_problem(422, "distribution-exceeds-received");
    grams["lines"][0]["quantity"]["value"] = json!("0.002");
    give(&trade.poster, grams).await.expect(201);
    assert_eq!(left(&trade.buyer, &receipt).await, "at most 0 tonnes");
    let list = trade.supplier.get(&format!("/v1/distributions?receipt_id={}", text(&receipt["id"]))).await;
    let list = list.expect(200).json;
    let lines = list["items"].as_array().unwrap().iter().flat_map(|one| one["lines"].as_array().unwrap());
    let grams: f64 = lines.map(|line| grams_of(&line["quantity"])).sum();
    assert_eq!(grams.to_string(), "10000000");
    let of_six = format!("/v1/distributions?outlet_id={}", seeded::<OutletId>(6));
    assert_eq!(trade.buyer.get(&of_six).await.expect(200).json["items"].as_array().unwrap().len(), 1);
    let path = first.header("location").to_owned();
    let read = trade.supplier.get(&path).await.expect(200);
    assert_eq!((&read.json["lines"], read.etag()), (&first.json["lines"], first.etag()));
    let told = trade.app.feed(&buyer(), "/v1/logistics-events?types=id.kad.distribution.recorded").await;
    assert_eq!(told.len(), 2);
    assert_eq!(told[0]["data"]["outlet_ids"], json!([seeded::<OutletId>(1), seeded::<OutletId>(2)]));
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn grams_of(quantity: &Value) -> f64 {
    let value: f64 = text(&quantity["value"]).parse().unwrap();
    let grams = if quantity["unit"] == "TNE" { value * 1_000_000.0 } else { value * 1_000.0 };
    grams.round()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_stands_in_the_place_of_what_it_names() {
    let (trade, receipt) = received().await;
    let first = give(&trade.buyer, given(&receipt, [(1, "10")])).await.expect(201);
    let mut silent = corrected(&receipt, &first, [(2, "10")]);
    silent.as_object_mut().unwrap().remove("note");
    let refused = give(&trade.buyer, silent).await.expect_problem(422, "validation-failed").json;
    assert_eq!(refused["errors"][0]["pointer"], "/note");
    let second = give(&trade.buyer, corrected(&receipt, &first, [(1, "6"), (2, "4")])).await.expect(201);
    assert_eq!(second.json["corrects_id"], json!(first.id()));
    let shown = trade.buyer.get(first.header("location")).await.expect(200);
    let error = &shown.json["error_declaration"];
    assert_eq!((&error["reason"], &error["corrective_id"]), (&json!("corrected"), &json!(second.id())));
    assert_eq!(shown.json["lines"], first.json["lines"], "what was said stays");
    assert_ne!(shown.etag(), first.etag());
    let again = give(&trade.buyer, corrected(&receipt, &first, [(2, "1")])).await;
    let again = again.expect_problem(409, "duplicate").json;
    assert_eq!(again["errors"][0]["pointer"], "/corrects_id");
    assert_eq!(left(&trade.buyer, &receipt).await, "at most 0 tonnes");
    let beyond = give(&trade.buyer, corrected(&receipt, &second, [(1, "10.000001")])).await;
    beyond.expect_problem(422, "distribution-exceeds-received");
    give(&trade.buyer, corrected(&receipt, &second, [])).await.expect(201);
    assert_eq!(left(&trade.buyer, &receipt).await, "at most 10 tonnes");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_eight_clerks_who_give_two_of_ten_tonnes_at_once_five_are_heard() {
    let (trade, receipt) = received().await;
    let clerks: Vec<Caller> = (0..8)
        .map(|number| trade.app.caller(&if number % 2 == 0 { buyer() } else { second_buyer() }))
        .collect();
    let answers = join_all(clerks.iter().map(|clerk| give(clerk, given(&receipt, [(1, "2")])))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 5);
    for lost in answers.into_iter().filter(|answer| answer.status != 201) {
        lost.expect_problem(422, "distribution-exceeds-received");
    }
    assert_eq!(left(&trade.buyer, &receipt).await, "at most 0 tonnes");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_eight_corrections_of_one_distribution_one_is_heard() {
    let (trade, receipt) = received().await;
    let first = give(&trade.buyer, given(&receipt, [(1, "10")])).await.expect(201);
    let clerks: Vec<Caller> = (0..8).map(|_| trade.app.caller(&buyer())).collect();
    let answers =
        join_all(clerks.iter().map(|clerk| give(clerk, corrected(&receipt, &first, [(2, "1")])))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert_eq!(left(&trade.buyer, &receipt).await, "at most 9 tonnes");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_claim_took_back_goes_to_no_outlet() {
    let (trade, receipt) = received().await;
    let claim = json!({"kind": "quality", "receipt_line_id": receipt["lines"][0]["id"],
        "quantity": {"value": "2", "unit": "TNE"}, "note": "Kadar air 16 %",
        "offer": {"remedy": "return", "quantity": {"value": "1.5", "unit": "TNE"},
            "amount": {"amount": 36_000_000, "currency": "IDR"}}});
    let claim = trade.buyer.post("/v1/claims", claim).await.expect(201).header("location").to_owned();
    trade.supplier.act(&format!("{claim}/acceptances"), json!({})).await.expect(200);
    assert_eq!(left(&trade.buyer, &receipt).await, "at most 8.5 tonnes");
    give(&trade.buyer, given(&receipt, [(1, "8.5")])).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_reversed_receipt_had_brought_in_is_kept_and_goes_on_under_the_right_one() {
    let (mut trade, receipt) = received().await;
    let first = give(&trade.buyer, given(&receipt, [(1, "10")])).await.expect(201);
    trade.wait(TimeDelta::hours(1)).await;
    let reversals = format!("/v1/receipts/{}/reversals", text(&receipt["id"]));
    let note = json!({"note": "Salah timbang"});
    let reversed = trade.buyer.act(&reversals, note).await.expect(200).json;
    let shown = trade.buyer.get(first.header("location")).await.expect(200).json;
    let error = &shown["error_declaration"];
    assert_eq!(
        (&error["reason"], &error["corrective_id"]),
        (&json!("receipt_reversed"), &reversed["reversed_by"])
    );
    let late = give(&trade.buyer, given(&receipt, [(1, "1")])).await.expect_problem(422, "validation-failed");
    assert_eq!(code_at(&late, "/receipt_id"), "receipt-does-not-count");
    let shipment = trade.shipment_now(&json!({"id": receipt["shipment_id"]})).await;
    let lines = json!([{"shipment_item_id": item_id(&shipment, 0),
        "weight": {"unit": "TNE", "accepted": "9.8", "shrink": "0.2"}}]);
    let right = trade.post(&shipment, lines).await.expect(200).json;
    give(&trade.buyer, corrected(&right, &first, [(1, "10")]))
        .await
        .expect_problem(422, "distribution-exceeds-received");
    let second = give(&trade.buyer, corrected(&right, &first, [(1, "9.8")])).await.expect(201);
    let shown = trade.buyer.get(first.header("location")).await.expect(200).json;
    assert_eq!(
        (&shown["error_declaration"]["reason"], &shown["error_declaration"]["corrective_id"]),
        (&json!("corrected"), &json!(second.id()))
    );
    assert_eq!(second.json["error_declaration"], Value::Null);
}

fn code_at(refused: &Response, pointer: &str) -> String {
    let errors = refused.json["errors"].as_array().unwrap();
    let found = errors.iter().find(|error| error["pointer"] == pointer);
    text(&found.unwrap_or_else(|| panic!("{pointer}: {}", refused.text))["code"]).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_field_that_cannot_be_is_named() {
    let (trade, receipt) = received().await;
    for (field, value, code) in [
        ("/receipt_id", json!(seeded::<ReceiptId>(9)), "unknown-receipt"),
        ("/lines", json!([]), "item-count"),
        ("/lines/0/receipt_line_id", json!(seeded::<ReceiptLineId>(9)), "unknown-receipt-line"),
        ("/note", json!(" "), "length"),
    ] {
        let mut body = given(&receipt, [(1, "1")]);
        body["note"] = json!("Mobil boks");
        *body.pointer_mut(field).unwrap() = value;
        let refused = give(&trade.buyer, body).await.expect_problem(422, "validation-failed");
        assert_eq!(code_at(&refused, field), code);
    }
    for (value, unit, field, code) in [
        ("0", "TNE", "value", "not-positive"),
        ("1.0000001", "TNE", "value", "too-many-places"),
        ("1e3", "TNE", "value", "not-a-decimal"),
        ("1", "HEA", "unit", "unlike-unit"),
    ] {
        let mut body = given(&receipt, [(1, "1")]);
        body["lines"][0]["quantity"] = json!({"value": value, "unit": unit});
        let refused = give(&trade.buyer, body).await.expect_problem(422, "validation-failed");
        assert_eq!(code_at(&refused, &format!("/lines/0/quantity/{field}")), code);
    }
    for (number, code) in
        [(9, "unknown-outlet"), (3, "unknown-outlet"), (4, "outlet-not-open"), (5, "outlet-not-open")]
    {
        let refused = give(&trade.buyer, given(&receipt, [(1, "1"), (number, "1")])).await;
        assert_eq!(code_at(&refused.expect_problem(422, "validation-failed"), "/lines/1/outlet_id"), code);
    }
    let many = vec![given(&receipt, [(1, "0.01")])["lines"][0].clone(); 201];
    let body = json!({"receipt_id": receipt["id"], "lines": many});
    let refused = give(&trade.buyer, body).await.expect_problem(422, "validation-failed");
    assert_eq!(code_at(&refused, "/lines"), "item-count");
    for (at, code) in [
        ("2026-11-22T04:00:00Z", "occurred-time-in-future"),
        ("2026-11-22T02:59:59Z", "occurred-time-before-cause"),
        ("2026-06-01T03:00:00Z", "backfill-not-granted"),
    ] {
        let mut body = given(&receipt, [(1, "1")]);
        body["occurred_at"] = json!(at);
        give(&trade.buyer, body).await.expect_problem(422, code);
    }
    assert_eq!(left(&trade.buyer, &receipt).await, "at most 10 tonnes", "nothing was recorded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_that_is_not_posted_and_a_distribution_of_other_goods_are_refused() {
    let trade = Trade::start().await;
    outlets(&trade.app).await;
    let order = trade.order(rice(), "10", "TNE").await;
    let posted = async |tonnes: &str| {
        let weight = json!({"unit": "TNE", "accepted": tonnes});
        trade.deliver(&order, tonnes, weight).await.expect(200).json
    };
    let (one, other) = (posted("4").await, posted("3").await);
    let first = give(&trade.buyer, given(&one, [(1, "4")])).await.expect(201);
    let elsewhere = give(&trade.buyer, corrected(&other, &first, [(1, "3")])).await;
    let elsewhere = elsewhere.expect_problem(422, "validation-failed");
    assert_eq!(code_at(&elsewhere, "/corrects_id"), "unknown-distribution");
    let vehicles = json!([crate::trade::truck("BE 3", json!([crate::trade::item(&order, "2", "TNE")]))]);
    let shipment = trade.departed(&order, vehicles, json!([])).await;
    let lines =
        json!([{"shipment_item_id": item_id(&shipment, 0), "weight": {"unit": "TNE", "accepted": "2"}}]);
    let draft = trade.captured(&shipment, lines).await;
    let draft = trade.buyer.get(&draft).await.expect(200).json;
    let early = give(&trade.buyer, given(&draft, [(1, "1")])).await.expect_problem(422, "validation-failed");
    assert_eq!(code_at(&early, "/receipt_id"), "receipt-does-not-count");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buyer_alone_records_who_reads_the_receipt_reads_and_strangers_find_nothing() {
    let (trade, receipt) = received().await;
    give(&trade.supplier, given(&receipt, [(1, "1")])).await.expect_problem(403, "forbidden");
    let stranger = trade.app.caller(&other_buyer());
    let refused = give(&stranger, given(&receipt, [(3, "1")])).await.expect_problem(422, "validation-failed");
    assert_eq!(code_at(&refused, "/receipt_id"), "unknown-receipt");
    let path =
        give(&trade.buyer, given(&receipt, [(1, "1")])).await.expect(201).header("location").to_owned();
    for reader in [metro(), jakarta(), facilitator()] {
        trade.app.caller(&reader).get(&path).await.expect(200);
    }
    trade.supplier.get(&path).await.expect(200);
    for other in [other_buyer(), crate::trade::carrier()] {
        let other = trade.app.caller(&other);
        other.get(&path).await.expect_problem(404, "not-found");
        let list = other.get("/v1/distributions").await.expect(200).json;
        assert_eq!(list["items"], json!([]));
    }
    assert!(trade.app.feed(&other_buyer(), "/v1/logistics-events").await.is_empty());
}
