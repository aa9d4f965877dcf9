//! Vehicles that are late: by the day on which goods are wanted, by when they are expected, and by dated rows.

use chrono::TimeDelta;
use domain::logistics::{LatenessRule, seed_lateness_rules};
use domain::shared::Role;
use serde_json::{Value, json};
use service::dated::rules;
use testkit::{Actor, Caller, party};

use crate::seed::rice;
use crate::start;
use crate::trade::{Trade, item, plan, truck};
use crate::{metro, other_buyer, supplier};

async fn late(caller: &Caller) -> Vec<Value> {
    let shown = caller.get("/v1/late-vehicles").await.expect(200).json;
    shown["items"].as_array().unwrap().clone()
}

/// The plate, the reason and since when of each late vehicle.
async fn said(caller: &Caller) -> Vec<(String, String, String)> {
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    let told = late(caller).await;
    told.iter().map(|one| (text(one, "plate"), text(one, "reason"), text(one, "late_since"))).collect()
}

fn is(plate: &str, reason: &str, since: &str) -> (String, String, String) {
    (plate.to_owned(), reason.to_owned(), since.to_owned())
}

fn two_trucks(order: &Value) -> Value {
    json!([truck("BE 1", json!([item(order, "2", "TNE")])), truck("BE 2", json!([item(order, "3", "TNE")]))])
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_starts_with_the_rows_of_the_domain() {
    let app = start().await;
    let conn = app.core.read().await.expect("a connection");
    assert_eq!(rules::<LatenessRule>(&conn).await.expect("rows"), seed_lateness_rules());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vehicle_is_late_once_its_day_has_ended_and_until_it_has_left() {
    let mut trade = Trade::start().await;
    // Wanted on 30 November, a day that ends at 17.00 UTC.
    let order = trade.order(rice(), "8", "TNE").await;
    let planned = trade.plan(&order, two_trucks(&order), json!([])).await.expect(201);
    let path = planned.header("location").to_owned();
    trade.wait(TimeDelta::days(8) + TimeDelta::hours(13)).await;
    assert_eq!(said(&trade.buyer).await, []);
    trade.wait(TimeDelta::hours(2)).await;
    let since = "2026-11-30T17:00:00Z";
    let both = [is("BE 1", "not_departed", since), is("BE 2", "not_departed", since)];
    assert_eq!(said(&trade.buyer).await, both);
    assert_eq!(said(&trade.app.caller(&metro())).await, both);
    assert_eq!(said(&trade.app.caller(&other_buyer())).await, []);
    let first = &late(&trade.supplier).await[0];
    assert_eq!((&first["shipment_id"], &first["wanted_date"]), (&planned.json["id"], &json!("2026-11-30")));
    // It is asked for page by page.
    let page = trade.buyer.get("/v1/late-vehicles?limit=1").await.expect(200).json;
    let next = page["next_cursor"].as_str().unwrap();
    let rest = trade.buyer.get(&format!("/v1/late-vehicles?limit=1&cursor={next}")).await.expect(200).json;
    assert_eq!((&page["items"][0]["plate"], &rest["items"][0]["plate"]), (&json!("BE 1"), &json!("BE 2")));
    // Another day that both agree on is the day by which it is judged.
    let order_path = format!("/v1/call-offs/{}", order["id"].as_str().unwrap());
    let moved = json!({"delivery_date": "2026-12-03"});
    trade.supplier.act(&format!("{order_path}/changes"), moved).await.expect(200);
    trade.buyer.act(&format!("{order_path}/change-acceptances"), json!({})).await.expect(200);
    assert_eq!(said(&trade.buyer).await, []);
    trade.wait(TimeDelta::days(4)).await;
    assert_eq!(said(&trade.buyer).await.len(), 2);
    for step in ["loadings", "readiness", "departures"] {
        trade.supplier.act(&format!("{path}/{step}"), json!({})).await.expect(200);
    }
    assert_eq!(said(&trade.buyer).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vehicle_is_late_a_day_after_it_was_expected_and_until_it_has_arrived() {
    let mut trade = Trade::start().await;
    let order = trade.order(rice(), "8", "TNE").await;
    let mut body = plan(&order, two_trucks(&order), json!([]));
    body["expected_arrival_at"] = json!("2026-11-23T05:00:00Z");
    let planned = trade.supplier.post("/v1/shipments", body).await.expect(201);
    let path = planned.header("location").to_owned();
    assert_eq!(planned.json["expected_arrival_at"], "2026-11-23T05:00:00Z");
    let later = json!({"expected_arrival_at": "2026-11-23T09:00:00Z"});
    let changed = trade.supplier.patch(&path, later, planned.etag()).await.expect(200);
    assert_eq!(changed.json["expected_arrival_at"], "2026-11-23T09:00:00Z");
    for step in ["loadings", "readiness", "departures"] {
        trade.supplier.act(&format!("{path}/{step}"), json!({})).await.expect(200);
    }
    trade.wait(TimeDelta::hours(53)).await;
    assert_eq!(said(&trade.buyer).await, []);
    trade.wait(TimeDelta::hours(2)).await;
    let since = "2026-11-24T09:00:00Z";
    let both = [is("BE 1", "not_arrived", since), is("BE 2", "not_arrived", since)];
    assert_eq!(said(&trade.buyer).await, both);
    trade.supplier.act(&format!("{path}/arrivals"), json!({})).await.expect(200);
    assert_eq!(said(&trade.buyer).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_how_many_hours_is_a_dated_row() {
    let mut trade = Trade::start().await;
    let order = trade.order(rice(), "8", "TNE").await;
    trade.plan(&order, two_trucks(&order), json!([])).await.expect(201);
    let administrator = trade.app.caller(&Actor::new(party(1), "31", &[Role::PlatformAdmin]));
    let row = json!({"figure": "departure_hours", "value": 12, "in_force_from_date": "2026-11-23", "source": "Rapat"});
    trade.supplier.post("/v1/lateness-rules", row.clone()).await.expect_problem(403, "forbidden");
    administrator.post("/v1/lateness-rules", row.clone()).await.expect_problem(409, "duplicate");
    let rules = administrator.get("/v1/lateness-rules?figure=departure_hours").await.expect(200).json;
    let first = format!("/v1/lateness-rules/{}/endings", rules["items"][0]["id"].as_str().unwrap());
    let ending = json!({"in_force_until_date": "2026-11-22", "note": "Diganti"});
    administrator.act(&first, ending).await.expect(200);
    administrator.post("/v1/lateness-rules", row.clone()).await.expect(201);
    let mut endless = row;
    endless["value"] = json!(745);
    endless["in_force_from_date"] = json!("2026-11-24");
    let refused = administrator.post("/v1/lateness-rules", endless).await;
    assert_eq!(refused.expect_problem(422, "validation-failed").json["errors"][0]["pointer"], "/value");
    trade.wait(TimeDelta::days(9)).await;
    assert_eq!(said(&trade.buyer).await, []);
    trade.wait(TimeDelta::hours(3)).await;
    assert_eq!(said(&trade.buyer).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn seals_and_days_of_production_stand_on_a_shipment() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "8", "TNE").await;
    let sent = |seals: Value, made: &str| {
        let mut vehicles = json!([truck("BE 1", json!([item(&order, "2", "TNE")]))]);
        vehicles[0]["seals"] = seals;
        vehicles[0]["items"][0]["production_date"] = json!(made);
        let (caller, body) = (trade.app.caller(&supplier()), plan(&order, vehicles, json!([])));
        async move { caller.post("/v1/shipments", body).await }
    };
    let planned = sent(json!(["SGL-1", "SGL-2"]), "2026-11-20").await.expect(201).json;
    let vehicle = &planned["vehicles"][0];
    assert_eq!(vehicle["seals"], json!(["SGL-1", "SGL-2"]));
    assert_eq!(vehicle["items"][0]["production_date"], "2026-11-20");
    for (seals, made, pointer) in [
        (json!(["SGL-1", "SGL-1"]), "2026-11-20", "/vehicles/0/seals/1"),
        (json!([""]), "2026-11-20", "/vehicles/0/seals/0"),
        (json!(vec!["X"; 11]), "2026-11-20", "/vehicles/0/seals"),
        (json!([]), "2026-11-24", "/vehicles/0/items/0/production_date"),
        (json!([]), "1206-11-20", "/vehicles/0/items/0/production_date"),
    ] {
        let refused = sent(seals.clone(), made).await.expect_problem(422, "validation-failed");
        assert_eq!(refused.json["errors"][0]["pointer"], pointer, "{seals} {made}");
    }
    let mut body = plan(&order, two_trucks(&order), json!([]));
    body["expected_arrival_at"] = json!("2026-11-20T05:00:00Z");
    let past = trade.supplier.post("/v1/shipments", body).await.expect_problem(422, "validation-failed");
    assert_eq!(past.json["errors"][0]["pointer"], "/expected_arrival_at");
}
