//! Shipments: plan, document gate, lifecycle, sight.

use domain::shared::Role;
use logistics::projections::StandingRow;
use serde_json::json;

use crate::seed::{agreement_row, agreement_view, cattle, eggs, rice, standing_with, tell};
use crate::trade::{
    Trade, carrier, consignment, events, health, herd, herd_of, item, numbered, plan, truck, with_companions,
};
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
        (Some("departed"), Some("divert_shipment"))
    );
    let etag = trade.supplier.get(&path).await.etag().to_owned();
    trade
        .supplier
        .patch(&path, json!({"origin_place": "x y"}), &etag)
        .await
        .expect_problem(409, "state-conflict");
    trade.buyer.act(&format!("{path}/arrivals"), json!({})).await.expect(200);
    let history = trade.buyer.get(&format!("{path}/transitions")).await.expect(200).json;
    assert_eq!(events(&history), ["update", "start_loading", "make_ready", "depart", "arrive"]);
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
    trade
        .supplier
        .patch(&path, json!({"journey_papers": with_companions(&json!([health(30)]))}), &etag)
        .await
        .expect(200);
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
    crate::seed::heard(&trade.app).await;
    let supplier = trade.app.caller(&crate::supplier());
    supplier.act(&format!("{path}/departures"), json!({})).await.expect_problem(422, "document-gate");
}

/// A veterinary control number of a level that the supplier's verification shows.
fn number(level: &str, version: i64) -> StandingRow {
    let held = json!([{"type": "veterinary_control_number", "level": level, "valid_from_date": "2024-01-01",
        "valid_until_date": "2028-12-31"}]);
    standing_with("verified", Some("2026-12-31"), version, held)
}

#[tokio::test(flavor = "multi_thread")]
async fn eggs_cross_provinces_with_a_veterinary_number_of_level_two() {
    let trade = Trade::start().await;
    let order = trade.order(eggs(), "9000", "KGM").await;
    let load = json!([truck("BE 1", json!([item(&order, "3", "TNE")]))]);
    let none = standing_with("verified", Some("2026-12-31"), 3, json!([]));
    for (standing, code) in [(none, 422), (number("III", 4), 422), (number("II", 5), 200)] {
        tell(&trade.app, &standing, 10).await;
        let planned = trade.plan(&order, load.clone(), json!([consignment()])).await.expect(201);
        let path = planned.header("location").to_owned();
        trade.supplier.act(&format!("{path}/loadings"), json!({})).await.expect(200);
        trade.supplier.act(&format!("{path}/readiness"), json!({})).await.expect(code);
        trade.supplier.act(&format!("{path}/cancellations"), json!({"note": "Coba lagi"})).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn eggs_and_rice_cross_the_sea_with_papers_without_heads() {
    let trade = Trade::start().await;
    for (order, papers, lacking) in [
        (trade.order(eggs(), "3000", "KGM").await, json!([consignment()]), &[][..]),
        (
            trade.order(eggs(), "3000", "KGM").await,
            json!([]),
            &[
                "veterinary_certificate",
                "quarantine_certificate",
                "entry_recommendation",
                "inter_island_manifest",
            ],
        ),
        (trade.order(rice(), "3", "TNE").await, json!([consignment()]), &[]),
        (
            trade.order(rice(), "3", "TNE").await,
            json!([]),
            &["quarantine_certificate", "inter_island_manifest"],
        ),
    ] {
        let mut body = plan(&order, json!([truck("BE 1", json!([item(&order, "3", "TNE")]))]), papers);
        body["origin_region_code"] = json!("18.72");
        let planned = trade.supplier.post("/v1/shipments", body).await.expect(201);
        let path = planned.header("location").to_owned();
        trade.supplier.act(&format!("{path}/loadings"), json!({})).await.expect(200);
        let ready = trade.supplier.act(&format!("{path}/readiness"), json!({})).await;
        if lacking.is_empty() {
            ready.expect(200);
            continue;
        }
        let refused = ready.expect_problem(422, "document-gate");
        let unmet = refused.json["unmet"].as_array().unwrap();
        assert_eq!(unmet.iter().map(|one| one["rule"].as_str().unwrap()).collect::<Vec<_>>(), lacking);
        assert!(unmet.iter().all(|one| one["found"] == "none"), "{}", refused.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_that_the_business_holds_is_never_typed_on_a_shipment() {
    let trade = Trade::start().await;
    let order = trade.order(eggs(), "9000", "KGM").await;
    let mut typed = health(1);
    for held in
        ["veterinary_control_number", "halal_certificate", "home_food_permit", "fresh_food_registration"]
    {
        typed["type"] = json!(held);
        let load = json!([truck("BE 1", json!([item(&order, "9", "TNE")]))]);
        let refused = trade.plan(&order, load, json!([typed])).await.expect_problem(422, "validation-failed");
        let error = &refused.json["errors"][0];
        assert_eq!(
            (error["pointer"].as_str(), error["code"].as_str()),
            (Some("/journey_papers/0/type"), Some("held-paper"))
        );
        assert!(error["detail"].as_str().unwrap().contains("verification"), "{error}");
    }
    typed["type"] = json!("passport");
    let load = json!([truck("BE 1", json!([item(&order, "9", "TNE")]))]);
    let refused = trade.plan(&order, load, json!([typed])).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["code"], "wrong-form");
}

/// Plans so many head under a certificate and loads them; gives the address.
async fn herd_under(
    trade: &Trade,
    order: &serde_json::Value,
    heads: i64,
    paper: serde_json::Value,
) -> String {
    let load = json!([truck("BE 1", json!([herd_of(order, heads)]))]);
    let planned = trade.plan(order, load, json!([paper])).await.expect(201);
    let path = planned.header("location").to_owned();
    trade.supplier.act(&format!("{path}/loadings"), json!({})).await.expect(200);
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn the_heads_of_all_shipments_under_one_certificate_never_exceed_its_heads() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let first = herd_under(&trade, &order, 8, numbered("SKKH-1", 10)).await;
    // The same paper in another spelling.
    let second = herd_under(&trade, &order, 3, numbered("skkh 1", 10)).await;
    let ready = async |path: &str| trade.supplier.act(&format!("{path}/readiness"), json!({})).await;
    let made = ready(&first).await.expect(200);
    assert_eq!(made.json["journey_papers"][0]["heads_used"], 8);
    let refused = ready(&second).await.expect_problem(422, "document-gate");
    assert_eq!(
        (refused.json["unmet"][0]["found"].as_str(), refused.json["unmet"][0]["required"].as_str()),
        (Some("2 head"), Some("3 head"))
    );
    // What is given up before it left has not used the paper.
    trade.supplier.act(&format!("{first}/cancellations"), json!({"note": "Truk rusak"})).await.expect(200);
    ready(&second).await.expect(200);
    trade.supplier.act(&format!("{second}/departures"), json!({})).await.expect(200);
    let third = herd_under(&trade, &order, 8, numbered("SKKH-1", 10)).await;
    let refused = ready(&third).await.expect_problem(422, "document-gate");
    assert_eq!(refused.json["unmet"][0]["found"], "7 head");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_says_the_same_wherever_it_is_shown() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let load = || json!([truck("BE 1", json!([herd_of(&order, 12)]))]);
    trade.plan(&order, load(), json!([numbered("SKKH-9", 30)])).await.expect(201);
    for (field, other) in [
        ("origin_region_code", json!("18.71")),
        ("destination_region_code", json!("36.71")),
        ("valid_until_date", json!("2026-12-30")),
        ("head_count", json!(31)),
    ] {
        let mut paper = numbered("SKKH-9", 30);
        paper[field] = other;
        let refused =
            trade.plan(&order, load(), json!([paper])).await.expect_problem(422, "validation-failed");
        assert_eq!(refused.json["errors"][0]["code"], "other-paper", "{field}");
    }
    let twice = json!([numbered("SKKH-10", 30), numbered("SKKH/10", 30)]);
    let refused = trade.plan(&order, load(), twice).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["code"], "repeated");
    let mut elsewhere = numbered("SKKH-9", 12);
    elsewhere["issuer"] = json!("Dinas Pertanian Kota Blitar");
    // One scan is of one paper, whatever is written beside it.
    let refused =
        trade.plan(&order, load(), json!([elsewhere])).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["pointer"], "/journey_papers/0/sha256");
    elsewhere["sha256"] = json!("cd".repeat(32));
    trade.plan(&order, load(), json!([elsewhere])).await.expect(201);
    let mut spelled = numbered("No. SKKH-9", 30);
    spelled["sha256"] = numbered("SKKH-9", 30)["sha256"].clone();
    let refused = trade.plan(&order, load(), json!([spelled])).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["code"], "other-paper");
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_are_added_on_the_road_and_confirmed_by_who_may() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let left =
        trade.departed(&order, json!([truck("BE 2", json!([herd(&order)]))]), json!([health(30)])).await;
    let path = format!("/v1/shipments/{}", left["id"].as_str().unwrap());
    let to = || json!({"destination_region_code": "36.71", "note": "Kandang penuh"});
    trade.supplier.act(&format!("{path}/diversions"), to()).await.expect_problem(422, "document-gate");
    let mut paper = health(30);
    paper["destination_region_code"] = json!("36");
    let added = trade.supplier.post(&format!("{path}/journey-papers"), paper.clone()).await.expect(201);
    for kind in ["quarantine_certificate", "inter_island_manifest"] {
        let mut companion = paper.clone();
        companion["type"] = json!(kind);
        trade.supplier.post(&format!("{path}/journey-papers"), companion).await.expect(201);
    }
    assert!(added.id().starts_with("jpa_"));
    trade.buyer.post(&format!("{path}/journey-papers"), health(1)).await.expect_problem(403, "forbidden");
    trade
        .supplier
        .post(&format!("{path}/journey-papers"), paper)
        .await
        .expect_problem(422, "validation-failed");
    trade.supplier.act(&format!("{path}/diversions"), to()).await.expect(200);

    let confirm = format!("{}/confirmations", added.header("location"));
    trade.supplier.act(&confirm, json!({})).await.expect_problem(403, "forbidden");
    trade.buyer.act(&confirm, json!({})).await.expect_problem(409, "state-conflict");
    let stranger = trade.app.caller(&testkit::Actor::new(testkit::party(99), "18.71", &[Role::VetOfficer]));
    stranger.act_on(&confirm, json!({}), "\"v1\"").await.expect_problem(404, "not-found");
    let officer = trade.app.caller(&testkit::Actor::new(testkit::party(2), "18.72", &[Role::VetOfficer]));
    officer.act_on(&confirm, json!({}), "\"v9\"").await.expect_problem(412, "precondition-failed");
    let confirmed = officer.act(&confirm, json!({"note": "Asli dilihat"})).await.expect(200);
    assert_eq!(confirmed.json["confirmed_as"], "vet_officer");
    assert_eq!((confirmed.etag(), &confirmed.json["etag"]), ("\"v2\"", &json!("\"v2\"")));
    officer.act(&confirm, json!({})).await.expect_problem(409, "state-conflict");
    // The receiver confirms the other at arrival.
    trade.buyer.act(&format!("{path}/arrivals"), json!({})).await.expect(200);
    let first = left["journey_papers"][0]["id"].as_str().unwrap();
    let seen =
        trade.buyer.act(&format!("/v1/journey-papers/{first}/confirmations"), json!({})).await.expect(200);
    assert_eq!(seen.json["confirmed_as"], "receiver");
    assert_eq!(
        trade.supplier.get(added.header("location")).await.expect(200).json["confirmed_as"],
        "vet_officer"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nearer_destination_and_a_diversion_are_no_way_around_a_paper() {
    let trade = Trade::start().await;
    tell(&trade.app, &number("III", 3), 10).await;
    let order = trade.order(eggs(), "9000", "KGM").await;
    let load = json!([truck("BE 1", json!([item(&order, "3", "TNE")]))]);
    let mut nearer = plan(&order, load, json!([consignment()]));
    nearer["destination_region_code"] = json!("18.71");
    let planned = trade.supplier.post("/v1/shipments", nearer).await.expect(201);
    let path = planned.header("location").to_owned();
    trade.supplier.act(&format!("{path}/loadings"), json!({})).await.expect(200);
    let refused = trade.supplier.act(&format!("{path}/readiness"), json!({})).await;
    let refused = refused.expect_problem(422, "document-gate");
    assert_eq!(refused.json["unmet"][0]["rule"], "veterinary_number_between_provinces");

    // Cattle on a certificate for Jakarta reach no other province by a diversion.
    let order = trade.order(cattle(), "30", "HEA").await;
    let left =
        trade.departed(&order, json!([truck("BE 2", json!([herd(&order)]))]), json!([health(30)])).await;
    let path = format!("/v1/shipments/{}", left["id"].as_str().unwrap());
    let to = |code: &str| json!({"destination_region_code": code, "note": "Kandang penuh"});
    let refused = trade.supplier.act(&format!("{path}/diversions"), to("36.71")).await;
    let refused = refused.expect_problem(422, "document-gate");
    assert_eq!(refused.json["unmet"][0]["rule"], "veterinary_certificate");
    assert_eq!(trade.shipment_now(&left).await["state"], "departed");
    let near = trade.supplier.act(&format!("{path}/diversions"), to("31.75")).await.expect(200);
    assert_eq!(near.json["destination_region_code"], "31.75");
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
    let mut paper = numbered("--", 0);
    paper["valid_until_date"] = json!("2026-10-01");
    body["journey_papers"] = json!([paper]);
    let refused = trade.supplier.post("/v1/shipments", body).await.expect_problem(422, "validation-failed");
    let pointers: Vec<_> =
        refused.json["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    let expected =
        ["/journey_papers/0/number", "/journey_papers/0/head_count", "/journey_papers/0/valid_until_date"];
    assert_eq!(pointers, expected);
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
    // Nor does the history keep a person's name.
    body["vehicles"][0]["plate"] = json!("BE 2");
    let vehicles = json!({"vehicles": body["vehicles"]});
    trade.supplier.patch(&path, vehicles, trade.supplier.get(&path).await.etag()).await.expect(200);
    for reader in [metro(), crate::supplier()] {
        let history = trade.app.caller(&reader).get(&format!("{path}/transitions")).await.expect(200).json;
        let replaced = &history["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["event"] == "update")
            .unwrap()["replaced"];
        assert_eq!(replaced["vehicles"][0]["plate"], "BE 1", "{history}");
        assert!(replaced["vehicles"][0]["driver_name"].is_null());
    }
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
    assert_eq!(waits["items"][0]["blocked_by"], json!([]));
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

#[tokio::test(flavor = "multi_thread")]
async fn a_vehicle_is_on_a_shipment_once_however_its_plate_is_spelled() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "3", "TNE").await;
    let load = |plates: [&str; 2]| json!(plates.map(|plate| truck(plate, json!([item(&order, "1", "TNE")]))));
    for other in ["BE 1 A", "be-1-a", "BE1A", "\u{ff22}\u{ff25} 1 A"] {
        let refused = trade.plan(&order, load(["BE 1 A", other]), json!([])).await;
        let refused = refused.expect_problem(422, "validation-failed");
        let error = &refused.json["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!("/vehicles/1/plate"), &json!("repeated")));
    }
    let planned = trade.plan(&order, load(["BE 1 A", "BE 1 B"]), json!([])).await.expect(201);
    let etag = planned.etag().to_owned();
    let again = json!({"vehicles": load(["BE 2", "be 2"])});
    trade
        .supplier
        .patch(planned.header("location"), again, &etag)
        .await
        .expect_problem(422, "validation-failed");
}
