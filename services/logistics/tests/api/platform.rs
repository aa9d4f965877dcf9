//! What every operation shares: schema, document, order of checks.

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
