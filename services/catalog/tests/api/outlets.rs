//! Outlets.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, App, party};

use crate::projections::{grant_the_past, know_parties};
use crate::{blitar_supplier, pasar_jaya, start};

fn jakmart() -> Value {
    json!({"name": "Jakmart Pramuka", "kind": "outlet", "chain": "Jakmart", "region_code": "31",
        "address": "Jl. Pramuka, Jakarta Timur"})
}

fn dharma_jaya() -> Actor {
    Actor::new(party(21), "31", &[Role::Buyer])
}

async fn started() -> App {
    let app = start().await;
    know_parties(&app).await;
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_opens_changes_and_closes_an_outlet_that_every_party_reads() {
    let app = started().await;
    let buyer = app.caller(&pasar_jaya());
    let created = buyer.post("/v1/outlets", jakmart()).await.expect(201);
    let path = created.header("location").to_owned();
    assert_eq!(created.json["operator_party_id"], party(20).to_string());
    let read = app.caller(&blitar_supplier()).get(&path).await.expect(200);
    assert_eq!(read.json, created.json);
    let changed = buyer.patch(&path, json!({"name": "Jakmart Matraman"}), "\"v1\"").await.expect(200);
    assert_eq!((changed.json["name"].as_str(), changed.etag()), (Some("Jakmart Matraman"), "\"v2\""));
    buyer.patch(&path, json!({"name": "late"}), "\"v1\"").await.expect_problem(412, "precondition-failed");
    let closures = format!("{path}/closures");
    let closed = buyer.act(&closures, json!({"note": "Pindah"})).await.expect(200);
    assert_eq!(closed.json["state"], "closed");
    let again = buyer.act(&closures, json!({})).await.expect_problem(409, "state-conflict");
    assert_eq!(
        (again.json["current_state"].as_str(), &again.json["allowed"]),
        (Some("closed"), &json!(["update_outlet"]))
    );
    let history = buyer.get(&format!("{path}/transitions")).await.expect(200);
    let events: Vec<_> =
        history.json["items"].as_array().unwrap().iter().map(|one| one["event"].clone()).collect();
    assert_eq!(events.last(), Some(&json!("close")), "{events:?}");
    let replaced = &history.json["items"][0]["replaced"];
    assert!(events[0] == "update" && replaced.is_object(), "{events:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_buyer_reads_an_outlet_and_does_not_change_it() {
    let app = started().await;
    let path = app
        .caller(&pasar_jaya())
        .post("/v1/outlets", jakmart())
        .await
        .expect(201)
        .header("location")
        .to_owned();
    let other = app.caller(&dharma_jaya());
    other.patch(&path, json!({"name": "mine"}), "\"v1\"").await.expect_problem(403, "forbidden");
    other.act(&format!("{path}/closures"), json!({})).await.expect_problem(403, "forbidden");
    other.get("/v1/outlets/out_00000000000000000000000000000000").await.expect_problem(404, "not-found");
    other.get("/v1/outlets/prd_00000000000000000000000000000000").await.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_an_outlet_is_refused_field_by_field() {
    let app = started().await;
    let buyer = app.caller(&pasar_jaya());
    let bad = json!({"name": " ", "kind": "outlet", "chain": " Jakmart", "region_code": "31"});
    let refused = buyer.post("/v1/outlets", bad).await.expect_problem(422, "validation-failed");
    let fields: Vec<_> = refused.json["errors"].as_array().unwrap().iter().map(|e| &e["pointer"]).collect();
    assert_eq!(fields, ["/name", "/chain"]);
    let nowhere = json!({"name": "Jakmart", "kind": "outlet", "region_code": "Jakarta"});
    let refused = buyer.post("/v1/outlets", nowhere).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["code"], "unknown-region");
    let first = buyer.post_keyed("/v1/outlets", jakmart(), "one-outlet").await.expect(201);
    let again = buyer.post_keyed("/v1/outlets", jakmart(), "one-outlet").await.expect(201);
    assert_eq!(first.text, again.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn outlets_are_listed_by_operator_chain_region_and_state() {
    let app = started().await;
    let buyer = app.caller(&pasar_jaya());
    buyer.post("/v1/outlets", jakmart()).await.expect(201);
    let blitar = json!({"name": "Gerai Blitar", "kind": "dedicated_outlet", "region_code": "31"});
    buyer.post("/v1/outlets", blitar).await.expect(201);
    let count = async |filter: &str| {
        let page = buyer.get(&format!("/v1/outlets?{filter}")).await.expect(200);
        page.json["items"].as_array().unwrap().len()
    };
    assert_eq!(count("").await, 2);
    assert_eq!(count("chain=Jakmart").await, 1);
    assert_eq!(count("kind=dedicated_outlet&region_code=31").await, 1);
    assert_eq!(count(&format!("operator_party_id={}&state=open", party(20))).await, 2);
    assert_eq!(count("state=closed").await, 0);
    let first = buyer.get("/v1/outlets?limit=1").await.expect(200);
    let cursor = first.json["next_cursor"].as_str().unwrap();
    assert_eq!(count(&format!("limit=1&cursor={cursor}")).await, 1);
    buyer
        .get(&format!("/v1/outlets?chain=Jakmart&cursor={cursor}"))
        .await
        .expect_problem(400, "invalid-cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_is_recorded_with_a_grant_only() {
    let app = started().await;
    let buyer = app.caller(&pasar_jaya());
    let path = buyer.post("/v1/outlets", jakmart()).await.expect(201).header("location").to_owned();
    let (closures, long_ago) = (format!("{path}/closures"), json!({"occurred_at": "2022-06-10T03:00:00Z"}));
    app.has_heard("agreement").await;
    buyer.act(&closures, long_ago.clone()).await.expect_problem(422, "backfill-not-granted");
    grant_the_past(&app, party(20)).await;
    buyer.act(&closures, long_ago).await.expect(200);
    let history = buyer.get(&format!("{path}/transitions")).await.expect(200);
    assert_eq!(history.json["items"][0]["backfilled"], true);
    assert_eq!(history.json["items"][0]["occurred_at"], "2022-06-10T03:00:00Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_party_hears_of_outlets() {
    let app = started().await;
    let created = app.caller(&pasar_jaya()).post("/v1/outlets", jakmart()).await.expect(201);
    let events = app.feed(&blitar_supplier(), "/v1/catalog-events?types=id.kad.outlet.opened").await;
    assert_eq!(events[0]["subject"], created.json["id"]);
}
