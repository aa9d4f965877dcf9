//! What is changed of orders: drafts by their buyer, accepted ones by both sides; and the hours within which goods are to come.

use chrono::TimeDelta;
use serde_json::{Value, json};
use testkit::Response;

use crate::amended::{amended, day, lines, text};
use crate::call_offs::draft;
use crate::seed::{self, eggs, of, order, rice};
use crate::settlements::waits;
use crate::trade::{Trade, item, truck};
use crate::{facilitator, other_buyer};

fn at(order: &Value) -> String {
    format!("/v1/call-offs/{}", order["id"].as_str().unwrap())
}

fn window(date: &str, from: &str, until: &str, zone: &str) -> Value {
    json!({"date": date, "from_time": from, "until_time": until, "zone": zone})
}

fn rice_of(order: &Value, tonnes: &str) -> Value {
    json!([{"call_off_line_id": order["lines"][0]["id"], "quantity": {"value": tonnes, "unit": "TNE"}}])
}

/// The field and the code of the only complaint.
fn complaint(refused: &Response) -> (String, String) {
    let errors = refused.json["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{errors:?}");
    let said = |name: &str| errors[0][name].as_str().unwrap().to_owned();
    (said("pointer"), said("code"))
}

fn rules(refused: &Response) -> Vec<&str> {
    refused.json["unmet"].as_array().unwrap().iter().map(|unmet| unmet["rule"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_changed_by_its_buyer_until_it_is_issued() {
    let trade = Trade::start().await;
    let path = draft(&trade.buyer, json!([of(eggs(), "100", "KGM")])).await;
    let written = trade.buyer.get(&path).await.expect(200);
    let body = json!({"requested_delivery_date": "2026-12-01", "note": "Lewat gerbang belakang",
        "lines": [of(rice(), "2", "TNE"), of(eggs(), "50", "KGM")]});
    trade.supplier.patch(&path, body.clone(), written.etag()).await.expect_problem(403, "forbidden");
    let stranger = trade.app.caller(&other_buyer());
    stranger.patch(&path, body.clone(), written.etag()).await.expect_problem(404, "not-found");
    let changed = trade.buyer.patch(&path, body.clone(), written.etag()).await.expect(200);
    assert_eq!(changed.json["requested_delivery_date"], "2026-12-01");
    assert_eq!(changed.json["lines"][0]["quantity"], json!({"value": "2", "unit": "TNE"}));
    assert_eq!(changed.json["destination"], written.json["destination"]);
    assert_eq!(trade.buyer.get(&path).await.expect(200).json, changed.json);
    trade.buyer.patch(&path, body, written.etag()).await.expect_problem(412, "precondition-failed");
    let cleared = trade.buyer.patch(&path, json!({"note": null}), changed.etag()).await.expect(200);
    assert_eq!((&cleared.json["note"], &cleared.json["lines"]), (&json!(null), &changed.json["lines"]));
    let history = trade.buyer.get(&format!("{path}/transitions")).await.expect(200).json;
    assert_eq!(history["items"][0]["event"], "update");
    assert_eq!(history["items"][0]["replaced"]["requested_delivery_date"], "2026-11-30");
    let issued = trade.buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
    assert_eq!(trade.balance(rice(), ["open"]).await, ["2"]);
    let late = trade.buyer.patch(&path, json!({"note": "Terlambat"}), issued.etag()).await;
    late.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_draft_says_wrongly_is_refused_by_its_field_and_leaves_it_as_it_was() {
    let trade = Trade::start().await;
    let path = draft(&trade.buyer, json!([of(eggs(), "100", "KGM")])).await;
    let before = trade.buyer.get(&path).await.expect(200);
    for (body, pointer, code) in [
        (json!({"lines": []}), "/lines", "item-count"),
        (
            json!({"lines": [of(testkit::seeded(999), "1", "KGM")]}),
            "/lines/0/contract_line_id",
            "unknown-line",
        ),
        (json!({"requested_delivery_date": "2027-01-01"}), "/requested_delivery_date", "outside-contract"),
        (
            json!({"delivery_windows": [window("2026-12-01", "06:00", "10:00", "Asia/Jakarta")]}),
            "/delivery_windows/0/date",
            "not-the-wanted-day",
        ),
    ] {
        let refused = trade.buyer.patch(&path, body.clone(), before.etag()).await;
        let refused = refused.expect_problem(422, "validation-failed");
        assert_eq!(complaint(&refused), (pointer.to_owned(), code.to_owned()), "{body}");
    }
    for (body, status) in [
        (json!({"lines": null}), 422),
        (json!({"destination": null}), 422),
        (json!({"state": "issued"}), 400),
    ] {
        let refused = trade.buyer.patch(&path, body.clone(), before.etag()).await;
        assert_eq!(refused.status, status, "{body}");
    }
    assert_eq!(trade.buyer.get(&path).await.expect(200).json, before.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_are_wanted_within_hours_that_are_told_in_their_zone() {
    let trade = Trade::start().await;
    let wanted = |windows: Value| {
        let mut body = order(json!([of(eggs(), "100", "KGM")]));
        body["delivery_windows"] = windows;
        trade.buyer.post("/v1/call-offs", body)
    };
    let west = |from, until| window("2026-11-30", from, until, "Asia/Jakarta");
    let good = json!([west("06:00", "10:00"), window("2026-12-02", "00:00", "23:59", "Asia/Jayapura")]);
    let written = wanted(good.clone()).await.expect(201);
    assert_eq!(written.json["delivery_windows"], good);
    for (windows, pointer, code) in [
        (json!([west("6:00", "10:00")]), "/delivery_windows/0/from_time", "not-a-time"),
        (json!([west("06:00", "24:00")]), "/delivery_windows/0/until_time", "not-a-time"),
        (json!([west("10:00", "06:00")]), "/delivery_windows/0/until_time", "ends-before-it-begins"),
        (
            json!([west("06:00", "10:00"), west("09:59", "11:00")]),
            "/delivery_windows/1/from_time",
            "not-in-order",
        ),
        (json!(vec![west("06:00", "10:00"); 21]), "/delivery_windows", "item-count"),
    ] {
        let refused = wanted(windows.clone()).await.expect_problem(422, "validation-failed");
        let first = &refused.json["errors"][0];
        assert_eq!((&first["pointer"], &first["code"]), (&json!(pointer), &json!(code)), "{windows}");
    }
    let zone = wanted(json!([window("2026-11-30", "06:00", "10:00", "WIB")])).await;
    assert_eq!(complaint(&zone).0, "/delivery_windows/0/zone");
    // Another day that is agreed takes the hours of the first with it.
    let path = written.header("location").to_owned();
    trade.buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
    let counter = json!({"delivery_date": "2026-12-03"});
    trade.supplier.act(&format!("{path}/counter-offers"), counter).await.expect(200);
    let agreed = trade.buyer.act(&format!("{path}/counter-offer-acceptances"), json!({})).await.expect(200);
    assert_eq!(agreed.json["delivery_windows"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_order_is_changed_by_both_sides_and_counts_as_before_until_then() {
    let mut trade = Trade::start().await;
    let order = trade.order(rice(), "8", "TNE").await;
    let path = at(&order);
    trade.wait(TimeDelta::hours(1)).await;
    let proposal = json!({"delivery_date": "2026-12-04", "lines": rice_of(&order, "6"), "reason_code": "road_closed",
        "delivery_windows": [window("2026-12-04", "06:00", "10:00", "Asia/Jakarta")], "note": "Jalan putus"});
    let proposed = trade.supplier.act(&format!("{path}/changes"), proposal).await.expect(200).json;
    assert_eq!(
        (&proposed["state"], &proposed["requested_delivery_date"]),
        (&json!("accepted"), &json!("2026-11-30"))
    );
    assert_eq!(proposed["change"]["lines"][0]["quantity"], json!({"value": "6", "unit": "TNE"}));
    assert_eq!(
        (&proposed["change"]["state"], &proposed["change"]["note"]),
        (&json!("proposed"), &json!("Jalan putus"))
    );
    assert_eq!(trade.balance(rice(), ["open", "callable"]).await, ["8", "2"]);
    assert_eq!(trade.order_now(&order).await, proposed);
    // It waits for the other side alone.
    assert_eq!(waits(&trade.buyer, "accept_call_off_change").await[0]["subject"], order["id"]);
    assert_eq!(waits(&trade.supplier, "accept_call_off_change").await, json!([]));
    trade
        .supplier
        .act(&format!("{path}/change-acceptances"), json!({}))
        .await
        .expect_problem(403, "forbidden");
    trade.buyer.act(&format!("{path}/change-withdrawals"), json!({})).await.expect_problem(403, "forbidden");
    let reader = trade.app.caller(&facilitator());
    assert_eq!(reader.act(&format!("{path}/change-acceptances"), json!({})).await.status, 403);
    let second = trade.buyer.act(&format!("{path}/changes"), json!({"lines": rice_of(&order, "7")})).await;
    assert_eq!(rules(&second.expect_problem(422, "call-off-change-rule")), ["change_open"]);

    trade.wait(TimeDelta::hours(1)).await;
    let taken = trade
        .buyer
        .act(&format!("{path}/change-acceptances"), json!({"note": "Setuju"}))
        .await
        .expect(200)
        .json;
    assert_eq!((&taken["change"], &taken["requested_delivery_date"]), (&json!(null), &json!("2026-12-04")));
    assert_eq!(taken["delivery_windows"][0]["from_time"], "06:00");
    assert_eq!(taken["lines"][0]["quantity"], json!({"value": "6", "unit": "TNE"}));
    assert_eq!(trade.balance(rice(), ["open", "callable"]).await, ["6", "4"]);
    let past = |hours: i64| {
        let then = trade.app.clock.now() - TimeDelta::hours(hours);
        let then = then.format("%Y-%m-%dT%H:%M:%SZ");
        format!("/v1/contract-lines/{}/balance?as_of={then}", rice())
    };
    for (hours, open) in [(0, "6"), (1, "8"), (2, "8")] {
        assert_eq!(trade.buyer.get(&past(hours)).await.expect(200).json["open"], open, "{hours} hours ago");
    }
    let all = trade.buyer.get(&format!("{path}/changes")).await.expect(200).json;
    let told = &all["items"][0];
    assert_eq!((&told["state"], &told["answer_note"]), (&json!("accepted"), &json!("Setuju")));
    assert_eq!(told["lines"][0]["replaced"], json!({"value": "8", "unit": "TNE"}));
    trade.app.caller(&other_buyer()).get(&format!("{path}/changes")).await.expect_problem(404, "not-found");
    let gone = trade.buyer.act(&format!("{path}/change-acceptances"), json!({})).await;
    assert_eq!(rules(&gone.expect_problem(422, "call-off-change-rule")), ["change_open"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_is_judged_as_a_new_order_and_only_once_it_is_taken() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "6", "TNE").await;
    let path = at(&order);
    let propose = async |tonnes: &str| {
        trade
            .buyer
            .act(&format!("{path}/changes"), json!({"lines": rice_of(&order, tonnes)}))
            .await
            .expect(200)
    };
    propose("10").await;
    // Nothing is held for what is only proposed.
    let other = trade.order(rice(), "1", "TNE").await;
    let refused = trade.supplier.act(&format!("{path}/change-acceptances"), json!({})).await;
    let refused = refused.expect_problem(409, "balance-exceeded");
    assert_eq!(refused.json["unmet"][0]["required"], "at most 9 tonnes");
    assert_eq!(trade.balance(rice(), ["open", "callable"]).await, ["7", "3"]);
    trade.buyer.act(&format!("{path}/change-withdrawals"), json!({})).await.expect(200);
    propose("9").await;
    trade.supplier.act(&format!("{path}/change-acceptances"), json!({})).await.expect(200);
    assert_eq!(trade.balance(rice(), ["open", "callable"]).await, ["10", "0"]);
    trade
        .buyer
        .act(&format!("{}/cancellations", at(&other)), json!({"note": "Gudang penuh"}))
        .await
        .expect(200);
    assert_eq!(trade.balance(rice(), ["open", "callable"]).await, ["9", "1"]);

    // The first part has come: what is asked for beside it is judged, not the whole again.
    let weight = json!({"unit": "TNE", "loaded": "6", "accepted": "6"});
    trade.deliver(&order, "6", weight).await.expect(200);
    propose("10").await;
    trade.supplier.act(&format!("{path}/change-acceptances"), json!({})).await.expect(200);
    assert_eq!(trade.balance(rice(), ["accepted", "open", "callable"]).await, ["6", "4", "0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn less_goes_down_to_what_was_shipped_and_ends_an_order_that_has_come() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "8", "TNE").await;
    let path = at(&order);
    let weight = json!({"unit": "TNE", "loaded": "3", "accepted": "3"});
    trade.deliver(&order, "3", weight).await.expect(200);
    let planned =
        trade.plan(&order, json!([truck("BE 2", json!([item(&order, "2", "TNE")]))]), json!([])).await;
    let planned = planned.expect(201).header("location").to_owned();
    let changes = format!("{path}/changes");
    let refused = trade.supplier.act(&changes, json!({"lines": rice_of(&order, "4")})).await;
    let refused = refused.expect_problem(422, "call-off-change-rule");
    assert_eq!(rules(&refused), ["change_covers_shipped"]);
    assert_eq!(refused.json["unmet"][0]["required"], "at least 5 tonnes");
    trade.supplier.act(&changes, json!({"lines": rice_of(&order, "5")})).await.expect(200);
    trade.buyer.act(&format!("{path}/change-acceptances"), json!({})).await.expect(200);
    assert_eq!(trade.balance(rice(), ["accepted", "open", "callable"]).await, ["3", "2", "5"]);
    let more = trade.plan(&order, json!([truck("BE 3", json!([item(&order, "1", "TNE")]))]), json!([])).await;
    more.expect_problem(409, "order-exceeded");
    trade.supplier.act(&format!("{planned}/cancellations"), json!({"note": "Truk rusak"})).await.expect(200);
    trade.supplier.act(&changes, json!({"lines": rice_of(&order, "3")})).await.expect(200);
    let ended = trade.buyer.act(&format!("{path}/change-acceptances"), json!({})).await.expect(200).json;
    assert_eq!(ended["state"], "received");
    assert_eq!(trade.balance(rice(), ["accepted", "open", "callable"]).await, ["3", "0", "7"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_leave_while_a_change_waits_count_when_it_is_taken() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "8", "TNE").await;
    let path = at(&order);
    trade.buyer.act(&format!("{path}/changes"), json!({"lines": rice_of(&order, "4")})).await.expect(200);
    trade.departed(&order, json!([truck("BE 2", json!([item(&order, "5", "TNE")]))]), json!([])).await;
    let refused = trade.supplier.act(&format!("{path}/change-acceptances"), json!({})).await;
    assert_eq!(rules(&refused.expect_problem(422, "call-off-change-rule")), ["change_covers_shipped"]);
    let unsaid = trade.supplier.act(&format!("{path}/change-refusals"), json!({})).await;
    assert_eq!(complaint(&unsaid.expect_problem(422, "validation-failed")).0, "/note");
    let why = json!({"note": "Lima ton sudah berangkat"});
    let kept = trade.supplier.act(&format!("{path}/change-refusals"), why).await.expect(200).json;
    assert_eq!((&kept["change"], &kept["state"]), (&json!(null), &json!("in_fulfilment")));
    assert_eq!(trade.balance(rice(), ["open"]).await, ["8"]);
    let all = trade.buyer.get(&format!("{path}/changes")).await.expect(200).json;
    assert_eq!(all["items"][0]["state"], "refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_goes_with_its_order() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "8", "TNE").await;
    let path = at(&order);
    trade.supplier.act(&format!("{path}/changes"), json!({"delivery_date": "2026-12-01"})).await.expect(200);
    let why = json!({"note": "Gudang penuh"});
    let ended = trade.buyer.act(&format!("{path}/cancellations"), why).await.expect(200).json;
    assert_eq!(ended["change"], json!(null));
    let all = trade.buyer.get(&format!("{path}/changes")).await.expect(200).json;
    assert_eq!(all["items"][0]["state"], "lapsed");
    trade
        .buyer
        .act(&format!("{path}/change-acceptances"), json!({}))
        .await
        .expect_problem(409, "state-conflict");
    assert_eq!(waits(&trade.buyer, "accept_call_off_change").await, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_change_says_wrongly_is_refused_by_its_field() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "8", "TNE").await;
    let changes = format!("{}/changes", at(&order));
    let line = |id: &Value, value: &str, unit: &str| json!({"call_off_line_id": id, "quantity": {"value": value, "unit": unit}});
    let own = &order["lines"][0]["id"];
    let none = json!("col_00000000000000000000000000000001");
    for (body, pointer, code) in [
        (json!({"lines": []}), "/lines", "nothing-proposed"),
        (json!({"lines": [line(own, "8000", "KGM")]}), "/lines/0/quantity", "unchanged"),
        (json!({"lines": [line(own, "3", "HEA")]}), "/lines/0/quantity/unit", "unlike-unit"),
        (json!({"lines": [line(&none, "3", "TNE")]}), "/lines/0/call_off_line_id", "unknown-line"),
        (
            json!({"lines": [line(own, "3", "TNE"), line(own, "4", "TNE")]}),
            "/lines/1/call_off_line_id",
            "repeated",
        ),
        (json!({"delivery_date": "2026-11-21"}), "/delivery_date", "implausible-date"),
        (json!({"delivery_date": "2027-01-01"}), "/delivery_date", "outside-contract"),
        (
            json!({"delivery_windows": [window("2026-12-05", "06:00", "10:00", "Asia/Jakarta")]}),
            "/delivery_windows/0/date",
            "not-the-wanted-day",
        ),
    ] {
        let refused =
            trade.supplier.act(&changes, body.clone()).await.expect_problem(422, "validation-failed");
        assert_eq!(complaint(&refused), (pointer.to_owned(), code.to_owned()), "{body}");
    }
    for value in ["0", "-1", "1e3", "0,5"] {
        let refused = trade.supplier.act(&changes, json!({"lines": [line(own, value, "TNE")]})).await;
        assert_eq!(
            refused.expect_problem(422, "validation-failed").json["errors"][0]["pointer"],
            "/lines/0/quantity/value",
            "{value}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_at_a_price_that_is_past_needs_an_order_of_its_own() {
    let mut trade = Trade::start().await;
    let order = trade.order(rice(), "4", "TNE").await;
    let changes = format!("{}/changes", at(&order));
    let dearer =
        json!([text(1, day(-300), -300, lines("10", 12_000)), text(2, day(1), -1, lines("10", 13_000))]);
    seed::tell(&trade.app, &amended(2, dearer, json!(null)), 20).await;
    trade.wait(TimeDelta::days(1)).await;
    let refused = trade.buyer.act(&changes, json!({"lines": rice_of(&order, "5")})).await;
    assert_eq!(rules(&refused.expect_problem(422, "call-off-change-rule")), ["price_in_force"]);
    trade.buyer.act(&changes, json!({"lines": rice_of(&order, "3")})).await.expect(200);
}
