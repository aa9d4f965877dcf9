//! A contract line of milled rice that may be met by paddy: ordered and received in its own form, counted through the yield.

use chrono::TimeDelta;
use domain::shared::{ContractId, ContractLineId, YieldId};
use logistics::projections::YieldRow;
use serde_json::{Value, json};
use testkit::{Response, seeded, test_time};

use crate::seed::{contract_of, line, of, order_of, read, rice, tell, whole_contract};
use crate::trade::{Trade, item, item_id, truck};

const PADDY: &str = "paddy_harvest_dry";

fn contract() -> ContractId {
    seeded(210)
}

fn milled() -> ContractLineId {
    seeded(310)
}

/// A quota of so many tonnes of milled rice, also by paddy and brown rice.
fn quota(tonnes: &str, version: i64, also: Value) -> Value {
    let quantity = json!({"value": tonnes, "unit": "TNE"});
    let mut rice = line(milled(), 1, "rice", "milled_rice_medium", "TNE", quantity, 0);
    rice["also_form_codes"] = also;
    contract_of(contract(), "active", version, json!([rice]))
}

/// How much milled rice so much paddy gives in some days.
pub(crate) fn yield_of(
    number: u128,
    [input, output]: [&str; 2],
    from: &str,
    until: Option<&str>,
) -> YieldRow {
    let version = if until.is_some() { 4 } else { 3 };
    let view = read(json!({
        "id": seeded::<YieldId>(number), "etag": format!("\"v{version}\""), "commodity_code": "rice",
        "from_form_code": PADDY, "to_form_code": "milled_rice_medium",
        "input": {"value": input, "unit": "TNE"}, "output": {"value": output, "unit": "TNE"},
        "in_force_from_date": from, "in_force_until_date": until, "source": "900 t GKP = 450 t beras",
        "created_at": test_time(), "created_by_party_id": null, "ended_at": null, "ended_by_party_id": null,
        "ending_note": null,
    }));
    YieldRow::of(&view).expect("an ETag")
}

async fn started(tonnes: &str) -> Trade {
    let trade = Trade::start().await;
    tell(&trade.app, &whole_contract(quota(tonnes, 1, json!([PADDY, "brown_rice"]))), 5).await;
    tell(&trade.app, &yield_of(1, ["900", "450"], "2022-01-01", None), 5).await;
    trade
}

/// An order line in a form.
fn in_form(form: &str, value: &str) -> Value {
    let mut line = of(milled(), value, "TNE");
    line["form_code"] = json!(form);
    line
}

async fn draft(trade: &Trade, lines: Value) -> Response {
    trade.buyer.post("/v1/call-offs", order_of(contract(), lines)).await
}

/// An order that its supplier has accepted.
async fn accepted(trade: &Trade, lines: Value) -> Value {
    let path = draft(trade, lines).await.expect(201).header("location").to_owned();
    trade.buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
    trade.supplier.act(&format!("{path}/acceptances"), json!({})).await.expect(200).json
}

async fn balance(trade: &Trade, query: &str) -> Value {
    trade.buyer.get(&format!("/v1/contract-lines/{}/balance{query}", milled())).await.expect(200).json
}

/// What is shown now, which is what is recomputed from the facts.
async fn shown(trade: &Trade) -> (String, String, String, Value) {
    let (now, facts) = (balance(trade, "").await, balance(trade, "?as_of=2026-12-31T00:00:00Z").await);
    let figures =
        ["accepted", "accepted_by_form", "open", "in_transit", "callable", "receivable", "remaining"];
    for figure in figures {
        assert_eq!(now[figure], facts[figure], "{figure} by its running figure and by the facts");
    }
    let figure = |name: &str| now[name].as_str().unwrap().to_owned();
    (figure("accepted"), figure("open"), figure("in_transit"), now["accepted_by_form"].clone())
}

fn forms(told: &[(&str, &str, &str)]) -> Value {
    let form = |(form, quantity, counted): &(&str, &str, &str)| json!({"form_code": form, "quantity": quantity, "counted": counted});
    told.iter().map(form).collect()
}

async fn deliver(trade: &Trade, order: &Value, plate: &str, tonnes: &str) -> Response {
    let load = json!([truck(plate, json!([item(order, tonnes, "TNE")]))]);
    let shipment = trade.departed(order, load, json!([])).await;
    let weight = json!({"unit": "TNE", "accepted": tonnes});
    trade.post(&shipment, json!([{"shipment_item_id": item_id(&shipment, 0), "weight": weight}])).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nine_hundred_tonnes_of_paddy_meet_a_quota_of_four_hundred_and_fifty_of_rice() {
    let trade = started("450").await;
    let order = accepted(&trade, json!([in_form(PADDY, "900")])).await;
    let ordered = &order["lines"][0];
    assert_eq!((&ordered["form_code"], &ordered["quantity"]["value"]), (&json!(PADDY), &json!("900")));
    let tonnes = |value: &str| json!({"value": value, "unit": "TNE"});
    let by = json!({"form_code": "milled_rice_medium", "input": tonnes("900"), "output": tonnes("450")});
    assert_eq!(
        ordered["counted"],
        json!({"by": by, "quantity": tonnes("450"), "accepted": tonnes("0"), "open": tonnes("450")})
    );
    assert_eq!(shown(&trade).await, ("0".into(), "450".into(), "0".into(), json!([])));
    // The whole quota is ordered: neither rice nor paddy more.
    for more in [in_form(PADDY, "0.000002"), of(milled(), "0.000001", "TNE")] {
        let path = draft(&trade, json!([more])).await.expect(201).header("location").to_owned();
        let refused = trade.buyer.act(&format!("{path}/issuances"), json!({})).await;
        refused.expect_problem(409, "balance-exceeded");
    }
    let load = json!([truck("BE 1", json!([item(&order, "300.000001", "TNE")]))]);
    let shipment = trade.departed(&order, load, json!([])).await;
    assert_eq!(shipment["vehicles"][0]["items"][0]["form_code"], PADDY);
    assert_eq!(shown(&trade).await, ("0".into(), "450".into(), "150".into(), json!([])));
    let weight = json!({"unit": "TNE", "accepted": "300.000001"});
    let lines = json!([{"shipment_item_id": item_id(&shipment, 0), "weight": weight}]);
    let posted = trade.post(&shipment, lines).await.expect(200).json;
    let received = &posted["lines"][0];
    assert_eq!((&received["form_code"], &received["conversion"]), (&json!(PADDY), &by));
    assert_eq!(received["accepted"], tonnes("300.000001"), "in the form that came");
    assert_eq!(received["amount"]["amount"], 3_600_000_000_i64, "paid for as the rice it counts as");
    let some = forms(&[(PADDY, "300.000001", "150")]);
    assert_eq!(shown(&trade).await, ("150".into(), "300".into(), "0".into(), some));
    deliver(&trade, &order, "BE 2", "599.999999").await.expect(200);
    let all = forms(&[(PADDY, "900", "450")]);
    assert_eq!(shown(&trade).await, ("450".into(), "0".into(), "0".into(), all));
    assert_eq!(trade.order_now(&order).await["state"], "received");
    assert_eq!(balance(&trade, "").await["remaining"], "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn rice_and_paddy_draw_one_line_down_each_by_what_it_counts_as() {
    let trade = started("10").await;
    let both = json!([of(milled(), "4", "TNE"), in_form("milled_rice_medium", "1"), in_form(PADDY, "10")]);
    let order = accepted(&trade, both).await;
    let lines = order["lines"].as_array().unwrap();
    assert_eq!(lines[1]["counted"], Value::Null, "the line's own form, named or not, counts as it is");
    assert_eq!(shown(&trade).await.1, "10");
    let item_of = |line: usize, tonnes: &str| json!({"call_off_line_id": lines[line]["id"], "quantity": {"value": tonnes, "unit": "TNE"}});
    let load = json!([truck("BE 1", json!([item_of(0, "4"), item_of(2, "3")]))]);
    let shipment = trade.departed(&order, load, json!([])).await;
    let received = |place: usize, tonnes: &str| {
        json!({"shipment_item_id": shipment["vehicles"][0]["items"][place]["id"],
            "weight": {"unit": "TNE", "accepted": tonnes}})
    };
    trade.post(&shipment, json!([received(0, "4"), received(1, "3")])).await.expect(200);
    let told = forms(&[("milled_rice_medium", "4", "4"), (PADDY, "3", "1.5")]);
    assert_eq!(shown(&trade).await, ("5.5".into(), "4.5".into(), "0".into(), told), "never seven tonnes");
    // Closed short, what was paddy gives back what it counts as.
    let path = format!("/v1/call-offs/{}/short-closures", order["id"].as_str().unwrap());
    trade.buyer.act(&path, json!({"note": "Panen habis"})).await.expect(200);
    assert_eq!(shown(&trade).await.1, "0");
    let callable = balance(&trade, "").await["callable"].clone();
    assert_eq!(callable, "4.5");
    let too_much = draft(&trade, json!([in_form(PADDY, "9.000002")])).await.expect(201);
    let issue = format!("{}/issuances", too_much.header("location"));
    trade.buyer.act(&issue, json!({})).await.expect_problem(409, "balance-exceeded");
    accepted(&trade, json!([in_form(PADDY, "9.000001")])).await;
    assert_eq!(shown(&trade).await.1, "4.5", "what is left of a gram is no gram");
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_trucks_bring_it_an_order_counts_as_a_whole_and_a_reversal_leaves_no_trace() {
    let mut trade = started("450").await;
    let order = accepted(&trade, json!([in_form(PADDY, "0.000005")])).await;
    assert_eq!(shown(&trade).await.1, "0.000002");
    let mut steps = Vec::new();
    let mut last = String::new();
    for plate in ["BE 1", "BE 2", "BE 3", "BE 4", "BE 5"] {
        last = deliver(&trade, &order, plate, "0.000001").await.expect(200).id().to_owned();
        let (accepted, open, ..) = shown(&trade).await;
        steps.push((accepted, open));
    }
    let step = |accepted: &str, open: &str| (accepted.to_owned(), open.to_owned());
    let (none, one, two) = ("0", "0.000001", "0.000002");
    assert_eq!(steps, [step(none, two), step(one, one), step(one, one), step(two, none), step(two, none)]);
    trade.wait(TimeDelta::hours(2)).await;
    let mistake = json!({"note": "Salah timbang"});
    trade.buyer.act(&format!("/v1/receipts/{last}/reversals"), mistake).await.expect(200);
    let (accepted, open, _, by_form) = shown(&trade).await;
    assert_eq!((accepted.as_str(), open.as_str()), (two, none));
    assert_eq!(by_form, forms(&[(PADDY, "0.000004", two)]));
    let past = balance(&trade, "?as_of=2026-11-22T03:30:00Z").await;
    assert_eq!(past["accepted_by_form"], forms(&[(PADDY, "0.000005", two)]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_the_line_does_not_name_or_no_yield_converts_is_not_ordered() {
    let trade = started("450").await;
    let rule = async |line: Value| {
        let refused = draft(&trade, json!([line])).await.expect_problem(422, "order-line-invalid").json;
        refused["unmet"][0]["rule"].as_str().unwrap().to_owned()
    };
    assert_eq!(rule(in_form("milled_rice_premium", "1")).await, "form_of_the_line");
    assert_eq!(
        rule(in_form("brown_rice", "1")).await,
        "yield_in_force",
        "named by the line, converted by no row"
    );
    assert_eq!(
        rule(in_form(PADDY, "0.000001")).await,
        "counts_as_a_quantity",
        "a gram of paddy is no gram of rice"
    );
    let mut of_another = in_form(PADDY, "1");
    of_another["contract_line_id"] = json!(rice());
    let refused = trade.buyer.post("/v1/call-offs", crate::seed::order(json!([of_another]))).await;
    let refused = refused.expect_problem(422, "order-line-invalid").json;
    assert!(refused["unmet"][0]["how_to_fix"].as_str().unwrap().contains("milled_rice_medium"), "{refused}");
    let heads = json!([{"contract_line_id": milled(), "form_code": PADDY, "quantity": {"value": "3", "unit": "HEA"}}]);
    draft(&trade, heads).await.expect_problem(422, "order-line-invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_yield_of_the_day_of_the_order_counts_and_stays_whatever_is_added_since() {
    let mut trade = started("450").await;
    let path = draft(&trade, json!([in_form(PADDY, "100")])).await.expect(201).header("location").to_owned();
    let late = draft(&trade, json!([in_form(PADDY, "100")])).await.expect(201).header("location").to_owned();
    tell(&trade.app, &yield_of(1, ["900", "450"], "2022-01-01", Some("2026-11-22")), 6).await;
    tell(&trade.app, &yield_of(2, ["100", "60"], "2026-11-23", Some("2026-11-24")), 6).await;
    trade.buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
    trade.wait(TimeDelta::days(1)).await;
    let issued = trade.buyer.act(&format!("{late}/issuances"), json!({})).await.expect(200).json;
    assert_eq!(
        issued["lines"][0]["counted"]["quantity"]["value"], "60",
        "by the yield of the day it is issued"
    );
    assert_eq!(shown(&trade).await.1, "110");
    trade.supplier.act(&format!("{path}/acceptances"), json!({})).await.expect(200);
    let order = trade.buyer.get(&path).await.expect(200).json;
    // A counter-offer is of the same order.
    let smaller = json!({"lines": [{"call_off_line_id": issued["lines"][0]["id"],
        "quantity": {"value": "50", "unit": "TNE"}}]});
    trade.supplier.act(&format!("{late}/counter-offers"), smaller).await.expect(200);
    trade.wait(TimeDelta::days(3)).await;
    trade.buyer.act(&format!("{late}/counter-offer-acceptances"), json!({})).await.expect(200);
    assert_eq!(shown(&trade).await.1, "80");
    deliver(&trade, &order, "BE 1", "100").await.expect(200);
    assert_eq!(shown(&trade).await.0, "50", "goods that come later count as they were ordered");
    let ended = draft(&trade, json!([in_form(PADDY, "1")])).await.expect_problem(422, "order-line-invalid");
    assert_eq!(ended.json["unmet"][0]["rule"], "yield_in_force");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_accepts_of_paddy_what_the_line_of_rice_may_still_receive() {
    let trade = Trade::start().await;
    let mut view = quota("10", 1, json!([PADDY]));
    view["lines"][0]["over_tolerance_bp"] = json!(1_000);
    tell(&trade.app, &whole_contract(view), 5).await;
    tell(&trade.app, &yield_of(1, ["900", "450"], "2022-01-01", None), 5).await;
    let mut asked = in_form(PADDY, "20");
    asked["over_tolerance_bp"] = json!(2_000);
    let order = accepted(&trade, json!([asked])).await;
    let load = json!([truck("BE 1", json!([item(&order, "24", "TNE")]))]);
    let shipment = trade.departed(&order, load, json!([])).await;
    let lines = |accepted: &str, held: &str| {
        let weight = json!({"unit": "TNE", "accepted": accepted, "held_excess": held});
        json!([{"shipment_item_id": item_id(&shipment, 0), "weight": weight}])
    };
    let path = trade.inspected(&shipment, lines("22.000002", "1.999998")).await;
    let refused = trade.poster.act(&format!("{path}/postings"), json!({})).await;
    let refused = refused.expect_problem(409, "balance-exceeded").json;
    assert_eq!(refused["unmet"][0]["rule"], "receivable_enough");
    let withdrawn = trade.buyer.act(&format!("{path}/withdrawals"), json!({"note": "Ditimbang ulang"})).await;
    withdrawn.expect(200);
    trade.post(&shipment, lines("22.000001", "1.999999")).await.expect(200);
    let told = forms(&[(PADDY, "22.000001", "11")]);
    assert_eq!(shown(&trade).await, ("11".into(), "0".into(), "0".into(), told));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amendment_says_from_which_day_a_form_may_be_ordered() {
    let trade = Trade::start().await;
    tell(&trade.app, &yield_of(1, ["900", "450"], "2022-01-01", None), 5).await;
    let text = |number: i32, from: &str, also: Value| {
        json!({
            "number": number, "amendment_id": (number > 1).then(|| format!("amd_{number:032}")),
            "in_force_from_date": from, "recorded_at": test_time() - TimeDelta::days(1), "title": "Beras",
            "valid_from_date": "2026-01-01", "valid_until_date": "2026-12-31", "text_sha256": null,
            "lines": quota("450", 1, also)["lines"],
        })
    };
    let texts = [text(1, "2026-01-01", json!([])), text(2, "2026-11-23", json!([PADDY]))];
    let texts: Vec<_> = texts.into_iter().map(read).collect();
    let whole = logistics::projections::WholeContract::of(read(quota("450", 2, json!([]))), &texts);
    tell(&trade.app, &whole.expect("an ETag"), 9).await;
    let early = draft(&trade, json!([in_form(PADDY, "2")])).await.expect_problem(422, "order-line-invalid");
    assert_eq!(early.json["unmet"][0]["rule"], "form_of_the_line");
    let mut trade = trade;
    trade.wait(TimeDelta::days(1)).await;
    accepted(&trade, json!([in_form(PADDY, "2")])).await;
    assert_eq!(shown(&trade).await.1, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_of_another_form_are_worth_what_they_count_as() {
    let trade = Trade::start().await;
    tell(&trade.app, &yield_of(1, ["900", "450"], "2022-01-01", None), 5).await;
    let limited = async |version: i64, limit: i64| {
        let mut rice = line(milled(), 1, "rice", "milled_rice_medium", "TNE", Value::Null, 0);
        rice["also_form_codes"] = json!([PADDY]);
        let mut view = contract_of(contract(), "active", version, json!([rice]));
        view["type"] = json!("standby_buyer");
        view["value_limit"] = json!({"amount": limit, "currency": "IDR"});
        tell(&trade.app, &whole_contract(view), version).await;
    };
    let value = async || {
        let shown = balance(&trade, "").await["value"].clone();
        let again = balance(&trade, "?as_of=2026-12-31T00:00:00Z").await["value"].clone();
        assert_eq!(shown, again, "by its running figures and by the facts");
        ["accepted", "open", "left"].map(|figure| shown[figure]["amount"].as_i64().unwrap())
    };
    // Ten tonnes of rice at Rp 24,000 per kilogram.
    limited(1, 240_000_000).await;
    let path =
        draft(&trade, json!([in_form(PADDY, "20.0001")])).await.expect(201).header("location").to_owned();
    let refused = trade.buyer.act(&format!("{path}/issuances"), json!({})).await;
    let refused = refused.expect_problem(409, "value-exceeded").json;
    assert!(refused["unmet"][0]["how_to_fix"].as_str().unwrap().contains("20.000001 tonnes"), "{refused}");
    let order = accepted(&trade, json!([in_form(PADDY, "20")])).await;
    assert_eq!(value().await, [0, 240_000_000, 0]);
    deliver(&trade, &order, "BE 1", "5").await.expect(200);
    assert_eq!(value().await, [60_000_000, 180_000_000, 0]);
    // What fits is said in the form that came.
    limited(2, 120_000_000).await;
    let refused = deliver(&trade, &order, "BE 2", "6").await.expect_problem(409, "value-exceeded").json;
    assert_eq!(refused["unmet"][0]["required"], "at most 5.000001 tonnes");
}
