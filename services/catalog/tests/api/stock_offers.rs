//! Stock offers, and the search of what can be had.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, App, Caller, party};

use crate::projections::know_parties;
use crate::{blitar_supplier, kpms, metro, pasar_jaya, start};

/// Fifty head of cattle at Metro, held in fives and more.
pub(crate) fn cattle() -> Value {
    json!({"commodity_code": "cattle", "form_code": "live", "heads": 50, "region_code": "18.72",
        "least_lot": {"value": "5", "unit": "HEA"}, "available_from_date": "2026-11-20",
        "available_until_date": "2027-05-20", "price": {"amount": 58_000, "currency": "IDR"},
        "price_basis": "per_kg_live"})
}

/// Nine tonnes of eggs at Metro, held in lots of a hundred kilograms.
pub(crate) fn eggs() -> Value {
    json!({"commodity_code": "eggs", "form_code": "fresh_shell", "quantity": {"value": "9", "unit": "TNE"},
        "region_code": "18.72", "step": {"value": "100", "unit": "KGM"}, "available_from_date": "2026-11-20",
        "available_until_date": "2026-12-20"})
}

pub(crate) fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

/// Writes an offer down and publishes it; gives its path.
pub(crate) async fn published(supplier: &Caller, body: Value) -> String {
    let path = supplier.post("/v1/stock-offers", body).await.expect(201).header("location").to_owned();
    supplier.act(&format!("{path}/publications"), json!({})).await.expect(200);
    path
}

async fn started() -> (App, Caller) {
    let app = start().await;
    know_parties(&app).await;
    let supplier = app.caller(&kpms());
    (app, supplier)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_drafted_published_and_withdrawn_and_every_party_reads_it_from_its_publication_on() {
    let (app, supplier) = started().await;
    let drafted = supplier.post("/v1/stock-offers", cattle()).await.expect(201);
    let path = drafted.header("location").to_owned();
    assert_eq!((&drafted.json["state"], &drafted.json["heads"]), (&json!("draft"), &json!(50)));
    assert_eq!(drafted.json["quantity"], json!({"value": "50", "unit": "HEA"}));
    assert_eq!(drafted.json["step"], json!({"value": "1", "unit": "HEA"}));
    assert_eq!(drafted.json["free"]["value"], "50");
    let buyer = app.caller(&pasar_jaya());
    buyer.get(&path).await.expect_problem(404, "not-found");
    assert_eq!(buyer.get("/v1/stock-offers").await.expect(200).json["items"], json!([]));
    let waits = supplier.get("/v1/catalog-work-items?action=publish_stock_offer").await.expect(200).json;
    assert_eq!(waits["items"][0]["subject"], drafted.json["id"]);
    let publications = format!("{path}/publications");
    buyer.act_on(&publications, json!({}), drafted.etag()).await.expect_problem(403, "forbidden");
    supplier.act_on(&publications, json!({}), "\"v9\"").await.expect_problem(412, "precondition-failed");
    let shown = supplier.act(&publications, json!({})).await.expect(200);
    assert_eq!((&shown.json["state"], &shown.json["condition"]), (&json!("published"), &json!("available")));
    supplier.act(&publications, json!({})).await.expect_problem(409, "state-conflict");
    assert_eq!(buyer.get(&path).await.expect(200).json["price"]["amount"], 58_000);
    let officer = app.caller(&Actor::new(party(20), "31", &[Role::FieldOfficer]));
    let hidden = officer.get(&path).await.expect(200).json;
    assert_eq!((&hidden["price"], &hidden["price_basis"]), (&json!(null), &json!(null)));
    let withdrawals = format!("{path}/withdrawals");
    app.caller(&blitar_supplier()).act(&withdrawals, json!({})).await.expect_problem(403, "forbidden");
    supplier.act(&withdrawals, json!({})).await.expect(200);
    assert_eq!(buyer.get(&path).await.expect(200).json["state"], "withdrawn");
    supplier.patch(&path, json!({"heads": 10}), "\"v3\"").await.expect_problem(409, "state-conflict");
    let types = "id.kad.stock_offer.drafted,id.kad.stock_offer.published,id.kad.stock_offer.withdrawn";
    let told = app.feed(&pasar_jaya(), &format!("/v1/catalog-events?types={types}")).await;
    let told: Vec<_> = told.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(told, ["id.kad.stock_offer.published", "id.kad.stock_offer.withdrawn"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_of_animals_sum_to_the_heads_and_a_change_is_judged_as_a_whole() {
    let (app, supplier) = started().await;
    let group = |heads: i64, class: &str| json!({"breed": "Limosin", "sex": "male_animal", "weight_class": class, "heads": heads});
    let groups = json!([group(30, "class_b"), group(20, "class_c")]);
    let path = published(&supplier, with(cattle(), "groups", groups)).await;
    let shown = supplier.get(&path).await.expect(200);
    assert_eq!(shown.json["groups"][1], group(20, "class_c"));
    let refused = supplier.patch(&path, json!({"heads": 45}), shown.etag()).await;
    let refused = refused.expect_problem(422, "validation-failed").json;
    assert_eq!(
        (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
        (&json!("/groups"), &json!("sum"))
    );
    let fewer = json!({"heads": 45, "groups": [group(45, "class_b")]});
    let changed = supplier.patch(&path, fewer, shown.etag()).await.expect(200);
    assert_eq!((&changed.json["heads"], &changed.json["free"]["value"]), (&json!(45), &json!("45")));
    supplier
        .patch(&path, json!({"heads": 44}), shown.etag())
        .await
        .expect_problem(412, "precondition-failed");
    let price = json!({"price": {"amount": 60_000, "currency": "IDR"}});
    supplier.patch(&path, price, changed.etag()).await.expect(200);
    let officer = app.caller(&Actor::new(party(20), "31", &[Role::FieldOfficer]));
    let history = officer.get(&format!("{path}/transitions")).await.expect(200).json;
    assert_eq!(history["items"][2]["replaced"]["heads"], 50);
    assert_eq!(history["items"][3]["replaced"], json!({}), "prices stand in no history");
    let other = app.caller(&blitar_supplier());
    other.patch(&path, json!({"heads": 1}), changed.etag()).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_offer_is_refused_by_field() {
    let (app, supplier) = started().await;
    app.has_heard("agreement").await;
    let farm = json!({"kind": "farm", "name": "Kandang", "region_code": "18.72"});
    let farm = supplier.post("/v1/facilities", farm).await.expect(201).id();
    let foreign = json!({"kind": "farm", "name": "Kandang", "region_code": "35.72"});
    let foreign = app.caller(&blitar_supplier()).post("/v1/facilities", foreign).await.expect(201).id();
    let both = with(cattle(), "quantity", json!({"value": "5", "unit": "TNE"}));
    let per_head = with(
        with(eggs(), "price", json!({"amount": 1, "currency": "IDR"})),
        "price_basis",
        json!("per_head"),
    );
    let group = |group: Value| with(cattle(), "groups", json!([group]));
    for (body, pointer, code) in [
        (both, "/quantity", "quantity-or-heads"),
        (with(eggs(), "quantity", json!(null)), "/quantity", "quantity-or-heads"),
        (with(eggs(), "quantity", json!({"value": "5", "unit": "HEA"})), "/quantity/unit", "heads"),
        (
            with(eggs(), "quantity", json!({"value": "15.500,00", "unit": "KGM"})),
            "/quantity/value",
            "not-a-decimal",
        ),
        (with(eggs(), "quantity", json!({"value": "0", "unit": "KGM"})), "/quantity/value", "not-positive"),
        (with(eggs(), "quantity", json!({"value": "5", "unit": "LTR"})), "/step/unit", "unit"),
        (with(cattle(), "heads", json!(0)), "/heads", "out-of-range"),
        (with(cattle(), "form_code", json!("carcass")), "/heads", "unit"),
        (with(cattle(), "form_code", json!("sushi")), "/form_code", "unknown-form"),
        (with(cattle(), "commodity_code", json!("unicorn")), "/commodity_code", "unknown-commodity"),
        (with(cattle(), "region_code", json!("18.99")), "/region_code", "unknown-region"),
        (
            with(cattle(), "least_lot", json!({"value": "51", "unit": "HEA"})),
            "/least_lot/value",
            "more-than-offered",
        ),
        (with(cattle(), "step", json!({"value": "2", "unit": "HEA"})), "/least_lot/value", "not-a-multiple"),
        (
            with(cattle(), "available_until_date", json!("2026-11-19")),
            "/available_until_date",
            "implausible-date",
        ),
        (with(cattle(), "available_from_date", json!("2027-06-01")), "/available_until_date", "period"),
        (with(cattle(), "price_basis", json!(null)), "/price_basis", "price-and-basis"),
        (with(cattle(), "price", json!({"amount": 0, "currency": "IDR"})), "/price/amount", "out-of-range"),
        (per_head, "/price_basis", "price-basis"),
        (group(json!({"heads": 50, "weight_class": "class_z"})), "/groups/0/weight_class", "unknown-class"),
        (group(json!({"heads": 50, "breed": "=1+1"})), "/groups/0/breed", "not-a-line"),
        (group(json!({"heads": 49})), "/groups", "sum"),
        (with(eggs(), "groups", json!([{"heads": 1}])), "/groups", "groups-of-animals"),
        (with(cattle(), "facility_id", json!(foreign)), "/facility_id", "unknown-facility"),
        (
            with(with(cattle(), "region_code", json!("18")), "facility_id", json!(farm)),
            "/region_code",
            "region-of-facility",
        ),
    ] {
        let refused =
            supplier.post("/v1/stock-offers", body).await.expect_problem(422, "validation-failed").json;
        let error = &refused["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{refused}");
    }
    let lies = with(cattle(), "facility_id", json!(farm));
    supplier.post("/v1/stock-offers", lies).await.expect(201);
    app.caller(&metro()).post("/v1/stock-offers", cattle()).await.expect_problem(403, "forbidden");
    // A draft whose days have passed is not published.
    let late = supplier.post("/v1/stock-offers", eggs()).await.expect(201).header("location").to_owned();
    app.clock.set("2026-12-20T17:00:00Z".parse().unwrap());
    let refused = app.caller(&kpms()).act(&format!("{late}/publications"), json!({})).await;
    let refused = refused.expect_problem(422, "stock-rule").json;
    assert_eq!(refused["unmet"][0]["rule"], "offer_not_over");
}

async fn found(caller: &Caller, query: &str) -> Vec<String> {
    let page = caller.get(&format!("/v1/available-stock?{query}")).await.expect(200).json;
    page["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_had_is_found_by_words_goods_place_day_and_amount() {
    let (app, supplier) = started().await;
    let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let eggs_path = published(&supplier, eggs()).await;
    let (eggs_id, cattle_id) = (id(&eggs_path), id(&published(&supplier, cattle()).await));
    let later = with(with(eggs(), "available_from_date", json!("2026-12-01")), "region_code", json!("35.72"));
    let later = id(&published(&app.caller(&blitar_supplier()), later).await);
    supplier.post("/v1/stock-offers", eggs()).await.expect(201);
    let buyer = app.caller(&pasar_jaya());
    assert_eq!(found(&buyer, "").await, [eggs_id.clone(), cattle_id.clone()], "what ends first comes first");
    for query in ["q=telur", "q=Telur%20segar", "q=eggs", "commodity_code=eggs", "least_quantity=9&unit=TNE"]
    {
        assert_eq!(found(&buyer, query).await, std::slice::from_ref(&eggs_id), "{query}");
    }
    assert_eq!(found(&buyer, "q=telur&day=2026-12-01").await, [eggs_id.clone(), later.clone()]);
    assert_eq!(found(&buyer, "q=telur&day=2026-12-01&region_code=35").await, [later]);
    for query in [
        "q=sapi",
        "q=hidup",
        "least_quantity=50&unit=HEA",
        "day=2027-05-20",
        "region_code=18&q=live%20cattle",
    ] {
        assert_eq!(found(&buyer, query).await, std::slice::from_ref(&cattle_id), "{query}");
    }
    for query in
        ["q=telur%20sapi", "q=durian", "day=2027-05-21", "least_quantity=51&unit=HEA", "region_code=31"]
    {
        assert_eq!(found(&buyer, query).await, Vec::<String>::new(), "{query}");
    }
    let page = buyer.get("/v1/available-stock?limit=1").await.expect(200).json;
    let cursor = page["next_cursor"].as_str().unwrap();
    assert_eq!(found(&buyer, &format!("limit=1&cursor={cursor}")).await, std::slice::from_ref(&cattle_id));
    for (query, parameter, code) in [
        ("q=%20", "?q", "no-words"),
        ("least_quantity=5", "?least_quantity", "quantity-and-unit"),
        ("least_quantity=5,5&unit=KGM", "?least_quantity", "not-a-decimal"),
        ("day=2026-11-21", "?day", "implausible-date"),
    ] {
        let refused = buyer.get(&format!("/v1/available-stock?{query}")).await;
        let refused = refused.expect_problem(422, "validation-failed").json;
        assert_eq!(
            (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
            (&json!(parameter), &json!(code)),
            "{refused}"
        );
    }
    supplier.act(&format!("{eggs_path}/withdrawals"), json!({})).await.expect(200);
    assert_eq!(found(&buyer, "q=telur").await, Vec::<String>::new());
}
