//! Who drives a shipment, and who confirms the papers of its journey.

use domain::shared::Role;
use serde_json::{Value, json};

use crate::seed::{self, cattle, rice};
use crate::trade::{Trade, carrier, health, herd, item, plan, truck};

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_confirms_what_the_own_government_issues() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let planned =
        trade.plan(&order, json!([truck("BE 2", json!([herd(&order)]))]), json!([health(30)])).await;
    let papers = planned.expect(201).json["journey_papers"].clone();
    let confirm = |kind: &str| {
        let paper = papers.as_array().unwrap().iter().find(|paper| paper["type"] == kind).unwrap();
        format!("/v1/journey-papers/{}/confirmations", paper["id"].as_str().unwrap())
    };
    let metro = trade.app.caller(&testkit::Actor::new(testkit::party(2), "18.72", &[Role::VetOfficer]));
    let jakarta = trade.app.caller(&testkit::Actor::new(testkit::party(3), "31", &[Role::VetOfficer]));
    for (kind, issuer, other) in [
        ("veterinary_certificate", &metro, &jakarta),
        ("entry_recommendation", &jakarta, &metro),
        ("quarantine_certificate", &jakarta, &metro),
    ] {
        other.act(&confirm(kind), json!({})).await.expect_problem(403, "forbidden");
        issuer.act(&confirm(kind), json!({})).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_drives_is_a_carrier_or_the_supplier_and_may_change_while_it_is_planned() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let body = |carrier: Value| {
        let mut body = plan(&order, json!([truck("BE 1", json!([item(&order, "1", "TNE")]))]), json!([]));
        body["carrier_party_id"] = carrier;
        body
    };
    for (party, code) in [(99, "unknown-party"), (10, "no-carrier"), (3, "no-carrier")] {
        let refused = trade.supplier.post("/v1/shipments", body(json!(testkit::party(party)))).await;
        let error = &refused.expect_problem(422, "validation-failed").json["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!("/carrier_party_id"), &json!(code)));
    }
    let own = trade.supplier.post("/v1/shipments", body(json!(testkit::party(20)))).await.expect(201);
    assert_eq!(own.json["carrier_party_id"], Value::Null, "it drives itself");
    let path = own.header("location").to_owned();
    let driver = trade.app.caller(&carrier());
    driver.get(&path).await.expect_problem(404, "not-found");
    let buyer = json!({"carrier_party_id": testkit::party(10)});
    let refused = trade.supplier.patch(&path, buyer, own.etag()).await;
    assert_eq!(refused.expect_problem(422, "validation-failed").json["errors"][0]["code"], "no-carrier");
    let change = json!({"carrier_party_id": carrier().party});
    let changed = trade.supplier.patch(&path, change.clone(), own.etag()).await.expect(200);
    assert_eq!(changed.json["carrier_party_id"], json!(carrier().party));
    driver.get(&path).await.expect(200);
    trade.supplier.act(&format!("{path}/loadings"), json!({})).await.expect(200);
    let etag = trade.supplier.get(&path).await.etag().to_owned();
    trade.supplier.patch(&path, change, &etag).await.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_is_for_a_commodity_of_the_catalog_and_for_one_head_at_least() {
    let trade = Trade::start().await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let load = || json!([truck("BE 2", json!([herd(&order)]))]);
    seed::cattle_in_the_catalog(&trade.app).await;
    let paper = |commodity: &str, heads: i64| {
        let mut paper = health(heads);
        paper["commodity_code"] = json!(commodity);
        json!([paper])
    };
    let refused =
        trade.plan(&order, load(), paper("gold", 30)).await.expect_problem(422, "validation-failed");
    let error = &refused.json["errors"][0];
    assert_eq!(
        (&error["pointer"], &error["code"]),
        (&json!("/journey_papers/0/commodity_code"), &json!("unknown-commodity"))
    );
    let refused =
        trade.plan(&order, load(), paper("cattle", 0)).await.expect_problem(422, "validation-failed");
    let detail = refused.json["errors"][0]["detail"].as_str().unwrap();
    assert_eq!(detail, "Give a whole number between 1 and 1,000,000.");
    trade.plan(&order, load(), paper("cattle", 30)).await.expect(201);
}
