//! Products: drafting, publishing, withdrawing, and who sees them.

use serde_json::{Value, json};
use testkit::{Actor, Caller, Response, party, test_time};

use crate::{blitar_supplier, kpms, pasar_jaya, start};

/// A draft of small-business goods.
pub(crate) fn chips(name: &str) -> Value {
    json!({"name": name, "commodity_code": "msme_goods", "form_code": "packaged", "group": "processed_food"})
}

/// Drafts a product and returns its path.
pub(crate) async fn draft(supplier: &Caller, body: Value) -> String {
    supplier.post("/v1/products", body).await.expect(201).header("location").to_owned()
}

/// Drafts and publishes a product; returns its path.
pub(crate) async fn publish(supplier: &Caller, body: Value) -> String {
    let path = draft(supplier, body).await;
    supplier.act(&format!("{path}/publications"), json!({})).await.expect(200);
    path
}

/// The texts of a field over the items of a page.
pub(crate) fn texts<'a>(page: &'a Response, field: &str) -> Vec<&'a str> {
    page.json["items"].as_array().unwrap().iter().map(|one| one[field].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supplier_drafts_changes_publishes_and_withdraws_a_product() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let created = supplier.post("/v1/products", chips("Keripik Pisang Metro")).await.expect(201);
    let path = created.header("location").to_owned();
    assert_eq!((created.etag(), &created.json["state"]), ("\"v1\"", &json!("draft")));
    assert_eq!(created.json["supplier_region_code"], "18.72");
    assert_eq!(supplier.get(&path).await.expect(200).json, created.json);

    let change = json!({"description": "Renyah, dari pisang kepok"});
    let changed = supplier.patch(&path, change.clone(), "\"v1\"").await.expect(200);
    assert_eq!(changed.json["description"], "Renyah, dari pisang kepok");
    supplier.patch(&path, change, "\"v1\"").await.expect_problem(412, "precondition-failed");
    let cleared = supplier.patch(&path, json!({"description": null}), "\"v2\"").await.expect(200);
    assert_eq!(cleared.json["description"], Value::Null);

    let published = supplier.act(&format!("{path}/publications"), json!({})).await.expect(200);
    assert_eq!((published.etag(), &published.json["state"]), ("\"v4\"", &json!("published")));
    let again =
        supplier.act(&format!("{path}/publications"), json!({})).await.expect_problem(409, "state-conflict");
    assert_eq!(
        (&again.json["current_state"], &again.json["allowed"]),
        (&json!("published"), &json!(["update_product", "withdraw_product"]))
    );
    app.clock.set(test_time() + chrono::TimeDelta::seconds(1));
    supplier.act(&format!("{path}/withdrawals"), json!({"note": "tidak diproduksi lagi"})).await.expect(200);
    supplier.patch(&path, json!({"name": "Lain"}), "\"v5\"").await.expect_problem(409, "state-conflict");

    let history = supplier.get(&format!("{path}/transitions")).await.expect(200);
    assert_eq!(texts(&history, "event"), ["update", "update", "publish", "withdraw"]);
    assert_eq!(history.json["items"][3]["note"], "tidak diproduksi lagi");
    assert_eq!(history.json["items"][2]["actor_role"], "supplier");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_seen_by_its_supplier_curators_and_services_alone() {
    let app = start().await;
    let (supplier, buyer) = (app.caller(&kpms()), app.caller(&pasar_jaya()));
    let curator = app.caller(&Actor::new(party(21), "31", &[domain::shared::Role::Curator]));
    let service = app.caller(&Actor::service());
    let path = draft(&supplier, chips("Keripik Pisang")).await;
    let absent =
        buyer.get("/v1/products/prd_00000000000000000000000000000001").await.expect_problem(404, "not-found");
    for stranger in [&buyer, &app.caller(&blitar_supplier())] {
        let hidden = stranger.get(&path).await.expect_problem(404, "not-found");
        let without = |answer: &Response| {
            let mut json = answer.json.clone();
            json["instance"] = Value::Null;
            json
        };
        assert_eq!(without(&hidden), without(&absent));
        stranger.get(&format!("{path}/transitions")).await.expect_problem(404, "not-found");
        assert_eq!(stranger.get("/v1/products").await.expect(200).json["items"], json!([]));
    }
    for reader in [&supplier, &curator, &service] {
        reader.get(&path).await.expect(200);
        assert_eq!(texts(&reader.get("/v1/products").await.expect(200), "name"), ["Keripik Pisang"]);
    }
    supplier.act(&format!("{path}/publications"), json!({})).await.expect(200);
    buyer.get(&path).await.expect(200);
    supplier.act(&format!("{path}/withdrawals"), json!({})).await.expect(200);
    assert_eq!(buyer.get(&path).await.expect(200).json["state"], "withdrawn");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_supplier_changes_a_product() {
    let app = start().await;
    let (supplier, other) = (app.caller(&kpms()), app.caller(&blitar_supplier()));
    let draft = draft(&supplier, chips("Draf")).await;
    let shown = publish(&supplier, chips("Terbit")).await;
    other.patch(&draft, json!({"name": "x"}), "\"v1\"").await.expect_problem(404, "not-found");
    other.patch(&shown, json!({"name": "x"}), "\"v2\"").await.expect_problem(403, "forbidden");
    let withdrawal = format!("{shown}/withdrawals");
    other.act_on(&withdrawal, json!({}), "\"v2\"").await.expect_problem(403, "forbidden");
    let buyer = app.caller(&pasar_jaya());
    buyer.post("/v1/products", chips("x")).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_field_of_a_product_is_named() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let refused = async |body: Value| {
        let refused = supplier.post("/v1/products", body).await.expect_problem(422, "validation-failed");
        let errors = refused.json["errors"].as_array().unwrap();
        errors.iter().map(|one| one["pointer"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let body = json!({"name": " ", "commodity_code": "gold", "form_code": "bar"});
    assert_eq!(refused(body).await, ["/name", "/commodity_code"]);
    let body = json!({"name": "Telur", "commodity_code": "eggs", "form_code": "live", "group": "vegetable"});
    assert_eq!(refused(body).await, ["/form_code", "/group"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_suppliers_own_number_is_unique_and_for_the_supplier_alone() {
    let app = start().await;
    let (supplier, buyer) = (app.caller(&kpms()), app.caller(&pasar_jaya()));
    let mut body = chips("Keripik");
    body["external_reference"] = json!("KP-001");
    let path = publish(&supplier, body.clone()).await;
    let twice = supplier.post("/v1/products", body.clone()).await.expect_problem(409, "duplicate");
    assert_eq!(twice.json["errors"][0]["pointer"], "/external_reference");
    app.caller(&blitar_supplier()).post("/v1/products", body).await.expect(201);
    assert_eq!(supplier.get(&path).await.json["external_reference"], "KP-001");
    assert_eq!(buyer.get(&path).await.json["external_reference"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_drafts_one_product() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let first = supplier.post_keyed("/v1/products", chips("Keripik"), "one-intent").await.expect(201);
    let again = supplier.post_keyed("/v1/products", chips("Keripik"), "one-intent").await.expect(201);
    assert_eq!((again.text, again.headers["idempotency-replayed"].to_str().unwrap()), (first.text, "true"));
    assert_eq!(supplier.get("/v1/products").await.json["items"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_is_claimed_only_with_a_grant() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let path = draft(&supplier, chips("Keripik")).await;
    let publication = format!("{path}/publications");
    let long_ago = json!({"occurred_at": "2022-08-01T03:00:00Z"});
    app.has_heard("agreement").await;
    supplier.act(&publication, long_ago).await.expect_problem(422, "backfill-not-granted");
    let tomorrow = json!({"occurred_at": "2026-11-23T03:00:00Z"});
    supplier.act(&publication, tomorrow).await.expect_problem(422, "occurred-time-in-future");
    supplier.act(&publication, json!({"occurred_at": "2026-11-21T03:00:00Z"})).await.expect(200);
    let history = supplier.get(&format!("{path}/transitions")).await.expect(200);
    assert_eq!(history.json["items"][0]["occurred_at"], "2026-11-21T03:00:00Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn products_are_filtered_and_come_in_pages_of_either_order() {
    let app = start().await;
    let (metro, blitar) = (app.caller(&kpms()), app.caller(&blitar_supplier()));
    for name in ["Sambal", "Abon", "Keripik"] {
        publish(&metro, chips(name)).await;
    }
    let tomato = json!({"name": "Tomat", "commodity_code": "tomato", "form_code": "fresh"});
    publish(&blitar, tomato).await;
    draft(&blitar, chips("Wajik")).await;
    let buyer = app.caller(&pasar_jaya());
    let names = async |query: &str| {
        let page = buyer.get(&format!("/v1/products?sort=name{query}")).await.expect(200);
        texts(&page, "name").join(" ")
    };
    assert_eq!(names("").await, "Abon Keripik Sambal Tomat");
    assert_eq!(names("&commodity_code=tomato").await, "Tomat");
    assert_eq!(names("&region_code=18").await, "Abon Keripik Sambal");
    assert_eq!(names("&region_code=35.72").await, "Tomat");
    assert_eq!(names(&format!("&supplier_id={}", party(11))).await, "Tomat");
    assert_eq!(names("&state=draft").await, "");
    for order in ["&sort=name", "&sort=newest", "", "&q=sambal+abon", "&q=keripik&sort=newest"] {
        let whole = buyer.get(&format!("/v1/products?limit=200{order}")).await.expect(200);
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = buyer.get(&format!("/v1/products?limit=1{order}{cursor}")).await.expect(200);
            found.extend(page.json["items"].as_array().unwrap().clone());
            let Some(next) = page.json["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(&json!(found), &whole.json["items"], "{order}");
    }
    let first = buyer.get("/v1/products?limit=1").await.expect(200);
    let cursor = first.json["next_cursor"].as_str().unwrap();
    buyer.get(&format!("/v1/products?sort=name&cursor={cursor}")).await.expect_problem(400, "invalid-cursor");
    buyer.get("/v1/products?region_code=Metro").await.expect_problem(422, "validation-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_hold_the_own_drafts_in_their_places_and_those_of_nobody_else() {
    let app = start().await;
    let (metro, blitar) = (app.caller(&kpms()), app.caller(&blitar_supplier()));
    let curator = app.caller(&Actor::new(party(21), "31", &[domain::shared::Role::Curator]));
    publish(&metro, chips("1 Abon")).await;
    draft(&metro, chips("2 Sambal")).await;
    draft(&blitar, chips("3 Wajik")).await;
    publish(&blitar, chips("4 Geti")).await;
    draft(&metro, chips("5 Keripik")).await;
    let numbers = async |reader: &Caller, filters: &str| {
        let (mut found, mut cursor) = (String::new(), String::new());
        loop {
            let page = reader.get(&format!("/v1/products?{filters}{cursor}")).await.expect(200);
            found.extend(texts(&page, "name").iter().map(|name| &name[..1]));
            let Some(next) = page.json["next_cursor"].as_str() else { return found };
            cursor = format!("&cursor={next}");
        }
    };
    for filters in ["limit=1", "limit=2&commodity_code=msme_goods", "limit=3&sort=newest", "limit=200"] {
        assert_eq!(numbers(&metro, filters).await, "5421", "{filters}");
        assert_eq!(numbers(&blitar, filters).await, "431", "{filters}");
        assert_eq!(numbers(&app.caller(&pasar_jaya()), filters).await, "41", "{filters}");
        assert_eq!(numbers(&curator, filters).await, "54321", "{filters}");
    }
    let of_metro = format!("limit=1&supplier_id={}", party(10));
    assert_eq!(numbers(&metro, &of_metro).await, "521");
    assert_eq!(numbers(&blitar, &of_metro).await, "1");
    assert_eq!(numbers(&metro, "commodity_code=tomato").await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_told_to_its_supplier_and_its_publication_to_all() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let path = draft(&supplier, chips("Keripik")).await;
    let variant =
        supplier.post(&format!("{path}/variants"), crate::variants::pack("Keripik 250 g")).await.expect(201);
    let feed = "/v1/catalog-events?types=id.kad.product.drafted,id.kad.product.published,\
                id.kad.variant.added,id.kad.variant.published";
    let told = async |who: &Actor| {
        let events = app.feed(who, feed).await;
        events.iter().map(|one| one["type"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(told(&kpms()).await, ["id.kad.product.drafted", "id.kad.variant.added"]);
    supplier.act(&format!("{path}/publications"), json!({})).await.expect(200);
    assert_eq!(told(&pasar_jaya()).await, ["id.kad.product.published", "id.kad.variant.published"]);
    let moved = supplier.get(&format!("/v1/variants/{}", variant.id())).await.expect(200);
    assert_eq!(moved.json["state"], "published");
    assert!(moved.etag().starts_with("\"v2-"), "{}", moved.etag());
}
