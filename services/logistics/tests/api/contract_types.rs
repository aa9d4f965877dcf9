//! Contracts that say otherwise than by a quantity how much is ordered, and until when: shares of a need period by period, and
//! animals for a festival.

use chrono::{NaiveDate, TimeDelta};
use domain::shared::jakarta_date;
use logistics::projections::WholeContract;
use serde_json::{Value, json};
use testkit::{Caller, Response, test_time};

use crate::call_offs::draft;
use crate::seed::{contract_view, of, order, read, rice, tell};
use crate::trade::Trade;

fn day(after: i64) -> NaiveDate {
    jakarta_date(test_time() + TimeDelta::days(after))
}

/// What a share line commits from a day to another, as it was recorded so many days after today.
fn recorded(from: i64, until: i64, tonnes: &str, after: i64) -> Value {
    json!({
        "period": format!("{}/{}", day(from), day(until)), "name": "Pekan", "from_date": day(from),
        "until_date": day(until), "need": {"value": "100", "unit": "TNE"}, "share_bp": 6000,
        "quantity": {"value": tonnes, "unit": "TNE"}, "recorded_at": test_time() + TimeDelta::days(after),
    })
}

/// The lines of the seeded contract; the rice is a share of a need.
fn shares(rolls_over: bool, schedule: Value) -> Value {
    let mut lines = contract_view("active", 1)["lines"].clone();
    let rice = lines[1].as_object_mut().unwrap();
    rice.insert("quantity".to_owned(), Value::Null);
    rice.insert("commitment_id".to_owned(), json!("cmt_00000000000000000000000000000001"));
    rice.insert("rolls_over".to_owned(), json!(rolls_over));
    rice.insert("schedule".to_owned(), schedule);
    lines
}

fn share_contract(version: i64, rolls_over: bool, schedule: Value) -> WholeContract {
    let mut view = contract_view("active", version);
    view["type"] = json!("share_of_demand");
    view["lines"] = shares(rolls_over, schedule);
    WholeContract::of(read(view), &[]).expect("an ETag")
}

async fn issue(buyer: &Caller, tonnes: &str) -> Response {
    let path = draft(buyer, json!([of(rice(), tonnes, "TNE")])).await;
    buyer.act(&format!("{path}/issuances"), json!({})).await
}

fn weeks() -> Value {
    json!([recorded(0, 6, "6", -9), recorded(7, 13, "4", -9), recorded(14, 20, "2", -9)])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_line_commits_what_its_periods_that_have_begun_come_to() {
    let mut trade = Trade::start().await;
    tell(&trade.app, &share_contract(2, true, weeks()), 9).await;
    let figures = ["committed", "callable", "remaining"];
    assert_eq!(trade.balance(rice(), figures).await, ["6", "6", "6"]);
    let refused = issue(&trade.buyer, "6.001").await.expect_problem(409, "balance-exceeded");
    assert_eq!(refused.json["unmet"][0]["rule"], json!("callable_enough"));
    issue(&trade.buyer, "2").await.expect(200);
    let shown = trade.buyer.get(&format!("/v1/contract-lines/{}/balance", rice())).await.expect(200).json;
    let told: Vec<_> = shown["periods"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["quantity"].clone(), one["begun"].clone()))
        .collect();
    assert_eq!(told, [(json!("6"), json!(true)), (json!("4"), json!(false)), (json!("2"), json!(false))]);
    // What the first week did not take goes on to the second.
    trade.wait(TimeDelta::days(7)).await;
    assert_eq!(trade.balance(rice(), figures).await, ["10", "8", "10"]);
    issue(&trade.buyer, "8.5").await.expect_problem(409, "balance-exceeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_counts_from_when_it_was_recorded_and_changes_nothing_before() {
    let trade = Trade::start().await;
    let again = json!([
        recorded(0, 6, "6", -9),
        recorded(7, 13, "4", -9),
        recorded(7, 13, "9", -2),
        recorded(14, 20, "2", -9),
        recorded(14, 20, "0", -2),
        recorded(21, 27, "5", -2),
    ]);
    tell(&trade.app, &share_contract(2, true, again), 9).await;
    for (as_of, known_at, tonnes) in [
        (6, 20, "6"),
        (7, 20, "15"),
        (7, -3, "10"),
        (20, 20, "15"),
        (20, -3, "12"),
        (21, 20, "20"),
        (21, -10, "0"),
    ] {
        let line = rice();
        let path =
            format!("/v1/contract-lines/{line}/balance?as_of={}&known_at={}", day(as_of), day(known_at));
        let shown = trade.buyer.get(&path).await.expect(200).json;
        assert_eq!(shown["committed"], json!(tonnes), "on {as_of}, known by {known_at}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_period_did_not_take_lapses_where_nothing_rolls_over() {
    let mut trade = Trade::start().await;
    tell(&trade.app, &share_contract(2, false, weeks()), 9).await;
    let order = trade.order(rice(), "2", "TNE").await;
    let figures = ["committed", "callable"];
    assert_eq!(trade.balance(rice(), figures).await, ["6", "4"]);
    trade.wait(TimeDelta::days(7)).await;
    assert_eq!(trade.balance(rice(), figures).await, ["6", "4"], "two of the first week, four of the second");
    let refused = issue(&trade.buyer, "4.1").await;
    refused.expect_problem(409, "balance-exceeded");
    // What was taken of a week that has ended is delivered later all the same.
    let weight = json!({"unit": "TNE", "accepted": "2"});
    trade.deliver(&order, "2", weight).await.expect(200);
    assert_eq!(trade.balance(rice(), ["committed", "callable", "accepted"]).await, ["6", "4", "2"]);
    issue(&trade.buyer, "4").await.expect(200);
    trade.wait(TimeDelta::days(14)).await;
    assert_eq!(trade.balance(rice(), figures).await, ["6", "0"], "nobody took of the third week");
    let shown = trade.buyer.get(&format!("/v1/contract-lines/{}/balance", rice())).await.expect(200).json;
    let lapsed: Vec<_> =
        shown["periods"].as_array().unwrap().iter().map(|one| one["lapsed"].clone()).collect();
    assert_eq!(lapsed, [json!("4"), json!("0"), json!("2")]);
    let before = format!("/v1/contract-lines/{}/balance?as_of={}", rice(), day(6));
    let then = trade.buyer.get(&before).await.expect(200).json;
    assert_eq!((&then["committed"], &then["callable"]), (&json!("6"), &json!("4")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_said_to_be_of_a_period_takes_of_that_one_and_leaves_the_next_whole() {
    let mut trade = Trade::start().await;
    tell(&trade.app, &share_contract(2, false, weeks()), 9).await;
    let path = draft(&trade.buyer, json!([of(rice(), "6", "TNE")])).await;
    trade.wait(TimeDelta::days(7)).await;
    let said = json!({"occurred_at": test_time() + TimeDelta::days(6)});
    trade.buyer.act(&format!("{path}/issuances"), said).await.expect(200);
    assert_eq!(trade.balance(rice(), ["committed", "callable"]).await, ["10", "4"]);
    let later = format!("/v1/contract-lines/{}/balance?as_of={}", rice(), day(13));
    let then = trade.buyer.get(&later).await.expect(200).json;
    assert_eq!(
        (&then["committed"], &then["callable"]),
        (&json!("10"), &json!("4")),
        "recomputed from the facts"
    );
    issue(&trade.buyer, "4").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_received_in_an_earlier_period_and_posted_late_fit_into_what_has_begun_since() {
    let mut trade = Trade::start().await;
    tell(&trade.app, &share_contract(2, true, weeks()), 9).await;
    let first = trade.order(rice(), "6", "TNE").await;
    let late = trade
        .departed(
            &first,
            json!([crate::trade::truck("BE 1", json!([crate::trade::item(&first, "6", "TNE")]))]),
            json!([]),
        )
        .await;
    trade.wait(TimeDelta::days(7)).await;
    let second = trade.order(rice(), "4", "TNE").await;
    trade.deliver(&second, "4", json!({"unit": "TNE", "accepted": "4"})).await.expect(200);
    let mut said = crate::trade::receipt(
        &late,
        json!([{"shipment_item_id": crate::trade::item_id(&late, 0), "weight": {"unit": "TNE", "accepted": "6"}}]),
    );
    said["received_at"] = json!(test_time() + TimeDelta::days(6));
    let captured = trade.buyer.post("/v1/receipts", said).await;
    let path = captured.expect(201).header("location").to_owned();
    trade.finish(&path).await.expect(200);
    assert_eq!(trade.balance(rice(), ["committed", "accepted"]).await, ["10", "10"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_line_without_a_period_commits_nothing() {
    let trade = Trade::start().await;
    tell(&trade.app, &share_contract(2, true, json!([])), 9).await;
    assert_eq!(trade.balance(rice(), ["committed", "callable"]).await, ["0", "0"]);
    issue(&trade.buyer, "0.001").await.expect_problem(409, "balance-exceeded");
}

/// A text of the contract with a schedule of its own.
fn text(number: i32, from: NaiveDate, lines: Value) -> Value {
    json!({
        "number": number, "amendment_id": (number > 1).then(|| format!("amd_{number:032}")),
        "in_force_from_date": from, "recorded_at": test_time() - TimeDelta::days(1), "title": "Telur dan beras",
        "valid_from_date": "2026-01-01", "valid_until_date": "2026-12-31", "text_sha256": null, "lines": lines,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn each_text_of_an_amended_contract_has_periods_of_its_own() {
    let mut trade = Trade::start().await;
    let longer = json!([recorded(0, 6, "6", -9), recorded(7, 13, "4", -9)]);
    let first = json!([recorded(0, 6, "6", -9)]);
    let texts = json!([
        text(1, "2026-01-01".parse().unwrap(), shares(true, first.clone())),
        text(2, day(7), shares(true, longer)),
    ]);
    let mut view = contract_view("active", 2);
    view["lines"] = shares(true, first);
    let texts: Vec<_> = texts.as_array().unwrap().iter().map(|text| read(text.clone())).collect();
    tell(&trade.app, &WholeContract::of(read(view), &texts).expect("an ETag"), 9).await;
    assert_eq!(trade.balance(rice(), ["committed", "ordering_cap"]).await, ["6", "null"]);
    trade.wait(TimeDelta::days(7)).await;
    assert_eq!(trade.balance(rice(), ["committed", "ordering_cap"]).await, ["10", "null"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn animals_for_a_festival_are_wanted_no_later_than_its_day() {
    let trade = Trade::start().await;
    let mut view = contract_view("active", 2);
    view["festival"] =
        json!({"name": "Idul Adha", "festival_date": "2026-12-10", "hold_from_date": "2026-11-01"});
    tell(&trade.app, &WholeContract::of(read(view), &[]).expect("an ETag"), 9).await;
    let wanted = async |date: &str| {
        let mut order = order(json!([of(rice(), "1", "TNE")]));
        order["requested_delivery_date"] = json!(date);
        trade.buyer.post("/v1/call-offs", order).await
    };
    let late = wanted("2026-12-11").await.expect_problem(422, "validation-failed");
    assert_eq!(late.json["errors"][0]["code"], json!("outside-contract"));
    let path = wanted("2026-12-10").await.expect(201).header("location").to_owned();
    // The festival comes a day earlier: what was written for the day after is not issued.
    let mut view = contract_view("active", 3);
    view["festival"] =
        json!({"name": "Idul Adha", "festival_date": "2026-12-09", "hold_from_date": "2026-11-01"});
    tell(&trade.app, &WholeContract::of(read(view), &[]).expect("an ETag"), 10).await;
    let refused = trade.buyer.act(&format!("{path}/issuances"), json!({})).await;
    let refused = refused.expect_problem(422, "call-off-not-allowed");
    assert_eq!(refused.json["unmet"][0]["rule"], json!("delivery_within_contract"));
}
