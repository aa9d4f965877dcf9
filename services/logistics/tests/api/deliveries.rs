//! The day on which an order wants its goods: days that can be, within the contract.

use serde_json::{Value, json};

use crate::buyer;
use crate::seed::{self, eggs, of, order};
use crate::trade::Trade;

/// What is said of the day of an order, or that it is written.
async fn written(trade: &Trade, day: &str) -> Value {
    let mut body = order(json!([of(eggs(), "100", "KGM")]));
    body["requested_delivery_date"] = json!(day);
    let answer = trade.buyer.post("/v1/call-offs", body).await;
    if answer.status == 201 { json!("written") } else { answer.json["errors"][0].clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_are_wanted_neither_yesterday_nor_after_the_contract() {
    let trade = Trade::start().await;
    for day in ["2026-11-22", "2026-12-31"] {
        assert_eq!(written(&trade, day).await, "written", "{day}");
    }
    for (day, code) in [
        ("2026-11-21", "implausible-date"),
        ("2027-01-01", "outside-contract"),
        ("2199-01-01", "outside-contract"),
        ("-0001-06-10", "outside-contract"),
    ] {
        let refused = written(&trade, day).await;
        assert_eq!(
            (&refused["pointer"], &refused["code"]),
            (&json!("/requested_delivery_date"), &json!(code)),
            "{day}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_offer_proposes_a_day_that_can_be() {
    let trade = Trade::start().await;
    let draft = trade.buyer.post("/v1/call-offs", order(json!([of(eggs(), "100", "KGM")]))).await.expect(201);
    let path = draft.header("location").to_owned();
    trade.buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
    let counters = format!("{path}/counter-offers");
    for day in ["2026-11-21", "2027-01-01"] {
        let refused = trade.supplier.act(&counters, json!({"delivery_date": day})).await;
        let refused = refused.expect_problem(422, "validation-failed");
        assert_eq!(refused.json["errors"][0]["pointer"], "/delivery_date", "{day}");
    }
    trade.supplier.act(&counters, json!({"delivery_date": "2026-12-01"})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_records_the_past_by_a_grant_orders_for_the_past() {
    let trade = Trade::start().await;
    assert_eq!(written(&trade, "2026-03-01").await["code"], "implausible-date");
    seed::tell(&trade.app, &seed::grant(7, buyer().party, "2026-02-01", "2026-03-31"), 9).await;
    assert_eq!(written(&trade, "2026-03-01").await, "written");
    assert_eq!(written(&trade, "2026-04-01").await["code"], "implausible-date");
}
