//! Where goods come from and where they went.

use chrono::TimeDelta;
use domain::catalog::{HoldState, LotState};
use domain::shared::{ConsolidationLotId, FacilityId, HoldId, OutletId};
use logistics::projections::{FacilityRow, HoldRow, LotRow};
use serde_json::{Value, json};
use testkit::{Caller, party, seeded, test_time};

use crate::distributions::{given, outlets};
use crate::origin::{facility, recall, recall_of_lots};
use crate::price_rules::{contract, naming, ruled, variant, variants};
use crate::seed::{cattle, of, order_of, rice, tell};
use crate::trade::{Trade, carrier, health, herd_of, item, item_id, plan, truck};
use crate::{facilitator, jakarta, metro, other_buyer, seed};

/// What is traced.
async fn traced(who: &Caller, query: &str) -> Vec<Value> {
    let page = who.get(&format!("/v1/traces?{query}")).await.expect(200).json;
    page["items"].as_array().unwrap().clone()
}

/// The steps of a trace as `business_step`.
fn steps(trace: &Value) -> Vec<&str> {
    trace["steps"].as_array().unwrap().iter().map(|step| step["business_step"].as_str().unwrap()).collect()
}

/// What a trace says that outlets got, and counts: outlet and figure.
fn got(trace: &Value) -> Vec<(String, String)> {
    let steps = trace["steps"].as_array().unwrap().iter();
    let counts =
        steps.filter(|step| step["business_step"] == "stocking" && step["error_declaration"].is_null());
    let goods = counts.flat_map(|step| {
        let outlet = step["business_location"]["outlet_id"].as_str().unwrap();
        let goods = step["goods"].as_array().unwrap().iter();
        goods.map(move |goods| (outlet.to_owned(), goods["quantity"]["value"].as_str().unwrap().to_owned()))
    });
    goods.collect()
}

fn id<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap()
}

/// A hub in Blitar where rice is loaded.
fn hub() -> FacilityRow {
    let row = facility(3, 20, None, 1);
    FacilityRow { region_code: "35.72".to_owned(), capacity_base: None, capacity_unit: None, ..row }
}

/// A lot of rice of thirty members, sealed the day before.
fn lot(order: &Value) -> LotRow {
    let line = id(&order["lines"][0], "id").to_owned();
    LotRow {
        facility_id: Some(seeded(3)),
        member_count: Some(30),
        sealed_at: Some(test_time() - TimeDelta::days(1)),
        ..crate::lots::lot(LotState::Allocated, json!({line: 10_000_000}), 5)
    }
}

/// So much of the lot on one truck from the hub to Jakarta, received in full; the receipt.
async fn shipped(trade: &Trade, order: &Value, tonnes: &str) -> Value {
    let mut goods = item(order, tonnes, "TNE");
    goods["consolidation_lot_id"] = json!(seeded::<ConsolidationLotId>(71));
    let mut body = plan(order, json!([truck("BE 1", json!([goods]))]), json!([]));
    body["origin_facility_id"] = json!(seeded::<FacilityId>(3));
    let planned = trade.supplier.post("/v1/shipments", body).await.expect(201);
    let path = planned.header("location").to_owned();
    for step in ["loadings", "readiness", "departures"] {
        trade.supplier.act(&format!("{path}/{step}"), json!({})).await.expect(200);
    }
    let shipment = trade.shipment_now(&planned.json).await;
    let seen = json!({"shipment_id": shipment["id"], "vehicle_id": shipment["vehicles"][0]["id"],
        "type": "checkpoint", "occurred_at": trade.app.clock.now(), "place": "Gerbang Tol Cikampek"});
    let report = format!("/v1/vehicle-events/vev_{}", &id(&shipment, "id")[4..]);
    trade.supplier.put(&report, seen).await.expect(201);
    let lines =
        json!([{"shipment_item_id": item_id(&shipment, 0), "weight": {"unit": "TNE", "accepted": tonnes}}]);
    trade.post(&shipment, lines).await.expect(200).json
}

/// The lot, told, and an order of ten tonnes of it.
async fn lot_and_order() -> (Trade, Value) {
    let trade = Trade::start().await;
    outlets(&trade.app).await;
    tell(&trade.app, &hub(), 20).await;
    let order = trade.order(rice(), "10", "TNE").await;
    tell(&trade.app, &lot(&order), 21).await;
    (trade, order)
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_of_an_outlet_lead_back_to_lot_and_hub_and_forward_to_every_outlet() {
    let (mut trade, ordered) = lot_and_order().await;
    let receipt = shipped(&trade, &ordered, "4").await;
    let received_at = trade.app.clock.now();
    trade.wait(TimeDelta::hours(2)).await;
    let body = given(&receipt, [(1, "2.5"), (2, "1.499999")]);
    let distribution = trade.buyer.post("/v1/distributions", body).await.expect(201).json;
    let (lot, place) = (seeded::<ConsolidationLotId>(71), seeded::<FacilityId>(3));
    let outlet = seeded::<OutletId>(1);
    let back = traced(&trade.buyer, &format!("outlet_id={outlet}")).await;
    let [trace] = &back[..] else { panic!("one shipment: {back:?}") };
    let order = [
        "commissioning",
        "loading",
        "staging_outbound",
        "shipping",
        "transporting",
        "arriving",
        "unloading",
        "receiving",
        "stocking",
    ];
    let places: Vec<_> =
        steps(trace).iter().map(|step| order.iter().position(|known| known == step).unwrap()).collect();
    assert!(places.is_sorted(), "{:?}", steps(trace));
    for step in ["commissioning", "loading", "staging_outbound", "shipping", "transporting", "receiving"] {
        assert!(steps(trace).contains(&step), "{step}: {trace}");
    }
    let goods = &trace["goods"][0];
    assert_eq!(
        (&goods["lot"]["consolidation_lot_id"], &goods["lot"]["facility_id"], &goods["lot"]["member_count"]),
        (&json!(lot), &json!(place), &json!(30))
    );
    assert_eq!((&trace["origin_facility_id"], &trace["truncated"]), (&json!(place), &json!(false)));
    let all = [(1, "2.5"), (2, "1.499999")]
        .map(|(outlet, value)| (seeded::<OutletId>(outlet).to_string(), value.to_owned()));
    assert_eq!(got(trace), all, "to the gram");
    // Whatever is asked for, the goods and what became of them are the same.
    for query in [
        format!("lot_id={lot}"),
        format!("receipt_id={}", id(&receipt, "id")),
        format!("shipment_id={}", id(&receipt, "shipment_id")),
        format!("distribution_id={}", id(&distribution, "id")),
        format!("facility_id={place}"),
    ] {
        assert_eq!(traced(&trade.supplier, &query).await, back, "{query}");
    }
    // A recall of the lot finds its outlets.
    tell(&trade.app, &recall_of_lots(&[71], true, 1), 22).await;
    let recalled = traced(&trade.supplier, &format!("lot_id={lot}")).await;
    assert_eq!(
        (&recalled[0]["goods"][0]["lot"]["recalled"], got(&recalled[0])),
        (&json!(true), all.to_vec())
    );
    // What was known before anything had gone on.
    let then = format!("lot_id={lot}&known_at={}", received_at.format("%Y-%m-%dT%H:%M:%SZ"));
    let known = traced(&trade.buyer, &then).await;
    assert!(steps(&known[0]).contains(&"receiving") && got(&known[0]).is_empty(), "{known:?}");
    let early = traced(&trade.buyer, &format!("lot_id={lot}&known_at=2026-11-21")).await;
    assert_eq!(early, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_corrected_or_taken_back_is_shown_as_such_and_not_lost() {
    let (mut trade, order) = lot_and_order().await;
    let receipt = shipped(&trade, &order, "4").await;
    let first = trade.buyer.post("/v1/distributions", given(&receipt, [(1, "4")])).await.expect(201);
    let before = trade.app.clock.now();
    trade.wait(TimeDelta::hours(1)).await;
    let mut body = given(&receipt, [(2, "3")]);
    (body["corrects_id"], body["note"]) = (json!(first.id()), json!("Salah gerai"));
    trade.buyer.post("/v1/distributions", body).await.expect(201);
    let query = format!("receipt_id={}", id(&receipt, "id"));
    let trace = traced(&trade.supplier, &query).await.remove(0);
    assert_eq!(got(&trace), [(seeded::<OutletId>(2).to_string(), "3".to_owned())]);
    let wrong: Vec<_> = trace["steps"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|step| step["record_id"] == json!(first.id()))
        .collect();
    assert_eq!(wrong[0]["error_declaration"]["reason"], "corrected");
    let then = format!("{query}&known_at={}", before.format("%Y-%m-%dT%H:%M:%SZ"));
    let known = traced(&trade.supplier, &then).await.remove(0);
    assert_eq!(got(&known), [(seeded::<OutletId>(1).to_string(), "4".to_owned())], "as it was known");
    trade.wait(TimeDelta::hours(1)).await;
    let reversals = format!("/v1/receipts/{}/reversals", id(&receipt, "id"));
    trade.buyer.act(&reversals, json!({"note": "Salah timbang"})).await.expect(200);
    let trace = traced(&trade.supplier, &query).await.remove(0);
    assert_eq!(got(&trace), []);
    let reasons: Vec<_> = trace["steps"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|step| step["error_declaration"]["reason"].as_str())
        .collect();
    assert_eq!(reasons, ["receipt_reversed", "corrected", "receipt_reversed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lot_of_many_shipments_is_read_page_by_page() {
    let (trade, order) = lot_and_order().await;
    for tonnes in ["1", "2", "3"] {
        shipped(&trade, &order, tonnes).await;
    }
    let path = format!("/v1/traces?lot_id={}&limit=2", seeded::<ConsolidationLotId>(71));
    let first = trade.buyer.get(&path).await.expect(200).json;
    let next = format!("{path}&cursor={}", id(&first, "next_cursor"));
    let second = trade.buyer.get(&next).await.expect(200).json;
    let pages = [&first, &second].map(|page| {
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["goods"][0]["quantity"]["value"].clone())
            .collect::<Vec<_>>()
    });
    assert_eq!(pages, [vec![json!("1"), json!("2")], vec![json!("3")]]);
    assert_eq!(second["next_cursor"], Value::Null);
    let other =
        format!("/v1/traces?facility_id={}&cursor={}", seeded::<FacilityId>(3), id(&first, "next_cursor"));
    trade.buyer.get(&other).await.expect_problem(400, "invalid-cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_animal_is_traced_by_its_tag_however_it_is_spelled() {
    let trade = Trade::start().await;
    let held = HoldRow {
        animal_tags: vec!["ID-18-0004711".to_owned()],
        animal_tag_keys: vec!["ID180004711".to_owned()],
        ..crate::held_goods::hold(1, HoldState::Converted, 3)
    };
    tell(&trade.app, &held, 9).await;
    let mut line = of(cattle(), "10", "HEA");
    line["hold_id"] = json!(seeded::<HoldId>(1));
    let draft =
        trade.buyer.post("/v1/call-offs", order_of(seed::contract(), json!([line]))).await.expect(201);
    let path = draft.header("location").to_owned();
    trade.buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
    let order = trade.supplier.act(&format!("{path}/acceptances"), json!({})).await.expect(200).json;
    let load = json!([truck("BE 1", json!([herd_of(&order, 10)]))]);
    let shipment = trade.departed(&order, load, json!([health(10)])).await;
    for spelled in ["ID-18-0004711", "id%2018%200004711", "id180004711"] {
        let found = traced(&trade.buyer, &format!("animal_tag={spelled}")).await;
        let [trace] = &found[..] else { panic!("{spelled}: {found:?}") };
        assert_eq!(
            (&trace["shipment_id"], &trace["goods"][0]["animal_tags"]),
            (&shipment["id"], &json!(["ID-18-0004711"]))
        );
        assert_eq!(trace["goods"][0]["hold_id"], json!(seeded::<HoldId>(1)));
    }
    assert!(traced(&trade.buyer, "animal_tag=ID-18-0004712").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_variant_is_traced_and_shown_as_recalled() {
    let trade = ruled().await;
    let lines = naming(variants(), "10", json!({"variant_id": variant(1)}));
    let draft = trade.buyer.post("/v1/call-offs", order_of(contract(), lines)).await.expect(201);
    let path = draft.header("location").to_owned();
    trade.buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
    let order = trade.supplier.act(&format!("{path}/acceptances"), json!({})).await.expect(200).json;
    let load = json!([truck("BE 1", json!([item(&order, "10", "KGM")]))]);
    let shipment = trade.departed(&order, load, json!([])).await;
    let query = format!("variant_id={}", variant(1));
    let found = traced(&trade.buyer, &query).await;
    assert_eq!((&found[0]["shipment_id"], found.len()), (&shipment["id"], 1));
    assert_eq!(found[0]["goods"][0]["variant_recalled"], false);
    tell(&trade.app, &recall(1, true, 1), 30).await;
    assert_eq!(traced(&trade.buyer, &query).await[0]["goods"][0]["variant_recalled"], true);
    assert!(traced(&trade.buyer, &format!("variant_id={}", variant(2))).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_and_their_governments_read_a_trace_and_others_nothing_and_nobody_a_price() {
    let (trade, order) = lot_and_order().await;
    let receipt = shipped(&trade, &order, "4").await;
    trade.buyer.post("/v1/distributions", given(&receipt, [(1, "1")])).await.expect(201);
    let queries = [
        format!("lot_id={}", seeded::<ConsolidationLotId>(71)),
        format!("receipt_id={}", id(&receipt, "id")),
        format!("outlet_id={}", seeded::<OutletId>(1)),
        format!("facility_id={}", seeded::<FacilityId>(3)),
    ];
    for query in &queries {
        for reader in [metro(), jakarta(), facilitator()] {
            let answer = trade.app.caller(&reader).get(&format!("/v1/traces?{query}")).await.expect(200);
            assert_eq!(answer.json["items"].as_array().unwrap().len(), 1, "{query} by {:?}", reader.party);
            for word in ["rupiah", "amount", "price", "plate", "driver"] {
                assert!(!answer.text.contains(word), "{word}: {}", answer.text);
            }
        }
        for other in [other_buyer(), carrier()] {
            assert!(traced(&trade.app.caller(&other), query).await.is_empty(), "{query}");
        }
    }
    let mut agreement = seed::agreement_view("active", 2);
    agreement["auditor_party_ids"] = json!([party(30)]);
    tell(&trade.app, &seed::agreement_row(agreement), 40).await;
    assert_eq!(traced(&trade.app.caller(&other_buyer()), &queries[0]).await.len(), 1, "an auditor of today");
    let told =
        trade.app.feed(&other_buyer(), "/v1/logistics-events?types=id.kad.distribution.snapshot").await;
    assert_eq!(told.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_thing_is_traced_at_a_time() {
    let trade = Trade::start().await;
    let lot = seeded::<ConsolidationLotId>(71);
    for (query, pointer, code) in [
        (String::new(), "?lot_id", "required"),
        ("limit=5".to_owned(), "?lot_id", "required"),
        (format!("lot_id={lot}&outlet_id={}", seeded::<OutletId>(1)), "?outlet_id", "one-alone"),
        (format!("animal_tag=ID1&lot_id={lot}"), "?animal_tag", "one-alone"),
        ("animal_tag=---".to_owned(), "?animal_tag", "tag"),
    ] {
        let refused = trade.buyer.get(&format!("/v1/traces?{query}")).await;
        let refused = refused.expect_problem(422, "validation-failed").json;
        let error = &refused["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{query}");
    }
    assert!(traced(&trade.buyer, &format!("lot_id={lot}")).await.is_empty());
}
