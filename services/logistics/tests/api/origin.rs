//! Where goods are loaded: a facility named by the shipment bars it while it may not be used, and when its day is full.

use domain::shared::{ConsolidationLotId, FacilityId, RecallId, VariantId};
use logistics::projections::{FacilityRow, RecallRow};
use serde_json::{Value, json};
use testkit::{App, party, seeded, test_time};

use crate::seed::{cattle, read, tell};
use crate::trade::{Trade, health, herd_of, plan, truck};

/// A facility in Metro for 15 head a day, as it would be told: usable, or not from a day on.
pub(crate) fn facility(number: u128, owner: u128, barred_from: Option<&str>, version: i64) -> FacilityRow {
    let text = |text: &str| json!({"id": text, "en": text});
    let critical = json!([{
        "rule": "no_critical_finding", "subject": "findings", "found": text("1 critical"), "required": text("none"),
        "how_to_fix": text("mend it"), "legal_basis": null,
    }]);
    let spans = match barred_from {
        None => json!([{"from_date": null, "until_date": null, "usable": true, "unmet": []}]),
        Some(day) => json!([
            {"from_date": null, "until_date": "2026-11-21", "usable": true, "unmet": []},
            {"from_date": day, "until_date": null, "usable": false, "unmet": critical},
        ]),
    };
    let view = read(json!({
        "facility": {
            "id": seeded::<FacilityId>(number), "etag": "\"v1\"", "state": "active", "owner_party_id": party(owner),
            "kind": if number == 3 { "warehouse" } else { "slaughterhouse" }, "name": format!("RPH {number}"), "region_code": "18.72", "village": null,
            "address": null, "point": null, "capacity": {"quantity": {"value": "15", "unit": "HEA"}, "per": "day"},
            "closed_date": null, "created_at": test_time(), "updated_at": test_time(),
        },
        "version": version, "spans": spans,
    }));
    FacilityRow::of(view).expect("a facility")
}

/// A recall of a variant as it would be told.
pub(crate) fn recall(variant: u128, in_force: bool, version: i64) -> RecallRow {
    RecallRow::of(&read(json!({
        "recall_id": seeded::<RecallId>(1), "supplier_id": party(20), "issued_by_party_id": party(20),
        "variant_ids": [seeded::<VariantId>(variant)], "hazard": "contamination",
        "state": if in_force { "in_force" } else { "lifted" }, "version": version,
    })))
}

/// A recall of consolidation lots as it would be told.
pub(crate) fn recall_of_lots(lots: &[u128], in_force: bool, version: i64) -> RecallRow {
    let lots: Vec<ConsolidationLotId> = lots.iter().map(|lot| seeded(*lot)).collect();
    RecallRow::of(&read(json!({
        "recall_id": seeded::<RecallId>(1), "supplier_id": party(20), "issued_by_party_id": party(20),
        "variant_ids": [], "lot_ids": lots, "hazard": "contamination",
        "state": if in_force { "in_force" } else { "lifted" }, "version": version,
    })))
}

/// A plan for so many head, loaded at a facility.
fn loaded_at(order: &Value, plate: &str, heads: i64, facility: u128) -> Value {
    let mut body = plan(order, json!([truck(plate, json!([herd_of(order, heads)]))]), json!([health(heads)]));
    body["origin_facility_id"] = json!(seeded::<FacilityId>(facility));
    body
}

async fn told(app: &App, facility: &FacilityRow) {
    tell(app, facility, 20).await;
}

/// A shipment that is being loaded at a facility; its path.
async fn loading(trade: &Trade, body: Value) -> String {
    let planned = trade.supplier.post("/v1/shipments", body).await.expect(201);
    let path = planned.header("location").to_owned();
    trade.supplier.act(&format!("{path}/loadings"), json!({})).await.expect(200);
    path
}

/// The rules that are not met, with what was found.
fn unmet(refused: &testkit::Response) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rules = refused.json["unmet"].as_array().expect("rules").iter();
    rules.map(|rule| (text(&rule["rule"]), text(&rule["found"]))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_found_during_loading_bars_readiness_until_it_is_settled() {
    let trade = Trade::start().await;
    told(&trade.app, &facility(1, 99, None, 1)).await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let path = loading(&trade, loaded_at(&order, "BE 1", 15, 1)).await;
    told(&trade.app, &facility(1, 99, Some("2026-11-22"), 2)).await;
    let refused = trade.supplier.act(&format!("{path}/readiness"), json!({})).await;
    let refused = refused.expect_problem(422, "facility-not-usable");
    assert_eq!(unmet(&refused), [("no_critical_finding".to_owned(), "1 critical".to_owned())]);
    assert_eq!(trade.buyer.get(&path).await.expect(200).json["state"], "loading");
    told(&trade.app, &facility(1, 99, None, 3)).await;
    trade.supplier.act(&format!("{path}/readiness"), json!({})).await.expect(200);
    // Found again before it left.
    told(&trade.app, &facility(1, 99, Some("2026-11-22"), 4)).await;
    let refused = trade.supplier.act(&format!("{path}/departures"), json!({})).await;
    refused.expect_problem(422, "facility-not-usable");
    told(&trade.app, &facility(1, 99, None, 5)).await;
    trade.supplier.act(&format!("{path}/departures"), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_takes_fifteen_head_of_all_shipments_together() {
    let trade = Trade::start().await;
    told(&trade.app, &facility(1, 99, None, 1)).await;
    told(&trade.app, &facility(2, 99, None, 1)).await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let first = loading(&trade, loaded_at(&order, "BE 1", 10, 1)).await;
    let second = loading(&trade, loaded_at(&order, "BE 2", 6, 1)).await;
    let third = loading(&trade, loaded_at(&order, "BE 3", 5, 1)).await;
    let ready = async |path: &str| trade.supplier.act(&format!("{path}/readiness"), json!({})).await;
    ready(&first).await.expect(200);
    let refused = ready(&second).await.expect_problem(422, "facility-not-usable");
    assert_eq!(
        unmet(&refused),
        [(
            "capacity_of_the_day".to_owned(),
            "16 head on 22 November 2026, other shipments included".to_owned()
        )]
    );
    ready(&third).await.expect(200);
    // What leaves is counted once; what is loaded again frees its part of the day.
    trade.supplier.act(&format!("{third}/departures"), json!({})).await.expect(200);
    ready(&second).await.expect_problem(422, "facility-not-usable");
    trade.supplier.act(&format!("{first}/loadings"), json!({})).await.expect(200);
    ready(&second).await.expect(200);
    ready(&first).await.expect_problem(422, "facility-not-usable");
    // Another facility has a day of its own.
    let elsewhere = json!({"origin_facility_id": seeded::<FacilityId>(2)});
    let etag = trade.supplier.get(&first).await.etag().to_owned();
    trade.supplier.patch(&first, elsewhere, &etag).await.expect(200);
    ready(&first).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_shipments_at_once_never_take_more_than_the_day() {
    let trade = Trade::start().await;
    told(&trade.app, &facility(1, 99, None, 1)).await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let mut paths = Vec::new();
    for plate in ["BE 1", "BE 2", "BE 3", "BE 4"] {
        paths.push(loading(&trade, loaded_at(&order, plate, 7, 1)).await);
    }
    let steps = paths.iter().map(|path| {
        let (supplier, path) = (&trade.supplier, format!("{path}/readiness"));
        async move { supplier.act(&path, json!({})).await.status }
    });
    let mut answers = futures_util::future::join_all(steps).await;
    answers.sort_unstable();
    assert_eq!(answers, [200, 200, 422, 422]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_facility_is_known_lies_where_goods_are_loaded_and_is_named_by_its_owner() {
    let trade = Trade::start().await;
    told(&trade.app, &facility(1, 20, None, 1)).await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let unknown = trade.supplier.post("/v1/shipments", loaded_at(&order, "BE 1", 15, 7)).await;
    let unknown = unknown.expect_problem(422, "validation-failed");
    assert_eq!(unknown.json["errors"][0]["code"], "unknown-facility");
    let mut elsewhere = loaded_at(&order, "BE 1", 15, 1);
    elsewhere["origin_region_code"] = json!("35.72");
    let elsewhere =
        trade.supplier.post("/v1/shipments", elsewhere).await.expect_problem(422, "validation-failed");
    assert_eq!(elsewhere.json["errors"][0]["pointer"], "/origin_facility_id");
    told(&trade.app, &facility(3, 99, None, 1)).await;
    let anothers = trade.supplier.post("/v1/shipments", loaded_at(&order, "BE 1", 15, 3)).await;
    let anothers = anothers.expect_problem(422, "validation-failed");
    assert_eq!(anothers.json["errors"][0]["code"], "anothers-facility");
    // The supplier has a facility in Metro and names none.
    let mut unnamed = loaded_at(&order, "BE 1", 15, 1);
    unnamed["origin_facility_id"] = json!(null);
    let path = loading(&trade, unnamed).await;
    let refused = trade.supplier.act(&format!("{path}/readiness"), json!({})).await;
    let refused = refused.expect_problem(422, "facility-not-usable");
    assert_eq!(unmet(&refused), [("origin_facility_named".to_owned(), "none".to_owned())]);
    let named = json!({"origin_facility_id": seeded::<FacilityId>(1)});
    let etag = trade.supplier.get(&path).await.etag().to_owned();
    let named = trade.supplier.patch(&path, named, &etag).await.expect(200).json;
    assert_eq!(named["origin_facility_id"], json!(seeded::<FacilityId>(1)));
    trade.supplier.act(&format!("{path}/readiness"), json!({})).await.expect(200);
}
