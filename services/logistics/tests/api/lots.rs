//! Goods of consolidation lots on shipments: no more than the lot sets aside for their order line, and told on receipts.

use domain::catalog::LotState;
use domain::shared::ConsolidationLotId;
use logistics::projections::LotRow;
use serde_json::{Value, json};
use testkit::{Response, party, seeded};

use crate::origin::recall_of_lots;
use crate::seed::{rice, tell};
use crate::trade::{Trade, item, item_id, plan, truck};
use crate::{other_supplier, supplier};

/// A lot of rice at a hub of somebody else, run with the supplier of the seeded contract.
pub(crate) fn lot(state: LotState, allocated: Value, version: i64) -> LotRow {
    LotRow {
        id: seeded(71),
        hub_party_id: party(98),
        cooperative_party_id: supplier().party,
        commodity_code: "rice".to_owned(),
        form_code: "milled_rice_medium".to_owned(),
        state,
        allocated,
        version,
        facility_id: None,
        member_count: None,
        sealed_at: None,
    }
}

fn named(order: &Value, tonnes: &str) -> Value {
    let mut item = item(order, tonnes, "TNE");
    item["consolidation_lot_id"] = json!(seeded::<ConsolidationLotId>(71));
    item
}

fn rejected_as(answer: Response, pointer: &str, code: &str) {
    let refused = answer.expect_problem(422, "validation-failed").json;
    let error = &refused["errors"][0];
    assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{refused}");
}

async fn trade_with_lot(state: LotState, tonnes: i64) -> (Trade, Value) {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let line = order["lines"][0]["id"].as_str().unwrap().to_owned();
    tell(&trade.app, &lot(state, json!({line: tonnes * 1_000_000}), 5), 9).await;
    (trade, order)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_recalled_of_a_lot_neither_becomes_ready_nor_leaves() {
    let (trade, order) = trade_with_lot(LotState::Allocated, 6).await;
    let planned =
        trade.plan(&order, json!([truck("BE 1", json!([named(&order, "4")]))]), json!([])).await.expect(201);
    let path = planned.header("location").to_owned();
    let step = async |noun: &str| trade.supplier.act(&format!("{path}/{noun}"), json!({})).await;
    step("loadings").await.expect(200);
    tell(&trade.app, &recall_of_lots(&[71], true, 1), 9).await;
    let refused = step("readiness").await.expect_problem(422, "goods-recalled").json;
    assert_eq!(refused["unmet"][0]["subject"], json!(seeded::<ConsolidationLotId>(71)));
    tell(&trade.app, &recall_of_lots(&[72], true, 2), 9).await;
    step("readiness").await.expect(200);
    tell(&trade.app, &recall_of_lots(&[71, 72], true, 3), 9).await;
    step("departures").await.expect_problem(422, "goods-recalled");
    tell(&trade.app, &recall_of_lots(&[71, 72], false, 4), 9).await;
    step("departures").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shipment_carries_of_a_lot_what_is_set_aside_and_its_receipt_names_the_lot() {
    let (trade, order) = trade_with_lot(LotState::Allocated, 6).await;
    let lot = json!(seeded::<ConsolidationLotId>(71));
    let two = json!([truck("BE 1", json!([named(&order, "4")])), truck("BE 2", json!([named(&order, "2")]))]);
    let shipment = trade.departed(&order, two, json!([])).await;
    assert_eq!(shipment["vehicles"][1]["items"][0]["consolidation_lot_id"], lot);
    let unnamed =
        trade.plan(&order, json!([truck("BE 3", json!([item(&order, "1", "TNE")]))]), json!([])).await;
    assert_eq!(unnamed.expect(201).json["vehicles"][0]["items"][0]["consolidation_lot_id"], Value::Null);
    let line = json!([{"shipment_item_id": item_id(&shipment, 0),
        "weight": {"unit": "TNE", "accepted": "3.9", "rejected": "0.05"},
        "rejections": [{"reason": "papers_not_matching", "weight": {"value": "0.05", "unit": "TNE"}}]}]);
    let posted = trade.post(&shipment, line).await.expect(200).json;
    assert_eq!(posted["lines"][0]["consolidation_lot_id"], lot);
    let shown = trade.buyer.get(&format!("/v1/receipts/{}", posted["id"].as_str().unwrap())).await;
    assert_eq!(shown.expect(200).json["lines"][0]["consolidation_lot_id"], lot);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_is_set_aside_is_refused_over_all_shipments() {
    let (trade, order) = trade_with_lot(LotState::Sealed, 6).await;
    let first =
        trade.plan(&order, json!([truck("BE 1", json!([named(&order, "4")]))]), json!([])).await.expect(201);
    let more =
        trade.plan(&order, json!([truck("BE 2", json!([named(&order, "2.000001")]))]), json!([])).await;
    rejected_as(more, "/vehicles/0/items/0/quantity", "beyond-allocation");
    trade.plan(&order, json!([truck("BE 2", json!([named(&order, "2")]))]), json!([])).await.expect(201);
    let path = first.header("location").to_owned();
    let change = json!({"vehicles": [truck("BE 1", json!([named(&order, "4.5")]))]});
    let more = trade.supplier.patch(&path, change, first.etag()).await;
    rejected_as(more, "/vehicles/0/items/0/quantity", "beyond-allocation");
    let change = json!({"vehicles": [truck("BE 1", json!([named(&order, "3.5")]))]});
    let changed = trade.supplier.patch(&path, change, first.etag()).await.expect(200);
    trade.plan(&order, json!([truck("BE 3", json!([named(&order, "0.5")]))]), json!([])).await.expect(201);
    // What is given up is free again.
    let note = json!({"note": "Truk rusak"});
    trade.supplier.act_on(&format!("{path}/cancellations"), note, changed.etag()).await.expect(200);
    trade.plan(&order, json!([truck("BE 4", json!([named(&order, "3.5")]))]), json!([])).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lot_of_others_of_other_goods_or_not_ready_is_not_loaded() {
    for (state, goods, hub, code) in [
        (LotState::Open, "rice", supplier().party, "lot-not-loadable"),
        (LotState::Dispatched, "rice", supplier().party, "lot-not-loadable"),
        (LotState::Sealed, "chilli", supplier().party, "other-goods"),
        (LotState::Sealed, "rice", other_supplier().party, "unknown-lot"),
    ] {
        let trade = Trade::start().await;
        let order = trade.order(rice(), "10", "TNE").await;
        let line = order["lines"][0]["id"].as_str().unwrap().to_owned();
        let row = LotRow {
            hub_party_id: hub,
            cooperative_party_id: hub,
            commodity_code: goods.to_owned(),
            ..lot(state, json!({line: 9_000_000}), 5)
        };
        tell(&trade.app, &row, 9).await;
        let body = plan(&order, json!([truck("BE 1", json!([named(&order, "1")]))]), json!([]));
        let refused = trade.supplier.post("/v1/shipments", body).await;
        rejected_as(refused, "/vehicles/0/items/0/consolidation_lot_id", code);
    }
    let (trade, order) = trade_with_lot(LotState::Sealed, 6).await;
    let mut unknown = named(&order, "1");
    unknown["consolidation_lot_id"] = json!(seeded::<ConsolidationLotId>(72));
    let refused = trade.plan(&order, json!([truck("BE 1", json!([unknown]))]), json!([])).await;
    rejected_as(refused, "/vehicles/0/items/0/consolidation_lot_id", "unknown-lot");
}
