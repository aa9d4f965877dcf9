//! Commodities: the seed, reading, and what the administrator changes.

use diesel_async::SimpleAsyncConnection as _;
use serde_json::{Value, json};

use crate::{admin, kpms, pasar_jaya, start};

fn shallot() -> Value {
    json!({"code": "shallot", "name": {"id": "bawang merah", "en": "shallots"}, "group": "vegetable",
        "natural_unit": "TNE",
        "forms": [{"code": "dried", "name": {"id": "bawang merah kering", "en": "dried shallots"}, "unit": "KGM"}]})
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_catalog_starts_with_the_commodities_of_the_platform_and_tells_of_each_once() {
    let app = start().await;
    let buyer = app.caller(&pasar_jaya());
    let list = buyer.get("/v1/commodities").await.expect(200);
    let items = list.json["items"].as_array().unwrap();
    let codes: Vec<_> = items.iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["beef", "cattle", "chicken", "chilli", "eggs", "msme_goods", "rice", "tomato"]);
    let eggs = buyer.get("/v1/commodities/eggs").await.expect(200);
    assert_eq!(eggs.json["name"], json!({"id": "telur ayam", "en": "chicken eggs"}));
    assert_eq!((&eggs.json["natural_unit"], &eggs.json["group"]), (&json!("TNE"), &json!("animal_product")));
    assert_eq!(eggs.json["forms"][0]["code"], "fresh_shell");
    assert_eq!(
        (&eggs.json["forms"][0]["unit"], &eggs.json["forms"][0]["second_unit"]),
        (&json!("KGM"), &json!("H87"))
    );

    let told = app.feed(&pasar_jaya(), "/v1/catalog-events?types=id.kad.commodity.registered").await;
    let mut told: Vec<_> = told.iter().map(|event| event["data"]["code"].as_str().unwrap()).collect();
    told.sort_unstable();
    assert_eq!(told, codes);
}

/// Another instance on the app's database.
async fn another_instance(app: &testkit::App) {
    let nowhere = "http://127.0.0.1:9".to_owned();
    let settings = service::Settings {
        database_url: app.database_url.clone(),
        connections: 2,
        issuer: testkit::ISSUER.to_owned(),
        agreement_url: nowhere.clone(),
        catalog_url: nowhere.clone(),
        logistics_url: nowhere,
        service_secret: "a-secret-for-tests-only-0123456789".to_owned(),
        files: app.files.display().to_string(),
    };
    let platform = web::Platform::new(testkit::ISSUER, app.clock.clone());
    catalog::build(&web::Environment::of([]), &settings, &platform).await.map(|_| ()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_that_start_at_once_on_an_empty_catalog_seed_it_once() {
    let app = start().await;
    let empty = "delete from commodity_form; delete from commodity";
    app.core.read().await.unwrap().batch_execute(empty).await.unwrap();
    tokio::join!(another_instance(&app), another_instance(&app), another_instance(&app));
    another_instance(&app).await;
    let list = app.caller(&kpms()).get("/v1/commodities").await.expect(200);
    assert_eq!(list.json["items"].as_array().unwrap().len(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_administrator_registers_a_commodity_and_adds_forms_to_it() {
    let app = start().await;
    let admin = app.caller(&admin());
    let created = admin.post("/v1/commodities", shallot()).await.expect(201);
    assert_eq!(created.header("location"), "/v1/commodities/shallot");
    let read = admin.get("/v1/commodities/shallot").await.expect(200);
    assert_eq!((&read.json, read.etag()), (&created.json, "\"v1\""));
    admin.post("/v1/commodities", shallot()).await.expect_problem(409, "duplicate");
    app.caller(&kpms()).post("/v1/commodities", shallot()).await.expect_problem(403, "forbidden");

    let fresh =
        json!({"code": "fresh", "name": {"id": "bawang merah segar", "en": "fresh shallots"}, "unit": "KGM"});
    let change =
        json!({"name": {"id": "bawang merah", "en": "shallot"}, "forms": [fresh, shallot()["forms"][0]]});
    let changed = admin.patch("/v1/commodities/shallot", change.clone(), "\"v1\"").await.expect(200);
    assert_eq!(changed.etag(), "\"v2\"");
    assert_eq!(changed.json["forms"][0]["code"], "fresh");
    assert_eq!(admin.get("/v1/commodities/shallot").await.json, changed.json);
    admin.patch("/v1/commodities/shallot", change, "\"v1\"").await.expect_problem(412, "precondition-failed");
    admin.patch("/v1/commodities/unknown", json!({}), "\"v1\"").await.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_contracts_may_refer_to_neither_goes_nor_changes_its_unit() {
    let app = start().await;
    let admin = app.caller(&admin());
    let live = json!({"code": "live", "name": {"id": "sapi hidup", "en": "live cattle"}, "unit": "KGM"});
    let refused = admin
        .patch("/v1/commodities/cattle", json!({"forms": [live]}), "\"v1\"")
        .await
        .expect_problem(422, "validation-failed");
    let named: Vec<_> =
        refused.json["errors"].as_array().unwrap().iter().map(|e| e["code"].as_str().unwrap()).collect();
    assert_eq!(named, ["unit-changed", "form-missing"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_says_in_which_unit_its_people_count_it() {
    let app = start().await;
    let (admin, buyer) = (app.caller(&admin()), app.caller(&pasar_jaya()));
    let natural = async |code: &str| {
        let read = buyer.get(&format!("/v1/commodities/{code}")).await.expect(200).json;
        let forms = read["forms"].as_array().unwrap().clone();
        forms.iter().map(|form| form["natural_unit"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(natural("cattle").await, ["HEA", "TNE"], "the live by the head, carcasses by the tonne");
    assert_eq!(natural("msme_goods").await, ["vehicle"]);
    assert_eq!(natural("eggs").await, ["TNE"]);
    assert_eq!(natural("rice").await, ["TNE"; 5]);
    admin.post("/v1/commodities", shallot()).await.expect(201);
    assert_eq!(natural("shallot").await, ["TNE"], "that of the commodity, where nothing else is said");
    let mut dried = shallot()["forms"][0].clone();
    dried["natural_unit"] = json!("KGM");
    admin.patch("/v1/commodities/shallot", json!({"forms": [dried]}), "\"v1\"").await.expect(200);
    let named_anew = json!({"forms": [shallot()["forms"][0]]});
    admin.patch("/v1/commodities/shallot", named_anew, "\"v2\"").await.expect(200);
    assert_eq!(natural("shallot").await, ["KGM"], "it stays where it is not said");
    let mut wrong = shallot()["forms"][0].clone();
    wrong["natural_unit"] = json!("HEA");
    let refused = admin.patch("/v1/commodities/shallot", json!({"forms": [wrong]}), "\"v3\"").await;
    let refused = refused.expect_problem(422, "validation-failed").json["errors"][0].clone();
    assert_eq!(
        (&refused["pointer"], &refused["code"]),
        (&json!("/forms/0/natural_unit"), &json!("not-measured"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_field_of_a_commodity_is_named() {
    let app = start().await;
    let form = json!({"code": "A", "name": {"id": "", "en": "x"}, "unit": "KGM", "second_unit": "TNE"});
    let body = json!({"code": "Bawang Merah", "name": {"id": "bawang", "en": " "}, "group": "vegetable",
        "natural_unit": "TNE", "forms": [form]});
    let refused =
        app.caller(&admin()).post("/v1/commodities", body).await.expect_problem(422, "validation-failed");
    let pointers: Vec<_> =
        refused.json["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/code", "/name/en", "/forms/0/code", "/forms/0/name/id", "/forms/0/second_unit"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn commodities_come_in_pages_and_by_group() {
    let app = start().await;
    let buyer = app.caller(&pasar_jaya());
    let first = buyer.get("/v1/commodities?limit=5").await.expect(200);
    let cursor = first.json["next_cursor"].as_str().unwrap();
    let second = buyer.get(&format!("/v1/commodities?limit=5&cursor={cursor}")).await.expect(200);
    assert_eq!(second.json["items"].as_array().unwrap().len(), 3);
    assert!(second.json.get("next_cursor").is_none());
    let animals = buyer.get("/v1/commodities?group=live_animal").await.expect(200);
    assert_eq!(animals.json["items"].as_array().unwrap().len(), 2);
}
