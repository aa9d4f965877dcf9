//! What amendments change here: the terms in force on each day, what a proposal holds back at once, and the price of what
//! was ordered before.

use chrono::{NaiveDate, TimeDelta};
use diesel_async::SimpleAsyncConnection as _;
use domain::shared::jakarta_date;
use logistics::projections::WholeContract;
use serde_json::{Value, json};
use testkit::{Actor, App, Caller, test_time};
use tokio::task::JoinSet;

use crate::call_offs::{draft, figure};
use crate::seed::{self, chilli, contract_view, of, order, read, rice, tell};
use crate::trade::Trade;
use crate::{buyer, start};

pub(crate) fn day(after: i64) -> NaiveDate {
    jakarta_date(test_time() + TimeDelta::days(after))
}

/// The seeded lines with so many tonnes of rice at a price.
pub(crate) fn lines(tonnes: &str, price: i64) -> Value {
    let mut lines = contract_view("active", 1)["lines"].clone();
    lines[1]["quantity"]["value"] = json!(tonnes);
    lines[1]["price"]["amount"] = json!(price);
    lines
}

/// A text of the contract: from which day it holds, and how many days after the first it was signed.
pub(crate) fn text(number: i32, from: NaiveDate, signed_after: i64, lines: Value) -> Value {
    json!({
        "number": number, "amendment_id": (number > 1).then(|| format!("amd_{number:032}")), "in_force_from_date": from,
        "recorded_at": test_time() + TimeDelta::days(signed_after), "title": "Telur dan beras",
        "valid_from_date": "2026-01-01", "valid_until_date": "2026-12-31", "text_sha256": null, "lines": lines,
    })
}

pub(crate) fn amended(version: i64, texts: Value, cap: Value) -> WholeContract {
    let mut view = contract_view("active", version);
    view["ordering_cap"] = cap;
    let texts: Vec<_> = texts.as_array().unwrap().iter().map(|text| read(text.clone())).collect();
    WholeContract::of(read(view), &texts).expect("an ETag")
}

/// A proposal of so many tonnes of rice, that waits for so many days.
fn cap(tonnes: &str, days: i64) -> Value {
    json!({
        "amendment_id": "amd_00000000000000000000000000000009", "until_date": day(days), "valid_until_date": "2026-12-15",
        "lines": [{"contract_line_id": rice(), "quantity": {"value": tonnes, "unit": "TNE"}}],
    })
}

async fn issue(buyer: &Caller, tonnes: &str) -> testkit::Response {
    let path = draft(buyer, json!([of(rice(), tonnes, "TNE")])).await;
    buyer.act(&format!("{path}/issuances"), json!({})).await
}

async fn committed(buyer: &Caller, as_of: i64, known_at: i64) -> Value {
    let path =
        format!("/v1/contract-lines/{}/balance?as_of={}&known_at={}", rice(), day(as_of), day(known_at));
    buyer.get(&path).await.expect(200).json["committed"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_commits_what_the_text_of_the_day_says_in_both_times() {
    let trade = Trade::start().await;
    let texts = json!([
        text(1, "2026-01-01".parse().unwrap(), -100, lines("10", 24_000)),
        text(2, day(5), -1, lines("25", 24_000)),
        text(3, day(9), -1, lines("18", 24_000)),
    ]);
    tell(&trade.app, &amended(2, texts, Value::Null), 9).await;
    for (as_of, known_at, tonnes) in
        [(4, 20, "10"), (5, 20, "25"), (8, 20, "25"), (9, 20, "18"), (9, -2, "10"), (-3, 20, "10")]
    {
        assert_eq!(
            committed(&trade.buyer, as_of, known_at).await,
            json!(tonnes),
            "on {as_of}, known by {known_at}"
        );
    }
    // More is ordered once it holds; never more than the text after it lets.
    issue(&trade.buyer, "11").await.expect_problem(409, "balance-exceeded");
    issue(&trade.buyer, "10").await.expect(200);
    let mut trade = trade;
    trade.wait(TimeDelta::days(5)).await;
    let [committed, cap, callable] = trade.balance(rice(), ["committed", "ordering_cap", "callable"]).await;
    assert_eq!((committed.as_str(), cap.as_str(), callable.as_str()), ("25", "18", "8"));
    issue(&trade.buyer, "8.001").await.expect_problem(409, "balance-exceeded");
    issue(&trade.buyer, "8").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposed_reduction_holds_back_at_once_and_only_as_long_as_it_waits() {
    let mut trade = Trade::start().await;
    tell(&trade.app, &amended(2, json!([]), cap("6", 3)), 9).await;
    assert_eq!(trade.balance(rice(), ["committed", "ordering_cap", "callable"]).await, ["10", "6", "6"]);
    let refused = issue(&trade.buyer, "6.5").await.expect_problem(409, "balance-exceeded");
    assert!(
        refused.json["unmet"][0]["how_to_fix"].as_str().unwrap().contains("6 tonnes"),
        "{}",
        refused.json
    );
    issue(&trade.buyer, "6").await.expect(200);
    let mut late = order(json!([of(rice(), "1", "TNE")]));
    late["requested_delivery_date"] = json!("2026-12-16");
    let outside =
        trade.buyer.post("/v1/call-offs", late.clone()).await.expect_problem(422, "validation-failed");
    assert_eq!(outside.json["errors"][0]["code"], json!("outside-contract"));
    // Written before the shorter period was proposed, and issued while it is.
    let mut soon = order(json!([of(rice(), "0.1", "TNE")]));
    soon["requested_delivery_date"] = json!("2026-12-10");
    let written = trade.buyer.post("/v1/call-offs", soon).await.expect(201).header("location").to_owned();
    let mut shorter = cap("6.5", 3);
    shorter["valid_until_date"] = json!("2026-12-05");
    tell(&trade.app, &amended(3, json!([]), shorter), 10).await;
    let refused = trade.buyer.act(&format!("{written}/issuances"), json!({})).await;
    let refused = refused.expect_problem(422, "call-off-not-allowed");
    assert_eq!(refused.json["unmet"][0]["rule"], json!("delivery_within_contract"));
    // The last signature of its last day may be on its way at midnight.
    trade.wait(TimeDelta::days(4)).await;
    assert_eq!(trade.balance(rice(), ["ordering_cap", "callable"]).await, ["6.5", "0.5"]);
    trade.wait(TimeDelta::days(1)).await;
    assert_eq!(trade.balance(rice(), ["ordering_cap", "callable"]).await, ["null", "4"]);
    trade.buyer.post("/v1/call-offs", late).await.expect(201);
    issue(&trade.buyer, "4").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_text_lets_less_be_ordered_is_no_room_for_tolerances_either() {
    let trade = Trade::start().await;
    let order = trade.tolerant_order(seed::contract(), rice(), "6", 1_000).await;
    tell(&trade.app, &amended(2, json!([]), cap("6", 3)), 9).await;
    let weight = json!({"unit": "TNE", "accepted": "6.6"});
    let refused = trade.deliver(&order, "6.6", weight).await.expect_problem(409, "balance-exceeded");
    assert_eq!(refused.json["unmet"][0]["rule"], json!("nobody_elses_order"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_the_next_one_replaces_on_its_own_day_caps_nothing() {
    let trade = Trade::start().await;
    let texts = json!([
        text(1, "2026-01-01".parse().unwrap(), -100, lines("10", 24_000)),
        text(2, day(5), -1, lines("6", 24_000)),
        text(3, day(5), -1, lines("10", 24_000)),
    ]);
    tell(&trade.app, &amended(2, texts, Value::Null), 9).await;
    assert_eq!(trade.balance(rice(), ["ordering_cap", "callable"]).await, ["null", "10"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agreement_service_is_told_by_which_version_orders_are_judged() {
    let app = start().await;
    seed::everything(&app).await;
    tell(&app, &amended(7, json!([]), cap("6", 3)), 9).await;
    let applied = "/v1/logistics-events?types=id.kad.contract_terms.applied";
    let told = app.feed(&Actor::service(), applied).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["data"], json!({"contract_id": seed::contract(), "contract_version": 7}));
    assert!(app.feed(&buyer(), applied).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_an_amendment_brings_is_ordered_from_its_day_on() {
    let mut trade = Trade::start().await;
    let mut without = lines("10", 24_000);
    without.as_array_mut().unwrap().pop();
    let texts = json!([
        text(1, "2026-01-01".parse().unwrap(), -100, without),
        text(2, day(2), -1, lines("10", 24_000)),
    ]);
    tell(&trade.app, &amended(2, texts, Value::Null), 9).await;
    let chillies = async |buyer: &Caller| {
        let path = draft(buyer, json!([of(chilli(), "5", "KGM")])).await;
        buyer.act(&format!("{path}/issuances"), json!({})).await
    };
    chillies(&trade.buyer).await.expect_problem(409, "balance-exceeded");
    trade.wait(TimeDelta::days(2)).await;
    chillies(&trade.buyer).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_cost_what_they_did_on_the_day_they_were_ordered() {
    let mut trade = Trade::start().await;
    let texts = json!([
        text(1, "2026-01-01".parse().unwrap(), -100, lines("10", 12_000)),
        text(2, day(2), -1, lines("10", 13_000)),
    ]);
    tell(&trade.app, &amended(2, texts, Value::Null), 9).await;
    let before = trade.order(rice(), "1", "TNE").await;
    // As a release before kept it, which knew no rules.
    let older = "update projected_contract_line set texts = (select jsonb_agg(text #- '{says,price_rule}') from \
        jsonb_array_elements(texts) text) where texts <> '[]'";
    trade.app.core.read().await.unwrap().batch_execute(older).await.unwrap();
    trade.wait(TimeDelta::days(3)).await;
    let after = trade.order(rice(), "1", "TNE").await;
    let amount = async |order: &Value| {
        let weight = json!({"unit": "TNE", "accepted": "1"});
        trade.deliver(order, "1", weight).await.expect(200).json["lines"][0]["amount"]["amount"].clone()
    };
    assert_eq!((amount(&before).await, amount(&after).await), (json!(12_000_000), json!(13_000_000)));
}

/// `KAD_ROUNDS` says how many rounds.
#[tokio::test(flavor = "multi_thread")]
async fn orders_that_race_a_proposed_reduction_never_exceed_the_lower_text_once_it_is_told() {
    let rounds = std::env::var("KAD_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    for round in 0..rounds {
        let app: App = start().await;
        seed::everything(&app).await;
        let buyer_ = app.caller(&buyer());
        let mut paths = Vec::new();
        for _ in 0..12 {
            paths.push(draft(&buyer_, json!([of(rice(), "1", "TNE")])).await);
        }
        let mut clerks = JoinSet::new();
        for path in paths {
            let clerk = app.caller(&buyer());
            clerks.spawn(async move { clerk.act(&format!("{path}/issuances"), json!({})).await.status });
        }
        tell(&app, &amended(7, json!([]), cap("6", 3)), 9).await;
        let open_when_told: f64 = figure(&buyer_, rice(), "open").await.parse().unwrap();
        let answers = clerks.join_all().await;
        assert!(answers.iter().all(|status| matches!(status, 200 | 409)), "{answers:?}");
        let open: f64 = figure(&buyer_, rice(), "open").await.parse().unwrap();
        // What was issued before is kept; nothing is added beyond the lower text.
        assert!(
            open <= open_when_told.max(6.0),
            "round {round}: {open_when_told} open when told, {open} at the end"
        );
    }
}
