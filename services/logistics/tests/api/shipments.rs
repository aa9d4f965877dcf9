//! Shipments: plan, document gate, lifecycle, sight.

use serde_json::json;

use crate::seed::{agreement_row, agreement_view, cattle, eggs, rice, tell};
use crate::trade::{Trade, carrier, events, health, herd, item, plan, truck, veterinary};
use crate::{facilitator, jakarta, metro, other_buyer, other_supplier};

#[tokio::test(flavor = "multi_thread")]
async fn a_shipment_is_planned_changed_and_goes_the_whole_way() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let planned =
        trade.plan(&order, json!([truck("BE 8123 FK", json!([item(&order, "4", "TNE")]))]), json!([]));
    let planned = planned.await.expect(201);
    let path = planned.header("location").to_owned();
    assert_eq!(planned.json["number"], "SJ/2026/000001");
    assert_eq!(planned.json["vehicles"][0]["items"][0]["quantity"], json!({"value": "4", "unit": "TNE"}));
    assert_eq!(trade.supplier.get(&path).await.expect(200).json, planned.json);
    let vehicles = json!([
        truck("BE 1 A", json!([item(&order, "4", "TNE")])),
        truck("BE 2 B", json!([item(&order, "6", "TNE")]))
    ]);
    let changed =
        trade.supplier.patch(&path, json!({"vehicles": vehicles}), planned.etag()).await.expect(200);
    assert_eq!(changed.json["vehicles"].as_array().unwrap().len(), 2);
    let stale = trade.supplier.patch(&path, json!({"destination_place": "Cipinang"}), planned.etag()).await;
    stale.expect_problem(412, "precondition-failed");
    assert_eq!(trade.order_now(&order).await["state"], "accepted");
    for (step, state) in [("loadings", "loading"), ("readiness", "ready"), ("departures", "departed")] {
        let moved = trade.supplier.act(&format!("{path}/{step}"), json!({})).await.expect(200);
        assert_eq!(moved.json["state"], state);
    }
    assert_eq!(trade.order_now(&order).await["state"], "in_fulfilment");
    assert_eq!(trade.balance(rice(), ["open", "in_transit"]).await, ["10", "10"]);
    let early = trade.supplier.act(&format!("{path}/loadings"), json!({})).await;
    let early = early.expect_problem(409, "state-conflict");
    assert_eq!(
        (early.json["current_state"].as_str(), early.json["allowed"][0].as_str()),
        (Some("departed"), Some("divert"))
    );
    let etag = trade.supplier.get(&path).await.etag().to_owned();
    trade
        .supplier
        .patch(&path, json!({"origin_place": "x y"}), &etag)
        .await
        .expect_problem(409, "state-conflict");
    trade.buyer.act(&format!("{path}/arrivals"), json!({})).await.expect(200);
    let history = trade.buyer.get(&format!("{path}/transitions")).await.expect(200).json;
    assert_eq!(events(&history), ["start_loading", "make_ready", "depart", "arrive"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_head_need_certificates_for_thirty_head_in_both_languages() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let vehicles = json!([truck("BE 1", json!([herd(&order)]))]);
    let planned = trade.plan(&order, vehicles, json!([health(20)])).await.expect(201);
    let path = planned.header("location").to_owned();
    trade.supplier.act(&format!("{path}/loadings"), json!({})).await.expect(200);
    let refused = trade.supplier.act(&format!("{path}/readiness"), json!({})).await;
    let refused = refused.expect_problem(422, "document-gate");
    let unmet = &refused.json["unmet"][0];
    assert_eq!((unmet["found"].as_str(), unmet["required"].as_str()), (Some("20 head"), Some("30 head")));
    assert!(unmet["how_to_fix"].as_str().unwrap().contains("10 more head"), "{unmet}");
    assert!(unmet["legal_basis"].as_str().unwrap().contains("UU 18/2009"));
    let refused = trade.supplier.clone().in_indonesian().act(&format!("{path}/readiness"), json!({})).await;
    let refused = refused.expect_problem(422, "document-gate");
    assert!(refused.json["unmet"][0]["how_to_fix"].as_str().unwrap().contains("10 ekor lagi"));
    let etag = trade.supplier.get(&path).await.etag().to_owned();
    trade.supplier.patch(&path, json!({"certificates": [health(30)]}), &etag).await.expect(200);
    let ready = trade.supplier.act(&format!("{path}/readiness"), json!({})).await.expect(200);
    assert_eq!(ready.json["state"], "ready");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gate_is_judged_again_on_the_day_of_departure() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let planned =
        trade.plan(&order, json!([truck("BE 1", json!([herd(&order)]))]), json!([health(30)])).await;
    let path = planned.expect(201).header("location").to_owned();
    for step in ["loadings", "readiness"] {
        trade.supplier.act(&format!("{path}/{step}"), json!({})).await.expect(200);
    }
    trade.app.clock.set("2026-12-01T03:00:00Z".parse().unwrap());
    let supplier = trade.app.caller(&crate::supplier());
    supplier.act(&format!("{path}/departures"), json!({})).await.expect_problem(422, "document-gate");
}

#[tokio::test(flavor = "multi_thread")]
async fn eggs_cross_provinces_with_a_veterinary_number_of_level_two() {
    let trade = Trade::start().await;
    let order = trade.order(eggs(), "9000", "KGM").await;
    let load = json!([truck("BE 1", json!([item(&order, "9", "TNE")]))]);
    for (papers, code) in
        [(json!([]), 422), (json!([veterinary("III")]), 422), (json!([veterinary("II")]), 200)]
    {
        let planned = trade.plan(&order, load.clone(), papers).await.expect(201);
        let path = planned.header("location").to_owned();
        trade.supplier.act(&format!("{path}/loadings"), json!({})).await.expect(200);
        trade.supplier.act(&format!("{path}/readiness"), json!({})).await.expect(code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_plans_name_every_field() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let mut body = plan(
        &order,
        json!([truck("B", json!([item(&order, "30", "KGM"), item(&order, "1.5", "HEA")]))]),
        json!([]),
    );
    let refused =
        trade.supplier.post("/v1/shipments", body.clone()).await.expect_problem(422, "validation-failed");
    let pointers: Vec<_> =
        refused.json["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    let expected =
        ["/vehicles/0/plate", "/vehicles/0/items/0/quantity/unit", "/vehicles/0/items/1/quantity/value"];
    assert_eq!(pointers, expected);
    body["certificates"] = json!([{"type": "animal_health_certificate", "number": "1", "valid_from_date": "2026-11-02",
        "valid_until_date": "2026-11-01"}]);
    body["origin_region_code"] = json!("Metro");
    let refused = trade.supplier.post("/v1/shipments", body).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"].as_array().unwrap().len(), 5);
    let draft = crate::seed::order(json!([crate::seed::of(rice(), "1", "TNE")]));
    let draft = trade.buyer.post("/v1/call-offs", draft).await.expect(201).json;
    let early =
        trade.plan(&draft, json!([truck("BE 1", json!([item(&draft, "1", "TNE")]))]), json!([])).await;
    early.expect_problem(422, "order-not-shippable");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_parties_of_the_trade_and_the_carrier_see_a_shipment() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let mut body = plan(&order, json!([truck("BE 1", json!([item(&order, "5", "TNE")]))]), json!([]));
    trade.supplier.post("/v1/shipments", body.clone()).await.expect(201);
    body["carrier_party_id"] = json!(carrier().party);
    let driven = trade.supplier.post("/v1/shipments", body.clone()).await.expect(201);
    let path = driven.header("location").to_owned();
    for (who, count) in [(metro(), 2), (jakarta(), 2), (facilitator(), 2), (carrier(), 1), (other_buyer(), 0)]
    {
        let caller = trade.app.caller(&who);
        let seen = caller.get("/v1/shipments").await.expect(200).json["items"].as_array().unwrap().len();
        assert_eq!(seen, count, "{}", who.subject);
        caller.get(&path).await.expect(if count == 0 { 404 } else { 200 });
    }
    assert!(trade.app.caller(&metro()).get(&path).await.json["vehicles"][0]["driver_name"].is_null());
    let stranger = trade.app.caller(&other_supplier());
    stranger
        .act_on(&format!("{path}/loadings"), json!({}), driven.etag())
        .await
        .expect_problem(404, "not-found");
    stranger.post("/v1/shipments", body).await.expect_problem(422, "validation-failed");
    let carrier = trade.app.caller(&carrier());
    carrier.act(&format!("{path}/loadings"), json!({})).await.expect_problem(403, "forbidden");
    for step in ["loadings", "readiness"] {
        trade.supplier.act(&format!("{path}/{step}"), json!({})).await.expect(200);
    }
    carrier.act(&format!("{path}/departures"), json!({})).await.expect(200);
    let filtered = format!("/v1/shipments?state=departed&call_off_id={}", order["id"].as_str().unwrap());
    assert_eq!(trade.buyer.get(&filtered).await.expect(200).json["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shipment_may_be_diverted_turned_back_and_cancelled_with_a_reason() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let load = json!([truck("BE 1", json!([item(&order, "5", "TNE")]))]);
    let left = trade.departed(&order, load.clone(), json!([])).await;
    let path = format!("/v1/shipments/{}", left["id"].as_str().unwrap());
    trade.supplier.act(&format!("{path}/returns"), json!({})).await.expect_problem(422, "validation-failed");
    let diverted =
        json!({"destination_region_code": "36", "destination_place": "Merak", "note": "Jalan putus"});
    let diverted = trade.supplier.act(&format!("{path}/diversions"), diverted).await.expect(200);
    assert_eq!(
        (diverted.json["state"].as_str(), diverted.json["destination_region_code"].as_str()),
        (Some("diverted"), Some("36"))
    );
    assert_eq!(trade.balance(rice(), ["in_transit"]).await, ["5"]);
    trade.supplier.act(&format!("{path}/returns"), json!({"note": "Gudang tutup"})).await.expect(200);
    trade.supplier.act(&format!("{path}/return-arrivals"), json!({})).await.expect(200);
    assert_eq!(trade.balance(rice(), ["open", "in_transit"]).await, ["10", "0"]);
    let planned = trade.plan(&order, load, json!([])).await.expect(201);
    let path = planned.header("location").to_owned();
    let cancelled = trade.supplier.act(&format!("{path}/cancellations"), json!({"note": "Truk rusak"})).await;
    assert_eq!(cancelled.expect(200).json["state"], "cancelled");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_listed_for_the_party_that_can_do_it() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let load = json!([truck("BE 1", json!([item(&order, "5", "TNE")]))]);
    trade.plan(&order, load, json!([])).await.expect(201);
    let waits = trade.supplier.get("/v1/logistics-work-items?action=load_shipment").await.expect(200).json;
    assert_eq!(waits["items"].as_array().unwrap().len(), 1);
    let waits = trade.buyer.get("/v1/logistics-work-items?action=load_shipment").await.expect(200).json;
    assert_eq!(waits["items"].as_array().unwrap().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sees_a_shipment_outlives_another_load_and_follows_the_facilitator() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let mut body = plan(&order, json!([truck("BE 1", json!([item(&order, "1", "TNE")]))]), json!([]));
    body["carrier_party_id"] = json!(carrier().party);
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(trade.supplier.post("/v1/shipments", body.clone()).await.expect(201));
    }
    // Page by page, each begins where the one before ended.
    let (mut found, mut path) = (Vec::new(), "/v1/shipments?limit=1".to_owned());
    loop {
        let page = trade.app.caller(&carrier()).get(&path).await.expect(200).json;
        found.push(page["items"][0]["id"].clone());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/v1/shipments?limit=1&cursor={cursor}");
    }
    assert_eq!(found, made.iter().map(|one| one.json["id"].clone()).collect::<Vec<_>>());

    let path = made[0].header("location");
    let change = json!({"vehicles": [truck("BE 2", json!([item(&order, "2", "TNE")]))]});
    trade.supplier.patch(path, change, made[0].etag()).await.expect(200);
    for who in [carrier(), facilitator(), metro()] {
        trade.app.caller(&who).get(path).await.expect(200);
    }

    let mut agreement = agreement_view("active", 2);
    agreement["facilitator_party_id"] = json!(other_buyer().party);
    tell(&trade.app, &agreement_row(agreement), 50).await;
    trade.app.caller(&facilitator()).get(path).await.expect_problem(404, "not-found");
    trade.app.caller(&other_buyer()).get(path).await.expect(200);
    trade.app.caller(&metro()).get(path).await.expect(200);
}
