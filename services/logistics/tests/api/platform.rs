//! What every operation shares: schema, document, order of checks.

use serde_json::json;

use crate::seed::rice;
use crate::trade::Trade;
use crate::{buyer, start};

#[tokio::test(flavor = "multi_thread")]
async fn schema_is_what_the_migrations_make() {
    let app = start().await;
    testkit::schema::assert_current(&app.database_url, concat!(env!("CARGO_MANIFEST_DIR"), "/src/schema.rs"))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_method_is_405_with_allow_and_a_wrong_address_404() {
    let app = start().await;
    let buyer = app.caller(&buyer());
    let wrong = buyer
        .send(buyer.request("DELETE", "/v1/logistics-events"))
        .await
        .expect_problem(405, "method-not-allowed");
    assert_eq!(wrong.header("allow"), "GET, HEAD, OPTIONS");
    buyer.get("/v1/nothing").await.expect_problem(404, "not-found");
    app.stranger().get("/v1/logistics-events").await.expect_problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_is_asked_for_what_it_can_tell_after_a_position_it_has_given() {
    let trade = Trade::start().await;
    trade.order(rice(), "4", "TNE").await;
    let feed = "/v1/logistics-events";
    let told = trade.app.feed(&buyer(), feed).await;
    let head = told.last().unwrap()["position"].as_i64().unwrap();
    let refused = async |query: String, code: &str| {
        let refused =
            trade.buyer.get(&format!("{feed}?{query}")).await.expect_problem(422, "validation-failed");
        let error = &refused.json["errors"][0];
        let name = format!("?{}", query.split_once('=').unwrap().0);
        assert_eq!((&error["pointer"], &error["code"]), (&json!(name), &json!(code)), "{query}");
    };
    let known = "id.kad.call_off.issued";
    for unknown in ["id.kad.nonsense", "id.kad.call_off.eaten", "id.kad.contract.signed", "call_off.issued"] {
        refused(format!("types={known},{unknown}"), "unknown-type").await;
    }
    let types = format!("{feed}?types={known},id.kad.receipt.snapshot");
    assert_eq!(trade.buyer.get(&types).await.expect(200).json["items"].as_array().unwrap().len(), 1);
    for beyond in [head + 1, 99_999_999] {
        trade.buyer.get(&format!("{feed}?after={beyond}")).await.expect_problem(410, "cursor-expired");
    }
    // Nothing comes after the last one until something happens.
    let waits = trade.buyer.get(&format!("{feed}?after={head}&wait_ms=50")).await.expect(200).json;
    assert_eq!((&waits["items"], &waits["next_after"]), (&json!([]), &json!(head)));
    let stream = format!("{feed}/stream?after={}", head + 1);
    trade.buyer.get(&stream).await.expect_problem(410, "cursor-expired");
}
