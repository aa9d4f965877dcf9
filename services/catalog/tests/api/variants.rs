//! Variants and permits: labels, barcodes, versions, and what the day decides.

use catalog::projections::PartyRow;
use domain::shared::{BusinessSize, PartyKind};
use serde_json::{Value, json};
use testkit::{Caller, Response, test_time};

use crate::products::{chips, draft, publish, texts};
use crate::projections::{know, know_parties, known_party};
use crate::{blitar_supplier, kpms, pasar_jaya, start};

/// A packed variant.
pub(crate) fn pack(name: &str) -> Value {
    json!({"name": name, "net_content": {"value": "250", "unit": "GRM"}, "ingredients": ["pisang", "gula"],
        "producer": "KPMS, Kota Metro, Lampung", "storage": "room_temperature", "best_before_days": 180,
        "allergens": ["milk"]})
}

fn pirt() -> Value {
    json!({"type": "home_food_permit", "number": "2061872010012-27", "issuer": "Dinas Kesehatan Kota Metro",
        "issued_date": "2022-01-10", "valid_until_date": "2027-01-10"})
}

fn halal() -> Value {
    json!({"type": "halal_certificate", "number": "id18110000123450322", "issuer": "BPJPH",
        "issued_date": "2023-03-01"})
}

/// Publishes a product with a variant; returns the variant's path.
async fn variant(supplier: &Caller, body: Value) -> String {
    let product = publish(supplier, chips("Keripik Pisang")).await;
    supplier.post(&format!("{product}/variants"), body).await.expect(201).header("location").to_owned()
}

fn pointers(refused: &Response) -> Vec<(&str, &str)> {
    let errors = refused.json["errors"].as_array().unwrap();
    errors.iter().map(|one| (one["pointer"].as_str().unwrap(), one["code"].as_str().unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_variant_carries_its_label_and_a_changed_label_is_a_new_version() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let mut body = pack("Keripik Pisang Cokelat 250 g");
    body["gtin"] = json!("4006381333931");
    let path = variant(&supplier, body).await;
    let first = supplier.get(&path).await.expect(200);
    assert_eq!(
        (&first.json["gtin"], &first.json["commodity_code"]),
        (&json!("04006381333931"), &json!("msme_goods"))
    );
    assert_eq!(
        (&first.json["group"], &first.json["net_content"]["value"]),
        (&json!("processed_food"), &json!("250"))
    );

    let same = supplier.patch(&path, json!({"allergens": ["milk"]}), first.etag()).await.expect(200);
    assert_eq!(same.json["version_hash"], first.json["version_hash"]);
    let recipe = json!({"ingredients": ["pisang", "gula", "cokelat"]});
    let changed = supplier.patch(&path, recipe.clone(), same.etag()).await.expect(200);
    assert_ne!(changed.json["version_hash"], first.json["version_hash"]);
    assert!(changed.etag().starts_with("\"v3-"), "{}", changed.etag());
    supplier.patch(&path, recipe, first.etag()).await.expect_problem(412, "precondition-failed");
    let bare = supplier.patch(&path, json!({"gtin": null}), changed.etag()).await.expect(200);
    assert_eq!(bare.json["gtin"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_field_of_a_label_is_named_where_it_stands() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let product = draft(&supplier, chips("Keripik")).await;
    let body = json!({"name": "", "gtin": "4006381333932", "net_content": {"value": "0", "unit": "GRM"},
        "ingredients": ["gula", " "], "producer": "KPMS", "storage": "frozen", "best_before_days": 0,
        "allergens": ["egg", "egg"]});
    let refused =
        supplier.post(&format!("{product}/variants"), body).await.expect_problem(422, "validation-failed");
    assert_eq!(
        pointers(&refused),
        [
            ("/name", "length"),
            ("/gtin", "gtin-check-digit"),
            ("/ingredients/1", "length"),
            ("/net_content", "not-positive"),
            ("/allergens/1", "repeated"),
            ("/best_before_days", "not-positive"),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn eggs_are_best_for_fourteen_days_at_room_temperature_and_thirty_chilled() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let eggs = json!({"name": "Telur Ayam", "commodity_code": "eggs", "form_code": "fresh_shell"});
    let path = format!("{}/variants", draft(&supplier, eggs).await);
    let label = |storage: &str, days: u32| {
        json!({"name": "Telur 1 kg", "net_content": {"value": "1", "unit": "KGM"}, "producer": "KUJ, Metro",
            "storage": storage, "best_before_days": days, "traits": ["naturally_halal"]})
    };
    let refused =
        supplier.post(&path, label("room_temperature", 15)).await.expect_problem(422, "validation-failed");
    assert_eq!(pointers(&refused), [("/best_before_days", "best-before-limit")]);
    supplier.post(&path, label("room_temperature", 14)).await.expect(201);
    let chilled = supplier.post(&path, label("chilled", 30)).await.expect(201);
    let warm = json!({"storage": "room_temperature"});
    let chilled_path = chilled.header("location");
    supplier.patch(chilled_path, warm, chilled.etag()).await.expect_problem(422, "validation-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_barcode_belongs_to_one_variant_until_its_product_is_withdrawn() {
    let app = start().await;
    let (metro, blitar) = (app.caller(&kpms()), app.caller(&blitar_supplier()));
    let mut body = pack("Keripik");
    body["gtin"] = json!("96385074");
    let path = variant(&metro, body.clone()).await;
    let other = publish(&blitar, chips("Keripik Lain")).await;
    let taken =
        blitar.post(&format!("{other}/variants"), body.clone()).await.expect_problem(409, "duplicate");
    assert_eq!(taken.json["errors"][0]["pointer"], "/gtin");
    let found = blitar.get("/v1/variants?gtin=9638-5074").await.expect(200);
    assert_eq!(found.json["items"][0]["id"], metro.get(&path).await.json["id"]);
    blitar.get("/v1/variants?gtin=96385075").await.expect_problem(422, "validation-failed");
    let product = metro.get(&path).await.json["product_id"].as_str().unwrap().to_owned();
    metro.act(&format!("/v1/products/{product}/withdrawals"), json!({})).await.expect(200);
    blitar.post(&format!("{other}/variants"), body).await.expect(201);
    let stale = metro.get(&path).await;
    metro.patch(&path, json!({"name": "x"}), stale.etag()).await.expect_problem(409, "state-conflict");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_business_needs_a_halal_certificate_two_years_later() {
    let app = start().await;
    know_parties(&app).await;
    app.clock.set("2026-10-16T03:00:00Z".parse().unwrap());
    let supplier = app.caller(&kpms());
    let path = variant(&supplier, pack("Keripik")).await;
    supplier.post(&format!("{path}/permits"), pirt()).await.expect(201);
    let list =
        format!("/v1/variants?product_id={}", supplier.get(&path).await.json["product_id"].as_str().unwrap());
    let ready = async |supplier: &Caller| {
        let shown = supplier.get(&path).await.expect(200).json;
        assert_eq!(supplier.get(&list).await.expect(200).json["items"][0], shown);
        shown["listing_ready"].as_bool().unwrap()
    };
    assert!(!ready(&supplier).await, "a size that nobody has stated counts as large");
    for (size, is_ready) in [(BusinessSize::Medium, false), (BusinessSize::Micro, true)] {
        let version = if is_ready { 3 } else { 2 };
        let party = known_party(10, PartyKind::Cooperative, "KPMS", "18.72", version);
        know(&app, &PartyRow { business_size: Some(size), ..party }).await;
        assert_eq!(ready(&supplier).await, is_ready, "{size}");
    }
    // Made by a business whose size is known.
    let product = supplier.get(&path).await.json["product_id"].as_str().unwrap().to_owned();
    let second =
        supplier.post(&format!("/v1/products/{product}/variants"), pack("Keripik 2")).await.expect(201);
    let lacks = second.json["missing_permits"].as_array().unwrap();
    assert_eq!(lacks.iter().map(|one| &one["rule"]).collect::<Vec<_>>(), ["food_permit_standing"]);
    app.clock.set("2026-10-17T03:00:00Z".parse().unwrap());
    assert!(!ready(&app.caller(&kpms())).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn permits_make_a_variant_ready_and_it_decays_with_them() {
    let app = start().await;
    let (supplier, buyer) = (app.caller(&kpms()), app.caller(&pasar_jaya()));
    let path = variant(&supplier, pack("Keripik")).await;
    let bare = buyer.get(&path).await.expect(200);
    assert_eq!(bare.json["listing_ready"], false);
    let missing = bare.json["missing_permits"].as_array().unwrap();
    let rules: Vec<_> = missing.iter().map(|one| one["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["food_permit_standing", "halal_certificate_standing"]);
    assert!(missing[1]["how_to_fix"]["id"].as_str().unwrap().contains("ptsp.halal.go.id"));

    let added = supplier.post(&format!("{path}/permits"), pirt()).await.expect(201);
    assert_eq!(
        (&added.json["number"], &added.json["status"]),
        (&json!("206187201001227"), &json!("standing"))
    );
    app.clock.set(test_time() + chrono::TimeDelta::seconds(1));
    supplier.post(&format!("{path}/permits"), halal()).await.expect(201);
    let ready = buyer.get(&path).await.expect(200);
    assert_eq!((&ready.json["listing_ready"], &ready.json["missing_permits"]), (&json!(true), &json!([])));
    assert_eq!(ready.json["permits"].as_array().unwrap().len(), 2);
    assert_ne!(ready.json["version_hash"], bare.json["version_hash"]);

    app.clock.set("2027-01-11T03:00:00Z".parse().unwrap());
    let buyer = app.caller(&pasar_jaya());
    let lapsed = buyer.get(&path).await.expect(200);
    assert_eq!(
        (&lapsed.json["listing_ready"], &lapsed.json["permits"][0]["status"]),
        (&json!(false), &json!("expired"))
    );
    assert_ne!(lapsed.etag(), ready.etag(), "a lapse overnight is another ETag");
    assert_eq!(lapsed.etag().split('-').next(), ready.etag().split('-').next(), "of the same version");
    assert_eq!(lapsed.json["version_hash"], ready.json["version_hash"], "a lapse is judged by itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_permit_stays_in_the_history_and_counts_no_more() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let path = variant(&supplier, pack("Keripik")).await;
    let permits = format!("{path}/permits");
    let added = supplier.post(&permits, pirt()).await.expect(201);
    let permit = added.header("location").to_owned();
    assert_eq!(supplier.get(&permit).await.expect(200).json, added.json);
    supplier.post(&permits, pirt()).await.expect_problem(409, "duplicate");
    let other = app.caller(&blitar_supplier());
    other.delete(&permit, added.etag()).await.expect_problem(403, "forbidden");
    supplier.delete(&permit, "\"v9\"").await.expect_problem(412, "precondition-failed");
    let withdrawn = supplier.delete(&permit, added.etag()).await.expect(200);
    assert_eq!(withdrawn.json["withdrawn_at"], "2026-11-22T03:00:00Z");
    supplier.delete(&permit, withdrawn.etag()).await.expect_problem(409, "state-conflict");
    assert_eq!(supplier.get(&path).await.json["permits"], json!([]));
    assert_eq!(texts(&supplier.get(&permits).await.expect(200), "number"), ["206187201001227"]);
    supplier.post(&permits, pirt()).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_field_of_a_permit_is_named() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let permits = format!("{}/permits", variant(&supplier, pack("Keripik")).await);
    let mut body = pirt();
    (body["number"], body["issuer"], body["valid_until_date"]) =
        (json!("12345"), json!(""), json!("2028-01-10"));
    let refused = supplier.post(&permits, body.clone()).await.expect_problem(422, "validation-failed");
    assert_eq!(
        pointers(&refused),
        [("/number", "permit-number"), ("/issuer", "length"), ("/valid_until_date", "permit-term")]
    );
    body["issued_date"] = json!("-9999-01-01");
    let refused = supplier.post(&permits, body).await.expect_problem(422, "validation-failed");
    assert!(pointers(&refused).contains(&("/issued_date", "implausible-date")), "{}", refused.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn variants_and_permits_of_a_draft_are_hidden_with_it() {
    let app = start().await;
    let (supplier, buyer) = (app.caller(&kpms()), app.caller(&pasar_jaya()));
    let product = draft(&supplier, chips("Keripik")).await;
    let made = supplier.post(&format!("{product}/variants"), pack("Keripik")).await.expect(201);
    let path = made.header("location").to_owned();
    let permit = supplier.post(&format!("{path}/permits"), pirt()).await.expect(201);
    for hidden in [&path, &format!("{path}/permits"), permit.header("location")] {
        buyer.get(hidden).await.expect_problem(404, "not-found");
        supplier.get(hidden).await.expect(200);
    }
    assert_eq!(buyer.get("/v1/variants").await.expect(200).json["items"], json!([]));
    let other = app.caller(&blitar_supplier());
    other.patch(&path, json!({"name": "x"}), made.etag()).await.expect_problem(404, "not-found");
    other.post(&format!("{path}/permits"), pirt()).await.expect_problem(404, "not-found");
    other.post(&format!("{product}/variants"), pack("x")).await.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn variants_are_filtered_and_come_in_pages() {
    let app = start().await;
    let supplier = app.caller(&kpms());
    let product = publish(&supplier, chips("Keripik")).await;
    for size in ["100 g", "250 g", "500 g"] {
        supplier.post(&format!("{product}/variants"), pack(size)).await.expect(201);
    }
    variant(&supplier, pack("1 kg")).await;
    let id = product.rsplit('/').next().unwrap();
    let first = supplier.get(&format!("/v1/variants?product_id={id}&limit=2")).await.expect(200);
    let cursor = first.json["next_cursor"].as_str().unwrap();
    let rest =
        supplier.get(&format!("/v1/variants?product_id={id}&limit=2&cursor={cursor}")).await.expect(200);
    let mut names = [texts(&first, "name"), texts(&rest, "name")].concat();
    names.sort_unstable();
    assert_eq!(names, ["100 g", "250 g", "500 g"]);
    assert_eq!(supplier.get("/v1/variants?commodity_code=eggs").await.expect(200).json["items"], json!([]));
}
