//! Orders by price list against the shelves of their buyer.

use domain::catalog::{ListingCondition, ListingState, OutletState};
use logistics::projections::{ListingRow, OutletRow};
use serde_json::{Value, json};
use testkit::{Caller, Response, party, seeded, test_time};

use crate::origin::recall;
use crate::price_rules::{contract, naming, ruled, variant, variants};
use crate::seed::{order_of, read, tell};
use crate::trade::{Trade, item, item_id, truck};

/// An outlet of a party.
fn outlet(
    number: u128,
    operator: u128,
    (state, opens): (OutletState, Option<&str>),
    version: i64,
) -> OutletRow {
    OutletRow::of(&read(json!({
        "outlet_id": seeded::<domain::shared::OutletId>(number), "operator_party_id": party(operator),
        "region_code": "31", "state": state, "opens_date": opens, "version": version,
    })))
}

/// A variant in an outlet.
fn listing(
    number: u128,
    (variant_id, outlet, operator): (u128, u128, u128),
    (state, starts): (ListingState, Option<&str>),
    version: i64,
) -> ListingRow {
    let view = read(json!({
        "id": seeded::<domain::shared::ListingId>(number), "etag": format!("\"v{version}-00c0ffee\""),
        "variant_id": variant(variant_id), "product_id": seeded::<domain::shared::ProductId>(variant_id),
        "supplier_id": party(20), "outlet_id": seeded::<domain::shared::OutletId>(outlet),
        "operator_party_id": party(operator), "state": state, "condition": ListingCondition::Standing,
        "version_hash": "0".repeat(64), "price": null, "starts_date": starts, "created_at": test_time(),
        "updated_at": test_time(),
    }));
    ListingRow::of(&view).expect("an ETag")
}

/// Two versions of what is kept of shelves, for the test of all projections.
pub(crate) fn kept(version: i64) -> (OutletRow, ListingRow) {
    let (outlet_state, listing_state) = if version == 3 {
        (OutletState::Open, ListingState::Listed)
    } else {
        (OutletState::Closed, ListingState::Delisted)
    };
    (outlet(1, 10, (outlet_state, None), version), listing(1, (1, 1, 10), (listing_state, None), version))
}

async fn draft(buyer: &Caller) -> String {
    let lines = naming(variants(), "10", json!({"variant_id": variant(1)}));
    buyer.post("/v1/call-offs", order_of(contract(), lines)).await.expect(201).header("location").to_owned()
}

async fn issue(trade: &Trade, order: &str) -> Response {
    trade.buyer.act(&format!("{order}/issuances"), json!({})).await
}

fn unmet(refused: &Response) -> (String, String) {
    let unmet = &refused.json["unmet"][0];
    (unmet["rule"].as_str().unwrap().to_owned(), unmet["how_to_fix"].as_str().unwrap().to_owned())
}

/// Delivery is wanted on 30 November 2026.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_price_list_sells_stands_on_a_shelf_of_its_buyer_by_the_day_of_delivery() {
    let trade = ruled().await;
    let app = &trade.app;
    let order = draft(&trade.buyer).await;
    let refused = async |says: &str| {
        let answer = issue(&trade, &order).await.expect_problem(422, "order-line-invalid");
        let (rule, how) = unmet(&answer);
        assert!(rule == "variant_on_a_shelf" && how.contains(says), "{how}");
    };
    tell(app, &outlet(1, 10, (OutletState::Open, None), 1), 60).await;
    tell(app, &outlet(2, 30, (OutletState::Open, None), 1), 60).await;
    tell(app, &outlet(3, 10, (OutletState::Planned, Some("2026-12-01")), 1), 60).await;
    refused("List this variant").await;
    // On the shelf of another operator, of another variant, asked for alone, off the shelf, too late.
    let listed = (ListingState::Listed, None);
    tell(app, &listing(1, (1, 2, 30), listed, 1), 61).await;
    tell(app, &listing(2, (2, 1, 10), listed, 1), 61).await;
    for (version, state) in
        [(1, ListingState::Pending), (2, ListingState::Suspended), (3, ListingState::Delisted)]
    {
        tell(app, &listing(3, (1, 1, 10), (state, None), version), 61).await;
        refused("List this variant").await;
    }
    tell(app, &listing(4, (1, 1, 10), (ListingState::Listed, Some("2026-12-02")), 1), 61).await;
    refused("from 2 December 2026 on").await;
    tell(app, &listing(5, (1, 3, 10), listed, 1), 61).await;
    refused("from 1 December 2026 on").await;
    tell(app, &listing(6, (1, 1, 10), (ListingState::Listed, Some("2026-11-30")), 1), 61).await;
    tell(app, &recall(1, true, 1), 62).await;
    refused("recalled").await;
    tell(app, &recall(1, false, 2), 62).await;
    issue(&trade, &order).await.expect(200);
    // Without outlets there are no shelves.
    for number in [1, 3] {
        tell(app, &outlet(number, 10, (OutletState::Closed, None), 2), 63).await;
    }
    tell(app, &listing(6, (1, 1, 10), (ListingState::Delisted, None), 2), 63).await;
    let order = draft(&trade.buyer).await;
    issue(&trade, &order).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn goods_that_leave_the_shelf_after_the_order_are_still_sent_and_received_at_its_price() {
    let trade = ruled().await;
    let app = &trade.app;
    tell(app, &outlet(1, 10, (OutletState::Open, None), 1), 60).await;
    tell(app, &listing(1, (1, 1, 10), (ListingState::Listed, None), 1), 61).await;
    let path = draft(&trade.buyer).await;
    assert_eq!(trade.buyer.get(&path).await.expect(200).json["lines"][0]["price"], Value::Null);
    issue(&trade, &path).await.expect(200);
    tell(app, &listing(1, (1, 1, 10), (ListingState::Delisted, None), 2), 62).await;
    let order = trade.supplier.act(&format!("{path}/acceptances"), json!({})).await.expect(200).json;
    let line = &order["lines"][0];
    assert_eq!(
        (&line["price"], &line["price_rule"]["kind"], &line["price_from_date"]),
        (&json!({"amount": 13_000, "currency": "IDR"}), &json!("by_variant"), &json!("2026-01-01"))
    );
    let load = json!([truck("BE 1", json!([item(&order, "10", "KGM")]))]);
    let shipment = trade.departed(&order, load, json!([])).await;
    assert_eq!(shipment["vehicles"][0]["items"][0]["variant_id"], json!(variant(1)));
    let line =
        json!([{"shipment_item_id": item_id(&shipment, 0), "weight": {"unit": "KGM", "accepted": "10"}}]);
    let posted = trade.post(&shipment, line).await.expect(200).json;
    assert_eq!(posted["lines"][0]["amount"]["amount"], 130_000);
    let another = draft(&trade.buyer).await;
    issue(&trade, &another).await.expect_problem(422, "order-line-invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_day_of_delivery_is_judged_by_the_shelf_again() {
    let trade = ruled().await;
    tell(&trade.app, &outlet(1, 10, (OutletState::Open, None), 1), 60).await;
    tell(&trade.app, &listing(1, (1, 1, 10), (ListingState::Listed, Some("2026-11-29")), 1), 61).await;
    let order = draft(&trade.buyer).await;
    issue(&trade, &order).await.expect(200);
    let earlier = json!({"delivery_date": "2026-11-28"});
    trade.supplier.act(&format!("{order}/counter-offers"), earlier).await.expect(200);
    let refused = trade.buyer.act(&format!("{order}/counter-offer-acceptances"), json!({})).await;
    assert_eq!(unmet(&refused.expect_problem(422, "order-line-invalid")).0, "variant_on_a_shelf");
}
