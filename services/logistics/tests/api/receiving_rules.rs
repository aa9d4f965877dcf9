//! The rules of receiving: they start as the rows the domain describes, and are kept by the administrator.

use domain::logistics::{
    FeedLimit, ReceivingRule, WeightRange, seed_feed_limits, seed_receiving_rules, seed_weight_ranges,
};
use serde_json::json;
use service::dated::rules;

use crate::seed::rice;
use crate::start;
use crate::trade::{Trade, item, item_id, truck};
use crate::transport_rules::admin;

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_start_with_the_rows_of_the_domain() {
    let app = start().await;
    let conn = app.core.read().await.expect("a connection");
    assert_eq!(rules::<ReceivingRule>(&conn).await.expect("rows"), seed_receiving_rules());
    assert_eq!(rules::<WeightRange>(&conn).await.expect("rows"), seed_weight_ranges());
    assert_eq!(rules::<FeedLimit>(&conn).await.expect("rows"), seed_feed_limits());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_value_of_four_eyes_is_a_row_that_ends_and_is_followed() {
    let mut trade = Trade::start().await;
    let keeper = trade.app.caller(&admin());
    let path = "/v1/receiving-rules";
    let old = keeper.get(&format!("{path}?figure=four_eyes_above_rupiah")).await.expect(200).json;
    let old = format!("{path}/{}", old["items"][0]["id"].as_str().unwrap());
    let row = |value: i64| {
        json!({"figure": "four_eyes_above_rupiah", "value": value, "in_force_from_date": "2026-11-23",
            "source": "Keputusan bersama koordinator, November 2026"})
    };
    keeper.post(path, row(1_000_000)).await.expect_problem(409, "duplicate");
    keeper
        .act(&format!("{old}/endings"), json!({"in_force_until_date": "2026-11-22", "note": "Diturunkan"}))
        .await
        .expect(200);
    keeper.post(path, row(-1)).await.expect_problem(422, "validation-failed");
    keeper.post(path, row(1_000_000)).await.expect(201);
    trade.buyer.post(path, row(0)).await.expect_problem(403, "forbidden");

    // Two tonnes of rice, Rp 48 million: one person may receive them today and two must tomorrow.
    for (day, one_is_enough) in [("2026-11-22T04:00:00Z", true), ("2026-11-23T04:00:00Z", false)] {
        trade.app.clock.set(day.parse().unwrap());
        crate::seed::heard(&trade.app).await;
        trade.buyer = trade.app.caller(&crate::buyer());
        trade.supplier = trade.app.caller(&crate::supplier());
        let order = trade.order(rice(), "2", "TNE").await;
        let load = json!([truck("BE 1", json!([item(&order, "2", "TNE")]))]);
        let shipment = trade.departed(&order, load, json!([])).await;
        let line =
            json!([{"shipment_item_id": item_id(&shipment, 0), "weight": {"unit": "TNE", "accepted": "2"}}]);
        let receipt = trade.inspected(&shipment, line).await;
        let posted = trade.buyer.act(&format!("{receipt}/postings"), json!({})).await;
        assert_eq!(posted.status == 200, one_is_enough, "{day}: {}", posted.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weight_range_that_says_nothing_is_refused_at_each_field() {
    let app = start().await;
    let row = json!({"commodity_code": "Sapi!", "measure": "mass", "least_grams": 900, "most_grams": 0,
        "in_force_from_date": "2026-12-01", "source": "Timbangan RPH"});
    let refused = app.caller(&admin()).post("/v1/weight-ranges", row).await;
    let refused = refused.expect_problem(422, "validation-failed").json;
    let named: Vec<&str> = refused["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(named, ["/commodity_code", "/measure", "/most_grams", "/most_grams"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weight_range_is_of_a_form_that_the_catalog_tells_of() {
    let app = start().await;
    crate::seed::cattle_in_the_catalog(&app).await;
    app.has_heard("catalog").await;
    let row = |commodity: &str, form: &str| {
        json!({"commodity_code": commodity, "form_code": form, "measure": "piece", "least_grams": 100_000,
            "most_grams": 900_000, "in_force_from_date": "2026-12-01", "source": "Timbangan RPH"})
    };
    let admin = app.caller(&admin());
    for (commodity, form, code) in [("gold", "live", "unknown-commodity"), ("cattle", "bar", "unknown-form")]
    {
        let refused = admin.post("/v1/weight-ranges", row(commodity, form)).await;
        assert_eq!(refused.expect_problem(422, "validation-failed").json["errors"][0]["code"], code);
    }
    admin.post("/v1/weight-ranges", row("cattle", "live")).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn how_old_the_news_may_be_is_a_row_that_ends_and_is_followed() {
    let trade = Trade::start().await;
    let keeper = trade.app.caller(&admin());
    let path = "/v1/feed-limits";
    let first = keeper.get(path).await.expect(200).json["items"][0].clone();
    assert_eq!(first["seconds"], 60);
    let row = |seconds: i64, from: &str| json!({"seconds": seconds, "in_force_from_date": from, "source": "Keputusan bersama koordinator"});
    keeper.post(path, row(4, "2026-11-23")).await.expect_problem(422, "validation-failed");
    keeper.post(path, row(3_601, "2026-11-23")).await.expect_problem(422, "validation-failed");
    keeper.post(path, row(300, "2026-11-23")).await.expect_problem(409, "duplicate");
    trade.buyer.post(path, row(300, "2026-11-23")).await.expect_problem(403, "forbidden");
    let ending = json!({"in_force_until_date": "2026-11-22", "note": "Jaringan lambat"});
    let endings = format!("{path}/{}/endings", first["id"].as_str().unwrap());
    keeper.act(&endings, ending).await.expect(200);

    // On a day without a row no news are young enough, and it is no mistake of ours.
    let ordered = async |at: &str, age: i64| {
        let now: chrono::DateTime<chrono::Utc> = at.parse().unwrap();
        trade.app.clock.set(now);
        crate::seed::heard(&trade.app).await;
        trade.app.clock.set(now + chrono::TimeDelta::seconds(age));
        let buyer = trade.app.caller(&crate::buyer());
        let body = crate::seed::order(json!([crate::seed::of(rice(), "1", "TNE")]));
        let draft = buyer.post("/v1/call-offs", body).await.expect(201).header("location").to_owned();
        buyer.act(&format!("{draft}/issuances"), json!({})).await
    };
    ordered("2026-11-23T04:00:00Z", 1).await.expect_problem(503, "dependency-unavailable");
    let keeper = trade.app.caller(&admin());
    keeper.post(path, row(300, "2026-11-24")).await.expect(201);
    ordered("2026-11-24T04:00:00Z", 299).await.expect(200);
    ordered("2026-11-24T05:00:00Z", 301).await.expect_problem(503, "dependency-unavailable");
}
