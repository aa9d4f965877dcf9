//! The largest value of a contract whose lines state no quantity: judged with the balance, over all its lines, under one lock.

use chrono::{NaiveDate, TimeDelta};
use domain::shared::{ContractId, ContractLineId, Role, jakarta_date};
use logistics::projections::WholeContract;
use serde_json::{Value, json};
use testkit::{Actor, Caller, Response, seeded, test_time};
use tokio::task::JoinSet;

use crate::buyer;
use crate::seed::{contract_of, line, of, order_of, read, tell};
use crate::trade::Trade;

fn contract() -> ContractId {
    seeded(210)
}

/// Rice, at Rp 24,000 per kilogram.
fn rice() -> ContractLineId {
    seeded(311)
}

/// Chillies, at Rp 24,000 per kilogram.
fn chilli() -> ContractLineId {
    seeded(312)
}

fn lines(price: i64) -> Value {
    let mut lines = json!([
        line(rice(), 1, "rice", "milled_rice_medium", "TNE", Value::Null, 0),
        line(chilli(), 2, "chilli", "fresh", "KGM", Value::Null, 0),
    ]);
    lines[0]["price"]["amount"] = json!(price);
    lines
}

fn rupiah(amount: Option<i64>) -> Value {
    amount.map_or(Value::Null, |amount| json!({"amount": amount, "currency": "IDR"}))
}

fn view(version: i64, limit: Option<i64>) -> Value {
    let mut view = contract_of(contract(), "active", version, lines(24_000));
    view["type"] = json!("standby_buyer");
    view["value_limit"] = rupiah(limit);
    view
}

fn day(after: i64) -> NaiveDate {
    jakarta_date(test_time() + TimeDelta::days(after))
}

/// A text of the contract: from which day it holds, its limit and the price of rice.
fn text(number: i32, from: NaiveDate, limit: Option<i64>, price: i64) -> Value {
    json!({
        "number": number, "amendment_id": (number > 1).then(|| format!("amd_{number:032}")),
        "in_force_from_date": from, "recorded_at": test_time() - TimeDelta::days(1), "title": "Siaga pembeli",
        "valid_from_date": "2026-01-01", "valid_until_date": "2026-12-31", "text_sha256": null,
        "value_limit": rupiah(limit), "lines": lines(price),
    })
}

async fn limited(trade: &Trade, version: i64, limit: Option<i64>) {
    tell(&trade.app, &WholeContract::of(read(view(version, limit)), &[]).expect("an ETag"), version).await;
}

/// Ten tonnes at Rp 24,000 per kilogram.
const TEN_TONNES: i64 = 240_000_000;

async fn start() -> Trade {
    let trade = Trade::start().await;
    limited(&trade, 1, Some(TEN_TONNES)).await;
    trade
}

/// Writes an order; gives its address.
async fn draft(buyer: &Caller, lines: Value) -> String {
    buyer.post("/v1/call-offs", order_of(contract(), lines)).await.expect(201).header("location").to_owned()
}

async fn issue(buyer: &Caller, lines: Value) -> Response {
    let path = draft(buyer, lines).await;
    buyer.act(&format!("{path}/issuances"), json!({})).await
}

/// Limit, cap, accepted, open and left, in millions of rupiah.
async fn value(buyer: &Caller, when: &str) -> Vec<Option<i64>> {
    let shown = buyer.get(&format!("/v1/contract-lines/{}/balance{when}", rice())).await.expect(200).json;
    ["limit", "ordering_cap", "accepted", "open", "left"]
        .map(|figure| shown["value"][figure]["amount"].as_i64().map(|rupiah| rupiah / 1_000_000))
        .to_vec()
}

fn tonnes(of: &str) -> Value {
    json!({"unit": "TNE", "accepted": of})
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_ordered_on_any_line_stays_within_the_largest_value() {
    let trade = start().await;
    issue(&trade.buyer, json!([of(rice(), "6", "TNE")])).await.expect(200);
    let over = issue(&trade.buyer, json!([of(chilli(), "5000", "KGM")])).await;
    let unmet = over.expect_problem(409, "value-exceeded").json["unmet"][0].clone();
    assert_eq!(unmet["rule"], "value_left_enough");
    assert_eq!(
        (&unmet["found"], &unmet["required"]),
        (&json!("Rp 120,000,000"), &json!("at most Rp 96,000,000"))
    );
    let how = unmet["how_to_fix"].as_str().unwrap();
    for figure in
        ["Rp 240,000,000", "Rp 0 are accepted", "Rp 144,000,000 are on order", "Rp 120,000,000", "4,000 kg"]
    {
        assert!(how.contains(figure), "{how}");
    }
    // Two lines of one order are judged as their sum.
    let sum = json!([of(rice(), "2", "TNE"), of(chilli(), "2000.001", "KGM")]);
    issue(&trade.buyer, sum).await.expect_problem(409, "value-exceeded");
    issue(&trade.buyer, json!([of(rice(), "2", "TNE"), of(chilli(), "2000", "KGM")])).await.expect(200);
    assert_eq!(value(&trade.buyer, "").await, [Some(240), None, Some(0), Some(240), Some(0)]);
    let receiver = trade.app.caller(&Actor::new(buyer().party, "31", &[Role::Receiver]));
    let shown = receiver.get(&format!("/v1/contract-lines/{}/balance", rice())).await.expect(200).json;
    assert_eq!((&shown["value"], &shown["open"]), (&Value::Null, &json!("8")));
    let page =
        trade.buyer.get(&format!("/v1/contract-lines?contract_id={}", contract())).await.expect(200).json;
    assert_eq!(page["items"][1]["value"]["left"]["amount"], json!(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_offer_is_held_against_the_value_of_the_day_it_is_taken() {
    let trade = start().await;
    let asked = issue(&trade.buyer, json!([of(rice(), "10", "TNE")])).await.expect(200).json;
    let path = format!("/v1/call-offs/{}", asked["id"].as_str().unwrap());
    let less = json!({"lines": [{"call_off_line_id": asked["lines"][0]["id"], "quantity": {"value": "8", "unit": "TNE"}}]});
    trade.supplier.act(&format!("{path}/counter-offers"), less).await.expect(200);
    let take = format!("{path}/counter-offer-acceptances");
    limited(&trade, 2, Some(TEN_TONNES - 48_000_001)).await;
    let refused = trade.buyer.act(&take, json!({})).await.expect_problem(409, "value-exceeded");
    assert_eq!(refused.json["unmet"][0]["required"], "at most Rp 191,999,999");
    limited(&trade, 3, Some(TEN_TONNES - 48_000_000)).await;
    trade.buyer.act(&take, json!({})).await.expect(200);
    assert_eq!(value(&trade.buyer, "").await, [Some(192), None, Some(0), Some(192), Some(0)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_told_what_to_hold_beyond_the_value_without_rupiah() {
    let trade = start().await;
    let tolerant = trade.tolerant_order(contract(), rice(), "9", 1_000).await;
    issue(&trade.buyer, json!([of(chilli(), "1000", "KGM")])).await.expect(200);
    // What nobody ordered is left of nothing: the rest is the chillies'.
    let refused = trade.deliver(&tolerant, "9.9", tonnes("9.9")).await.expect_problem(409, "value-exceeded");
    let unmet = &refused.json["unmet"][0];
    assert_eq!(
        (&unmet["rule"], &unmet["required"]),
        (&json!("value_receivable_enough"), &json!("at most 9 tonnes"))
    );
    assert!(
        unmet["how_to_fix"].as_str().unwrap().contains("Accept 9 tonnes; record 0.9 tonnes as held excess")
    );
    assert!(!refused.text.contains("Rp"), "{}", refused.text);
    assert_eq!(
        value(&trade.buyer, "").await,
        [Some(240), None, Some(0), Some(240), Some(0)],
        "nothing half done"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_never_goes_beyond_a_value_that_was_lowered_since() {
    let trade = start().await;
    let order = trade.order_under(contract(), rice(), "10", "TNE").await;
    limited(&trade, 2, Some(TEN_TONNES / 2)).await;
    let refused = trade.deliver(&order, "6", tonnes("6")).await.expect_problem(409, "value-exceeded");
    assert_eq!(refused.json["unmet"][0]["required"], "at most 5 tonnes");
    let shipments = trade.buyer.get("/v1/shipments").await.expect(200).json;
    let shipment = trade.shipment_now(&shipments["items"][0]).await;
    let held = json!({"unit": "TNE", "accepted": "5", "held_excess": "1"});
    let withdrawn = trade.buyer.get("/v1/receipts").await.expect(200).json["items"][0]["id"].clone();
    let withdrawn = format!("/v1/receipts/{}/withdrawals", withdrawn.as_str().unwrap());
    trade.buyer.act(&withdrawn, json!({"note": "Dihitung ulang."})).await.expect(200);
    let lines = json!([{"shipment_item_id": crate::trade::item_id(&shipment, 0), "weight": held}]);
    trade.post(&shipment, lines).await.expect(200);
    assert_eq!(value(&trade.buyer, "").await, [Some(120), None, Some(120), Some(120), Some(-120)]);
    issue(&trade.buyer, json!([of(chilli(), "0.001", "KGM")])).await.expect_problem(409, "value-exceeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_order_gave_back_is_taken_again_only_as_far_as_the_value_goes() {
    let trade = start().await;
    let order = trade.order_under(contract(), rice(), "10", "TNE").await;
    let posted = trade.deliver(&order, "6", tonnes("6")).await.expect(200);
    let path = format!("/v1/call-offs/{}", order["id"].as_str().unwrap());
    assert_eq!(value(&trade.buyer, "").await, [Some(240), None, Some(144), Some(96), Some(0)]);
    trade.buyer.act(&format!("{path}/short-closures"), json!({"note": "Panen habis"})).await.expect(200);
    assert_eq!(value(&trade.buyer, "").await, [Some(240), None, Some(144), Some(0), Some(96)]);
    let other = issue(&trade.buyer, json!([of(chilli(), "1000", "KGM")])).await.expect(200).json;
    let reversal = format!("/v1/receipts/{}/reversals", posted.id());
    let note = json!({"note": "Salah timbang"});
    let refused = trade.buyer.act(&reversal, note.clone()).await.expect_problem(409, "value-exceeded");
    let unmet = &refused.json["unmet"][0];
    assert_eq!(
        (&unmet["rule"], &unmet["required"]),
        (&json!("value_taken_again"), &json!("at most 3 tonnes"))
    );
    let cancel = format!("/v1/call-offs/{}/cancellations", other["id"].as_str().unwrap());
    trade.buyer.act(&cancel, json!({})).await.expect(200);
    trade.buyer.act(&reversal, note).await.expect(200);
    assert_eq!(value(&trade.buyer, "").await, [Some(240), None, Some(0), Some(240), Some(0)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_value_of_any_time_follows_the_texts_and_facts_of_both_times() {
    let mut trade = start().await;
    let texts = [
        text(1, "2026-01-01".parse().unwrap(), Some(TEN_TONNES), 24_000),
        text(2, day(2), Some(2 * TEN_TONNES), 30_000),
        text(3, day(9), Some(TEN_TONNES + 60_000_000), 30_000),
    ];
    let texts: Vec<_> = texts.into_iter().map(read).collect();
    let whole = WholeContract::of(read(view(2, Some(TEN_TONNES))), &texts).expect("an ETag");
    tell(&trade.app, &whole, 2).await;
    let before = trade.order_under(contract(), rice(), "5", "TNE").await;
    trade.wait(TimeDelta::days(3)).await;
    // Goods keep the price of the day on which they were ordered, and more is ordered by the new one up to what the text after
    // it allows.
    assert_eq!(value(&trade.buyer, "").await, [Some(480), Some(300), Some(0), Some(120), Some(180)]);
    issue(&trade.buyer, json!([of(rice(), "6.0001", "TNE")])).await.expect_problem(409, "value-exceeded");
    issue(&trade.buyer, json!([of(rice(), "6", "TNE")])).await.expect(200);
    let posted = trade.deliver(&before, "2", tonnes("2")).await.expect(200);
    assert_eq!(value(&trade.buyer, "").await, [Some(480), Some(300), Some(48), Some(252), Some(0)]);
    let received = format!("?as_of={}&known_at={}", day(3), day(4));
    trade.wait(TimeDelta::days(2)).await;
    let reversal = format!("/v1/receipts/{}/reversals", posted.id());
    trade.buyer.act(&reversal, json!({"note": "Salah timbang"})).await.expect(200);
    assert_eq!(value(&trade.buyer, "").await, [Some(480), Some(300), Some(0), Some(300), Some(0)]);
    assert_eq!(value(&trade.buyer, &received).await, [Some(480), None, Some(48), Some(252), Some(180)]);
    let ordered = format!("?as_of={}&known_at={}", day(1), day(5));
    assert_eq!(value(&trade.buyer, &ordered).await, [Some(240), None, Some(0), Some(120), Some(120)]);
    let later = format!("?as_of={}&known_at={}", day(9), day(5));
    assert_eq!(value(&trade.buyer, &later).await, [Some(300), None, Some(0), Some(300), Some(0)]);
    let unknown = format!("?as_of={}&known_at={}", day(9), day(-2));
    assert_eq!(value(&trade.buyer, &unknown).await, [Some(240), None, Some(0), Some(0), Some(240)]);
}

/// Half the value is proposed, for three days.
async fn propose_half(trade: &Trade) {
    let mut proposed = view(2, Some(TEN_TONNES));
    proposed["ordering_cap"] = json!({
        "amendment_id": "amd_00000000000000000000000000000009", "until_date": day(3),
        "valid_until_date": "2026-12-31", "value_limit": rupiah(Some(TEN_TONNES / 2)), "lines": [],
    });
    tell(&trade.app, &WholeContract::of(read(proposed), &[]).expect("an ETag"), 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposed_lower_value_holds_back_at_once_and_is_told_as_applied() {
    let mut trade = start().await;
    propose_half(&trade).await;
    let applied =
        trade.app.feed(&Actor::service(), "/v1/logistics-events?types=id.kad.contract_terms.applied").await;
    assert_eq!(applied[0]["data"], json!({"contract_id": contract(), "contract_version": 2}));
    assert_eq!(value(&trade.buyer, "").await, [Some(240), Some(120), Some(0), Some(0), Some(120)]);
    let refused = issue(&trade.buyer, json!([of(rice(), "5.5", "TNE")])).await;
    refused.expect_problem(409, "value-exceeded");
    issue(&trade.buyer, json!([of(rice(), "5", "TNE")])).await.expect(200);
    trade.wait(TimeDelta::days(5)).await;
    assert_eq!(value(&trade.buyer, "").await, [Some(240), None, Some(0), Some(120), Some(120)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn contracts_from_before_values_were_stated_go_on_without_a_limit() {
    let trade = Trade::start().await;
    let mut older = view(1, None);
    older.as_object_mut().unwrap().remove("value_limit");
    tell(&trade.app, &WholeContract::of(read(older), &[]).expect("an ETag"), 1).await;
    issue(&trade.buyer, json!([of(rice(), "9000", "TNE")])).await.expect(200);
    let shown = trade.buyer.get(&format!("/v1/contract-lines/{}/balance", rice())).await.expect(200).json;
    assert_eq!((&shown["value"], &shown["open"]), (&Value::Null, &json!("9000")));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_32_clerks_on_the_last_rupiah_of_two_lines_one_wins_and_each_other_is_told_why() {
    let trade = start().await;
    issue(&trade.buyer, json!([of(rice(), "9", "TNE")])).await.expect(200);
    let mut clerks = JoinSet::new();
    for index in 0..32 {
        let goods = if index % 2 == 0 { of(rice(), "1", "TNE") } else { of(chilli(), "1000", "KGM") };
        let path = draft(&trade.buyer, json!([goods])).await;
        let clerk: Caller = trade.app.caller(&buyer());
        clerks.spawn(async move {
            let answer = clerk.act_on(&format!("{path}/issuances"), json!({}), "\"v1\"").await;
            (answer.status, answer.code().to_owned())
        });
    }
    let answers = clerks.join_all().await;
    let won = answers.iter().filter(|(status, _)| *status == 200).count();
    let lost = answers.iter().filter(|(_, code)| code == "value-exceeded").count();
    assert_eq!((won, lost), (1, 31), "{answers:?}");
    assert_eq!(value(&trade.buyer, "").await, [Some(240), None, Some(0), Some(240), Some(0)]);
}

/// `KAD_ROUNDS` says how many rounds.
#[tokio::test(flavor = "multi_thread")]
async fn orders_that_race_a_proposed_lower_value_never_exceed_it_once_it_is_told() {
    let rounds = std::env::var("KAD_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(3);
    for round in 0..rounds {
        let trade = start().await;
        let mut clerks = JoinSet::new();
        for index in 0..12 {
            let goods = if index % 2 == 0 { of(rice(), "1", "TNE") } else { of(chilli(), "1000", "KGM") };
            let path = draft(&trade.buyer, json!([goods])).await;
            let clerk: Caller = trade.app.caller(&buyer());
            clerks.spawn(async move { clerk.act(&format!("{path}/issuances"), json!({})).await.status });
        }
        propose_half(&trade).await;
        let when_told = value(&trade.buyer, "").await[3].unwrap();
        let answers = clerks.join_all().await;
        assert!(answers.iter().all(|status| matches!(status, 200 | 409)), "{answers:?}");
        let open = value(&trade.buyer, "").await[3].unwrap();
        // What was issued before is kept; nothing is added beyond the lower value.
        assert!(open <= when_told.max(120), "round {round}: {when_told} open when told, {open} at the end");
    }
}
