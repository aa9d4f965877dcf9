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
    assert_eq!(changed.json["name"], "Jakmart Matraman");
    assert!(changed.etag().starts_with("\"v2"), "{}", changed.etag());
    buyer.patch(&path, json!({"name": "late"}), "\"v1\"").await.expect_problem(412, "precondition-failed");
    let closures = format!("{path}/closures");
    let closed = buyer.act(&closures, json!({"note": "Pindah"})).await.expect(200);
    assert_eq!(closed.json["state"], "closed");
    let told = app.feed(&blitar_supplier(), "/v1/catalog-events?types=id.kad.outlet.closed").await;
    assert_eq!(
        (told[0]["data"]["closed_date"].as_str(), &closed.json["closed_date"]),
        (Some("2026-11-22"), &json!("2026-11-22"))
    );
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
    let blitar = json!({"name": "Gerai Blitar", "kind": "dedicated_outlet", "region_code": "31",
        "dedicated_region_code": "35.72"});
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

fn gerai_blitar() -> Value {
    json!({"name": "Gerai Blitar", "kind": "dedicated_outlet", "region_code": "31", "dedicated_region_code": "35.72",
        "opens_date": "2027-01-02"})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planned_outlet_opens_on_its_day_without_anybodys_doing() {
    let app = started().await;
    let buyer = app.caller(&pasar_jaya());
    let made = buyer.post("/v1/outlets", gerai_blitar()).await.expect(201);
    let path = made.header("location").to_owned();
    let shown = |one: &Value| (one["state"].clone(), one["opens_date"].clone());
    assert_eq!(shown(&made.json), (json!("planned"), json!("2027-01-02")));
    let ids = async |state: &str| {
        let page =
            app.caller(&pasar_jaya()).get(&format!("/v1/outlets?state={state}")).await.expect(200).json;
        page["items"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!((ids("planned").await, ids("open").await), (vec![made.json["id"].clone()], vec![]));
    let postponed = buyer.patch(&path, json!({"opens_date": "2027-01-09"}), made.etag()).await.expect(200);
    assert_eq!(shown(&postponed.json), (json!("planned"), json!("2027-01-09")));
    let past = buyer.patch(&path, json!({"opens_date": "2026-11-21"}), postponed.etag()).await;
    let past = past.expect_problem(422, "validation-failed");
    assert_eq!(past.json["errors"][0]["code"], "implausible-date");

    // Midnight in Jakarta.
    app.clock.set("2027-01-08T16:59:59Z".parse().unwrap());
    let buyer = app.caller(&pasar_jaya());
    assert_eq!(buyer.get(&path).await.expect(200).json["state"], "planned");
    app.clock.set("2027-01-08T17:00:00Z".parse().unwrap());
    let opened = buyer.get(&path).await.expect(200);
    assert_eq!(opened.json["state"], "open");
    assert_ne!(opened.etag(), postponed.etag(), "what is shown is another");
    assert_eq!((ids("planned").await, ids("open").await), (vec![], vec![made.json["id"].clone()]));
    let late = buyer.patch(&path, json!({"opens_date": "2027-02-01"}), opened.etag()).await;
    let late = late.expect_problem(422, "validation-failed");
    assert_eq!(late.json["errors"][0]["code"], "outlet-opened");
    buyer.act(&format!("{path}/closures"), json!({})).await.expect(200);
    let history = buyer.get(&format!("{path}/transitions")).await.expect(200).json;
    let closing = history["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&closing["from_state"], &closing["to_state"]), (&json!("open"), &json!("closed")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dedicated_outlet_says_for_which_region_it_is_and_no_other_does() {
    let app = started().await;
    let buyer = app.caller(&pasar_jaya());
    let mut nowhere = gerai_blitar();
    nowhere["dedicated_region_code"].take();
    let mut common = gerai_blitar();
    common["kind"] = json!("outlet");
    for day in ["0001-01-01", "9999-12-31"] {
        let mut body = gerai_blitar();
        body["opens_date"] = json!(day);
        let refused = buyer.post("/v1/outlets", body).await.expect_problem(422, "validation-failed");
        assert_eq!(refused.json["errors"][0]["pointer"], "/opens_date");
    }
    for body in [nowhere, common] {
        let refused = buyer.post("/v1/outlets", body).await.expect_problem(422, "validation-failed");
        assert_eq!(refused.json["errors"][0]["pointer"], "/dedicated_region_code");
    }
    let path = buyer.post("/v1/outlets", jakmart()).await.expect(201).header("location").to_owned();
    let set_aside = |region: Value| json!({"kind": "dedicated_outlet", "dedicated_region_code": region});
    let etag = buyer.get(&path).await.expect(200).etag().to_owned();
    let refused = buyer.patch(&path, json!({"kind": "dedicated_outlet"}), &etag).await;
    refused.expect_problem(422, "validation-failed");
    let changed = buyer.patch(&path, set_aside(json!("35.72")), &etag).await.expect(200);
    assert_eq!(changed.json["dedicated_region_code"], "35.72");
    let again = buyer.patch(&path, json!({"kind": "outlet"}), changed.etag()).await.expect(200);
    assert_eq!(again.json["dedicated_region_code"], Value::Null);
}
