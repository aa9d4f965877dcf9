//! The rules of the road: they start as the rows the domain describes, and are kept by the administrator.

use chrono::TimeDelta;
use domain::logistics::{Allowance, GateRule, JourneyRequirement};
use domain::logistics::{seed_allowances, seed_gate_rules, seed_journey_requirements};
use domain::shared::{BusinessSize, Role};
use logistics::projections::PartyRow;
use serde_json::{Value, json};
use service::dated::rules;
use testkit::{Actor, party, seeded};

use crate::seed::{self, cattle, rice};
use crate::trade::{Trade, health, herd, item, item_id, truck};
use crate::{another, start};

/// The administrator of the platform.
pub(crate) fn admin() -> Actor {
    Actor::new(party(1), "31", &[Role::PlatformAdmin])
}

/// A rule beside those the platform starts with: plants enter Jakarta with a recommendation.
fn recommendation(from: &str) -> Value {
    json!({
        "goods": "fresh_plant_product", "route": "between_provinces", "destination_region_code": "31",
        "paper": "entry_recommendation", "in_force_from_date": from, "legal_basis": "Pergub 10/2026",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_start_with_the_rows_of_the_domain() {
    let app = start().await;
    let conn = app.core.read().await.expect("a connection");
    assert_eq!(rules::<GateRule>(&conn).await.expect("rows"), seed_gate_rules());
    assert_eq!(rules::<JourneyRequirement>(&conn).await.expect("rows"), seed_journey_requirements());
    assert_eq!(rules::<Allowance>(&conn).await.expect("rows"), seed_allowances());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_is_added_listed_and_ended_and_never_in_the_past() {
    let app = start().await;
    let (admin, supplier) = (app.caller(&admin()), app.caller(&crate::supplier()));
    let path = "/v1/journey-requirements";
    supplier.post(path, recommendation("2026-11-22")).await.expect_problem(403, "forbidden");
    let past = admin.post(path, recommendation("2026-11-21")).await.expect_problem(422, "validation-failed");
    assert_eq!(past.json["errors"][0]["pointer"], "/in_force_from_date");
    let added = admin.post(path, recommendation("2026-12-01")).await.expect(201);
    let row = added.header("location").to_owned();
    assert_eq!(supplier.get(&row).await.expect(200).json, added.json);
    assert_eq!(added.json["created_by_party_id"], json!(party(1)));
    // The same again, on a day on which the first is in force.
    let twice = admin.post(path, recommendation("2027-01-01")).await.expect_problem(409, "duplicate");
    assert!(
        twice.json["errors"][0]["detail"].as_str().unwrap().contains("1 December 2026"),
        "{}",
        twice.text
    );
    let listed = async |query: &str| {
        let page = supplier.get(&format!("{path}?{query}")).await.expect(200).json;
        page["items"].as_array().unwrap().iter().map(|row| row["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        listed("goods=fresh_plant_product&paper=entry_recommendation").await,
        [added.json["id"].clone()]
    );
    let first = supplier.get(&format!("{path}?limit=1")).await.expect(200);
    assert!(first.header("link").ends_with("; rel=\"next\""), "a page of rules leads to the next one");
    assert!(listed("goods=fresh_plant_product&paper=entry_recommendation&as_of=2026-11-30").await.is_empty());
    assert_eq!(listed("goods=fresh_plant_product&as_of=2026-12-01").await.len(), 3);
    assert_eq!(listed("goods=fresh_plant_product&as_of=2020-11-30").await.len(), 1);
    assert!(listed("goods=other&paper=entry_recommendation").await.is_empty());

    let ending = |last: &str| json!({"in_force_until_date": last, "note": "Diganti"});
    let early = admin.act(&format!("{row}/endings"), ending("2026-11-20")).await;
    early.expect_problem(422, "validation-failed");
    let ended = admin.act(&format!("{row}/endings"), ending("2026-12-31")).await.expect(200);
    assert_eq!(ended.json["ending_note"], "Diganti");
    let longer = admin.act(&format!("{row}/endings"), ending("2027-12-31")).await;
    longer.expect_problem(422, "validation-failed");
    admin
        .act_on(&format!("{row}/endings"), ending("2026-12-30"), "\"v1\"")
        .await
        .expect_problem(412, "precondition-failed");
    admin.post(path, recommendation("2027-01-01")).await.expect(201);
    let told = app.feed(&self::admin(), "/v1/logistics-events").await;
    let types: Vec<&str> = told.iter().map(|event| event["type"].as_str().unwrap()).collect();
    let expected = ["added", "ended", "added"].map(|what| format!("id.kad.journey_requirement.{what}"));
    assert_eq!(types, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_acts_in_every_process_at_once_and_on_nothing_that_has_left() {
    let trade = Trade::start().await;
    let second = another(&trade.app).await;
    let order = trade.order(rice(), "10", "TNE").await;
    let load = || json!([truck("BE 1", json!([item(&order, "4", "TNE")]))]);
    let left = trade.departed(&order, load(), json!([])).await;
    let planned = trade.plan(&order, load(), json!([])).await.expect(201);
    let path = planned.header("location").to_owned();
    let there = second.caller(&crate::supplier());
    there.act(&format!("{path}/loadings"), json!({})).await.expect(200);
    // Added through one process, in force at once in the other.
    trade
        .app
        .caller(&admin())
        .post("/v1/journey-requirements", recommendation("2026-11-22"))
        .await
        .expect(201);
    let refused = there.act(&format!("{path}/readiness"), json!({})).await;
    let refused = refused.expect_problem(422, "document-gate");
    assert_eq!(refused.json["unmet"][0]["rule"], "entry_recommendation");
    assert_eq!(refused.json["unmet"][0]["legal_basis"], "Pergub 10/2026");
    // What has left goes on.
    let left = format!("/v1/shipments/{}", left["id"].as_str().unwrap());
    trade.buyer.act(&format!("{left}/arrivals"), json!({})).await.expect(200);
    trade.buyer.act(&format!("{left}/unloadings"), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_allowance_counts_for_what_leaves_after_it_was_added() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let left =
        trade.departed(&order, json!([truck("BE 1", json!([herd(&order)]))]), json!([health(30)])).await;
    let row = json!({
        "kind": "shrink", "commodity_code": "cattle", "mode": "road", "from_province_code": "18",
        "to_province_code": "31", "hours_from": 0, "basis_points": 1_000, "in_force_from_date": "2026-11-22",
        "source": "Pengukuran November 2026",
    });
    seed::cattle_in_the_catalog(&trade.app).await;
    trade.app.clock.set("2026-11-22T04:00:00Z".parse().unwrap());
    trade.app.caller(&admin()).post("/v1/allowances", row.clone()).await.expect(201);
    let mut bad = row;
    (bad["hours_to"], bad["from_province_code"]) = (json!(0), json!("18.72"));
    let refused = trade.app.caller(&admin()).post("/v1/allowances", bad).await;
    assert_eq!(refused.expect_problem(422, "validation-failed").json["errors"].as_array().unwrap().len(), 2);
    trade.app.clock.set("2026-11-22T12:00:00Z".parse().unwrap());
    let (buyer, poster) = (trade.app.caller(&crate::buyer()), trade.app.caller(&crate::second_buyer()));
    let line = json!([{"shipment_item_id": item_id(&left, 0), "heads": {"accepted": 30},
        "weight": {"unit": "KGM", "accepted": "10000", "shrink": "500"}}]);
    let later = Trade { buyer, poster, supplier: trade.app.caller(&crate::supplier()), app: trade.app };
    let posted = later.post(&left, line).await.expect(200).json;
    // 5.3 % of 10,500 kg by the row it left under, not 10 %.
    assert_eq!(posted["lines"][0]["shrink_allowed"]["value"], "556.5", "{posted}");
}

#[tokio::test(flavor = "multi_thread")]
async fn halal_is_asked_by_the_size_that_the_agreement_service_tells() {
    let mut trade = Trade::start().await;
    let (contract, line) = (seeded(210), seeded(310));
    let chips =
        seed::line(line, 1, "msme_goods", "packaged", "KGM", json!({"value": "9000", "unit": "KGM"}), 0);
    let view = seed::contract_of(contract, "active", 1, json!([chips]));
    seed::tell(&trade.app, &seed::whole_contract(view), 5).await;
    let permit = json!([{"type": "home_food_permit", "valid_from_date": "2024-01-01",
        "valid_until_date": "2028-12-31"}]);
    seed::tell(&trade.app, &seed::standing_with("verified", Some("2026-12-31"), 3, permit), 6).await;
    // To 16 October 2026, the last day on which a micro business needs no certificate.
    trade.wait(TimeDelta::days(-37)).await;
    let order = trade.order_under(contract, line, "100", "KGM").await;
    let load = json!([truck("BE 1", json!([item(&order, "100", "KGM")]))]);
    let planned = trade.plan(&order, load, json!([])).await.expect(201);
    let path = planned.header("location").to_owned();
    trade.supplier.act(&format!("{path}/loadings"), json!({})).await.expect(200);
    let readiness = format!("{path}/readiness");
    for (size, version) in [(None, 2), (Some(BusinessSize::Medium), 3)] {
        let row = PartyRow { business_size: size, ..seed::party_row(20, "KUJ", "18.72", version) };
        seed::tell(&trade.app, &row, version + 10).await;
        let refused = trade.supplier.act(&readiness, json!({})).await.expect_problem(422, "document-gate");
        assert_eq!(refused.json["unmet"].as_array().unwrap().len(), 1, "{}", refused.text);
        assert_eq!(refused.json["unmet"][0]["rule"], "halal_certificate");
    }
    let micro = Some(BusinessSize::Micro);
    let row = PartyRow { business_size: micro, ..seed::party_row(20, "KUJ", "18.72", 4) };
    seed::tell(&trade.app, &row, 20).await;
    trade.supplier.act(&readiness, json!({})).await.expect(200);
    trade.wait(TimeDelta::days(1)).await;
    let departure = trade.supplier.act(&format!("{path}/departures"), json!({})).await;
    let refused = departure.expect_problem(422, "document-gate");
    assert!(refused.json["unmet"][0]["legal_basis"].as_str().unwrap().contains("mikro dan kecil"));
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_for_different_sizes_are_in_force_on_one_day() {
    let app = start().await;
    let admin = app.caller(&admin());
    let rule = |sizes: Value| {
        json!({"goods": "other", "route": "any", "requirement": "food_permit", "supplier_sizes": sizes,
            "in_force_from_date": "2026-12-01", "legal_basis": "Contoh"})
    };
    let added = admin.post("/v1/gate-rules", rule(json!(["small", "micro"]))).await.expect(201);
    assert_eq!(added.json["supplier_sizes"], json!(["small", "micro"]));
    admin.post("/v1/gate-rules", rule(json!(["large"]))).await.expect(201);
    admin.post("/v1/gate-rules", rule(json!(["micro", "small"]))).await.expect_problem(409, "duplicate");
    let five = rule(json!(["micro", "micro", "micro", "micro", "micro"]));
    admin.post("/v1/gate-rules", five).await.expect_problem(422, "validation-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_allowance_is_for_a_commodity_of_the_catalog_and_overlaps_no_other() {
    let app = start().await;
    seed::cattle_in_the_catalog(&app).await;
    app.has_heard("catalog").await;
    let admin = app.caller(&admin());
    let row = |commodity: &str, hours_from: u32, hours_to: Option<u32>| {
        let mut row = json!({
            "kind": "deaths", "commodity_code": commodity, "mode": "road", "hours_from": hours_from,
            "basis_points": 10, "in_force_from_date": "2026-12-01", "source": "Pengukuran November 2026",
        });
        if let Some(end) = hours_to {
            row["hours_to"] = json!(end);
        }
        row
    };
    let refused = admin.post("/v1/allowances", row("gold", 0, Some(10))).await;
    let error = &refused.expect_problem(422, "validation-failed").json["errors"][0];
    assert_eq!((&error["pointer"], &error["code"]), (&json!("/commodity_code"), &json!("unknown-commodity")));
    let first = admin.post("/v1/allowances", row("cattle", 0, Some(10))).await.expect(201);
    for (from, to) in [(5, Some(20)), (0, None), (9, Some(10))] {
        let refused = admin.post("/v1/allowances", row("cattle", from, to)).await;
        let refused = refused.expect_problem(409, "duplicate").json;
        let detail = refused["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(&first.id()), "{detail} names {}", first.id());
    }
    admin.post("/v1/allowances", row("cattle", 10, None)).await.expect(201);
    let mut route = row("cattle", 5, Some(20));
    route["from_province_code"] = json!("18");
    admin.post("/v1/allowances", route).await.expect(201);
}
